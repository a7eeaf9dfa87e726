"""`PaperScreener`: everybody whom a paper names is screened before it is issued, and what is held is not issued.

The same parties and goods of the same order are one screening, however many papers are made for it: what somebody
released stays released, and what a later list finds of them is held anew.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import orjson

from dutiful_docs.documents.screening_port import HeldError, ScreeningUnreachableError
from dutiful_docs.documents.subject import Subject
from dutiful_docs.screening.engine.embargoes import embargoed
from dutiful_docs.screening.engine.names import name_form
from dutiful_docs.screening.engine.party import Party, Restriction, State, Verdict
from dutiful_docs.screening.engine.restrictions import restrictions_of
from dutiful_docs.screening.errors import ScreeningUnavailableError
from dutiful_docs.screening.lifecycle import ScreeningRooms
from dutiful_docs.screening.plain import plain_parties, plain_restrictions
from dutiful_docs.screening.record import HoldState, ScreeningRecord, new_findings
from dutiful_docs.screening.service import SCREENING_PREFIX
from dutiful_shared.contract.document_parties import DocumentParty
from dutiful_shared.contract.documents import DocumentRequest, DocumentScreening, IssueScreening
from dutiful_shared.contract.screening_terms import PartyRole, SubjectKind

_DIGITS: Final = 20
_SIGNATORY: Final = "signatory"
_ROLES: Final = {
    "exporter": PartyRole.EXPORTER,
    "consignee": PartyRole.CONSIGNEE,
    "buyer": PartyRole.BUYER,
    "importer": PartyRole.IMPORTER,
    "producer": PartyRole.MANUFACTURER,
    "forwarder": PartyRole.FORWARDER,
}
_KINDS: Final = {"business": SubjectKind.ORGANISATION, "consumer": SubjectKind.PERSON}
_NOTICES: Final = {
    State.NO_LISTS: "Not screened: no list is loaded, or one that is needed is not. This is not a clearance.",
    State.STALE: "Nobody was found, but on a list that is older than allowed. This is not a clearance.",
    State.CLEAR_OF_LOADED: "Nobody was found on the lists that are loaded, and others are not (missing_lists).",
}
_STATES: Final = {
    State.CLEAR: IssueScreening.CLEAR,
    State.CLEAR_OF_LOADED: IssueScreening.CLEAR_OF_LOADED,
    State.NO_LISTS: IssueScreening.NO_LISTS,
    State.STALE: IssueScreening.STALE,
}


@dataclass(frozen=True, slots=True)
class PaperScreener:
    """`strict`: without fresh lists no paper is issued; otherwise it is, and the answer says so."""

    rooms: ScreeningRooms
    strict: bool

    async def screened(
        self, merchant_id: str, wanted: DocumentRequest, subject: Subject, actor: str
    ) -> DocumentScreening | None:
        """What was found of everybody whom the paper names, and of the goods.

        Args:
            actor: who asked for the paper, as the audit names them.

        Raises:
            HeldError: a hold is not released; a party has no name that can be compared; or, where `strict`, no fresh
                lists are there.
            ScreeningUnreachableError: the lists or the record are out of reach.
        """
        parties, restrictions = tuple(parties_of(wanted)), _restrictions(wanted, subject)
        for party in parties:
            if not any(name_form(name, party.kind).tokens for name in party.names):
                said = (f"{_pointer(party.id)}/name", "must hold letters: nothing of it can be compared with a list")
                raise HeldError("A party cannot be screened.", (said,))
        try:
            record, verdict = await self._record(merchant_id, _reference(wanted, subject), parties, restrictions, actor)
        except ScreeningUnavailableError as exc:
            raise ScreeningUnreachableError(str(exc)) from exc
        if record.holds:
            if any(hold.state is not HoldState.RELEASED for hold in record.holds):
                raise _held(record)
            return _answer(record, verdict, IssueScreening.RELEASED, None)
        notice = _NOTICES.get(verdict.state)
        if self.strict and verdict.state in {State.NO_LISTS, State.STALE}:
            raise HeldError(f"{notice} The operator wants fresh lists before papers are issued.", ())
        return _answer(record, verdict, _STATES[verdict.state], notice)

    async def _record(
        self,
        merchant_id: str,
        reference: str,
        parties: tuple[Party, ...],
        restrictions: tuple[Restriction, ...],
        actor: str,
    ) -> tuple[ScreeningRecord, Verdict]:
        """The screening of these, and what the lists say now."""

        async def record(*salts: str) -> ScreeningRecord:
            chosen = _id_of(merchant_id, reference, parties, restrictions, *salts)
            return await self.rooms.service.record(
                merchant_id, reference, parties, restrictions, actor=actor, screening_id=chosen
            )

        verdict = await self.rooms.service.screen(parties, restrictions)
        found = await record()
        if any(new_findings(verdict, found.holds)):
            # Another list, which has not come to the earlier screening: what it finds is held now, not in a while.
            found = await record(self.rooms.book.key)
        return found, verdict


def _answer(record: ScreeningRecord, verdict: Verdict, state: IssueScreening, notice: str | None) -> DocumentScreening:
    return DocumentScreening(screening_id=record.id, state=state, notice=notice, missing_lists=verdict.missing)


def _restrictions(wanted: DocumentRequest, subject: Subject) -> tuple[Restriction, ...]:
    """What keeps the goods from where they go: of a quote what it found, of an order the embargoes on places."""
    if subject.quote_id is not None:
        return restrictions_of(subject.restrictions)
    exporter, consignee, cart = wanted.parties.exporter, wanted.parties.consignee, subject.cart
    places = [(cart.ship_to.country, cart.ship_to.region)]
    if consignee is not None:
        places.append((consignee.country or cart.ship_to.country, consignee.region))
    senders = (cart.ship_from.country, None if exporter is None else exporter.country)
    return tuple(embargoed(senders, places))


def parties_of(wanted: DocumentRequest) -> Iterator[Party]:
    """Everybody whom the request names, with the persons to be asked for there, and who signs."""
    for field, role in _ROLES.items():
        party: DocumentParty | None = getattr(wanted.parties, field)
        if party is not None:
            names = tuple(name for name in (party.name, party.contact) if name is not None)
            kind = _KINDS.get(party.type or "", SubjectKind.UNKNOWN)
            yield Party(field, role, names, kind, party.country)
    if wanted.signatory is not None and wanted.signatory.name is not None:
        yield Party(_SIGNATORY, PartyRole.OTHER, (wanted.signatory.name,), SubjectKind.PERSON)


def _pointer(party_id: str) -> str:
    """Where a request names a party."""
    return f"/{party_id}" if party_id == _SIGNATORY else f"/parties/{party_id}"


def _reference(wanted: DocumentRequest, subject: Subject) -> str:
    return wanted.invoice.order_reference or subject.quote_id or wanted.invoice.number or "order"


def _id_of(
    merchant_id: str, reference: str, parties: tuple[Party, ...], restrictions: tuple[Restriction, ...], *salts: str
) -> str:
    told = [merchant_id, reference, plain_parties(parties), plain_restrictions(restrictions), *salts]
    return SCREENING_PREFIX + hashlib.sha256(orjson.dumps(told)).hexdigest()[:_DIGITS]


def _held(record: ScreeningRecord) -> HeldError:
    waiting = [hold for hold in record.holds if hold.state is not HoldState.RELEASED]
    findings = [
        (_pointer(hit.party_id), f"{hold.id}: may be {hit.listed_as} ({hit.list_id}, {hit.reference})")
        for hold in waiting
        for hit in hold.hits
    ]
    findings += [("", f"{hold.id}: {one.text}") for hold in waiting for one in hold.restrictions]
    ids = ", ".join(hold.id for hold in waiting)
    return HeldError(
        f"Held by {ids}: release it (POST /v1/screenings/holds/...) before papers are issued.", tuple(findings)
    )
