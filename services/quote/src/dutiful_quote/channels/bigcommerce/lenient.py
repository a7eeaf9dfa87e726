"""Fields of BigCommerce's messages, read leniently: the platform adds fields and is not strict about empty ones."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from dutiful_shared.contract.countries import COUNTRY_CODES
from dutiful_shared.contract.money import minor_unit

_MOST: Final = Decimal(1_000_000_000)


class LenientModel(BaseModel):
    """Unknown fields are passed over and never kept: names and streets of people are among them."""

    model_config = ConfigDict(extra="ignore", frozen=True, str_strip_whitespace=True)


def _text(value: Any) -> Any:
    """Numbers are taken as their digits, everything that is no text as empty."""
    if isinstance(value, str):
        # JSON can hold lone surrogates, which nothing downstream can write.
        return value.encode("utf-8", "replace").decode().replace("\x00", "")
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def _number(value: Any) -> Any:
    return Decimal(0) if value is None or value == "" else value


def _country(value: Any) -> str:
    code = str(_text(value)).strip().upper()
    return code if code in COUNTRY_CODES else ""


def or_empty(value: Any) -> Any:
    """An object; what PHP writes for an empty one (a list), null or a text becomes an empty object."""
    return value if isinstance(value, dict | BaseModel) else {}


def or_none(value: Any) -> Any:
    """An object, or None for whatever else is there."""
    return value if isinstance(value, dict | BaseModel) and value else None


def or_no_list(value: Any) -> Any:
    """The objects of a list; nothing for whatever else is there."""
    return [one for one in value if isinstance(one, dict | BaseModel)] if isinstance(value, list | tuple) else []


def or_nothing(value: Any) -> Any:
    """As `or_no_list` for a list or null; whatever else is there stays, and is refused."""
    return value if value is not None and not isinstance(value, list | tuple) else or_no_list(value)


Text = Annotated[str, BeforeValidator(_text)]
Flag = Annotated[bool, BeforeValidator(lambda value: False if value in (None, "") else value)]
#: An amount of money; refunds are negative.
SignedAmount = Annotated[
    Decimal, BeforeValidator(_number), Field(ge=-_MOST, le=_MOST, allow_inf_nan=False, max_digits=24)
]
Number = Annotated[Decimal, BeforeValidator(_number), Field(ge=-_MOST, le=_MOST, allow_inf_nan=False, max_digits=24)]
Country = Annotated[str, BeforeValidator(_country)]


def money(amount: Decimal, currency: str) -> Decimal:
    """`amount` at the currency's precision: what is really paid."""
    return amount.quantize(minor_unit(currency), rounding=ROUND_HALF_UP)
