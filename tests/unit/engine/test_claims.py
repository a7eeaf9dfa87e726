"""A claim to preference against what the agreements with the country of origin ask for."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from dutiful_quote.engine.assessment import assess
from dutiful_quote.engine.findings import Assessment
from dutiful_quote.engine.measure import Measure, MeasureKind
from dutiful_quote.engine.proofs import accepts, named, proof_kind
from tests.builders.tariff import consignment, duty, exchange, law, line, measure, percent

RATES = [
    duty("610910", percent("12")),
    measure(MeasureKind.VAT, "standard", percent("0")),
    measure(MeasureKind.PREFERENCE, "JP", percent("0"), goods_code="610910", areas=("JP",), conditions={"claim": "1"}),
]
LIMIT = {"value_at_most": "6000", "value_currency": "EUR", "value_of": "claimed"}


def agreement(number: int = 1, **conditions: str) -> Measure:
    return measure(
        MeasureKind.AGREEMENT,
        "with_japan",
        id=f"XX:with_japan_{number}",
        name="Agreement with Japan",
        areas=("JP",),
        conditions=conditions,
    )


ONLY_EUR1 = agreement(proof="eur1|eur-med")
UP_TO_LIMIT = agreement(1, proof="origin-declaration", **LIMIT)
BY_REGISTERED = agreement(2, proof="origin-declaration", exporter="registered")
DIRECT = agreement(proof="origin-declaration", direct_transport="1")


def claimed(*agreements: Measure, value: str = "100.00", ship_from: str = "JP", **claim: Any) -> Assessment:
    stated = {"claims_preference": True, "preference_proof": "statement on origin", **claim}
    goods = line(value=value, origin="JP", **stated)
    return assess(consignment(goods, ship_from=ship_from), law([*RATES, *agreements]), exchange(EUR="1.10"))


def duty_of(result: Assessment) -> Decimal:
    return sum((charge.amount.amount for charge in result.all_charges()), Decimal(0))


def lacks(result: Assessment) -> list[str]:
    return [found.pointer for found in result.missing]


def test_without_agreement_facts_a_claim_is_taken_as_it_is_made() -> None:
    result = claimed(preference_proof="whatever the broker wants")
    assert (duty_of(result), lacks(result)) == (Decimal(0), [])


def test_an_agreement_with_others_says_nothing_of_the_claim() -> None:
    with_korea = measure(MeasureKind.AGREEMENT, "with_korea", areas=("KR",), conditions={"proof": "eur1"})
    assert duty_of(claimed(with_korea)) == Decimal(0)


@pytest.mark.parametrize("proof", ["statement on origin", "certificate", "REX JPREX1"])
def test_a_proof_that_the_agreement_does_not_accept_pays_the_ordinary_duty(proof: str) -> None:
    result = claimed(ONLY_EUR1, preference_proof=proof)
    assert (duty_of(result), lacks(result)) == (Decimal("12.00"), ["/lines/0/preference/proof"])
    assert "movement certificate EUR.1 or movement certificate EUR-MED" in result.missing[0].question


def test_a_proof_of_an_accepted_kind_is_enough() -> None:
    result = claimed(ONLY_EUR1, preference_proof="EUR.1 no. A 123")
    assert (duty_of(result), lacks(result)) == (Decimal(0), [])


def test_a_text_that_names_no_proof_is_asked_about() -> None:
    result = claimed(DIRECT, preference_proof="yes")
    assert "'yes' names none of them" in result.missing[0].question


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("6600.00", "0.00", id="at the limit of EUR 6,000 at 1.10"),
        pytest.param("6600.01", "792.00", id="a cent above it"),
    ],
)
def test_above_the_limit_any_exporter_does_not_do(value: str, expected: str) -> None:
    assert duty_of(claimed(UP_TO_LIMIT, BY_REGISTERED, value=value)) == Decimal(expected)


def test_above_the_limit_the_exporters_number_is_asked_for() -> None:
    result = claimed(UP_TO_LIMIT, BY_REGISTERED, value="7000.00")
    assert lacks(result) == ["/lines/0/preference/exporter_reference"]
    assert (
        "up to EUR 6000 (6600.00 USD at the rate of rates of the test of 2026-11-01), above it only one with a number; "
        "these are worth 7000.00 USD" in result.missing[0].question
    )


def test_an_exporter_with_a_number_may_make_out_any_value() -> None:
    result = claimed(UP_TO_LIMIT, BY_REGISTERED, value="7000.00", exporter_reference="JPREX123")
    assert (duty_of(result), lacks(result)) == (Decimal(0), [])


def test_the_limit_counts_all_goods_of_the_consignment_that_are_claimed() -> None:
    proof: dict[str, Any] = {"origin": "JP", "claims_preference": True, "preference_proof": "statement on origin"}
    goods = [line(value="4000.00", **proof), line(value="4000.00", id="2", index=1, **proof)]
    result = assess(
        consignment(*goods, ship_from="JP"), law([*RATES, UP_TO_LIMIT, BY_REGISTERED]), exchange(EUR="1.10")
    )
    assert (duty_of(result), len(result.missing)) == (Decimal("960.00"), 2)


def test_goods_from_a_party_are_taken_to_travel_directly() -> None:
    result = claimed(DIRECT)
    assert duty_of(result) == Decimal(0)
    assert [found.fact for found in result.assumptions] == ["direct_transport"]


@pytest.mark.parametrize(
    ("ship_from", "direct", "expected"),
    [
        pytest.param("JP", False, "12.00", id="stated not to be direct"),
        pytest.param("CN", None, "12.00", id="leaves from elsewhere"),
        pytest.param("CN", True, "0.00", id="leaves from elsewhere, stated to be direct"),
    ],
)
def test_goods_on_another_way_pay_the_ordinary_duty(ship_from: str, direct: bool | None, expected: str) -> None:
    result = claimed(DIRECT, ship_from=ship_from, direct_transport=direct)
    assert duty_of(result) == Decimal(expected)
    assert lacks(result) == ([] if direct else ["/lines/0/preference/direct_transport"])


def test_a_question_about_a_claim_leaves_the_quote_complete() -> None:
    result = claimed(ONLY_EUR1)
    assert result.lines[0].calculable
    assert [found.affects for found in result.missing] == ["clearance"]


def test_an_agreement_that_is_not_in_force_yet_is_none() -> None:
    later = measure(
        MeasureKind.AGREEMENT, "later", areas=("JP",), conditions={"proof": "eur1"}, valid_from=date(2026, 11, 21)
    )
    assert duty_of(claimed(later)) == Decimal(0)


def test_a_preference_that_is_applied_needs_its_proof_as_a_paper() -> None:
    papers = [(found.document, found.line) for found in claimed(DIRECT).documents_required]
    assert ("proof_of_origin", "1") in papers


def test_an_alternative_says_which_proofs_it_takes_and_which_way() -> None:
    result = assess(consignment(line(origin="JP")), law([*RATES, DIRECT, BY_REGISTERED]), exchange())
    (way,) = [one for one in result.lines[0].alternatives if one.kind == "preference"]
    assert way.requires == ("claim with proof of origin: origin declaration or statement on origin",)
    result = assess(consignment(line(origin="JP")), law([*RATES, DIRECT]), exchange())
    assert "direct transport" in result.lines[0].alternatives[0].requires


def test_of_two_agreements_only_the_one_that_accepts_the_proof_is_applied() -> None:
    cheaper = measure(
        MeasureKind.PREFERENCE,
        "CPTPP",
        percent("0"),
        goods_code="610910",
        areas=("JP",),
        conditions={"claim": "1", "proof": "origin-declaration"},
    )
    dearer = measure(
        MeasureKind.PREFERENCE,
        "CEPA",
        percent("4"),
        goods_code="610910",
        areas=("JP",),
        conditions={"claim": "1", "proof": "origin-declaration|importers-knowledge"},
    )
    goods = line(origin="JP", claims_preference=True, preference_proof="importer's knowledge")
    result = assess(consignment(goods), law([*RATES[:2], cheaper, dearer]), exchange())
    assert duty_of(result) == Decimal("4.00")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Statement on origin", "origin-declaration"),
        ("origin declaration EUR-MED", "origin-declaration"),
        ("invoice declaration", "origin-declaration"),
        ("Certification of origin by the producer", "origin-declaration"),
        ("REX NOREX925", "origin-declaration"),
        ("importer's knowledge", "importers-knowledge"),
        ("EUR.1", "eur1"),
        ("EUR-1 movement certificate", "eur1"),
        ("EUR-MED movement certificate", "eur-med"),
        ("GSP Form A", "gsp-form-a"),
        ("certificate of origin", "certificate-of-origin"),
        ("yes", ""),
        ("formal invoice", ""),
    ],
)
def test_a_proof_is_known_by_its_name(text: str, kind: str) -> None:
    assert proof_kind(text) == kind


def test_an_invoice_declaration_and_an_origin_declaration_are_one() -> None:
    assert accepts("eur1|invoice-declaration", proof_kind("origin declaration"))


def test_accepted_proofs_are_named_for_people() -> None:
    assert named("eur1|importers-knowledge") == "movement certificate EUR.1 or importer's knowledge"
