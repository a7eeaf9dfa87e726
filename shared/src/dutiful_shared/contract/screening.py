"""`/v1/screenings`: the parties of an order against lists of sanctioned and denied persons."""

import re
from datetime import date, datetime
from typing import Annotated, Any, Final, Self

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, model_validator

from dutiful_shared.contract.answer_values import AnswerModel
from dutiful_shared.contract.fields import CountryCode, Flag, Identifier, ShortText, WireModel, all_different
from dutiful_shared.contract.screening_terms import (
    Evidence,
    HoldState,
    NameQuality,
    PartyRole,
    ScreeningState,
    SubjectKind,
)

#: More parties than the papers of a shipment name.
MOST_PARTIES: Final = 50
_DAY: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FIRST_BIRTH: Final = date(1850, 1, 1)
#: Control characters, and halves of characters that cannot be written.
_UNWRITABLE: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")

REQUEST_EXAMPLE: dict[str, Any] = {
    "reference": "order-1001",
    "parties": [
        {"id": "shipper", "role": "exporter", "name": "Example Textiles GmbH", "kind": "organisation", "country": "DE"},
        {"id": "receiver", "role": "consignee", "name": "Jane Example", "kind": "person", "country": "US"},
    ],
}


def _written_day(value: Any) -> Any:
    if not isinstance(value, date) and not (isinstance(value, str) and _DAY.fullmatch(value)):
        raise ValueError("must be a day written as YYYY-MM-DD")
    return value


def _birthday(day: date) -> date:
    if day < _FIRST_BIRTH:
        raise ValueError(f"must not be before {_FIRST_BIRTH}")
    return day


def _name(text: str) -> str:
    if _UNWRITABLE.search(text) or not any(sign.isalnum() for sign in text):
        raise ValueError("must be a name: letters or digits, and no control characters")
    return text


BirthDay = Annotated[date, BeforeValidator(_written_day), AfterValidator(_birthday)]
PartyName = Annotated[str, Field(min_length=1, max_length=300), AfterValidator(_name)]
Reason = Annotated[str, Field(min_length=3, max_length=2_000), AfterValidator(_name)]


class ScreenedParty(WireModel):
    """A party of the order. What is not stated speaks neither for nor against a hit."""

    id: Annotated[Identifier, Field(description="The caller's own; hits name it.")]
    role: PartyRole
    name: PartyName
    other_names: Annotated[tuple[PartyName, ...], Field(max_length=10, description="Also the contact person's.")] = ()
    kind: SubjectKind = SubjectKind.UNKNOWN
    country: CountryCode | None = None
    born_on: BirthDay | None = None


class QuotedLaw(WireModel):
    """The law that a restriction rests on, as the quote names it."""

    text: Annotated[str, Field(max_length=1_000)]
    url: Annotated[str, Field(max_length=2_048)] = ""


class QuotedRestriction(WireModel):
    """An entry of `restrictions` of a quote's answer, as it stands there."""

    line: Annotated[str, Field(max_length=64)]
    text: Annotated[str, Field(max_length=2_000)]
    measure_id: Annotated[str, Field(max_length=200)]
    blocks: Flag = False
    legal_reference: QuotedLaw


class ScreeningRequest(WireModel):
    """Who is to be screened, and what the quote says of the goods."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, json_schema_extra={"examples": [REQUEST_EXAMPLE]}
    )

    reference: Annotated[ShortText, AfterValidator(_name), Field(description="Such as the order's number.")]
    parties: Annotated[tuple[ScreenedParty, ...], Field(min_length=1, max_length=MOST_PARTIES)]
    restrictions: Annotated[
        tuple[QuotedRestriction, ...],
        Field(max_length=400, description="`restrictions` of the quote's answer: one that blocks holds the order."),
    ] = ()

    @model_validator(mode="after")
    def _parties_differ(self) -> Self:
        all_different([party.id for party in self.parties], "/parties/{}/id")
        return self


class HoldDecision(WireModel):
    """Why a hold is released or confirmed; it stays in the audit."""

    reason: Reason


class HitAnswer(AnswerModel):
    """A party that may be somebody on a list. `score` (0 to 100) is after all evidence."""

    party_id: str
    party_name: str
    list_id: str
    edition_id: str
    list_date: date
    reference: Annotated[str, Field(description="The publisher's own, in that list.")]
    listed_as: str
    matched_name: str
    matched_quality: NameQuality
    kind: SubjectKind
    programmes: tuple[str, ...]
    score: float
    evidence: tuple[Evidence, ...]


class ScreenedListAnswer(AnswerModel):
    """A list that was asked. `verified_on`: the last day on which it was known to be current."""

    list_id: str
    edition_id: str
    list_date: date
    verified_on: date
    stale: bool


class HeldRestrictionAnswer(AnswerModel):
    """A restriction of the quote on a line; one that `blocks` holds the order."""

    line: str
    text: str
    measure_id: str
    blocks: bool
    legal_reference: str


class ScreeningHold(AnswerModel):
    """What somebody must look at. `first_by` has released it, where two must."""

    id: str
    screening_id: str
    state: HoldState
    hits: tuple[HitAnswer, ...]
    restrictions: tuple[HeldRestrictionAnswer, ...]
    opened_at: datetime
    claimed_by: str | None
    claimed_at: datetime | None
    first_by: str | None
    first_reason: str | None
    decided_by: str | None
    decided_at: datetime | None
    reason: str | None


class ScreeningAnswer(AnswerModel):
    """A screening as it stands. Papers may be issued where it `may_proceed`: clear, if only of the lists that are
    loaded, or all of its holds are released.

    `no_lists` and `stale` are never clear. It is a comparison of names and no legal advice.
    """

    id: str
    reference: str
    state: ScreeningState
    may_proceed: bool
    hits: tuple[HitAnswer, ...]
    lists: tuple[ScreenedListAnswer, ...]
    missing_lists: Annotated[
        tuple[str, ...], Field(description="Lists of OFAC, BIS, the UN, the UK and the EU that are not loaded.")
    ]
    restrictions: tuple[HeldRestrictionAnswer, ...]
    threshold: float
    holds: tuple[ScreeningHold, ...]
    created_at: datetime
    screened_at: datetime
    runs: Annotated[int, Field(description="How often it was screened: again whenever a list changed.")]


class HoldsAnswer(AnswerModel):
    """A page of the queue, the oldest first. `next` is the cursor of the following page; null on the last."""

    holds: tuple[ScreeningHold, ...]
    next: str | None


class ScreeningListAnswer(AnswerModel):
    """A list that can be loaded. Only an `active` one is screened against; `stale`: older than the operator allows."""

    list_id: str
    title: str
    active: bool
    required: bool
    edition_id: str | None
    list_date: date | None
    verified_on: date | None
    stale: bool


class ScreeningListsAnswer(AnswerModel):
    """Every list that can be loaded, and which edition of it is active."""

    lists: tuple[ScreeningListAnswer, ...]
    names: int
    threshold: float
