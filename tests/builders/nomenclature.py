"""Small nomenclatures of our own wording, to walk in."""

from collections.abc import Mapping, Sequence
from datetime import date

from dutiful_classify.codes.code_system import CodeSystem, CodeSystems, Destination
from dutiful_classify.codes.code_tree import CodeTree, EditionInfo
from dutiful_classify.codes.nomenclature_row import NomenclatureRow

TODAY = date(2026, 11, 29)

#: Indent, code and wording: a heading with a group that has no code, as the US schedule writes it.
SHIRTS: Sequence[tuple[int, str, str]] = (
    (0, "6109", "Shirts without a collar, knitted"),
    (1, "61091000", "Of cotton"),
    (2, "", "For men or boys:"),
    (3, "6109100010", "White, for men"),
    (3, "6109100020", "For boys"),
    (3, "6109100030", "Other"),
    (2, "", "For women or girls:"),
    (3, "6109100040", "Not embroidered"),
    (3, "6109100050", "Weighing more than 200 g/m2"),
    (3, "6109100060", "Other"),
    (1, "610990", "Of other textiles"),
    (2, "6109901000", "Of wool"),
    (2, "6109909000", "Other"),
)
#: A subheading with one line, and one whose lines have only six digits in common.
FLAT: Sequence[tuple[None, str, str]] = (
    (None, "420221110", ""),
    (None, "420221210", ""),
    (None, "851830000", ""),
)


def rows(table: Sequence[tuple[int | None, str, str]], *, texts: bool = True) -> list[NomenclatureRow]:
    return [NomenclatureRow(code, indent, text if texts else "") for indent, code, text in table]


def tree(
    table: Sequence[tuple[int | None, str, str]] = SHIRTS,
    *,
    system: str = "US",
    texts: bool = True,
    partial: bool = False,
    edition: str = "first",
) -> CodeTree:
    info = EditionInfo(edition, system, edition, date(2026, 1, 1), "en" if texts else "", partial=partial)
    return CodeTree(info, rows(table, texts=texts))


class Trees:
    """Nomenclatures that hold just these trees."""

    def __init__(self, *held: CodeTree) -> None:
        self._held = {one.info.system: one for one in held}

    def tree(self, system: str) -> CodeTree | None:
        return self._held.get(system)


def systems(**destinations: str) -> CodeSystems:
    """US with ten digits, JP with nine, CA with eight of ten; destinations beside them by keyword."""
    known: Mapping[str, CodeSystem] = {
        "US": CodeSystem("US", "schedule", (2, 4, 6, 8, 10), 10, False, "law"),
        "JP": CodeSystem("JP", "statistical codes", (2, 4, 6, 9), 9, False, "law"),
        "CA": CodeSystem("CA", "tariff items", (2, 4, 6, 8), 10, False, "law"),
        "CH": CodeSystem("CH", "tariff", (2, 4, 6, 8), 8, False, "law"),
    }
    return CodeSystems(known, {country: Destination(country, to, "law") for country, to in destinations.items()})
