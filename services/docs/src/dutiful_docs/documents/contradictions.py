"""What a request says against the quote or order it is made for, against itself, or against the form."""

from collections.abc import Iterator

from dutiful_docs.documents.batteries import battery_faults
from dutiful_docs.documents.given_away import price_faults
from dutiful_docs.documents.machine.dhl_invoice_data import dhl_faults
from dutiful_docs.documents.numbers_and_codes import wrong_numbers_and_codes
from dutiful_docs.documents.origin_wording import in_union, origin_faults
from dutiful_docs.documents.packed import packing_faults
from dutiful_docs.documents.paper import Paper
from dutiful_docs.documents.places import Whereabouts, contradicted, postal_state
from dutiful_docs.documents.refusal import Fault, contradiction
from dutiful_docs.documents.subject import Subject
from dutiful_docs.documents.texts import text_faults
from dutiful_shared.contract.cart_parties import Place
from dutiful_shared.contract.document_parties import DocumentParty
from dutiful_shared.contract.documents import DocumentKind, DocumentRequest


def contradictions(paper: Paper, wanted: DocumentRequest, subject: Subject) -> Iterator[Fault]:
    """All of them; a paper with one is not made, not even as a draft."""
    unknown = list(_of_lines(wanted, subject))
    yield from unknown
    yield from _of_places(wanted, subject)
    yield from wrong_numbers_and_codes(wanted)
    if not unknown:
        yield from packing_faults(paper.packages, paper.lines)
    yield from price_faults(paper)
    yield from _of_batteries(paper, wanted)
    yield from origin_faults(wanted, paper)
    if wanted.kind is DocumentKind.DHL_INVOICE_DATA:
        yield from dhl_faults(paper)
    yield from text_faults(paper, wanted)


def _of_lines(wanted: DocumentRequest, subject: Subject) -> Iterator[Fault]:
    """Lines that are not sent, and other quantities, origins and weights of those that are."""
    sent = {line.cart.id: line for line in subject.lines}
    for i, detail in enumerate(wanted.goods):
        line = sent.get(detail.line)
        if line is None:
            yield _no_line(f"/goods/{i}/line", detail.line)
            continue
        if detail.quantity not in {None, line.cart.quantity}:
            yield contradiction(
                f"/goods/{i}/quantity", f"of line {detail.line!r} {line.cart.quantity:f} are sent by the quote or order"
            )
        if detail.origin and line.origin and detail.origin != line.origin:
            yield contradiction(
                f"/goods/{i}/origin", f"line {detail.line!r} is of origin {line.origin} by the quote or order"
            )
        weight = line.cart.net_weight_kg
        if weight and detail.net_weight_kg not in {None, weight}:
            yield contradiction(
                f"/goods/{i}/net_weight_kg", f"line {detail.line!r} weighs {weight:f} kg net by the quote or order"
            )
    for i, package in enumerate(wanted.packages):
        for j, one in enumerate(package.contents):
            if one.line not in sent:
                yield _no_line(f"/packages/{i}/contents/{j}/line", one.line)


def _of_batteries(paper: Paper, wanted: DocumentRequest) -> Iterator[Fault]:
    lines = {line.id: line for line in paper.lines}
    for i, detail in enumerate(wanted.goods):
        if detail.line in lines:
            yield from battery_faults(lines[detail.line], f"/goods/{i}")


def _no_line(pointer: str, line: str) -> Fault:
    return contradiction(pointer, f"{line!r} is no line of the quote or order")


def _of_places(wanted: DocumentRequest, subject: Subject) -> Iterator[Fault]:
    """The consignee is who receives the goods, so its address is where they go (19 CFR 141.86(a)(2); UPU form CN 23,
    box To). Who buys or imports them may be anywhere, and so may who sells them, but for a shipper's letter."""
    consignee, exporter, there = wanted.parties.consignee, wanted.parties.exporter, subject.cart.ship_to
    if consignee is not None and consignee.country is not None:
        part = contradicted(_of_party(consignee), _of_place(there))
        if part is not None:
            yield contradiction(
                f"/parties/consignee/{part}",
                f"the consignee is in {_shown(_of_party(consignee))}, and the goods go to {_shown(_of_place(there))} "
                "(ship_to of the quote or order): who buys or imports them elsewhere is the buyer or importer, and "
                "goods that go elsewhere are quoted anew",
            )
    if wanted.kind is DocumentKind.EU_H7 and not in_union(there.country):
        yield contradiction(
            "/kind",
            "H7 is for imports into the European Union (Delegated Regulation (EU) 2015/2446, Article 143a), and these "
            f"goods go to {there.country}",
        )
    if wanted.kind is DocumentKind.SHIPPERS_LETTER_OF_INSTRUCTION:
        yield from _of_shipper(exporter, subject.cart.ship_from)


def _of_shipper(exporter: DocumentParty | None, left: Place) -> Iterator[Fault]:
    if postal_state(left.country) != "US":
        yield contradiction(
            "/kind", f"the letter is for exports from the United States (15 CFR 30.2), and these leave {left.country}"
        )
    elif exporter is not None and exporter.country is not None and postal_state(exporter.country) != "US":
        yield contradiction(
            "/parties/exporter/country",
            f"the exporter is in {exporter.country}, and the letter has the address in the United States from which "
            "the goods begin their journey (15 CFR 30.6(a)(1)(ii))",
        )


def _of_party(party: DocumentParty) -> Whereabouts:
    assert party.country is not None, "only who has a country is somewhere"
    return Whereabouts(party.country, party.region, party.postal_code)


def _of_place(place: Place) -> Whereabouts:
    return Whereabouts(place.country, place.region, place.postal_code)


def _shown(place: Whereabouts) -> str:
    return " ".join(part for part in (place.country, place.region, place.postal_code) if part)
