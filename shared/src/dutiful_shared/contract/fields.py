"""Field types of the wire: bounded, explained, and alike in every request."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, Final

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic_core import PydanticCustomError

from dutiful_shared.contract.countries import COUNTRY_CODES
from dutiful_shared.contract.currency import CURRENCY_EXPONENT

#: The days a quote may be asked for. Facts begin in 2016; nothing announced today reaches past 2039.
FIRST_DAY: Final = date(2016, 1, 1)
LAST_DAY: Final = date(2039, 12, 31)
#: The kind of a fault that a check across several fields found; its context names the field (`where`).
INCONSISTENT: Final = "inconsistent"
#: More lines than any cart or customs entry of a parcel has; a larger order is sent as several quotes.
MAX_LINES: Final = 200
_DATE_AND_TIME: Final = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}")
#: Lines times ways of carriage (the cart's own and its services) that one quote assesses: more takes seconds.
MAX_ASSESSED_LINES: Final = 400
#: Systems of goods codes that no country has alone: the Harmonized System, and the tariff of the European Union.
SHARED_CODE_SYSTEMS: Final = frozenset({"HS", "EU"})
_PLAIN_DECIMAL: Final = "[0-9]+([.][0-9]+)?"
_ABOVE_ZERO: Final = "(0*[1-9][0-9]*([.][0-9]+)?|0+[.]0*[1-9][0-9]*)"
_PLAIN: Final = re.compile(_PLAIN_DECIMAL)
_SIGNED: Final = re.compile(f"-?{_PLAIN_DECIMAL}")
_DAY: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")

#: Stands for every destination that has no entry of its own.
ANYWHERE: Final = "*"


def _country(code: str) -> str:
    if code not in COUNTRY_CODES:
        raise ValueError(f"{code!r} is not an ISO 3166-1 alpha-2 country code such as US, DE or JP (capital letters)")
    return code


def _destination(code: str) -> str:
    if code != ANYWHERE and code not in COUNTRY_CODES:
        raise ValueError(f"{code!r} is neither an ISO 3166-1 alpha-2 country code nor {ANYWHERE!r}")
    return code


def _currency(code: str) -> str:
    if code not in CURRENCY_EXPONENT:
        raise ValueError(f"{code!r} is not an active ISO 4217 currency code such as USD, EUR or JPY (capital letters)")
    return code


def _day(day: date) -> date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"{day} is outside the days that can be quoted, {FIRST_DAY} to {LAST_DAY}")
    return day


def _code_system(system: str) -> str:
    if system not in SHARED_CODE_SYSTEMS and system not in COUNTRY_CODES:
        raise ValueError(f"{system!r} is no system of goods codes; give HS, EU or the country whose tariff it is of")
    return system


def _plain(value: Any) -> Any:
    # `Decimal` also reads 1_000, full-width digits, exponents and blanks: a price so written is a mistake.
    if isinstance(value, str) and not _PLAIN.fullmatch(value):
        raise PydanticCustomError("plain_decimal", "must be a plain decimal number of 0 or more, such as 12.50")
    return value


def _written_day(value: Any) -> Any:
    # Pydantic also reads moments and seconds since 1970 as dates, by a time zone that nobody named.
    if not isinstance(value, date) and not (isinstance(value, str) and _DAY.fullmatch(value)):
        raise PydanticCustomError("day", "must be a day written as YYYY-MM-DD, such as 2026-11-20")
    return value


def _whole(value: Any) -> Any:
    # A number of JSON is whole by its value, so 5.0 is 5; a text or a flag is no number.
    if isinstance(value, str | bool):
        raise PydanticCustomError("int_type", "must be a whole number")
    return value


def _signed(value: Any) -> Any:
    if isinstance(value, str) and not _SIGNED.fullmatch(value):
        raise PydanticCustomError("plain_decimal", "must be a plain decimal number, such as -12.50")
    return value


def written_plainly(schema: dict[str, Any]) -> None:
    """`json_schema_extra` of a decimal that is `PLAIN`, or `SIGNED` where its least value is below 0."""
    branches = {branch.get("type"): branch for branch in schema.get("anyOf", ())}
    number, written = branches.get("number"), branches.get("string")
    if number is not None and written is not None:
        above_zero = number.get("exclusiveMinimum") == 0
        sign = "-?" if number.get("minimum", 0) < 0 else ""
        written["pattern"] = f"^{_ABOVE_ZERO if above_zero else sign + _PLAIN_DECIMAL}$"


def _moment(value: object) -> object:
    # Left to itself, pydantic would read a number, also one in a text, as seconds since 1970.
    if isinstance(value, datetime) or (isinstance(value, str) and _DATE_AND_TIME.match(value)):
        return value
    raise ValueError("must be a date and time with an offset, such as 2026-11-29T08:00:00Z")


def _of_the_calendar(moment: datetime) -> datetime:
    # At the ends of the calendar an offset leads out of it, where no clock and no database goes.
    try:
        moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("must lie within the years 1 to 9999, also in UTC") from None
    return moment


# The documents say how such codes look. Which of them there are changes without a new contract; a fault says it.
_TWO_LETTERS: Final[dict[str, Any]] = {"pattern": "^[A-Z]{2}$"}
_THREE_LETTERS: Final[dict[str, Any]] = {"pattern": "^[A-Z]{3}$"}
CountryCode = Annotated[
    str,
    AfterValidator(_country),
    Field(
        description="ISO 3166-1 alpha-2, or XI, XK, IC, EA.",
        examples=["US"],
        json_schema_extra=_TWO_LETTERS,
    ),
]
Destination = Annotated[
    str,
    AfterValidator(_destination),
    Field(
        description="ISO 3166-1 alpha-2, or * for every other destination.",
        json_schema_extra={"pattern": "^([A-Z]{2}|[*])$"},
    ),
]
#: A moment, with its offset from UTC.
Moment = Annotated[AwareDatetime, BeforeValidator(_moment), AfterValidator(_of_the_calendar)]
CurrencyCode = Annotated[
    str,
    AfterValidator(_currency),
    Field(description="ISO 4217.", examples=["USD"], json_schema_extra=_THREE_LETTERS),
]
CodeSystem = Annotated[
    str,
    AfterValidator(_code_system),
    Field(
        description="HS, EU, or the country whose national code it is (US, GB, JP ...). Of a code that the destination "
        "does not use, the first six digits count.",
        examples=["US"],
        json_schema_extra=_TWO_LETTERS,
    ),
]
Day = Annotated[
    date,
    AfterValidator(_day),
    BeforeValidator(_written_day),
    Field(description=f"A day from {FIRST_DAY} to {LAST_DAY}."),
]
#: Put behind the bounds of a `Decimal`: how it may be written. It is best sent as a string: "19.99".
PLAIN: Final = BeforeValidator(_plain)


def read_at_once(form: str) -> WrapValidator:
    """Put behind `PLAIN`: a text of this form, which must lie within all bounds of the field, is read without a look at
    each of them. Counting the digits of a `Decimal` takes longer than reading it (ADR 0060)."""
    short = re.compile(form)

    def read(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
        return Decimal(value) if type(value) is str and short.fullmatch(value) else handler(value)

    return WrapValidator(read)


SIGNED: Final = BeforeValidator(_signed)
#: An amount of the cart's currency.
Amount = Annotated[
    Decimal,
    Field(ge=0, le=Decimal(1_000_000_000), max_digits=16, decimal_places=6, json_schema_extra=written_plainly),
    PLAIN,
    read_at_once("[0-9]{1,9}([.][0-9]{1,6})?"),
]
#: `true` or `false` as JSON has them. Pydantic also reads 0, 1, "no" and "on" as such: a flag so written is a mistake.
Flag = Annotated[bool, Strict()]
#: Put behind the bounds of an `int`. Pydantic also reads "5" and `true` as numbers: a count so written is a mistake.
WHOLE: Final = BeforeValidator(_whole)
#: Of a text, such as `en` or `pt-BR`.
Language = Annotated[str, Field(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")]
#: A weight or another measured quantity.
Measured = Annotated[
    Decimal,
    Field(ge=0, le=Decimal(100_000_000), max_digits=16, decimal_places=6, json_schema_extra=written_plainly),
    PLAIN,
    read_at_once("[0-9]{1,8}([.][0-9]{1,6})?"),
]
Identifier = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/-]*$")]
ShortText = Annotated[str, Field(min_length=1, max_length=255)]


class WireModel(BaseModel):
    """The base of everything that comes in: frozen, and unknown fields are refused so that no typo goes unseen."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


def inconsistent(where: str, what: str) -> PydanticCustomError:
    """A refusal that names the field; the edge adds `where` to the pointer of the model it belongs to."""
    return PydanticCustomError(INCONSISTENT, "{what}", {"where": where, "what": what})


def all_different(codes: Iterable[str], where: str) -> None:
    """Refuse codes that occur twice. `where` holds `{}` in place of the position.

    Raises:
        PydanticCustomError: it names the second occurrence.
    """
    seen: set[str] = set()
    for i, code in enumerate(codes):
        if code in seen:
            raise inconsistent(where.format(i), f"{code!r} is used twice")
        seen.add(code)
