"""The columns of a CSV file of products: `title`, `sku`, `destinations`, `attributes.material` ...

A column is one value of the request; an empty cell is a value that is not stated.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

TITLE: Final = "title"
_PLAIN: Final = (TITLE, "sku", "description", "category", "language", "merchant_code")
_LIST: Final = "destinations"
_YES_OR_NO: Final = "review"
_ATTRIBUTE: Final = "attributes."
_WORDS: Final = {"true": True, "false": False}

#: What stands in the file of results, in this order.
RESULT_COLUMNS: Final = (
    "row",
    "id",
    "sku",
    "title",
    "decision",
    "source",
    "hs6",
    "probability",
    "heading_probability",
    "national_codes",
    "question",
    "review",
    "faults",
)


def unknown_columns(header: Iterable[str]) -> list[str]:
    """Columns that name nothing of a product."""
    known = {*_PLAIN, _LIST, _YES_OR_NO}
    return [name for name in header if name not in known and not (name.startswith(_ATTRIBUTE) and name > _ATTRIBUTE)]


def to_product(header: Sequence[str], cells: Sequence[str]) -> dict[str, Any]:
    """The values of a row as a request has them; destinations stand by blanks."""
    row: dict[str, Any] = {}
    attributes: dict[str, str] = {}
    for name, cell in zip(header, cells, strict=False):
        if not cell.strip():
            continue
        if name.startswith(_ATTRIBUTE):
            attributes[name.removeprefix(_ATTRIBUTE)] = cell
        elif name == _LIST:
            row[name] = cell.split()
        elif name == _YES_OR_NO:
            row[name] = _WORDS.get(cell.strip().lower(), cell)
        else:
            row[name] = cell
    return {**row, "attributes": attributes} if attributes else row


def column_of(location: Sequence[int | str]) -> str:
    """The column of a pydantic location."""
    parts = [str(part) for part in location if part != "[key]"]
    return ".".join(parts[:2]) if parts[:1] == ["attributes"] else ".".join(parts[:1])


def result_cells(number: int, answer: Mapping[str, Any] | None, request: Mapping[str, Any], faults: Any) -> list[str]:
    """A row of the file of results."""
    if answer is None:
        told = "; ".join(f"{fault['pointer'] or 'row'}: {fault['detail']}" for fault in faults)
        return [str(number), *[""] * (len(RESULT_COLUMNS) - 2), told]
    first = answer["candidates"][0] if answer["candidates"] else {}
    question = answer.get("question") or {}
    return [
        str(number),
        answer["id"],
        str(request.get("sku") or ""),
        str(request.get(TITLE, "")),
        answer["decision"],
        answer["source"],
        first.get("hs6", ""),
        str(first.get("probability", "")),
        str(first.get("hs4_probability", "")),
        " ".join(f"{line['destination']}:{line['code']}" for line in answer["national"]),
        question.get("text", ""),
        answer.get("review_id") or "",
        "",
    ]
