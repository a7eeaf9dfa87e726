"""From a request and its subject to every form of a paper. No I/O: the typesetter reads its own templates only."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import orjson

from dutiful_docs.documents.builder import build
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
from dutiful_docs.documents.paper import IOSS_NUMBER, Paper, Party, plain
from dutiful_docs.documents.presentation import Attachment, Identity, presented
from dutiful_docs.documents.requirements import Gap, gaps
from dutiful_docs.documents.subject import NotStatedError, Subject
from dutiful_docs.documents.typesetting import Typesetter, UnprintableTextError
from dutiful_docs.drawing_right import DrawingRight
from dutiful_docs.packing.cartons import CannotPackError, packed
from dutiful_shared.contract.document_details import Package
from dutiful_shared.contract.document_parties import named, unprintable
from dutiful_shared.contract.documents import DocumentKind, DocumentRequest, UncheckedLimit

_PURE_DATA: Final = {
    DocumentKind.EU_H7: eu_h7,
    DocumentKind.UPU_ITMATT: upu_itmatt,
    DocumentKind.DHL_INVOICE_DATA: dhl_invoice_data,
}
_AROUND_AN_INVOICE: Final = {
    DocumentKind.UPS_PAPERLESS: ups_paperless,
    DocumentKind.FEDEX_TRADE_DOCUMENTS: fedex_trade_documents,
}


class IncompleteError(ValueError):
    """The paper would have blanks."""

    def __init__(self, found: Sequence[Gap]) -> None:
        super().__init__(f"{len(found)} fields are missing")
        self.gaps = tuple(found)


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
        NotStatedError: the request contradicts its subject, or asks for what cannot be told.
        IncompleteError: law or form demand what is not said; a draft is never incomplete.
    """
    _check_languages(wanted)
    paper = build(wanted, subject, packages_of(wanted, subject))
    unchecked = check_limits(paper, DrawingRightOn(identity.made_at.date(), drawing_right))
    found = gaps(paper, wanted, identity.made_at.date())
    if found and not wanted.draft:
        raise IncompleteError(found)
    _check_texts(paper, wanted)
    if not wanted.kind.printed:
        return replace(_data_form(paper, wanted, identity, typesetter, found), unchecked=unchecked)
    shown = without_secrets(paper)
    content = {"id": identity.id, "version": identity.version, "paper": plain(shown), **_blanks(found)}
    message = MESSAGES.get(paper.kind)
    xml = None if message is None else message.write(shown, identity.made_at.date())
    pdf = _set(wanted, shown, identity, typesetter, _attachments(content, message, xml))
    return Composed(content, pdf.pdf, xml, pdf.pages, hashlib.sha256(pdf.pdf).hexdigest(), unchecked)


def as_json(content: dict[str, Any]) -> bytes:
    """What a paper says as bytes, in one way of writing it: they are hashed, and served."""
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS)


def packages_of(wanted: DocumentRequest, subject: Subject) -> tuple[Package, ...]:
    """The packages that the request states, or that its cartons make.

    Raises:
        NotStatedError: a size or weight is missing, or something fits no carton.
    """
    try:
        return packed(wanted, [line.cart for line in subject.lines])
    except CannotPackError as exc:
        raise NotStatedError(exc.pointer, exc.detail) from exc


def without_secrets(paper: Paper) -> Paper:
    """The paper without numbers that whoever reads them could ship under: the IOSS number is data for customs alone."""
    changes = {}
    for role in ("exporter", "consignee", "buyer", "importer", "producer", "forwarder"):
        party: Party | None = getattr(paper, role)
        if party is not None:
            kept = tuple(one for one in party.registrations if not one.secret)
            changes[role] = replace(party, registrations=kept)
    return replace(paper, **changes)  # type: ignore[arg-type]


def _blanks(found: Sequence[Gap]) -> dict[str, Any]:
    """What a draft lacks, as a part of what it says; an issued paper lacks nothing."""
    return (
        {"blanks": [{"pointer": gap.pointer, "rule": gap.text, "source": gap.source} for gap in found]} if found else {}
    )


def _data_form(
    paper: Paper, wanted: DocumentRequest, identity: Identity, typesetter: Typesetter, found: Sequence[Gap]
) -> Composed:
    if wanted.kind in _PURE_DATA:
        form = _PURE_DATA[wanted.kind](paper)
    else:
        shown = replace(without_secrets(paper), kind=DocumentKind.COMMERCIAL_INVOICE.value)
        # Its code would lead to the leaf of this form, which proves nothing of the PDF inside.
        uncoded = replace(identity, verify_url=None)
        invoice = _set(wanted.model_copy(update={"kind": DocumentKind.COMMERCIAL_INVOICE}), shown, uncoded, typesetter)
        form = _AROUND_AN_INVOICE[wanted.kind](paper, invoice.pdf)
    content = {"id": identity.id, "version": identity.version, "form": form, **_blanks(found)}
    return Composed(content, None, None, 0, hashlib.sha256(as_json(content)).hexdigest())


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
        pointer = next((where for where, text in _texts(paper, wanted) if exc.text in text), "")
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


def _check_languages(wanted: DocumentRequest) -> None:
    for field, tag in (("language", wanted.language), ("second_language", wanted.second_language)):
        if tag is not None:
            try:
                base_language(tag)
            except UnknownLanguageError as exc:
                raise NotStatedError(f"/{field}", str(exc)) from exc


def _check_texts(paper: Paper, wanted: DocumentRequest) -> None:
    """Texts of a quote or order were taken under other rules than those of a request for a paper, and none may say a
    number that is never printed."""
    for pointer, text in _texts(paper, wanted):
        found = unprintable(text)
        if found is not None:
            raise NotStatedError(pointer, f"holds {named(found)}, which no paper may carry: give another text in goods")
        if IOSS_NUMBER.search(text) and "/registrations/" not in pointer:
            raise NotStatedError(
                pointer, "holds an IOSS number, which is never printed: give it as a registration of the type IOSS"
            )


def _texts(paper: Paper, wanted: DocumentRequest) -> Iterator[tuple[str, str]]:
    """Every text that was sent, with where a request would say it otherwise."""
    entries = [entry.line for entry in wanted.goods]
    entries += [line.id for line in paper.lines if line.id not in entries]
    for line in paper.lines:
        place = entries.index(line.id)
        for field in (
            "description",
            "second_description",
            "sku",
            "manufacturer_id",
            "merchant_product_id",
            "manufacturer_product_id",
            "composition",
        ):
            text = getattr(line, field)
            if text:
                yield f"/goods/{place}/{field}", text
    yield from _strings("", wanted.model_dump(mode="json", exclude={"order", "goods"}, exclude_none=True))


def _strings(pointer: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield pointer, value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _strings(f"{pointer}/{key}", one)
    elif isinstance(value, list):
        for i, one in enumerate(value):
            yield from _strings(f"{pointer}/{i}", one)
