"""Rows of packaged fact tables: how a cell becomes a value, and which cells are refused."""

import csv
import gzip
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from importlib.resources.abc import Traversable
from typing import Final

from dutiful_quote.engine.comparisons import comparisons
from dutiful_quote.engine.conditions import CONDITIONS
from dutiful_quote.engine.duty_base import BASE_FORMS, DutyBase
from dutiful_quote.engine.duty_rate import DutyRate
from dutiful_quote.engine.measure import ALL_ORIGINS, Measure, MeasureKind, Mode
from dutiful_quote.tariff.duty_expression import DutyExpressionError, parse_rate
from dutiful_shared.contract.charge import LegalReference
from dutiful_shared.contract.currency import CURRENCY_EXPONENT
from dutiful_shared.contract.units import UNIT_QUESTIONS

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
_LONGEST_CODE: Final = 12


class FactTableError(ValueError):
    """A packaged table cannot be read. `row` counts from 1 below the header; 0 is the table as a whole."""

    def __init__(self, file: str, row: int, column: str, reason: str) -> None:
        place = f"{file}, row {row}" if row else file
        super().__init__(f"{place}, column {column}: {reason}" if column else f"{place}: {reason}")
        self.file = file
        self.row = row
        self.column = column
        self.reason = reason


@dataclass(frozen=True, slots=True)
class FactRow:
    """One row: its cells by column, and where it stands."""

    file: str
    number: int
    cells: Mapping[str, str]

    def get(self, column: str) -> str:
        return self.cells.get(column, "")

    def error(self, column: str, reason: str) -> FactTableError:
        return FactTableError(self.file, self.number, column, reason)

    def inheriting(self, defaults: Mapping[str, str]) -> "FactRow":
        """This row with `defaults` where a cell is empty."""
        return FactRow(self.file, self.number, {**defaults, **{k: v for k, v in self.cells.items() if v}})


def rows_of(
    folder: Traversable, name: str, columns: Sequence[str], *, needed: Sequence[str], optional: bool = False
) -> Iterator[FactRow]:
    """The rows of `name` (or `name.gz`) in `folder`.

    Raises:
        FactTableError: the file is missing (unless optional), its header has other columns, a row has another length,
            or one of the `needed` cells is empty.
    """
    text, label = _text(folder, name)
    if text is None:
        if optional:
            return
        raise FactTableError(label, 0, "", "the file is missing")
    reader = csv.reader(io.StringIO(text), strict=True)
    header = next(reader, [])
    _check_header(header, columns, needed, label)
    try:
        for number, cells in enumerate(reader, start=1):
            if len(cells) != len(header):
                raise FactTableError(label, number, "", f"has {len(cells)} cells where the header has {len(header)}")
            row = FactRow(label, number, dict(zip(header, cells, strict=True)))
            for column in needed:
                if not row.cells[column]:
                    raise row.error(column, "is empty")
            yield row
    except csv.Error as error:
        raise FactTableError(label, 0, "", f"is no CSV: {error}") from None


def _text(folder: Traversable, name: str) -> tuple[str | None, str]:
    plain, packed = folder.joinpath(name), folder.joinpath(f"{name}.gz")
    if plain.is_file() and packed.is_file():
        raise FactTableError(f"{folder.name}/{name}", 0, "", "stands there twice, plain and compressed")
    if plain.is_file():
        return plain.read_text(encoding="utf-8"), f"{folder.name}/{name}"
    if packed.is_file():
        try:
            return gzip.decompress(packed.read_bytes()).decode("utf-8"), f"{folder.name}/{name}.gz"
        except (OSError, EOFError) as error:
            raise FactTableError(f"{folder.name}/{name}.gz", 0, "", f"is no gzip file: {error}") from None
    return None, f"{folder.name}/{name}"


def _check_header(header: Sequence[str], columns: Sequence[str], needed: Sequence[str], label: str) -> None:
    for column in header:
        if column not in columns:
            raise FactTableError(label, 0, column, f"is not a column of this table; it has {', '.join(columns)}")
    if len(set(header)) != len(header):
        raise FactTableError(label, 0, "", "a column stands twice in the header")
    for column in needed:
        if column not in header:
            raise FactTableError(label, 0, column, "is missing in the header")


class Rates:
    """Reads the rates of one publication, all in one dialect."""

    def __init__(self, dialect: str) -> None:
        self._dialect = dialect

    def of(self, row: FactRow, text: str) -> DutyRate | None:
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
        verified_until=_day(row, "verified_until", cell("verified_until")),
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


def goods_code(row: FactRow) -> str:
    code = row.get("goods_code")
    if code and not (code.isascii() and code.isdigit() and len(code) <= _LONGEST_CODE):
        raise row.error("goods_code", f"{code!r} is not up to {_LONGEST_CODE} digits")
    return code


def units(row: FactRow) -> tuple[str, ...]:
    found = tuple(row.get("units").split())
    for unit in found:
        if unit not in UNIT_QUESTIONS:
            raise row.error("units", f"{unit!r} is not in the table of units")
    return found


def is_country(code: str) -> bool:
    """Two capital letters: the shape of ISO 3166 alpha-2, user-assigned codes such as XK and XI included."""
    return len(code) == 2 and code.isascii() and code.isalpha() and code.isupper()


def is_territory(code: str) -> bool:
    """A country, or a special part of one behind a hyphen: DE-HELIGOLAND."""
    country, hyphen, part = code.partition("-")
    return is_country(country) and (not hyphen or (part.isalnum() and part.isascii() and part == part.upper()))


def optional_day(row: FactRow, column: str) -> date | None:
    return _day(row, column, row.get(column))


@lru_cache(maxsize=10_000)
def _iso_day(text: str) -> date:
    return date.fromisoformat(text)


def _day(row: FactRow, column: str, text: str) -> date | None:
    if not text:
        return None
    try:
        return _iso_day(text)
    except ValueError:
        raise row.error(column, f"{text!r} is not a day as 2026-01-31") from None


def validity(row: FactRow, first: str, last: str) -> tuple[date | None, date | None]:
    valid_from, valid_to = _day(row, "valid_from", first), _day(row, "valid_to", last)
    if valid_from and valid_to and valid_to < valid_from:
        raise row.error("valid_to", f"{last} is before {first}")
    return valid_from, valid_to


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
        _day(row, "conditions", conditions["exported_before"])


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
