"""Items and their declarations, gifts, preferences in place of the item duty, switches and notes of the EU."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from dutiful_quote.engine.findings import Assessment
from tests.builders.european_union import eu_law, goods, notes, to_germany
from tests.builders.tariff import amounts

IOSS = {"registrations": frozenset({"IOSS"})}
PROVEN = {"claims_preference": True, "preference_proof": "origin declaration"}


def items(assessment: Assessment) -> list[list[str]]:
    charged = (charge for charge in assessment.all_charges() if charge.programme == "low_value_item")
    return [charge.formula["item"]["lines"] for charge in charged]


# Items


def test_lines_of_one_code_and_origin_are_one_item_and_that_is_said() -> None:
    assessment = to_germany(*goods(("610910", "20.00", "CN"), ("610910", "30.00", "CN")))

    assert items(assessment) == [["1", "2"]]
    assert "Lines 1, 2" in notes(assessment)["customs_description"]


def test_a_line_alone_assumes_nothing_of_its_description() -> None:
    assert "customs_description" not in notes(to_germany(*goods(("610910", "20.00", "CN"))))


def test_titles_of_products_are_no_customs_descriptions() -> None:
    shirt, other = goods(("610910", "20.00", "CN"), ("610910", "30.00", "CN"))

    assert items(to_germany(replace(shirt, description="Tee red S"), replace(other, description="Tee blue L"))) == [
        ["1", "2"]
    ]


def described(*texts: str) -> list[list[str]]:
    lines = goods(*[("610910", "10.00", "CN")] * len(texts))
    return items(
        to_germany(
            *(
                replace(line, facts={"customs_description": text} if text else {})
                for line, text in zip(lines, texts, strict=True)
            )
        )
    )


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        pytest.param(("vests", "T-shirts"), [["1"], ["2"]], id="two descriptions"),
        pytest.param(("T-shirts", "t-shirts "), [["1", "2"]], id="one, written twice"),
        pytest.param(("vests", "", "T-shirts"), [["1", "2"], ["3"]], id="none given is like the first"),
        pytest.param(("", "vests"), [["1", "2"]], id="the first given serves the lines before it"),
    ],
)
def test_customs_descriptions_make_items(texts: tuple[str, ...], expected: list[list[str]]) -> None:
    assert described(*texts) == expected


def test_excise_goods_are_declared_by_all_ten_digits() -> None:
    wines = goods(("2204210600", "20.00", "CL"), ("2204210700", "20.00", "CL"), ("2204210700", "20.00", "CL"))

    assert items(to_germany(*wines)) == [["1"], ["2", "3"]]


def test_goods_beside_them_too() -> None:
    lines = goods(("2204210600", "20.00", "CL"), ("610910", "20.00", "CN"), ("6109100010", "20.00", "CN"))

    assert items(to_germany(*lines)) == [["1"], ["2", "3"]]  # one declarable code below the six digits


def test_excise_goods_are_outside_ioss() -> None:
    assessment = to_germany(*goods(("2204210600", "20.00", "CL"), ("610910", "20.00", "CN")), **IOSS)

    taxes = [charge for charge in assessment.all_charges() if charge.programme == "standard"]
    assert [charge.follows_incoterm for charge in taxes] == [True]


@pytest.mark.parametrize(
    ("day", "asked"),
    [
        pytest.param(date(2026, 10, 31), False, id="voluntary"),
        pytest.param(date(2026, 11, 1), True, id="mandatory from the first of November"),
    ],
)
def test_from_when_identifiers_are_asked_for(day: date, asked: bool) -> None:
    (line,) = goods(("610910", "20.00", "CN"))

    assessment = to_germany(replace(line, has_product_identifier=False), rules=eu_law(on=day))

    assert bool(assessment.missing) is asked


def test_the_item_duty_is_not_given_back() -> None:
    assert any("refund" in text for text in to_germany(*goods(("610910", "20.00", "CN"))).not_included)


@pytest.mark.parametrize(
    ("changes", "pays"),
    [
        pytest.param({}, True, id="a shop sells to a consumer"),
        pytest.param({"purpose": "gift"}, True, id="a shop's gift is a sale"),
        pytest.param({"buyer_type": "business"}, False, id="to a business"),
        pytest.param({"seller_type": "consumer"}, False, id="from a private person"),
        pytest.param({"purpose": "return"}, False, id="goods that come back"),
        pytest.param({"purpose": "sample"}, False, id="samples"),
    ],
)
def test_who_pays_the_item_duty(changes: dict[str, str], pays: bool) -> None:
    assert bool(items(to_germany(*goods(("610910", "20.00", "CN")), **changes))) is pays


# Preference in place of the item duty


def test_a_preference_is_offered_with_both_duty_and_tax() -> None:
    # Item: 3.00 and (100 + 10 + 3) x 19 % = 21.47. Preference: 110 x 1 % = 1.10 and 111.10 x 19 % = 21.11.
    ways = to_germany(*goods(("640399", "100.00", "VN"))).lines[0].alternatives

    assert [(way.programme, str(way.total), str(way.saves), str(way.tax), way.chosen) for way in ways] == [
        ("low_value_item", "3.00", "0", "21.47", True),
        ("preference_VN", "1.10", "1.90", "21.11", False),
    ]


def test_it_takes_a_full_declaration_without_ioss_and_a_proof() -> None:
    way = to_germany(*goods(("640399", "100.00", "VN")), **IOSS).lines[0].alternatives[1]

    assert way.requires == (
        "full declaration (H1)",
        "VAT not collected under IOSS: it is then due at import",
        "claim with proof of origin",
    )


def test_a_preference_may_be_dearer_than_the_item_duty_and_is_shown_as_such() -> None:
    (_, preference) = to_germany(*goods(("640399", "150.00", "VN")), shipping=Decimal(200)).lines[0].alternatives

    assert (str(preference.total), str(preference.saves)) == ("3.50", "-0.50")


def test_goods_under_a_preference_need_their_identifiers_too() -> None:
    (line,) = goods(("640399", "100.00", "VN"), **PROVEN)

    found = to_germany(replace(line, has_product_identifier=False)).missing

    assert [question.fact for question in found] == ["product_identifier"]


def test_a_proven_claim_without_ioss_is_applied() -> None:
    assessment = to_germany(*goods(("640399", "100.00", "VN"), **PROVEN))

    assert amounts(assessment) == [("preference_VN", "1.10"), ("standard", "21.11")]
    assert assessment.lines[0].alternatives == ()


def test_under_ioss_the_claim_is_not_applied_and_that_is_said() -> None:
    assessment = to_germany(*goods(("640399", "100.00", "VN"), **PROVEN), **IOSS)

    assert amounts(assessment) == [("low_value_item", "3.00"), ("standard", "20.90")]
    assert "IOSS" in notes(assessment)["preference"]


def test_without_a_proof_the_item_duty_stays_and_the_proof_is_asked_for() -> None:
    assessment = to_germany(*goods(("640399", "100.00", "VN"), claims_preference=True))

    assert amounts(assessment)[0] == ("low_value_item", "3.00")
    assert [(found.fact, found.spread) for found in assessment.missing] == [("preference_proof", None)]


def test_a_claim_without_a_rate_leaves_the_item_duty_and_says_so() -> None:
    assessment = to_germany(*goods(("610910", "100.00", "VN"), **PROVEN))

    assert "no preferential rate for these goods of VN is loaded" in notes(assessment)["preference"]


def test_no_preference_is_offered_where_a_line_of_the_item_has_none() -> None:
    lines = goods(("640399", "50.00", "JP"))

    assert to_germany(*lines).lines[0].alternatives == ()


def test_an_agreement_without_rates_is_named_where_it_is_not_claimed() -> None:
    assessment = to_germany(*goods(("640399", "50.00", "JP")))

    assert amounts(assessment)[0] == ("low_value_item", "3.00")
    assert any("EU-Japan agreement" in text for text in assessment.not_included)


def test_a_claim_under_an_agreement_whose_rates_are_not_loaded_is_asked_about() -> None:
    assessment = to_germany(*goods(("610910", "50.00", "JP"), **PROVEN))

    (asked,) = (found for found in assessment.missing if found.fact == "preference_rate")
    assert asked.spread is not None
    assert asked.spread.low == 0
    assert not assessment.lines[0].calculable


# Gifts


def gift(value: str, code: str = "610910") -> Assessment:
    return to_germany(*goods((code, value, "CN")), purpose="gift", seller_type="consumer")


@pytest.mark.parametrize(
    ("value", "first"),
    [
        pytest.param("45.00", None, id="at 45"),
        pytest.param("45.01", "gift_flat_rate", id="above 45"),
        pytest.param("700.00", "gift_flat_rate", id="at 700"),
        pytest.param("700.01", "column_1", id="above 700"),
    ],
)
def test_steps_of_gifts(value: str, first: str | None) -> None:
    assert next(iter(amounts(gift(value))), (None,))[0] == first


def test_the_recipient_of_a_gift_may_ask_for_the_tariff() -> None:
    ways = gift("100.00").lines[0].alternatives

    assert [(way.programme, str(way.total), way.chosen) for way in ways] == [
        ("gift_flat_rate", "2.75", True),
        ("column_1", "13.20", False),
    ]


def test_a_gift_at_the_flat_rate_is_not_said_to_be_treated_as_a_sale() -> None:
    assert "purpose" not in notes(gift("100.00"))


def test_the_flat_rate_is_in_the_base_of_the_tax() -> None:
    assert amounts(gift("100.00")) == [("gift_flat_rate", "2.75"), ("standard", "21.42")]


def test_a_gift_without_a_code_is_asked_for_it() -> None:
    assert "hs_code" in {found.fact for found in gift("100.00", code="").missing}


def test_a_relieved_gift_is_not_said_to_be_treated_as_a_sale() -> None:
    assert "purpose" not in notes(gift("45.00"))


# Fees


# Goods of the United States


@pytest.mark.parametrize(
    ("origin", "value", "told"),
    [
        pytest.param("US", "200.00", True, id="ordinary duty on American goods"),
        pytest.param("US", "100.00", False, id="the item duty"),
        pytest.param("CN", "200.00", False, id="another origin"),
    ],
)
def test_lower_duties_on_american_goods_are_pointed_out(origin: str, value: str, told: bool) -> None:
    found = to_germany(*goods(("610910", value, origin))).not_included

    assert any("us industrial goods" in text for text in found) is told


def test_on_the_last_day_and_the_day_after() -> None:
    days = [
        amounts(to_germany(*goods(("610910", "50.00", "CN")), rules=eu_law(on=day)))[0][0]
        for day in (date(2028, 7, 1), date(2028, 7, 2))
    ]

    assert days == ["low_value_item", "column_1"]
