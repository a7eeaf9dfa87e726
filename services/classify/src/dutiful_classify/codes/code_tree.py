"""`CodeTree`: one edition of a nomenclature in memory, with its branches and the lines that may be declared."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from dutiful_classify.codes.nomenclature_row import PRODUCT_LINE, NomenclatureRow

SUBHEADING_DIGITS: Final = 6
#: Chapters that the Harmonized System leaves to national use; no subheading leads there.
NATIONAL_CHAPTERS: Final = ("98", "99")


@dataclass(frozen=True, slots=True)
class EditionInfo:
    """What an edition is.

    Attributes:
        id: the same wherever the same rows are loaded.
        system: the code system, such as `US`.
        language: of the texts, BCP 47; empty without texts.
        published_on: day of publication, or the day the publisher's file speaks for.
        padded: whether every level is written at full length, filled up with zeros.
        partial: the edition lacks chapters, so that a missing code says nothing.
    """

    id: str
    system: str
    edition: str
    published_on: date
    language: str = ""
    title: str = ""
    source_url: str = ""
    padded: bool = False
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Node:
    """A row in its place.

    Attributes:
        digits: the digits that everything below has in common: the code without padding; empty for a group's heading.
        children: indices of the rows directly below.
        first_line, end_line: the declarable lines at or below this row, as a range of `CodeTree.lines`.
    """

    index: int
    code: str
    digits: str
    suffix: str
    parent: int
    children: tuple[int, ...]
    valid_from: date | None
    valid_to: date | None
    declarable: bool
    first_line: int
    end_line: int

    def in_force(self, on: date) -> bool:
        """Whether the day lies within its validity, first and last day included."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)


@dataclass(slots=True)
class _Draft:
    row: NomenclatureRow
    digits: str
    parent: int
    children: list[int]


class CodeTree:
    """The rows of one edition. Immutable; safe to share between threads.

    Args:
        info: what the edition is.
        rows: in the order of the publication. Where rows have indents these say what stands below what; without them
            a row stands below the longest code that begins it.
        texts: wordings in further languages, by language, then by (code, suffix).
    """

    def __init__(
        self,
        info: EditionInfo,
        rows: Iterable[NomenclatureRow],
        texts: Mapping[str, Mapping[tuple[str, str], str]] | None = None,
    ) -> None:
        self.info = info
        drafts = _placed(_ordered(rows, padded=info.padded))
        self._texts = [draft.row.text for draft in drafts]
        self._more = dict(texts or {})
        self.nodes: Sequence[Node] = _nodes(drafts)
        self.lines: Sequence[Node] = [node for node in self.nodes if node.declarable]
        order = sorted(range(len(self.lines)), key=lambda number: self.lines[number].code)
        self._sorted = [self.lines[number].code for number in order]
        self._order = order
        by_digits: dict[str, int] = {}
        for node in self.nodes:
            if node.digits:
                # The outermost of rows with the same digits heads the others.
                by_digits.setdefault(node.digits, node.index)
        self._by_digits = by_digits

    @cached_property
    def has_texts(self) -> bool:
        """Whether an official text was imported with the codes."""
        return any(self._texts)

    @property
    def languages(self) -> tuple[str, ...]:
        """Of its texts, that of the edition first (BCP 47)."""
        own = (self.info.language,) if self.has_texts else ()
        return own + tuple(language for language in self._more if language not in own)

    def text(self, node: Node, language: str = "") -> str:
        """The wording of a row in `language`, else in the edition's own; empty without texts."""
        wanted = self._more.get(language)
        return (wanted.get((node.code, node.suffix), "") if wanted else "") or self._texts[node.index]

    def wordings(self, node: Node) -> Iterator[str]:
        """The row's wording in every language at hand."""
        if self._texts[node.index]:
            yield self._texts[node.index]
        for texts in self._more.values():
            if said := texts.get((node.code, node.suffix)):
                yield said

    def line(self, code: str) -> Node | None:
        """The declarable line with exactly this code."""
        place = bisect_left(self._sorted, code)
        return self.lines[self._order[place]] if self._sorted[place : place + 1] == [code] else None

    def node(self, digits: str) -> Node | None:
        """The row that heads everything beginning with `digits`, or the line of this code."""
        index = self._by_digits.get(digits)
        return self.nodes[index] if index is not None else self.line(digits)

    def lines_below(self, prefix: str, on: date | None = None) -> list[Node]:
        """The declarable lines that begin with `prefix`, in order of their codes; only those in force `on` a day."""
        first, end = (bisect_left(self._sorted, bound) for bound in (prefix, prefix + ":"))
        found = [self.lines[number] for number in self._order[first:end]]
        return [line for line in found if on is None or line.in_force(on)]

    def path(self, node: Node) -> list[Node]:
        """From the outermost row down to `node`, both included."""
        found = [node]
        while found[-1].parent >= 0:
            found.append(self.nodes[found[-1].parent])
        return found[::-1]

    def children(self, node: Node) -> list[Node]:
        """The rows directly below, in the order of the nomenclature."""
        return [self.nodes[index] for index in node.children]

    def near(self, code: str) -> str:
        """The line closest to a code that is not there: most digits in common, then the next in order."""
        place = bisect_left(self._sorted, code)
        around = self._sorted[max(0, place - 1) : place + 1]
        return max(around, key=lambda known: (_shared(known, code), known >= code), default="")


def _shared(one: str, other: str) -> int:
    pairs = zip(one, other, strict=False)
    return next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _ordered(rows: Iterable[NomenclatureRow], *, padded: bool) -> list[tuple[NomenclatureRow, str]]:
    """Each row with its significant digits, in an order in which everything below a row follows it."""
    found = [(row, _significant(row, padded=padded)) for row in rows]
    if any(row.indent is None for row, _ in found):
        found.sort(key=lambda pair: pair[1])
    return found


def _significant(row: NomenclatureRow, *, padded: bool) -> str:
    if not row.code or row.suffix != PRODUCT_LINE:
        return ""
    if not padded:
        return row.code
    bare = row.code.rstrip("0")
    return row.code[: max(2, len(bare) + len(bare) % 2)]


def _placed(rows: Iterable[tuple[NomenclatureRow, str]]) -> list[_Draft]:
    """Every row with its parent, by indents where there are any, else by digits."""
    drafts: list[_Draft] = []
    open_rows: list[tuple[int, int]] = []
    by_digits: dict[str, int] = {}
    for row, digits in rows:
        if row.indent is None:
            parent = next((by_digits[digits[:n]] for n in range(len(digits) - 1, 1, -1) if digits[:n] in by_digits), -1)
        else:
            # A chapter is indented like its headings.
            depth = -1 if 0 < len(digits) <= 2 else row.indent
            while open_rows and open_rows[-1][0] >= depth:
                open_rows.pop()
            parent = open_rows[-1][1] if open_rows else -1
            open_rows.append((depth, len(drafts)))
        if parent >= 0:
            drafts[parent].children.append(len(drafts))
        by_digits.setdefault(digits, len(drafts))
        drafts.append(_Draft(row, digits, parent, []))
    return drafts


def _nodes(drafts: Sequence[_Draft]) -> list[Node]:
    """Rows as nodes. Everything below a row follows it, so the lines below a row are a range."""
    declarable = [_declarable(draft) for draft in drafts]
    first, end, count = [], [], 0
    for is_line in declarable:
        first.append(count)
        count += is_line
        end.append(count)
    for index in range(len(drafts) - 1, -1, -1):
        parent = drafts[index].parent
        if parent >= 0:
            end[parent] = max(end[parent], end[index])
    return [
        Node(
            index, draft.row.code, draft.digits, draft.row.suffix, draft.parent, tuple(draft.children),
            draft.row.valid_from, draft.row.valid_to, declarable[index], first[index], end[index],
        )
        for index, draft in enumerate(drafts)
    ]  # fmt: skip


def _declarable(draft: _Draft) -> bool:
    if draft.row.declarable is not None:
        return draft.row.declarable
    return not draft.children and len(draft.row.code) >= SUBHEADING_DIGITS and bool(draft.digits)
