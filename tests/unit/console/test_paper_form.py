"""The form of a customs paper: what a browser sends becomes a request, and what a rule asks for gets a field."""

import pytest

from dutiful_docs.documents.requirements import rules
from dutiful_quote.console.paper_fields import field_at, is_field
from dutiful_quote.console.paper_form import Goods, begun_paper, field_for, sent_paper

GOODS = (Goods("a", "T-shirt", "2"), Goods("b", "Mug", "1"))


def test_what_was_filled_in_becomes_the_request_and_nothing_else() -> None:
    sent = [
        ("/kind", "packing_list"),
        ("/language", "en"),
        ("/parties/exporter/name", " Lone Star "),
        ("/parties/exporter/street/0", "1100 Congress Ave"),
        ("/parties/exporter/region", ""),
        ("/goods/1/net_weight_kg", "0.84"),
        ("/packages/0/gross_weight_kg", "3.05"),
        ("form_token", "x"),
        ("/no/such/field", "x"),
    ]
    form = sent_paper("q_1", GOODS, sent, [])
    assert form.request(draft=True) == {
        "kind": "packing_list",
        "language": "en",
        "quote_id": "q_1",
        "draft": True,
        "parties": {"exporter": {"name": "Lone Star", "street": ["1100 Congress Ave"]}},
        "goods": [{"line": "a"}, {"line": "b", "net_weight_kg": "0.84"}],
        "packages": [
            {
                "number": "1",
                "gross_weight_kg": "3.05",
                "contents": [{"line": "a", "quantity": "2"}, {"line": "b", "quantity": "1"}],
            }
        ],
    }
    assert form.read(draft=True)[1] == []


def test_weights_are_read_as_the_page_s_language_writes_them() -> None:
    sent = [("/goods/1/net_weight_kg", "0,84"), ("/invoice/number", "1,5"), ("/packages/0/gross_weight_kg", "1.234")]
    form = sent_paper("q_1", GOODS, sent, [], ",")
    request = form.request(draft=True)
    assert request["goods"][1]["net_weight_kg"] == "0.84"
    assert request["invoice"]["number"] == "1,5"
    assert ("unclear_number", "/packages/0/gross_weight_kg") in [
        (one.code, one.pointer) for one in form.read(draft=True)[1]
    ]
    begun = begun_paper("q_1", GOODS, {"packages": [{"gross_weight_kg": "3.05"}]}, ",")
    assert begun.value("/packages/0/gross_weight_kg") == "3,05"


def test_somebody_without_a_name_is_told_and_left_to_the_rules() -> None:
    sent = [("/kind", "cn22"), ("/parties/consignee/country", "FR"), ("/signatory/date", "2026-11-29")]
    wanted, faults = sent_paper("q_1", GOODS, sent, []).read(draft=True)
    assert faults == []
    assert wanted is not None
    assert wanted.parties.consignee is not None
    assert (wanted.parties.consignee.name, wanted.parties.consignee.country) == (None, "FR")


def test_a_wrong_value_is_named_by_its_field() -> None:
    form = sent_paper("q_1", GOODS, [("/kind", "cn22"), ("/goods/0/net_weight_kg", "heavy")], [])
    wanted, faults = form.read(draft=False)
    assert wanted is None
    assert [fault.pointer for fault in faults] == ["/goods/0/net_weight_kg"]


def test_what_is_sound_of_a_form_is_a_request_of_its_own() -> None:
    number = "/parties/exporter/registrations/0"
    sent = [
        ("/kind", "cn22"),
        ("/parties/exporter/name", "Lone Star"),
        (f"{number}/type", "EORI"),
        ("/remarks", "x" * 501),
    ]
    form = sent_paper("q_1", GOODS, sent, [])
    wanted, faults = form.read(draft=True)
    assert wanted is None
    assert [fault.pointer for fault in faults] == [f"{number}/number", "/remarks"]
    sound, rest = form.sound(faults).read(draft=True)
    assert (rest, sound is not None and sound.parties.exporter is not None) == ([], True)


def test_what_is_said_of_all_orders_fills_the_form() -> None:
    given = {"parties": {"exporter": {"name": "Lone Star", "registrations": [{"type": "EIN", "number": "12-34"}]}}}
    form = begun_paper("q_1", GOODS, given)
    assert form.value("/parties/exporter/registrations/0/number") == "12-34"
    assert form.request(draft=False)["parties"] == given["parties"]


@pytest.mark.parametrize("pointer", sorted({rule.pointer for rule in rules()}))
def test_whatever_a_rule_asks_for_has_a_field_or_is_the_quote_s_to_say(pointer: str) -> None:
    place = pointer.format(0)
    field = field_for(place)
    assert is_field(field) or place.startswith("/order/") or place.endswith("/hs_code")


def test_a_field_that_was_asked_for_stands_where_its_goods_are() -> None:
    form = sent_paper("q_1", GOODS, [], ["/goods/1/origin_criterion", "/export/related_parties", "/packages"])
    assert form.asked == ("/goods/1/origin_criterion", "/export/related_parties")
    assert "origin_criterion" in [field.name for field in form.goods_fields()[1][1]]
    assert form.sections()[-1] == ("asked", [field_at("/export/related_parties")])


@pytest.mark.parametrize(
    ("pointer", "kind"),
    [
        ("/export/related_parties", "yes_no"),
        ("/export/mode", "choice"),
        ("/invoice/date", "date"),
        ("/goods/3/origin", "country"),
        ("/packages/0/size/length_cm", "decimal"),
        ("/second_language", "language"),
        ("/signatory/title", "text"),
    ],
)
def test_the_contract_says_what_kind_of_field_it_is(pointer: str, kind: str) -> None:
    assert field_at(pointer).kind == kind


@pytest.mark.parametrize("pointer", ["", "kind", "/parties", "/goods/0", "/goods/x/line", "/nothing", "/kind/below"])
def test_what_is_no_single_value_has_no_field(pointer: str) -> None:
    assert not is_field(pointer)
