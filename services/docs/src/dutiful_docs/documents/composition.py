"""From a request and its subject to every form of a paper. No I/O: the typesetter reads its own templates only."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import orjson

from dutiful_docs.documents.builder import build
from dutiful_docs.documents.contradictions import contradictions
from dutiful_docs.documents.exchange import Exchange
from dutiful_docs.documents.labels import UnknownLanguageError, base_language
from dutiful_docs.documents.limits import DrawingRightOn, check_limits
from dutiful_docs.documents.machine.data_forms import (
    eu_h7,
    fedex_trade_documents,
    ups_paperless,
    upu_itmatt,
)
from dutiful_docs.documents.machine.dhl_invoice_data import dhl_invoice_data
from dutiful_docs.documents.machine.messages import MESSAGES, Message
from dutiful_docs.documents.packed import unpacked
from dutiful_docs.documents.paper import Paper, Party, plain
from dutiful_docs.documents.presentation import Attachment, Identity, presented
from dutiful_docs.documents.refusal import Fault, NotStatedError, RefusedError, contradiction
from dutiful_docs.documents.requirements import Gap, gaps
from dutiful_docs.documents.subject import Subject
from dutiful_docs.documents.texts import texts
from dutiful_docs.documents.typesetting import Typesetter, UnprintableTextError
from dutiful_docs.drawing_right import DrawingRight
from dutiful_docs.packing.cartons import CannotPackError, packed
from dutiful_shared.contract.document_details import Package
from dutiful_shared.contract.document_parties import named
from dutiful_shared.contract.documents import DocumentKind, DocumentRequest, UncheckedLimit

_PURE_DATA: Final = {
    DocumentKind.UPU_ITMATT: upu_itmatt,
    DocumentKind.DHL_INVOICE_DATA: dhl_invoice_data,
}
_AROUND_AN_INVOICE: Final = {
    DocumentKind.UPS_PAPERLESS: ups_paperless,
    DocumentKind.FEDEX_TRADE_DOCUMENTS: fedex_trade_documents,
}


@dataclass(frozen=True, slots=True)
class Composed:
    """`content` is what the paper says as data; `sha256` that of `pdf`, or of `content` as JSON where there is none."""

    content: dict[str, Any]
    pdf: bytes | None
    xml: bytes | None
    pages: int
    sha256: str
    unchecked: tuple[UncheckedLimit, ...] = ()


def compose(
    wanted: DocumentRequest,
    subject: Subject,
    identity: Identity,
    typesetter: Typesetter,
    drawing_right: DrawingRight | None = None,
) -> Composed:
    """Every form of the paper.

    Args:
        drawing_right: what one is worth, as far as that was said.

    Raises:
        RefusedError: the request contradicts its subject, asks for what cannot be told, or leaves out what law or
            form demand; for blanks alone no draft is refused.
    """
    wanted, unspoken = _languages(wanted)
    day = identity.made_at.date()
    packages, faults = _packages(wanted, subject)
    paper = build(wanted, subject, packages)
    unchecked, beyond = _limits(paper, DrawingRightOn(day, drawing_right), subject.exchange)
    found = [*gaps(paper, wanted, day, subject.exchange.rates), *unpacked(paper)]
    faults = [*unspoken, *faults, *beyond, *contradictions(paper, wanted, subject)]
    if faults or (found and not wanted.draft):
        raise RefusedError([*faults, *_blanks_beside(faults, found)])
    if not wanted.kind.printed:
        form = _data_form(paper, wanted, identity, typesetter, checked=not unchecked)
        return _as_data(form, identity, found, unchecked)
    shown = without_secrets(paper)
    content = {"id": identity.id, "version": identity.version, "paper": plain(shown), **_blanks(found)}
    message = MESSAGES.get(paper.kind)
    xml = None if message is None else message.write(shown, identity.made_at.date())
    pdf = _set(wanted, shown, identity, typesetter, _attachments(content, message, xml))
    return Composed(content, pdf.pdf, xml, pdf.pages, hashlib.sha256(pdf.pdf).hexdigest(), unchecked)


def as_json(content: dict[str, Any]) -> bytes:
    """What a paper says as bytes, in one way of writing it: they are hashed, and served."""
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS)


def without_secrets(paper: Paper) -> Paper:
    """The paper without numbers that whoever reads them could ship under: the IOSS number is data for customs alone."""
    changes = {}
    for role in ("exporter", "consignee", "buyer", "importer", "producer", "forwarder"):
        party: Party | None = getattr(paper, role)
        if party is not None:
            kept = tuple(one for one in party.registrations if not one.secret)
            changes[role] = replace(party, registrations=kept)
    return replace(paper, **changes)  # type: ignore[arg-type]


def _packages(wanted: DocumentRequest, subject: Subject) -> tuple[tuple[Package, ...], list[Fault]]:
    """The packages that the request states, or that its cartons make; else none, and what prevents it."""
    try:
        return packed(wanted, [line.cart for line in subject.lines]), []
    except CannotPackError as exc:
        return (), [contradiction(pointer, detail) for pointer, detail in exc.faults]


def _limits(
    paper: Paper, drawing_right: DrawingRightOn, exchange: Exchange
) -> tuple[tuple[UncheckedLimit, ...], tuple[Fault, ...]]:
    """The limits that nobody could hold against the goods, and those that the goods are beyond."""
    try:
        return check_limits(paper, drawing_right, exchange), ()
    except NotStatedError as exc:
        return (), exc.faults


def _blanks_beside(faults: Sequence[Fault], found: Sequence[Gap]) -> Iterator[Fault]:
    """What is missing, but for what is told of already: what could not be packed has no packages."""
    told = {one.pointer for one in faults}
    return (one.fault for one in found if one.pointer not in told)


def _blanks(found: Sequence[Gap]) -> dict[str, Any]:
    """What a draft lacks, as a part of what it says; an issued paper lacks nothing."""
    return (
        {"blanks": [{"pointer": gap.pointer, "rule": gap.text, "source": gap.source} for gap in found]} if found else {}
    )


def _data_form(
    paper: Paper, wanted: DocumentRequest, identity: Identity, typesetter: Typesetter, *, checked: bool
) -> dict[str, Any]:
    if wanted.kind is DocumentKind.EU_H7:
        return eu_h7(paper, checked=checked)
    if wanted.kind in _PURE_DATA:
        return _PURE_DATA[wanted.kind](paper)
    shown = replace(without_secrets(paper), kind=DocumentKind.COMMERCIAL_INVOICE.value)
    # Its code would lead to the leaf of this form, which proves nothing of the PDF inside.
    uncoded = replace(identity, verify_url=None)
    invoice = _set(wanted.model_copy(update={"kind": DocumentKind.COMMERCIAL_INVOICE}), shown, uncoded, typesetter)
    return _AROUND_AN_INVOICE[wanted.kind](paper, invoice.pdf)


def _as_data(
    form: dict[str, Any], identity: Identity, found: Sequence[Gap], unchecked: tuple[UncheckedLimit, ...]
) -> Composed:
    content = {"id": identity.id, "version": identity.version, "form": form, **_blanks(found)}
    return Composed(content, None, None, 0, hashlib.sha256(as_json(content)).hexdigest(), unchecked)


def _set(
    wanted: DocumentRequest,
    paper: Paper,
    identity: Identity,
    typesetter: Typesetter,
    attachments: Sequence[Attachment] = (),
) -> Any:
    try:
        return typesetter.set_now(wanted.kind, presented(paper, identity, attachments), identity.made_at)
    except UnprintableTextError as exc:
        pointer = next((where for where, text in texts(paper, wanted) if exc.text in text), "")
        shapeless = ", ".join(dict.fromkeys(named(one) for one in exc.text))
        raise NotStatedError(pointer, f"no font of the service has a shape for {shapeless}") from exc


def _attachments(content: dict[str, Any], message: Message | None, xml: bytes | None) -> list[Attachment]:
    data = Attachment(
        "document.json", orjson.dumps(content), "application/json", "data", "What this paper says, as data"
    )
    if message is None or xml is None:
        return [data]
    told = Attachment(message.file_name, xml, "application/xml", "alternative", message.description)
    return [told, data]


def _languages(wanted: DocumentRequest) -> tuple[DocumentRequest, list[Fault]]:
    """The request in languages that papers come in, and what of its own are none: the rest of it is still judged."""
    faults: list[Fault] = []
    instead: dict[str, str | None] = {}
    for field, tag, spoken in (("language", wanted.language, "en"), ("second_language", wanted.second_language, None)):
        try:
            if tag is not None:
                base_language(tag)
        except UnknownLanguageError as exc:
            faults.append(contradiction(f"/{field}", str(exc)))
            instead[field] = spoken
    return wanted.model_copy(update=instead) if faults else wanted, faults
