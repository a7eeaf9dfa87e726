"""Northern Ireland: which of two duties a line owes, what the open facts leave between them, whose VAT is due."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from dutiful_quote.engine.assessment import assess
from dutiful_quote.engine.duty_rate import Fixed, NotCalculable
from dutiful_quote.engine.findings import Assessment
from dutiful_quote.engine.jurisdictions import laws_of
from dutiful_quote.engine.measure import Measure, MeasureKind
from dutiful_quote.tariff.territories import Territories
from tests.builders.northern_ireland import CODE, STAYS, UKIMS, laws, limit, to_xi
from tests.builders.tariff import consignment, exchange, line, measure, percent


def duties_of(found: Assessment) -> list[Decimal]:
    return [charge.assessed.amount for charge in found.all_charges() if charge.kind == "duty"]


EU_3, UK_2 = percent("3"), percent("2")


def test_without_an_authorisation_eu_duty_is_due_and_the_scheme_is_shown() -> None:
    found = to_xi(laws(EU_3, UK_2))
    assert duties_of(found) == [Decimal("12.00")]
    assert [(way.kind, way.total, way.saves) for way in found.lines[0].alternatives] == [
        ("not_at_risk", Decimal("8.00"), Decimal("4.00")),
        ("at_risk", Decimal("12.00"), Decimal("0.00")),
    ]


def test_not_at_risk_uk_duty_is_due() -> None:
    assert duties_of(to_xi(laws(EU_3, UK_2), facts=STAYS, registrations=UKIMS)) == [Decimal("8.00")]


@pytest.mark.parametrize(
    ("eu", "uk", "due"),
    [
        pytest.param("5", "2", "8.00", id="3 % apart"),
        pytest.param("5.01", "2", "20.04", id="3.01 % apart"),
        pytest.param("2", "5", "20.00", id="UK duty 3 % higher"),
        pytest.param("2", "5.01", "8.00", id="UK duty 3.01 % higher"),
    ],
)
def test_the_duties_may_differ_by_three_per_cent(eu: str, uk: str, due: str) -> None:
    found = to_xi(laws(percent(eu), percent(uk)), facts=STAYS, registrations=UKIMS)
    assert duties_of(found) == [Decimal(due)]


def test_a_trade_remedy_of_the_eu_puts_the_goods_at_risk() -> None:
    remedy = measure(MeasureKind.ADDITIONAL_DUTY, "anti_dumping", percent("1"), goods_code=CODE)
    found = to_xi(laws(EU_3, UK_2, remedy), facts=STAYS, registrations=UKIMS)
    assert [(charge.programme, str(charge.assessed.amount)) for charge in found.all_charges()][:2] == [
        ("column_1", "12.00"),
        ("anti_dumping", "4.00"),
    ]


@pytest.mark.parametrize(
    ("facts", "buyer", "asked"),
    [
        pytest.param({}, "consumer", ["final_use_in_uk"], id="consumer"),
        pytest.param({}, "business", ["final_use_in_uk", "commercial_processing"], id="business"),
        pytest.param(STAYS, "business", ["commercial_processing"], id="processing"),
        pytest.param({**STAYS, "commercial_processing": "true"}, "business", ["small_turnover"], id="turnover"),
        pytest.param({**STAYS, "small_turnover": "true"}, "business", [], id="small business"),
        pytest.param({"final_use_in_uk": "false"}, "business", [], id="goes on to the EU"),
        pytest.param(
            {**STAYS, "commercial_processing": "true", "small_turnover": "false"}, "business", [], id="at risk"
        ),
    ],
)
def test_only_the_facts_that_decide_are_asked(facts: dict[str, str], buyer: str, asked: list[str]) -> None:
    found = to_xi(laws(EU_3, UK_2), facts=facts, buyer_type=buyer, registrations=UKIMS)
    assert [one.fact for one in found.missing] == asked


def test_an_open_fact_lies_between_both_duties() -> None:
    (asked,) = to_xi(laws(EU_3, UK_2), registrations=UKIMS).missing
    assert asked.spread is not None
    assert (asked.spread.low, asked.spread.high) == (Decimal("8.00"), Decimal("12.00"))


def test_a_duty_of_the_uk_that_is_not_known_keeps_the_line_open() -> None:
    found = to_xi(laws(EU_3, NotCalculable("entry price")), facts=STAYS, registrations=UKIMS)
    assert not found.lines[0].calculable
    assert "rate form: entry price" in [one.fact for one in found.missing]


def test_goods_free_of_eu_duty_need_no_facts() -> None:
    found = to_xi(laws(percent("0"), UK_2), registrations=UKIMS)
    assert (duties_of(found), found.missing) == ([Decimal("0.00")], ())


def test_from_great_britain_goods_not_at_risk_owe_nothing_and_their_vat_is_the_sellers() -> None:
    found = to_xi(laws(percent("17"), UK_2), facts=STAYS, registrations=UKIMS, ship_from="GB")
    assert found.all_charges() == ()
    assert any("move within the United Kingdom" in note for note in found.not_included)


def test_from_great_britain_goods_at_risk_owe_eu_duty_alone() -> None:
    found = to_xi(laws(EU_3, UK_2), ship_from="GB", buyer_type="business")
    assert [charge.programme for charge in found.all_charges()] == ["column_1"]


BY_CARRIER, OTHERWISE = {"uk_carrier_parcel": "true"}, {"uk_carrier_parcel": "false"}


@pytest.mark.parametrize("seller", ["business", "consumer"])
def test_a_parcel_to_a_consumer_by_an_authorised_carrier_is_not_at_risk(seller: str) -> None:
    found = to_xi(laws(EU_3, UK_2), facts=BY_CARRIER, ship_from="GB", seller_type=seller)
    assert (found.all_charges(), found.missing) == ((), ())
    assert "2023/1128" in found.reliefs[0].legal_reference.text


@pytest.mark.parametrize("item", [(), (measure(MeasureKind.FLAT_DUTY, "low_value_item", Fixed(Decimal(3), "EUR")),)])
def test_whether_a_parcel_to_a_consumer_goes_by_one_is_asked(item: tuple[Measure, ...]) -> None:
    (asked,) = to_xi(laws(EU_3, UK_2, *item), "100.00", ship_from="GB").missing
    assert asked.spread is not None
    assert (asked.fact, asked.pointer) == ("uk_carrier_parcel", "/lines/0/facts/uk_carrier_parcel")
    assert (asked.spread.low, asked.spread.high) == (Decimal(0), Decimal("3.00"))


def test_a_parcel_that_goes_otherwise_pays_eu_duty_and_is_shown_both_schemes() -> None:
    found = to_xi(laws(EU_3, UK_2), facts=OTHERWISE, ship_from="GB")
    assert duties_of(found) == [Decimal("12.00")]
    assert [(way.kind, way.saves) for way in found.lines[0].alternatives] == [
        ("consumer_parcel", Decimal("12.00")),
        ("not_at_risk", Decimal("12.00")),
        ("at_risk", Decimal("0.00")),
    ]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"import_date": date(2025, 4, 30)}, id="the day before"),
        pytest.param({"buyer_type": "business"}, id="to a business"),
        pytest.param({"ship_from": "IM"}, id="from the Isle of Man"),
        pytest.param({"ship_from": "CN"}, id="from elsewhere"),
        pytest.param({"facts": {**OTHERWISE}}, id="by another carrier"),
        pytest.param({"facts": {"final_use_in_uk": "false"}}, id="goes on to the EU"),
    ],
)
def test_other_goods_are_no_parcels_of_the_scheme(changes: dict[str, Any]) -> None:
    found = to_xi(laws(EU_3, UK_2), **{"facts": BY_CARRIER, "ship_from": "GB", **changes})
    assert (duties_of(found), found.missing) == ([Decimal("12.00")], ())


def test_an_authorised_trader_is_asked_for_its_own_facts() -> None:
    found = to_xi(laws(EU_3, UK_2), ship_from="GB", registrations=UKIMS)
    assert [one.fact for one in found.missing] == ["final_use_in_uk"]


def test_the_relief_of_the_eu_leaves_nothing_at_risk() -> None:
    found = to_xi(laws(EU_3, UK_2, limit("low_value_duty", "150", "EUR")), value="100.00")
    assert [charge.programme for charge in found.all_charges()] == ["supply_vat"]


ITEM = measure(MeasureKind.FLAT_DUTY, "low_value_item", Fixed(Decimal(3), "EUR"), conditions={"per": "item"})


def test_whether_the_item_duty_applies_is_asked_with_its_range() -> None:
    (asked, register) = to_xi(laws(EU_3, UK_2, ITEM), value="50.00").missing
    assert asked.spread is not None
    assert (asked.fact, asked.spread.low, asked.spread.high) == (
        "item_duty_in_northern_ireland",
        Decimal(0),
        Decimal("2.58"),
    )
    assert register.fact == "seller_must_register"


@pytest.mark.parametrize("purpose", ["return", "repair"])
def test_the_item_duty_is_no_question_where_nothing_is_sold(purpose: str) -> None:
    assert duties_of(to_xi(laws(EU_3, UK_2, ITEM), value="50.00", purpose=purpose)) == [Decimal("1.50")]


def test_the_item_duty_is_no_question_for_a_business() -> None:
    found = to_xi(laws(EU_3, UK_2, ITEM), value="50.00", buyer_type="business")
    assert duties_of(found) == [Decimal("1.50")]


def test_a_line_without_a_code_is_asked_for_it() -> None:
    shipment = consignment(line(""), jurisdiction="XI", currency="GBP")
    assert [one.fact for one in assess(shipment, laws(EU_3, UK_2), exchange("GBP")).missing][:1] == ["hs_code"]


@pytest.mark.parametrize(
    ("sent_from", "to", "free"),
    [("FR", "XI", True), ("XI", "EU", True), ("XI", "GB", True), ("GB", "XI", False), ("GB", "EU", False),
     ("CN", "XI", False), ("IM", "GB", True)],
)  # fmt: skip
def test_where_goods_move_without_an_import(sent_from: str, to: str, free: bool) -> None:
    assert Territories.packaged().move_freely(sent_from, to) is free


def test_the_law_of_northern_ireland_consists_of_two_tariffs() -> None:
    assert (laws_of("XI"), laws_of("GB"), laws_of("CH")) == (("GB", "EU"), ("GB",), ("CH",))


@pytest.mark.parametrize(("code_of", "eu", "uk"), [("EU", "4202210010", "420221"), ("GB", "420221", "4202210010"),
                                                   ("", "4202210010", "4202210010")])  # fmt: skip
def test_digits_hold_in_their_own_tariff(code_of: str, eu: str, uk: str) -> None:
    goods = line("4202210010", code_of=code_of)
    assert (goods.code_in("EU"), goods.code_in("GB")) == (eu, uk)


def test_the_relief_of_the_uk_makes_its_duty_nothing() -> None:
    found = to_xi(laws(EU_3, UK_2), value="100.00", facts=STAYS, registrations=UKIMS)
    assert [charge.programme for charge in found.all_charges()] == ["supply_vat"]


def test_controls_of_both_laws_are_told() -> None:
    control = measure(MeasureKind.CONTROL, "control_410", goods_code=CODE, name="Veterinary control")
    found = to_xi(laws(EU_3, UK_2, control))
    assert [one.text for one in found.restrictions] == ["Veterinary control"]
