"""Who is screened, and what is answered."""

from dataclasses import dataclass
from datetime import date

from dutiful_shared.contract.screening_terms import Evidence, NameQuality, PartyRole, SubjectKind
from dutiful_shared.contract.screening_terms import ScreeningState as State

__all__ = ["Evidence", "Hit", "Party", "PartyRole", "Restriction", "State", "UsedList", "Verdict"]


@dataclass(frozen=True, slots=True)
class Party:
    """One party of an order.

    Attributes:
        id: the caller's own, unique in the request.
        names: the name and others it goes by, such as that of its contact person.
        country: ISO 3166-1 alpha-2, of its address.
    """

    id: str
    role: PartyRole
    names: tuple[str, ...]
    kind: SubjectKind = SubjectKind.UNKNOWN
    country: str | None = None
    born_on: date | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A party that may be somebody on a list. `score` is 0 to 100, after all evidence."""

    party_id: str
    party_name: str
    list_id: str
    edition_id: str
    list_date: date
    reference: str
    listed_as: str
    matched_name: str
    matched_quality: NameQuality
    kind: SubjectKind
    programmes: tuple[str, ...]
    score: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class UsedList:
    """The edition of a list that was asked; `verified_on` is the last day on which it was known to be current."""

    list_id: str
    edition_id: str
    list_date: date
    verified_on: date
    stale: bool


@dataclass(frozen=True, slots=True)
class Restriction:
    """A control that the quote found on goods for this destination. `blocks`: the goods may not go there."""

    line: str
    text: str
    measure_id: str
    blocks: bool
    legal_reference: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What screening found. `missing` are lists that are not loaded, those that the operator requires among them."""

    state: State
    hits: tuple[Hit, ...]
    lists: tuple[UsedList, ...]
    missing: tuple[str, ...]
    restrictions: tuple[Restriction, ...]
    threshold: float
