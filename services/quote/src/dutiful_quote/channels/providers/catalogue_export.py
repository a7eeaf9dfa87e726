"""Exports of other providers' catalogues, as rows that the catalogue's import takes.

Documented and understood: the CSV of Zonos Catalog; of AvaTax the items of its API (`ItemModel`, as JSON) and the
three columns of its item template. Any further column is named by whoever sends the file.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from dutiful_quote.catalogue.columns import to_row, unknown_columns
from dutiful_quote.channels.providers.shape import Fields, ShapeError
from dutiful_quote.channels.weights import GRAMS
from dutiful_shared.contract.countries import COUNTRY_CODES
from dutiful_shared.contract.providers import Provider
from dutiful_shared.service.row_files import CsvFile, UnreadableError

#: Rows that are left out are counted; so many of them are named.
MOST_NAMED: Final = 100
_LONGEST_TEXT: Final = 255
_HS_DIGITS: Final = 6
_GRAMS_IN_KG: Final = 1000
_WEIGHTS: Final = {"gram": GRAMS["g"], "kilogram": GRAMS["kg"], "pound": GRAMS["lb"], "ounce": GRAMS["oz"]}
#: Centimetres. International yard and pound agreement of 1959.
_LENGTHS: Final = {
    "inch": Decimal("2.54"), "foot": Decimal("30.48"), "yard": Decimal("91.44"),
    "millimeter": Decimal("0.1"), "centimeter": Decimal(1), "meter": Decimal(100),
}  # fmt: skip
_SIDES: Final = ("length", "width", "height")
_MICRO: Final = Decimal("0.000001")
#: Other spellings of Zonos' columns, in the words of exports that name a unit in the singular.
_SPELLINGS: Final = {"weight unit": "weight units", "dimensional unit": "dimensional units"}
#: Words of a column that may say the unit of a measure under another name.
_OF_UNITS: Final = ("unit", "uom", "measure")
#: Columns of Zonos that are read; their own template says what they mean.
_ZONOS: Final = frozenset(
    {"sku", "product id", "name", "description", "customs description", "weight units", "weight", "dimensional units"}
    | {*_SIDES, "restricted countries", "digital good", "country of origin", "hs code"}
)
#: Columns of the AvaTax item template.
_AVATAX: Final = frozenset({"item", "itemdescription"})
#: Names of classification systems that say whose tariff it is.
_SYSTEMS: Final = {"HS": "HS", "TARIC": "EU"}


@dataclass(slots=True)
class Converted:
    """Rows as JSON has them; `ignored` are names of columns or fields, `left_out` rows that are no article."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    ignored: tuple[str, ...] = ()
    left_out: list[str] = field(default_factory=list)
    readings: dict[str, None] = field(default_factory=dict)

    def leave_out(self, number: int, why: str) -> None:
        """Name a row that is no article; the first `MOST_NAMED` are enough."""
        if len(self.left_out) < MOST_NAMED:
            self.left_out.append(f"row {number}: {why}")


def from_csv(provider: Provider, content: bytes, columns: Mapping[str, str], language: str) -> Converted:
    """The articles of a CSV file.

    Args:
        columns: of theirs to ours (`sku`, `origin`, `codes.US` ...), before those that are known of the provider.
        language: of the descriptions.

    Raises:
        UnreadableError: it is no such file, or a column of ours is none.
    """
    if unknown := unknown_columns(list(columns.values())):
        raise UnreadableError(f"{', '.join(unknown[:5])}: no such column; `GET /v1/catalog/export` shows the columns")
    file = CsvFile([content])
    header = file.header()
    mapped = {_column(name): ours for name, ours in columns.items()}
    known, convert = _OF_CSV.get(provider, (frozenset(), _nothing))
    found = Converted()
    found.ignored = tuple(
        name for name in header if name and _column(name) not in mapped and _column(name) not in known
    )
    if provider is Provider.ZONOS:
        _refuse_hidden_units({_column(name) for name in header} - mapped.keys(), found.ignored)
    for number, cells in file.rows():
        if not isinstance(cells, list):
            found.leave_out(number, str(cells))
            continue
        said = {_column(name): cell.strip() for name, cell in zip(header, cells, strict=False) if cell.strip()}
        row = convert(said, found, number, language)
        if row is None:
            continue
        own = {ours: said[name] for name, ours in mapped.items() if name in said}
        merged = _merged(row, to_row(list(own), list(own.values())))
        if merged.get("sku"):
            found.rows.append(merged)
        else:
            found.leave_out(number, "has no SKU")
    return found


def from_json(provider: Provider, body: Any, language: str) -> Converted:
    """The articles of AvaTax's items, as `ListItemsByCompany` answers with them.

    Raises:
        UnreadableError: it is something else.
    """
    if provider is not Provider.AVATAX:
        raise UnreadableError(f"no catalogue of {provider.value} is known that is JSON: send CSV")
    items = body.get("value") if isinstance(body, dict) else body
    if not isinstance(items, list):
        raise UnreadableError("the body must be a list of items, or an object that has it as `value`")
    found, ignored = Converted(), dict[str, None]()
    for number, item in enumerate(items, 1):
        try:
            row, unread = _avatax_item(Fields(item, any_case=True), found, language)
        except ShapeError as exc:
            faults = "; ".join(f"{one.pointer or 'the item'} {one.text}" for one in (exc, *exc.others))
            found.leave_out(number, faults)
            continue
        ignored |= dict.fromkeys(unread)
        found.rows.append(row)
    found.ignored = tuple(ignored)
    return found


def _avatax_item(item: Fields, found: Converted, language: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    row: dict[str, Any] = {"sku": item.needed("itemCode")}
    text = item.text("description")
    if text is not None:
        row["descriptions"] = {language: text[:_LONGEST_TEXT]}
    codes: dict[str, str] = {}
    for one in item.children("classifications"):
        digits, system = _digits(one.text("productCode")), (one.text("systemCode") or "").upper()
        ours = _SYSTEMS.get(system) or (system if system in COUNTRY_CODES else None)
        if digits and ours:
            codes[ours] = digits
        elif digits:
            found.readings[f"codes of the system {system!r}: six digits are taken, as codes of the HS"] = None
            codes.setdefault("HS", digits[:_HS_DIGITS])
    if codes:
        row["codes"] = codes
    item.check()
    return row, tuple(dict.fromkeys(place.split("/")[1] for place in item.unread()))


def _zonos(said: Mapping[str, str], found: Converted, number: int, language: str) -> dict[str, Any] | None:
    if said.get("digital good", "").lower() not in {"", "false", "no"}:
        found.leave_out(number, "is a digital good, which crosses no border")
        return None
    row: dict[str, Any] = {"sku": said.get("sku") or said.get("product id") or ""}
    words = (said.get(name) for name in ("customs description", "description", "name"))
    text = next((one for one in words if one), None)
    if text:
        row["descriptions"] = {language: text[:_LONGEST_TEXT]}
    if "country of origin" in said:
        row["origin"] = said["country of origin"].upper()
    digits = _digits(said.get("hs code"))
    if digits:
        if len(digits) > _HS_DIGITS:
            found.readings["codes of more than six digits: six are taken, for the column names no country"] = None
        row["codes"] = {"HS": digits[:_HS_DIGITS]}
    if "weight" in said:
        unit = _unit(said, "weight units", "pound", found)
        factor = _WEIGHTS.get(unit.lower())
        row["net_weight_kg"] = _measured(said["weight"], unit, None if factor is None else factor / _GRAMS_IN_KG)
    if all(side in said for side in _SIDES):
        unit = _unit(said, "dimensional units", "inch", found)
        factor = _LENGTHS.get(unit.lower())
        row["dimensions"] = {f"{side}_cm": _measured(said[side], unit, factor) for side in _SIDES}
    _restricted(row, said.get("restricted countries", ""), found, number)
    return row


def _unit(said: Mapping[str, str], column: str, default: str, found: Converted) -> str:
    """The unit of a row; where none is said the one of their template (docs.zonos.com, "Catalog CSV import")."""
    unit = said.get(column)
    if unit is None:
        found.readings[f"rows without {column}: read as {default}, as the template of Zonos says"] = None
    return unit or default


def _refuse_hidden_units(header: set[str], ignored: Sequence[str]) -> None:
    """Their default is for files that say no unit, not for those that say it in a column we do not know.

    Raises:
        UnreadableError: a column that nobody reads may hold the unit of a measure that has none.
    """
    for unit, measures in (("weight units", {"weight"}), ("dimensional units", set(_SIDES))):
        hidden = [name for name in ignored if any(word in name.casefold() for word in _OF_UNITS)]
        if unit not in header and measures & header and hidden:
            raise UnreadableError(
                f"the column {hidden[0]!r} may hold the unit of {' and '.join(sorted(measures & header))}: "
                f"name it {unit!r}, or take it out"
            )


def _restricted(row: dict[str, Any], told: str, found: Converted, number: int) -> None:
    if told.upper().startswith("ALL"):
        found.readings[f"row {number} is restricted to some countries: that is left aside, set it by hand"] = None
    elif told:
        row["not_shipped_to"] = [one.strip().upper() for one in told.split(",") if one.strip()]


def _avatax(said: Mapping[str, str], _found: Converted, _number: int, language: str) -> dict[str, Any]:
    row: dict[str, Any] = {"sku": said.get("item", "")}
    if "itemdescription" in said:
        row["descriptions"] = {language: said["itemdescription"][:_LONGEST_TEXT]}
    return row


def _nothing(_said: Mapping[str, str], _found: Converted, _number: int, _language: str) -> dict[str, Any]:
    return {}


_Convert = Callable[[Mapping[str, str], Converted, int, str], dict[str, Any] | None]
_OF_CSV: Final[Mapping[Provider, tuple[frozenset[str], _Convert]]] = {
    Provider.ZONOS: (_ZONOS, _zonos),
    Provider.AVATAX: (_AVATAX, _avatax),
}


def _merged(row: dict[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """What a named column says comes before what the provider's own columns say."""
    for name, value in own.items():
        row[name] = {**row.get(name, {}), **value} if isinstance(value, dict) else value
    return row


def _digits(code: str | None) -> str:
    return "".join(one for one in code or "" if one.isdigit())


def _column(name: str) -> str:
    """The name of a column as it is looked up: without capitals, underscores and hyphens."""
    plain = " ".join(name.casefold().replace("_", " ").replace("-", " ").split())
    return _SPELLINGS.get(plain, plain)


def _measured(text: str, unit: str, factor: Decimal | None) -> str:
    """The measure in our unit. What is no number, or of an unknown unit, is told with its unit: the catalogue then
    refuses the row and names the field."""
    try:
        value = Decimal(text)
    except ArithmeticError:
        return text
    if factor is None or not value.is_finite():
        return f"{text} {unit}"
    return f"{(value * factor).quantize(_MICRO).normalize():f}"


def named_columns(pairs: Sequence[str]) -> dict[str, str]:
    """`theirs=ours` of each pair.

    Raises:
        UnreadableError: one is no such pair.
    """
    return dict(_pairs(pairs))


def _pairs(pairs: Sequence[str]) -> Iterator[tuple[str, str]]:
    for pair in pairs:
        theirs, sign, ours = pair.rpartition("=")
        if not sign or not theirs.strip() or not ours.strip():
            raise UnreadableError(f"{pair!r} is not `their column=our column`")
        yield theirs.strip(), ours.strip()
