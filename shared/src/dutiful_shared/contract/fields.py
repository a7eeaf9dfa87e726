"""Field types of the wire: bounded, explained, and alike in every request."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from dutiful_shared.contract.countries import COUNTRY_CODES
from dutiful_shared.contract.currency import CURRENCY_EXPONENT

#: The days a quote may be asked for. Facts begin in 2016; nothing announced today reaches past 2039.
FIRST_DAY: Final = date(2016, 1, 1)
LAST_DAY: Final = date(2039, 12, 31)
#: The kind of a fault that a check across several fields found; its context names the field (`where`).
INCONSISTENT: Final = "inconsistent"
#: More lines than any cart or customs entry of a parcel has; a larger order is sent as several quotes.
MAX_LINES: Final = 200


def _country(code: str) -> str:
    if code not in COUNTRY_CODES:
        raise ValueError(f"{code!r} is not an ISO 3166-1 alpha-2 country code such as US, DE or JP (capital letters)")
    return code


def _currency(code: str) -> str:
    if code not in CURRENCY_EXPONENT:
        raise ValueError(f"{code!r} is not an active ISO 4217 currency code such as USD, EUR or JPY (capital letters)")
    return code


def _day(day: date) -> date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"{day} is outside the days that can be quoted, {FIRST_DAY} to {LAST_DAY}")
    return day


CountryCode = Annotated[
    str, AfterValidator(_country), Field(description="ISO 3166-1 alpha-2, or XI, XK, IC, EA.", examples=["US"])
]
CurrencyCode = Annotated[str, AfterValidator(_currency), Field(description="ISO 4217.", examples=["USD"])]
Day = Annotated[date, AfterValidator(_day), Field(description=f"A day from {FIRST_DAY} to {LAST_DAY}.")]
#: An amount of the cart's currency, best sent as a string: "19.99".
Amount = Annotated[
    Decimal, Field(ge=0, le=Decimal(1_000_000_000), max_digits=16, decimal_places=6, allow_inf_nan=False)
]
#: A weight or another measured quantity.
Measured = Annotated[
    Decimal, Field(ge=0, le=Decimal(100_000_000), max_digits=16, decimal_places=6, allow_inf_nan=False)
]
Identifier = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/-]*$")]
ShortText = Annotated[str, Field(min_length=1, max_length=255)]


class WireModel(BaseModel):
    """The base of everything that comes in: frozen, and unknown fields are refused so that no typo goes unseen."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)
