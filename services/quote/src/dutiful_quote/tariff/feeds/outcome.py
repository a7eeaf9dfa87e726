"""How a run of a feed can end."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """The first group is good: the last good release is what the publisher offers, or a newer one was loaded."""

    UNCHANGED = "unchanged"  # 304, or the same bytes again
    LOADED = "loaded"  # a new release waits for an operator
    ACTIVATED = "activated"  # a new release was checked and is active
    HELD = "held"  # a new release was loaded; a check was breached, so it waits for an operator

    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed_out"
    REFUSED = "refused"  # the server answered, with a status that is no file
    REDIRECTED = "redirected"  # to a place that the feed does not name
    WRONG_TYPE = "wrong_type"  # HTML, or another type than the feed expects
    WRONG_SIZE = "wrong_size"
    TRUNCATED = "truncated"
    UNREADABLE = "unreadable"  # the reader or the checks of a load refused the file
    FAILED = "failed"  # anything else; the log has the traceback

    STOPPED = "stopped"  # the runner was told to stop; neither good nor bad
    ABANDONED = "abandoned"  # the runner died; found out by the next one

    @property
    def good(self) -> bool:
        """Whether the feed did what it is for, also where an operator must still activate."""
        return self in _GOOD

    @property
    def bad(self) -> bool:
        """Whether it counts as a failure; a runner that was stopped or died does not."""
        return not self.good and self not in {Outcome.STOPPED, Outcome.ABANDONED}


_GOOD = frozenset({Outcome.UNCHANGED, Outcome.LOADED, Outcome.ACTIVATED, Outcome.HELD})


class FeedFailureError(Exception):
    """A run cannot go on. `passing` says that the same request may well succeed in a moment."""

    def __init__(self, outcome: Outcome, detail: str, *, passing: bool = False) -> None:
        super().__init__(detail)
        self.outcome = outcome
        self.detail = detail
        self.passing = passing


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run came to, as it is recorded."""

    outcome: Outcome
    detail: str = ""
    bytes: int | None = None
    sha256: str | None = None
    release: str | None = None
