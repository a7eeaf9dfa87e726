"""What happened in each second of a run: how requests of each kind ended, and how long the answered took."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from loadtests.report import Outcome


class RefusedError(Exception):
    """503 `overloaded` with `Retry-After`: the service said at once that it has too much to do."""


@dataclass(slots=True)
class Second:
    """Requests of one kind that ended in one second. `times_ms` are those of the answered ones, by how often."""

    answered: int = 0
    refused: int = 0
    failed: int = 0
    times_ms: Counter[int] = field(default_factory=Counter)


@dataclass(slots=True)
class Span:
    """Requests of all kinds, or of one, over some time."""

    seconds: float
    answered: int
    refused: int
    failed: int
    times_ms: Counter[int]

    @property
    def requests(self) -> int:
        return self.answered + self.refused + self.failed

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.answered / self.seconds

    @property
    def refused_share(self) -> float:
        return self.refused / self.requests if self.requests else 0.0

    def percentile(self, share: float) -> int:
        """As `Outcome.percentile`, of the answered ones, in milliseconds."""
        return Outcome(self.answered, self.failed, self.times_ms).percentile(share)


class Recording:
    """Seconds since the start of the run -> kind -> what ended in it. `errors` counts what failed, by its words."""

    def __init__(self) -> None:
        self._seconds: defaultdict[int, defaultdict[str, Second]] = defaultdict(lambda: defaultdict(Second))
        self.errors: Counter[str] = Counter()
        self.memory_mb: dict[int, float] = {}

    def note(self, second: int, kind: str, milliseconds: float, error: BaseException | None) -> None:
        """A request has ended."""
        one = self._seconds[second][kind]
        if error is None:
            one.answered += 1
            one.times_ms[round(milliseconds)] += 1
        elif isinstance(error, RefusedError):
            one.refused += 1
        else:
            one.failed += 1
            self.errors[f"{kind}: {error}"[:300]] += 1

    @property
    def kinds(self) -> list[str]:
        return sorted({kind for kinds in self._seconds.values() for kind in kinds})

    def span(self, first: float, last: float, kind: str | None = None) -> Span:
        """What ended in the seconds from `first` up to but without `last`."""
        found = Span(max(last - first, 1e-9), 0, 0, 0, Counter())
        for one in self._in(first, last, kind):
            found.answered += one.answered
            found.refused += one.refused
            found.failed += one.failed
            found.times_ms.update(one.times_ms)
        return found

    def first_calm(self, after: float, last: float, calm: Callable[[Span], bool], window: float = 3.0) -> float | None:
        """How many seconds after `after` the first window began that was calm; None where none did before `last`."""
        start = after
        while start + window <= last:
            if calm(self.span(start, start + window)):
                return start - after
            start += 1
        return None

    def write(self, path: Path) -> None:
        plain = {
            "seconds": {
                second: {
                    kind: [one.answered, one.refused, one.failed, dict(one.times_ms)] for kind, one in kinds.items()
                }
                for second, kinds in self._seconds.items()
            },
            "errors": self.errors,
            "memory_mb": self.memory_mb,
        }
        path.write_text(json.dumps(plain), encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> Self:
        plain: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        found = cls()
        for second, kinds in plain["seconds"].items():
            for kind, (answered, refused, failed, times) in kinds.items():
                milliseconds = Counter({int(ms): count for ms, count in times.items()})
                found._seconds[int(second)][kind] = Second(answered, refused, failed, milliseconds)
        found.errors.update(plain["errors"])
        found.memory_mb = {int(second): float(mb) for second, mb in plain["memory_mb"].items()}
        return found

    def _in(self, first: float, last: float, kind: str | None) -> Iterator[Second]:
        for second, kinds in self._seconds.items():
            if first <= second < last:
                yield from kinds.values() if kind is None else _of(kinds, kind)


def _of(kinds: defaultdict[str, Second], kind: str) -> Iterable[Second]:
    return (kinds[kind],) if kind in kinds else ()
