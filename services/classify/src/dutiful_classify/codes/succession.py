"""What became of a subheading in the next edition of the Harmonized System, and what it was in the one before."""

import csv
import gzip
import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from dutiful_classify.codes.code_system import FACTS
from dutiful_shared.official_files.errors import UnreadableFileError
from dutiful_shared.official_files.files import records_of_csv

_RELATIONSHIPS: Final = frozenset({"1:1", "1:n", "n:1", "n:n"})


@dataclass(frozen=True, slots=True)
class Successor:
    """A subheading that goods of another edition's subheading may fall in.

    Attributes:
        edition: of the Harmonized System, such as `HS 2022`.
        relationship: of the whole group, newer to older: `1:1`, `1:n`, `n:1` or `n:n`; empty where not told.
        main: whether most goods are said to go there; never more than a hint unless the relationship is `1:1`.
    """

    edition: str
    code: str
    relationship: str
    main: bool


class Correlation:
    """The pairs of subheadings of two editions.

    Args:
        pairs: (newer, older, relationship, main).
    """

    def __init__(self, newer: str, older: str, pairs: Iterable[Sequence[Any]]) -> None:
        self.newer = newer
        self.older = older
        self._forward: dict[str, list[Successor]] = {}
        self._back: dict[str, list[Successor]] = {}
        for after, before, relationship, main in pairs:
            self._forward.setdefault(before, []).append(Successor(newer, after, relationship, bool(main)))
            self._back.setdefault(after, []).append(Successor(older, before, relationship, bool(main)))

    def after(self, code: str) -> tuple[Successor, ...]:
        """The newer subheadings of an older one; none where the older edition has no such code."""
        return tuple(self._forward.get(code[:6], ()))

    def before(self, code: str) -> tuple[Successor, ...]:
        """The older subheadings of a newer one."""
        return tuple(self._back.get(code[:6], ()))


class Successions:
    """Every correlation at hand; later ones of the same two editions replace earlier ones."""

    def __init__(self, correlations: Iterable[Correlation]) -> None:
        self._known = {(one.newer, one.older): one for one in correlations}

    def successors(self, code: str, edition: str) -> tuple[Successor, ...]:
        """What became of a subheading of `edition` in the editions that followed it; none where none tells."""
        return tuple(found for one in self._known.values() if one.older == edition for found in one.after(code))

    def predecessors(self, code: str, edition: str) -> tuple[Successor, ...]:
        """What a subheading of `edition` was in the editions before."""
        return tuple(found for one in self._known.values() if one.newer == edition for found in one.before(code))

    @property
    def editions(self) -> frozenset[tuple[str, str]]:
        """The pairs of editions, newer and older, that a correlation is known of."""
        return frozenset(self._known)


@cache
def packaged_correlation() -> Correlation:
    """HS 2022 and HS 2017, after the table of the UN Statistics Division."""
    packed = files(FACTS).joinpath("hs").joinpath("2022_2017.csv.gz").read_bytes()
    rows = csv.reader(gzip.decompress(packed).decode("ascii").splitlines()[1:])
    pairs = ((newer, older, relationship, main == "1") for newer, older, relationship, main in rows)
    return Correlation("HS 2022", "HS 2017", pairs)


@dataclass(frozen=True, slots=True)
class ReadCorrelation:
    """A correlation file: its pairs as JSON, and a digest over them."""

    pairs: str
    digest: str
    count: int


def read_correlation(path: Path) -> ReadCorrelation:
    """Read a table of `newer`, `older` and, where they are known, `relationship` and `main`, six digits each.

    Raises:
        OSError: the file is not there.
        UnreadableFileError: a row is not such a pair, or stands twice.
    """
    pairs: dict[tuple[str, str], tuple[str, bool]] = {}
    for place, row in records_of_csv(path):
        newer, older = (re.sub(r"[. ]", "", row.get(name, "")) for name in ("newer", "older"))
        for name, code in (("newer", newer), ("older", older)):
            if not re.fullmatch(r"[0-9]{6}", code):
                raise UnreadableFileError(path.name, place, f"{name}: {code[:30]!r} is not a subheading of six digits")
        relationship = row.get("relationship", "")
        if relationship and relationship not in _RELATIONSHIPS:
            raise UnreadableFileError(path.name, place, f"relationship: {relationship[:30]!r} is none that is known")
        if row.get("main", "") not in {"", "0", "1"}:
            raise UnreadableFileError(path.name, place, f"main: {row['main'][:30]!r} is neither 0 nor 1")
        if (newer, older) in pairs:
            raise UnreadableFileError(path.name, place, f"{newer} and {older} stand together already")
        pairs[newer, older] = relationship, row.get("main", "") == "1"
    if not pairs:
        raise UnreadableFileError(path.name, "", "holds no pairs")
    plain = [[*pair, *about] for pair, about in sorted(pairs.items())]
    text = json.dumps(plain)
    return ReadCorrelation(text, hashlib.sha256(text.encode()).hexdigest(), len(plain))
