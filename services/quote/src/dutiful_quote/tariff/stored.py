"""What the store knows of loaded releases and of the moves of the pointer to them."""

from dataclasses import dataclass
from datetime import datetime

from dutiful_quote.tariff.schedule import ReleaseInfo


@dataclass(frozen=True, slots=True)
class Activation:
    """One move of the pointer: activate, rollback or retire. `breaches` were accepted with `reason`."""

    jurisdiction: str
    publication: str
    release: str
    previous: str | None
    action: str
    at: datetime
    by: str
    reason: str | None
    breaches: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoredRelease:
    """A loaded release with what the store knows of it. The last two are None where it is not active."""

    info: ReleaseInfo
    digest: str
    measure_count: int
    line_count: int
    loaded_at: datetime
    active: bool
    activated_at: datetime | None
    activated_by: str | None
