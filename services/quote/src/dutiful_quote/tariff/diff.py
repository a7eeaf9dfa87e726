"""What one release changed against another, measure by measure. Pure: the pairs come from the repository."""

from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

#: A measure as `measure_plain` writes it; None where that release has no measure of the id.
PlainMeasure: TypeAlias = Mapping[str, Any]
Pair: TypeAlias = tuple[PlainMeasure | None, PlainMeasure | None]

#: A new edition verifies everything anew, which is no change of the law.
_NOT_LAW = frozenset({"verified_until", "release"})


class ChangeKind(StrEnum):
    """What became of a measure from one release to the other."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class MeasureChange:
    """One measure that differs. `fields` names what changed, in alphabetical order; empty unless `kind` is changed."""

    id: str
    goods_code: str
    kind: ChangeKind
    fields: tuple[str, ...]
    before: PlainMeasure | None
    after: PlainMeasure | None

    def plain(self) -> dict[str, Any]:
        """The change as JSON values."""
        return {
            "id": self.id,
            "goods_code": self.goods_code,
            "change": self.kind.value,
            "fields": list(self.fields),
            "before": self.before,
            "after": self.after,
        }


def measure_change(before: PlainMeasure | None, after: PlainMeasure | None) -> MeasureChange | None:
    """How a measure changed; None where the law it states is the same.

    Raises:
        ValueError: neither release has the measure.
    """
    present = after or before
    if present is None:
        raise ValueError("a measure that neither release has cannot have changed")
    fields: tuple[str, ...] = ()
    if before is None:
        kind = ChangeKind.ADDED
    elif after is None:
        kind = ChangeKind.REMOVED
    else:
        kind = ChangeKind.CHANGED
        names = (before.keys() | after.keys()) - _NOT_LAW
        fields = tuple(sorted(name for name in names if before.get(name) != after.get(name)))
        if not fields:
            return None
    return MeasureChange(present["id"], present.get("goods_code", ""), kind, fields, before, after)


async def measure_changes(pairs: AsyncIterator[Pair]) -> AsyncIterator[MeasureChange]:
    """The changes among pairs of measures of two releases, in the order of the pairs."""
    async for before, after in pairs:
        change = measure_change(before, after)
        if change is not None:
            yield change


def counts(changes: Iterable[MeasureChange]) -> dict[ChangeKind, int]:
    """How many measures were added, removed and changed."""
    counted = dict.fromkeys(ChangeKind, 0)
    for change in changes:
        counted[change.kind] += 1
    return counted
