"""Which papers an order gets, and what they say."""

from datetime import date
from typing import Any

from dutiful_docs.order_papers.wishes import document_of, fingerprint, wishes
from dutiful_shared.contract.documents import DocumentRequest, PaperDetails
from dutiful_shared.contract.order_papers import OrderPaperSettings
from tests.builders.papers import CONSIGNEE, EXPORTER

DAY = date(2026, 11, 29)
INVOICE = {"kinds": ["commercial_invoice"], "language": "en"}
CARTONS = {"cartons": [{"code": "S", "inner": {"length_cm": "30", "width_cm": "20", "height_cm": "10"}}]}


def wished(
    settings: dict[str, Any], details: dict[str, Any] | None = None, destination: str = "FR", reference: str = "1042"
) -> list[DocumentRequest]:
    return wishes(
        OrderPaperSettings.model_validate(settings),
        PaperDetails.model_validate(details or {}),
        destination,
        "q_1",
        reference,
        DAY,
    )


def test_a_paper_that_two_rules_want_is_made_once() -> None:
    rules = [INVOICE, {"destinations": ["FR"], "kinds": ["packing_list", "commercial_invoice"]}]
    assert [one.kind.value for one in wished({"rules": rules})] == ["commercial_invoice", "packing_list"]


def test_a_rule_for_other_destinations_wants_nothing() -> None:
    assert wished({"rules": [{**INVOICE, "destinations": ["JP", "GB"]}]}) == []


def test_what_is_said_of_the_order_stands_beside_what_is_said_of_all() -> None:
    given = {"parties": {"exporter": EXPORTER, "buyer": EXPORTER}, "signatory": {"name": "Dana Reyes"}}
    (made,) = wished({"rules": [INVOICE], "given": given}, {"parties": {"consignee": CONSIGNEE, "buyer": CONSIGNEE}})
    parties = made.parties
    assert parties.exporter is not None
    assert parties.buyer is not None
    assert (parties.exporter.name, parties.buyer.name) == (EXPORTER["name"], CONSIGNEE["name"])
    assert made.signatory is not None
    assert made.signatory.date == DAY


def test_an_invoice_without_a_number_has_that_of_the_order() -> None:
    (made,) = wished({"rules": [INVOICE]}, {"invoice": {"payment_terms": "Paid"}})
    assert (made.invoice.number, made.invoice.date, made.invoice.payment_terms) == ("1042", DAY, "Paid")
    (numbered,) = wished({"rules": [INVOICE]}, {"invoice": {"number": "INV-7"}})
    assert (numbered.invoice.number, numbered.invoice.order_reference) == ("INV-7", "1042")


def test_a_reference_that_no_paper_can_carry_is_left_out() -> None:
    (made,) = wished({"rules": [INVOICE]}, reference="x" * 65)
    assert (made.invoice.number, made.invoice.order_reference) == (None, None)


def test_packages_of_the_order_take_the_place_of_cartons() -> None:
    settings = {"rules": [INVOICE], "given": {"packing": CARTONS}}
    (made,) = wished(settings, {"packages": [{"number": "1/1"}]})
    assert (made.packing, [one.number for one in made.packages]) == (None, ["1/1"])


def test_a_document_is_the_same_for_every_event_and_an_event_is_not() -> None:
    (made,) = wished({"rules": [INVOICE]})
    assert document_of("m", "q_1", made) == document_of("m", "q_1", made.model_copy(update={"quote_id": "q_2"}))
    assert fingerprint(1, [made]) != fingerprint(2, [made])
