"""What is recorded of screenings and holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dutiful_docs.screening.engine.party import Hit, Party, Restriction, State, Verdict
from dutiful_shared.contract.screening_terms import HoldState

__all__ = ["Hold", "HoldState", "ScreeningRecord", "new_findings"]


@dataclass(frozen=True, slots=True)
class Hold:
    """What somebody must look at before the order goes on.

    Attributes:
        first_by: who released it first, where two must; it is not released by that.
    """

    id: str
    screening_id: str
    state: HoldState
    hits: tuple[Hit, ...]
    restrictions: tuple[Restriction, ...]
    opened_at: datetime
    claimed_by: str | None
    claimed_at: datetime | None
    first_by: str | None
    first_reason: str | None
    decided_by: str | None
    decided_at: datetime | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class ScreeningRecord:
    """A screening with its newest verdict and all of its holds, the oldest first."""

    id: str
    merchant_id: str
    reference: str
    parties: tuple[Party, ...]
    restrictions: tuple[Restriction, ...]
    verdict: Verdict
    created_at: datetime
    screened_at: datetime
    runs: int
    holds: tuple[Hold, ...]

    @property
    def may_proceed(self) -> bool:
        """Whether papers may be issued: clear of the lists that are loaded, or all that held it released."""
        if self.verdict.state is State.HELD:
            return bool(self.holds) and all(one.state is HoldState.RELEASED for one in self.holds)
        clear = self.verdict.state in {State.CLEAR, State.CLEAR_OF_LOADED}
        return clear and all(one.state is HoldState.RELEASED for one in self.holds)


def new_findings(verdict: Verdict, holds: Sequence[Hold]) -> tuple[tuple[Hit, ...], tuple[Restriction, ...]]:
    """The hits and blocking restrictions of a verdict that no hold holds yet."""
    known = {_hit_key(hit) for one in holds for hit in one.hits}
    blocked = {(one.line, one.measure_id) for hold in holds for one in hold.restrictions}
    hits = tuple(hit for hit in verdict.hits if _hit_key(hit) not in known)
    blocking = tuple(one for one in verdict.restrictions if one.blocks and (one.line, one.measure_id) not in blocked)
    return hits, blocking


def _hit_key(hit: Hit) -> tuple[str, str, str, str, str]:
    return (hit.party_id, hit.party_name, hit.list_id, hit.reference, hit.matched_name)
