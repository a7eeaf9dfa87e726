"""What the law of the Union gives goods at risk in Northern Ireland: reliefs of gifts, agreements, preferences."""

from typing import Any

import pytest

from dutiful_quote.engine.findings import Assessment
from dutiful_quote.engine.measure import Measure, MeasureKind
from tests.builders.northern_ireland import CODE, STAYS, UKIMS, laws, limit, to_xi
from tests.builders.tariff import measure, percent

PRIVATE = {"seller": "consumer", "buyer": "consumer", "purpose": "gift"}
RELIEF = limit("gift_relief", "45", "EUR", **PRIVATE)
PERFUME_LEFT_OUT = limit("gift_relief", "45", "EUR", **PRIVATE, not_goods=CODE)
FLAT = measure(
    MeasureKind.FLAT_DUTY,
    "gift_flat_rate",
    percent("2.5"),
    conditions={**PRIVATE, "value_at_most": "700", "value_currency": "EUR", "value_of": "goods"},
)
GIFTS = laws(percent("3"), percent("2"), RELIEF, FLAT)


def gift(value: str, both: Any = GIFTS, **changes: Any) -> Assessment:
    return to_xi(both, value, **{"purpose": "gift", "seller_type": "consumer", **changes})


def owed(found: Assessment) -> list[tuple[str, str]]:
    return [(one.programme, str(one.assessed.amount)) for one in found.all_charges() if one.kind == "duty"]


@pytest.mark.parametrize(
    ("value", "due"),
    [
        pytest.param("38.70", [], id="EUR 45"),
        pytest.param("38.71", [("gift_flat_rate", "0.97")], id="a penny above EUR 45"),
        pytest.param("602.00", [("gift_flat_rate", "15.05")], id="EUR 700"),
        pytest.param("602.01", [("column_1", "18.06")], id="a penny above EUR 700"),
    ],
)
def test_steps_of_gifts(value: str, due: list[tuple[str, str]]) -> None:
    assert owed(gift(value)) == due


def test_what_a_shop_sends_as_a_gift_is_a_sale() -> None:
    assert owed(gift("400.00", seller_type="business")) == [("column_1", "12.00")]


def test_a_gift_of_goods_free_in_the_union_pays_nothing() -> None:
    assert owed(gift("400.00", laws(percent("0"), percent("2"), RELIEF, FLAT))) == [("column_1", "0.00")]


def test_a_gift_not_at_risk_pays_uk_duty() -> None:
    assert owed(gift("400.00", facts=STAYS, registrations=UKIMS)) == [("column_1", "8.00")]


def test_a_private_person_is_offered_no_authorisation_of_traders() -> None:
    assert [way.programme for way in gift("400.00").lines[0].alternatives] == ["gift_flat_rate", "column_1"]


def test_goods_free_in_small_quantities_only_are_said_to_be_so() -> None:
    found = gift("38.70", laws(percent("3"), percent("2"), PERFUME_LEFT_OUT))

    assert owed(found) == [("column_1", "1.16")]
    assert "gift_quantity_limit" in [one.fact for one in found.assumptions]


def test_a_gift_is_not_said_to_be_treated_as_a_sale() -> None:
    assert "purpose" not in [one.fact for one in gift("400.00").assumptions]


def test_the_flat_rate_of_the_uk_is_no_matter_of_duty_of_the_union() -> None:
    assert not any("GBP 630" in text for text in gift("400.00").not_included)


# Preferences


def preference(rate: str) -> Measure:
    return measure(
        MeasureKind.PREFERENCE, "JP", percent(rate), goods_code=CODE, areas=("JP",), conditions={"claim": "1"}
    )


def agreement(name: str, proof: str, origin: str = "JP") -> Measure:
    return measure(MeasureKind.AGREEMENT, name, name=name, areas=(origin,), conditions={"proof": proof})


def claimed(both: Any, proof: str = "statement on origin", **changes: Any) -> Assessment:
    stated = {"origin": "JP", "claims_preference": True, "preference_proof": proof}
    return to_xi(both, goods=stated, **{"ship_from": "JP", **changes})


BOTH_AGREE = laws(
    percent("3"),
    percent("2"),
    preference("0"),
    agreement("EU-Japan", "origin-declaration"),
    of_the_uk=(preference("1"), agreement("UK-Japan", "eur1")),
)


def test_the_preference_of_the_union_is_an_alternative_for_goods_at_risk() -> None:
    found = to_xi(BOTH_AGREE, goods={"origin": "JP"}, ship_from="JP")

    offered = next(way for way in found.lines[0].alternatives if way.programme == "JP")
    assert (str(offered.saves), offered.requires[0]) == (
        "12.00",
        "claim with proof of origin: origin declaration or statement on origin",
    )


def test_a_claim_meets_the_agreement_of_the_union_for_its_duty() -> None:
    found = claimed(BOTH_AGREE)

    assert (owed(found), found.missing) == ([("JP", "0.00")], ())


def test_a_proof_of_the_british_agreement_alone_is_none_for_the_duty_of_the_union() -> None:
    found = claimed(BOTH_AGREE, proof="EUR.1")

    assert owed(found) == [("column_1", "12.00")]
    assert ["EU-Japan accepts" in one.question for one in found.missing if one.fact == "preference_proof"] == [True]


def test_a_claim_meets_the_british_agreement_where_the_goods_are_not_at_risk() -> None:
    found = claimed(BOTH_AGREE, proof="EUR.1", facts=STAYS, registrations=UKIMS)

    assert (owed(found), found.missing) == ([("JP", "4.00")], ())


def test_an_agreement_of_the_union_without_rates_is_named_for_goods_at_risk() -> None:
    both = laws(percent("3"), percent("2"), agreement("Trade and Cooperation Agreement", "origin-declaration", "GB"))

    found = to_xi(both, goods={"origin": "GB"}, ship_from="GB")

    assert any("goods of GB under Trade and Cooperation Agreement" in text for text in found.not_included)


def test_it_is_not_named_where_the_goods_are_not_at_risk() -> None:
    both = laws(percent("3"), percent("2"), agreement("Trade and Cooperation Agreement", "origin-declaration", "GB"))

    found = to_xi(both, goods={"origin": "GB"}, facts=STAYS, registrations=UKIMS, ship_from="GB")

    assert not any("Trade and Cooperation" in text for text in found.not_included)
