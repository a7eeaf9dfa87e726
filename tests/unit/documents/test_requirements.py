"""What a paper leaves out is listed field by field, with the rule that asks for it."""

from datetime import date
from typing import Any

import pytest

from dutiful_docs.documents.builder import build
from dutiful_docs.documents.requirements import gaps, rules
from dutiful_docs.documents.subject import ordered
from dutiful_shared.contract.charge_answer import ExchangeRateAnswer
from dutiful_shared.contract.documents import DocumentKind, DocumentRequest
from tests.builders.papers import CONSIGNEE, EXPORTER, complete, order, request

KINDS = [pytest.param(kind.value, id=kind.value) for kind in DocumentKind]
TODAY = date(2026, 11, 29)


def pointers(asked: DocumentRequest, today: date = TODAY) -> list[str]:
    assert asked.order is not None
    paper = build(asked, ordered(asked.order), asked.packages)
    return [gap.pointer for gap in gaps(paper, asked, today)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_request_that_says_everything_has_no_gap(kind: str) -> None:
    assert pointers(complete(kind)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_request_that_says_nothing_has_gaps(kind: str) -> None:
    bare = {
        "kind": kind,
        "order": {**order(), "incoterm": None, "lines": [{"id": "1", "quantity": 1, "unit_price": "2"}]},
    }
    assert pointers(DocumentRequest.model_validate(bare)) != []


def test_every_gap_is_listed_at_once_with_its_rule() -> None:
    asked = complete("cn23", transport={}, signatory=None, packages=[])
    assert asked.order is not None
    found = gaps(build(asked, ordered(asked.order), ()), asked, TODAY)
    assert [gap.pointer for gap in found] == [
        "/packages",
        "/packages/0/gross_weight_kg",
        "/transport/item_id",
        "/signatory/name",
        "/signatory/date",
    ]
    assert all("CN 23" in gap.source for gap in found)


def test_a_line_that_goods_do_not_name_gets_the_place_its_entry_would_have() -> None:
    lines = order()["lines"]
    del lines[1]["description"], lines[2]["description"]
    asked = complete("packing_list", order=order(lines=lines), goods=[{"line": "3"}])
    assert pointers(asked) == ["/goods/2/description", "/goods/0/description"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param("2026-10-31", [], id="the day before"),
        pytest.param("2026-11-01", ["/goods/0/merchant_product_id", "/goods/0/manufacturer_product_id"], id="the day"),
    ],
)
def test_product_identifiers_are_asked_for_from_their_day_on(day: str, expected: list[str]) -> None:
    lines = order()["lines"][:1]
    invoice = {**request()["invoice"], "date": day}
    asked = complete(
        "commercial_invoice", order=order(lines=lines), goods=[{"line": "1"}], packages=[], invoice=invoice
    )
    assert pointers(asked) == expected


@pytest.mark.parametrize(
    ("parties", "buyer", "asked_for"),
    [
        pytest.param({"consignee": {**CONSIGNEE, "type": "business"}}, "consumer", False, id="consignee is a business"),
        pytest.param({"consignee": {**CONSIGNEE, "type": "consumer"}}, "business", True, id="consignee is a consumer"),
        pytest.param({"consignee": {**CONSIGNEE, "type": None}}, "consumer", True, id="order of a consumer"),
        pytest.param({"consignee": {**CONSIGNEE, "type": None}}, "business", False, id="order of a business"),
        pytest.param({}, "consumer", True, id="no consignee yet"),
    ],
)
def test_product_identifiers_are_asked_for_of_sales_to_consumers_alone(
    parties: dict[str, Any], buyer: str, asked_for: bool
) -> None:
    asked = complete(
        "commercial_invoice",
        order=order(lines=order()["lines"][:1], buyer={"type": buyer}),
        goods=[],
        packages=[],
        parties={"exporter": EXPORTER, **parties},
    )
    assert ("/goods/0/merchant_product_id" in pointers(asked)) == asked_for


def test_the_code_of_a_private_receiver_is_asked_for_before_the_receiver_is_named() -> None:
    asked = complete("commercial_invoice", order=order(ship_to={"country": "KR"}), parties={"exporter": EXPORTER})
    assert {"/parties/consignee/name", "/parties/consignee/registrations"} <= set(pointers(asked))


def test_all_that_a_package_must_say_is_asked_for_with_the_package() -> None:
    asked = complete("packing_list", packages=[])
    assert pointers(asked) == [
        "/packages",
        "/packages/0/gross_weight_kg",
        "/packages/0/contents",
        "/packages/0/size",
    ]


def test_a_language_that_is_missing_is_told_with_those_there_are() -> None:
    asked = complete("cn23", order=order(ship_to={"country": "JP"}), language="nl")
    assert asked.order is not None
    (found,) = gaps(build(asked, ordered(asked.order), asked.packages), asked, TODAY)
    assert found.text.endswith("make it bilingual. Papers come in en, fr, ja of these.")


@pytest.mark.parametrize("role", ["exporter", "consignee", "buyer", "importer", "producer", "forwarder"])
def test_whoever_is_stated_has_a_name(role: str) -> None:
    asked = complete("cn22", parties={"exporter": EXPORTER, role: {"country": "FR"}})
    assert pointers(asked) == [f"/parties/{role}/name"]


def test_a_signatory_without_a_name_is_a_blank_among_others() -> None:
    assert pointers(complete("commercial_invoice", invoice={}, signatory={"place": "Austin"})) == [
        "/invoice/number",
        "/invoice/date",
        "/signatory/name",
        "/signatory/date",
    ]


def test_a_private_gift_needs_no_code() -> None:
    lines = [{key: value for key, value in line.items() if key != "hs_code"} for line in order()["lines"]]
    asked = complete("cn22", order=order(lines=lines), reason_for_export="gift")
    assert pointers(asked) == []


@pytest.mark.parametrize(
    ("price", "currency", "agreement", "expected"),
    [
        pytest.param("6000.00", "EUR", "EU_UK", [], id="at the limit"),
        pytest.param("6000.01", "EUR", "EU_UK", ["/origin/exporter_reference"], id="above it"),
        pytest.param("6000.00", "EUR", "EU_CA", ["/origin/exporter_reference"], id="at a limit that is included"),
        pytest.param("5999.99", "EUR", "EU_CA", [], id="below it"),
        pytest.param("1.00", "USD", "EU_UK", ["/origin/exporter_reference"], id="in another currency than the limit's"),
    ],
)
def test_a_statement_on_origin_needs_a_reference_above_its_limit(
    price: str, currency: str, agreement: str, expected: list[str]
) -> None:
    line = {**order()["lines"][0], "origin": "GB", "quantity": 1, "unit_price": price, "discount": "0"}
    asked = complete(
        "origin_statement",
        order=order(lines=[line], currency=currency),
        origin={"agreement": agreement},
        goods=[],
        packages=[],
    )
    assert pointers(asked) == expected


@pytest.mark.parametrize("kind", ["origin_statement", "commercial_invoice"])
def test_a_statement_to_japan_names_the_criterion_of_each_article_and_the_exporter(kind: str) -> None:
    lines = [{**line, "origin": "FR"} for line in order()["lines"][:2]]
    made_there = order(ship_from={"country": "FR"}, ship_to={"country": "JP"}, lines=lines, currency="USD")
    asked = complete(kind, order=made_there, goods=[], packages=[], origin={"agreement": "EU_JP"})
    assert pointers(asked) == [
        "/origin/exporter_reference",
        "/goods/0/origin_criterion",
        "/goods/1/origin_criterion",
    ]


@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        pytest.param([], "and these are worth 6600.00 USD.", id="no rate is known"),
        pytest.param(
            [("EUR", "USD", "1.10")],
            "6600.00 USD, which is 6000.00 EUR at the rate of X of 2026-11-01.",
            id="from euro",
        ),
        pytest.param(
            [("USD", "EUR", "0.9")], "6600.00 USD, which is 5940.00 EUR at the rate of X of 2026-11-01.", id="into euro"
        ),
        pytest.param([("USD", "JPY", "150")], "and these are worth 6600.00 USD.", id="of another currency"),
    ],
)
def test_a_limit_is_told_in_its_currency_with_what_the_goods_are_worth_in_it(
    rate: list[tuple[str, str, str]], expected: str
) -> None:
    line = {**order()["lines"][0], "origin": "GB", "quantity": 1, "unit_price": "6600.00", "discount": "0"}
    asked = complete("origin_statement", order=order(lines=[line], currency="USD"), origin={"agreement": "EU_UK"})
    rates = [
        ExchangeRateAnswer(
            from_currency=one, to_currency=other, rate=value, source="X", as_of=date(2026, 11, 1), valid_to=None
        )
        for one, other, value in rate
    ]
    assert asked.order is not None
    paper = build(asked, ordered(asked.order), asked.packages)
    (text,) = (one.text for one in gaps(paper, asked, TODAY, rates) if one.pointer == "/origin/exporter_reference")
    assert "The value is 6000 EUR" in text
    assert text.endswith(expected)


def test_wood_needs_its_mark_and_batteries_their_number() -> None:
    packages = [{**request()["packages"][0], "wood": True}]
    goods = [{"line": "3", "lithium_batteries": "contained"}]
    asked = complete("packing_list", packages=packages, goods=goods)
    assert pointers(asked) == ["/packages/0/ispm15_mark", "/goods/0/dangerous_goods_number"]


def test_what_carries_an_invoice_is_under_the_rules_of_the_invoice() -> None:
    asked = complete("ups_paperless", signatory=None, transport={})
    assert pointers(asked) == ["/transport/incoterm_place", "/signatory/name", "/signatory/date"]


@pytest.mark.parametrize(
    ("kind", "destination", "languages", "expected"),
    [
        pytest.param("commercial_invoice", "US", {"language": "de"}, ["/second_language"], id="German to the US"),
        pytest.param(
            "commercial_invoice", "US", {"language": "de", "second_language": "en"}, [], id="German and English"
        ),
        pytest.param("commercial_invoice", "CA", {"language": "de"}, [], id="German to Canada"),
        pytest.param("cn23", "JP", {"language": "ja"}, [], id="a form in the destination's language"),
        pytest.param("cn23", "JP", {"language": "nl"}, ["/second_language"], id="a form nobody there reads"),
        pytest.param("cn23", "US", {"language": "fr-CA"}, [], id="a form in the language of the posts"),
    ],
)
def test_papers_are_in_a_language_that_customs_read(
    kind: str, destination: str, languages: dict[str, str], expected: list[str]
) -> None:
    assert pointers(complete(kind, order=order(ship_to={"country": destination}), **languages)) == expected


def test_brazil_wants_the_receivers_number_and_what_its_customs_code_lists() -> None:
    asked = complete(
        "commercial_invoice",
        order=order(ship_to={"country": "BR"}, lines=[{**order()["lines"][0], "net_weight_kg": None}]),
        invoice={**request()["invoice"], "payment_terms": None},
        goods=[],
        packages=[],
        language="de",
    )
    assert pointers(asked) == [
        "/invoice/payment_terms",
        "/second_language",
        "/parties/consignee/registrations",
        "/goods/0/net_weight_kg",
        "/packages",
        "/packages/0/gross_weight_kg",
    ]


@pytest.mark.parametrize("type_", ["CPF", "CNPJ", "PASSPORT"])
def test_brazil_takes_each_of_its_numbers(type_: str) -> None:
    consignee = {**CONSIGNEE, "registrations": [{"type": type_, "number": "52998224725"}]}
    asked = complete(
        "commercial_invoice",
        order=order(ship_to={"country": "BR"}),
        parties={"exporter": EXPORTER, "consignee": consignee},
    )
    assert pointers(asked) == []


@pytest.mark.parametrize(
    ("consignee", "expected"),
    [
        pytest.param({"type": "consumer"}, ["/parties/consignee/registrations"], id="a consumer without a number"),
        pytest.param(
            {"type": "consumer", "registrations": [{"type": "PCCC", "number": "P123456789012"}]}, [], id="with one"
        ),
        pytest.param({"type": "business"}, [], id="a business"),
    ],
)
def test_korea_wants_the_code_of_private_receivers(consignee: dict[str, Any], expected: list[str]) -> None:
    parties = {"exporter": EXPORTER, "consignee": {**CONSIGNEE, **consignee}}
    asked = complete("commercial_invoice", order=order(ship_to={"country": "KR"}), parties=parties)
    assert pointers(asked) == expected


def test_a_return_declaration_says_whether_goods_are_returned_or_repaired() -> None:
    assert pointers(complete("return_declaration", reason_for_export="sale")) == ["/reason_for_export"]


def test_every_rule_cites_its_source() -> None:
    assert [rule.field for rule in rules() if not rule.source or not rule.text.endswith(".")] == []
