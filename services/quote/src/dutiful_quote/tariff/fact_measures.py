"""A row of a packaged fact table as a measure: how each cell becomes a value, and which cells are refused."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Final

from dutiful_quote.engine.comparisons import comparisons
from dutiful_quote.engine.conditions import CONDITIONS
from dutiful_quote.engine.duty_base import BASE_FORMS, DutyBase
from dutiful_quote.engine.duty_rate import DutyRate
from dutiful_quote.engine.measure import ALL_ORIGINS, Measure, MeasureKind, Mode
from dutiful_quote.tariff.duty_expression import DutyExpressionError, parse_rate
from dutiful_quote.tariff.fact_rows import FactRow, goods_code, is_country, read_day, validity
from dutiful_shared.contract.charge import LegalReference
from dutiful_shared.contract.currency import CURRENCY_EXPONENT

_INHERITED: Final = (
    "name", "mode", "areas", "excluded", "destination", "heading", "rank", "base", "conditions", "rate", "valid_from",
    "valid_to", "reference", "url", "verified_until",
)  # fmt: skip
PROGRAMME_COLUMNS: Final = ("key", "programme", "kind", *_INHERITED)
MEASURE_COLUMNS: Final = ("jurisdiction", "goods_code", "key", *_INHERITED)

#: Kinds whose measures must say a rate, unless their amount is unresolved.
_RATED: Final = frozenset(
    {MeasureKind.THIRD_COUNTRY_DUTY, MeasureKind.PREFERENCE, MeasureKind.ADDITIONAL_DUTY, MeasureKind.FLAT_DUTY,
     MeasureKind.EXCISE, MeasureKind.VAT, MeasureKind.FEE}
)  # fmt: skip


class Rates:
    """Reads the rates of one publication, all in one dialect."""

    def __init__(self, dialect: str) -> None:
        self._dialect = dialect

    def of(self, row: FactRow, text: str) -> DutyRate | None:
        """The tree of a printed rate; None for an empty cell.

        Raises:
            FactTableError: the rate cannot be read, or there is no such dialect.
        """
        if not text:
            return None
        try:
            return parse_rate(text, self._dialect)
        except DutyExpressionError as error:
            raise row.error("rate", str(error)) from None
        except KeyError:
            raise row.error("rate", f"there is no dialect {self._dialect!r}") from None


def build_measure(
    row: FactRow, key: str, programme: FactRow, jurisdiction: str, rates: Rates, groups: set[str]
) -> Measure:
    """The measure of `row` under the programme row of `key`.

    Raises:
        FactTableError: a cell holds what it may not.
    """

    # One merge for a hundred thousand measures, rather than two look-ups for each of their cells.
    cells = {**programme.cells, **{column: text for column, text in row.cells.items() if text}}

    def cell(column: str) -> str:
        return cells.get(column, "")

    kind = _kind(programme, programme.get("kind"))
    mode = _mode(row, cell("mode"))
    rate_text = cell("rate")
    if not rate_text and kind in _RATED and mode is not Mode.UNRESOLVED:
        raise row.error("rate", f"a measure of kind {kind} needs a rate")
    code = goods_code(row)
    valid_from, valid_to = validity(row, cell("valid_from"), cell("valid_to"))
    heading, destination = cell("heading"), cell("destination")
    return Measure(
        id=_measure_id(jurisdiction, heading or key, code, row.get("destination"), row.get("valid_from")),
        jurisdiction=jurisdiction,
        kind=kind,
        programme=programme.get("programme"),
        name=cell("name"),
        goods_code=code,
        areas=_areas(row, "areas", cell("areas"), frozenset(groups)),
        excluded=_areas(row, "excluded", cell("excluded"), frozenset(groups)),
        destination=destination,
        rate=rates.of(row, rate_text),
        rate_text=rate_text,
        mode=mode,
        heading=heading,
        conditions=_conditions(row, cell("conditions")),
        legal_reference=_reference(cell("reference"), cell("url")),
        valid_from=valid_from,
        valid_to=valid_to,
        verified_until=read_day(row, "verified_until", cell("verified_until")),
        release="",
        rank=_rank(row, cell("rank")),
        base=_base(row, cell("base")),
    )


def _measure_id(jurisdiction: str, name: str, code: str, destination: str, valid_from: str) -> str:
    """What a row itself says (not what it inherits) tells its measure from the others of its programme."""
    parts = [jurisdiction, name, code, destination]
    return ":".join(part for part in parts if part) + (f"@{valid_from}" if valid_from else "")


def _rank(row: FactRow, text: str) -> int:
    if text and not (text.isascii() and text.isdigit()):
        raise row.error("rank", f"{text!r} is not a whole number")
    return int(text or 0)


def _base(row: FactRow, text: str) -> str:
    try:
        DutyBase.of(text)
    except ValueError as error:
        raise row.error("base", f"{error}; a base is one of {', '.join(BASE_FORMS)}, a colon and a fact") from None
    return text


def _kind(row: FactRow, text: str) -> MeasureKind:
    try:
        return MeasureKind(text)
    except ValueError:
        raise row.error("kind", f"{text!r} is not one of {', '.join(MeasureKind)}") from None


def _mode(row: FactRow, text: str) -> Mode:
    try:
        return Mode(text)
    except ValueError:
        raise row.error("mode", f"{text!r} is not one of {', '.join(Mode)}") from None


@lru_cache(maxsize=10_000)
def _unknown_area(text: str, groups: frozenset[str]) -> str | None:
    return next(
        (area for area in text.split() if not (area in groups or area == ALL_ORIGINS or is_country(area))), None
    )


def _areas(row: FactRow, column: str, text: str, groups: frozenset[str]) -> tuple[str, ...]:
    unknown = _unknown_area(text, groups)
    if unknown:
        raise row.error(column, f"{unknown!r} is neither a country nor a group of areas.csv")
    return _split(text)


@lru_cache(maxsize=10_000)
def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split())


@lru_cache(maxsize=10_000)
def _reference(text: str, url: str) -> LegalReference:
    return LegalReference(text, url)


def _conditions(row: FactRow, text: str) -> Mapping[str, str]:
    """`name=value; name=value`. Names are those of `engine.conditions`; amounts and currencies are checked."""
    if not text:
        return {}
    found: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        name, equals, value = part.partition("=")
        if not equals or not value.strip():
            raise row.error("conditions", f"{part!r} is not written name=value")
        if name not in CONDITIONS:
            raise row.error("conditions", f"{name!r} is not one of {', '.join(CONDITIONS)}")
        if name in found:
            raise row.error("conditions", f"{name!r} stands twice")
        found[name] = value.strip()
    _check_amounts(row, found)
    _check_comparisons(row, found)
    return found


def _check_comparisons(row: FactRow, conditions: Mapping[str, str]) -> None:
    for name in ("when", "statement"):
        if name not in conditions:
            continue
        try:
            comparisons(conditions[name])
        except ValueError as error:
            raise row.error("conditions", f"{name}: {error}") from None
    if "exported_before" in conditions:
        read_day(row, "conditions", conditions["exported_before"])


def _check_amounts(row: FactRow, conditions: Mapping[str, str]) -> None:
    for name in ("value_at_most", "value_over"):
        if name not in conditions:
            continue
        try:
            Decimal(conditions[name])
        except InvalidOperation:
            raise row.error("conditions", f"{conditions[name]!r} is not an amount") from None
        if conditions.get("value_currency", "") not in CURRENCY_EXPONENT:
            raise row.error("conditions", f"{name} needs value_currency, an ISO 4217 code")
