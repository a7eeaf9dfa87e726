"""The columns of a CSV file of articles: `sku`, `origin`, `codes.US`, `descriptions.en`, `length_cm` ...

A column is one value of the article; an empty cell is a value that is not stated.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

SKU: Final = "sku"
_PLAIN: Final = ("origin", "net_weight_kg")
_SIDES: Final = ("length_cm", "width_cm", "height_cm")
_LIST: Final = "not_shipped_to"
_GROUPS: Final = ("codes", "quantities", "materials", "facts", "descriptions")

#: A file has no more columns than these: each further one would make every row of it longer.
MOST_COLUMNS: Final = 2_000
#: More values than any article can state, with its SKU.
MOST_VALUES: Final = 300


def unknown_columns(header: Sequence[str]) -> list[str]:
    """The names that are no column."""
    return [name for name in header if name not in {SKU, *_PLAIN, *_SIDES, _LIST} and not _grouped(name)]


def _grouped(name: str) -> bool:
    group, dot, key = name.partition(".")
    return bool(dot and key) and group in _GROUPS


def to_row(header: Sequence[str], cells: Sequence[str]) -> dict[str, Any]:
    """The cells as the article's JSON would have them."""
    row: dict[str, Any] = {}
    for name, cell in zip(header, cells, strict=False):
        if not cell.strip():
            continue
        group, dot, key = name.partition(".")
        if dot:
            row.setdefault(group, {})[key] = cell
        elif name in _SIDES:
            row.setdefault("dimensions", {})[name] = cell
        else:
            row[name] = cell.split() if name == _LIST else cell
    return row


def column_of(location: Sequence[int | str]) -> str:
    """The column that a location in the article's JSON stands in."""
    names = [str(part) for part in location if part != "[key]"]
    if names[:1] == ["dimensions"]:
        return names[1] if len(names) > 1 else ", ".join(_SIDES)
    if names[:1] == [_LIST]:
        return _LIST
    return ".".join(names[:2])


def header_of(grouped: Iterable[str]) -> list[str]:
    """The columns that articles with these keys in groups (`codes.US`) need."""
    return [SKU, *_PLAIN, *_SIDES, _LIST, *sorted(grouped)]


def to_cells(header: Sequence[str], sku: str, stated: Mapping[str, Any]) -> list[str]:
    """What was stated of an article, cell by cell."""
    flat: dict[str, str] = {SKU: sku, _LIST: " ".join(stated.get(_LIST, ()))}
    flat |= {name: stated[name] for name in _PLAIN if name in stated}
    flat |= stated.get("dimensions", {})
    for group in _GROUPS:
        flat |= {f"{group}.{key}": value for key, value in stated.get(group, {}).items()}
    return [flat.get(name, "") for name in header]
