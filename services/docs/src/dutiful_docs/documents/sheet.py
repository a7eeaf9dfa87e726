"""`Sheet`: a plain paper of facts and tables, for packs that people print. It is no customs paper and has no ledger."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import orjson

from dutiful_docs.documents.typesetting import Typesetter
from dutiful_shared.contract.document_parties import unprintable

_TEMPLATE: Final = "sheet.typ"
_FONTS: Final = ("Noto Sans", "Noto Sans Arabic", "Noto Sans CJK JP")
_USUAL: Final = 2
#: Printed for what no paper may carry: packs tell what others sent, and are not refused for it.
_REPLACEMENT: Final = "\ufffd"


@dataclass(frozen=True, slots=True)
class SheetTable:
    """Every row has as many texts as there are heads. `widths` are of columns that need another than
    usual, in halves of a usual one.
    """

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sheet:
    """In English. `facts` are (name, text); a table without rows is left out."""

    title: str
    facts: tuple[tuple[str, str], ...]
    tables: tuple[SheetTable, ...]
    notes: tuple[str, ...] = ()
    landscape: bool = False


def set_sheet(sheet: Sheet, made_at: datetime, typesetter: Typesetter) -> bytes:
    """The sheet as PDF/A-3b; the same sheet of the same moment gives the same bytes. CPU only.

    Raises:
        UnprintableTextError: a text holds a character that no font has.
    """
    values = {
        "title": _safe(sheet.title),
        "day": [made_at.year, made_at.month, made_at.day],
        "fonts": _FONTS,
        "landscape": sheet.landscape,
        "facts": [[_safe(name), _safe(text)] for name, text in sheet.facts],
        "tables": [
            {
                "title": one.title,
                "heads": one.heads,
                "widths": [one.widths.get(head, _USUAL) for head in one.heads],
                "rows": [[_safe(text) for text in row] for row in one.rows],
            }
            for one in sheet.tables
            if one.rows
        ],
        "notes": [_safe(line) for line in sheet.notes],
    }
    return typesetter.set_template(_TEMPLATE, {"data.json": orjson.dumps(values)}, made_at).pdf


def _safe(text: str) -> str:
    while (found := unprintable(text)) is not None:
        text = text.replace(found, _REPLACEMENT)
    return text
