"""Answers of the Trade Tariff API of our own: what each type of measure and condition becomes."""

from decimal import Decimal
from pathlib import Path

import pytest

from dutiful_quote.engine.measure import MeasureKind
from dutiful_quote.tariff.publications.trade_conditions import MeasureCondition, Terms, terms_of
from dutiful_quote.tariff.publications.trade_types import measure_type
from dutiful_shared.contract.charge import ChargeKind
from tests.builders.british_measures import CODE, ORDINARY, amounts, of_line, quoted, ways
from tests.builders.payload import Raw, answer, facts_of, tariff_of

# --- ways of paying --------------------------------------------------------------------------------------------------


def test_a_suspension_is_open_to_who_states_it(tmp_path: Path) -> None:
    found = of_line(tmp_path, ORDINARY, Raw("112", "1011", "3.00 %"))
    assert ways(found)["suspension_1011"] == (Decimal("30.00"), ("statement: suspension",))
    assert amounts(found, ChargeKind.DUTY) == [Decimal("120.00")]


def test_a_stated_suspension_is_applied(tmp_path: Path) -> None:
    found = of_line(tmp_path, ORDINARY, Raw("112", "1011", "3.00 %"), facts={"suspension": "true"})
    assert amounts(found, ChargeKind.DUTY) == [Decimal("30.00")]


def test_a_suspension_for_ships_needs_the_authorisation_and_its_document(tmp_path: Path) -> None:
    ships = Raw("117", "1011", "0.00 %", conditions=[("B", "C990", "27"), ("B", "", "07")])
    found = of_line(tmp_path, ORDINARY, ships)
    assert ways(found)["suspension_ships_1011"] == (
        Decimal("0.00"),
        ("statement: authorised_use", "statement: documents=C990"),
    )


def test_a_quota_is_subject_to_what_is_left_of_it(tmp_path: Path) -> None:
    found = of_line(tmp_path, ORDINARY, Raw("122", "CN", "2.00 %", order_number="050331"))
    assert ways(found)["quota_050331_CN"] == (Decimal("20.00"), ("subject to tariff quota 050331",))


def test_a_quota_is_applied_where_the_entry_fits_into_it(tmp_path: Path) -> None:
    quota = Raw("122", "CN", "2.00 %", order_number="050331")
    found = of_line(tmp_path, ORDINARY, quota, facts={"within_quota": "true"})
    assert amounts(found, ChargeKind.DUTY) == [Decimal("20.00")]


def test_a_preferential_quota_needs_the_proof_of_origin_too(tmp_path: Path) -> None:
    quota = Raw("143", "KR", "0.00 %", order_number="051234")
    stated = of_line(tmp_path, ORDINARY, quota, origin="KR", facts={"within_quota": "true"})
    claimed = of_line(
        tmp_path, ORDINARY, quota, origin="KR", facts={"within_quota": "true"}, claims_preference=True,
        preference_proof="origin declaration",
    )  # fmt: skip
    assert amounts(stated, ChargeKind.DUTY) == [Decimal("120.00")]
    assert amounts(claimed, ChargeKind.DUTY) == [Decimal("0.00")]


def test_a_preference_that_needs_a_document_is_not_applied_without_it(tmp_path: Path) -> None:
    pacific = Raw("142", "2051", "0.00 %", members=["AU", "JP"], conditions=[("B", "9081", "26"), ("B", "", "06")])
    claim = {"origin": "AU", "claims_preference": True, "preference_proof": "certification"}
    assert amounts(of_line(tmp_path, ORDINARY, pacific, **claim), ChargeKind.DUTY) == [Decimal("120.00")]
    found = of_line(tmp_path, ORDINARY, pacific, facts={"documents": "9081"}, **claim)
    assert amounts(found, ChargeKind.DUTY) == [Decimal("0.00")]


def test_one_of_several_documents_will_do(tmp_path: Path) -> None:
    proof = Raw("142", "CH", "0.00 %", conditions=[("B", "U090", "27"), ("B", "U091", "27"), ("B", "", "07")])
    found = of_line(
        tmp_path, ORDINARY, proof, origin="CH", facts={"documents": "N954 U091"}, claims_preference=True,
        preference_proof="declaration",
    )  # fmt: skip
    assert amounts(found, ChargeKind.DUTY) == [Decimal("0.00")]


def test_excluded_members_of_a_group_have_no_preference(tmp_path: Path) -> None:
    group = Raw("142", "1060", "2.20 %", members=["ID", "IN"], excluded=["IN"])
    assert "preference_1060" in ways(of_line(tmp_path, ORDINARY, group, origin="ID"))
    assert "preference_1060" not in ways(of_line(tmp_path, ORDINARY, group, origin="IN"))


def test_the_code_of_serbia_is_read_as_iso_writes_it(tmp_path: Path) -> None:
    assert "preference_XS" in ways(of_line(tmp_path, ORDINARY, Raw("142", "XS", "0.00 %"), origin="RS"))


def test_an_authorised_use_opens_a_lower_ordinary_duty(tmp_path: Path) -> None:
    found = of_line(tmp_path, ORDINARY, Raw("105", "1011", "0.00 %"))
    assert [way.requires for way in found.alternatives if way.total == 0] == [("statement: authorised_use",)]
    used = of_line(tmp_path, ORDINARY, Raw("105", "1011", "0.00 %"), facts={"authorised_use": "true"})
    assert amounts(used, ChargeKind.DUTY) == [Decimal("0.00")]


def test_a_duty_for_some_origins_stands_before_that_for_all(tmp_path: Path) -> None:
    islands = Raw("103", "1080", "0.00 %", members=["GG", "JE"])
    assert amounts(of_line(tmp_path, ORDINARY, islands, origin="JE"), ChargeKind.DUTY) == [Decimal("0.00")]
    assert amounts(of_line(tmp_path, ORDINARY, islands), ChargeKind.DUTY) == [Decimal("120.00")]


# --- additional codes ------------------------------------------------------------------------------------------------

LISTED = Raw("103", "1011", "0.00 %", additional_code="2500")
OTHER = Raw("103", "1011", "6.00 %", additional_code="2501")


def test_the_dearer_of_two_duties_applies_until_the_other_code_is_declared(tmp_path: Path) -> None:
    found = of_line(tmp_path, LISTED, OTHER)
    assert amounts(found, ChargeKind.DUTY) == [Decimal("60.00")]
    assert [way.requires for way in found.alternatives if way.total == 0] == [("statement: additional_code=2500",)]


def test_a_declared_code_chooses_the_duty(tmp_path: Path) -> None:
    found = of_line(tmp_path, LISTED, OTHER, facts={"additional_code": "VATZ 2500"})
    assert amounts(found, ChargeKind.DUTY) == [Decimal("0.00")]


COMPANY = Raw("552", "CN", "17.60 %", additional_code="B351")
ALL_OTHERS = Raw("552", "CN", "36.10 %", additional_code="B999")


def test_the_duty_of_all_other_companies_applies_without_a_code(tmp_path: Path) -> None:
    found = of_line(tmp_path, ORDINARY, COMPANY, ALL_OTHERS)
    assert amounts(found, ChargeKind.ADDITIONAL_DUTY) == [Decimal("361.00")]


def test_a_company_pays_its_own_anti_dumping_duty(tmp_path: Path) -> None:
    found = of_line(tmp_path, ORDINARY, COMPANY, ALL_OTHERS, facts={"additional_code": "B351"})
    assert amounts(found, ChargeKind.ADDITIONAL_DUTY) == [Decimal("176.00")]


@pytest.mark.parametrize("type_code", ["551", "552", "553", "554", "695", "696"])
def test_trade_remedies_are_charged_beside_the_ordinary_duty(type_code: str, tmp_path: Path) -> None:
    found = of_line(tmp_path, ORDINARY, Raw(type_code, "CN", "25.00 %"))
    assert amounts(found, ChargeKind.ADDITIONAL_DUTY) == [Decimal("250.00")]
    assert (
        amounts(of_line(tmp_path, ORDINARY, Raw(type_code, "CN", "25.00 %"), origin="VN"), ChargeKind.ADDITIONAL_DUTY)
        == []
    )


def test_a_document_takes_goods_out_of_an_additional_duty(tmp_path: Path) -> None:
    extra = Raw("695", "RU", "35.00 %", conditions=[("B", "9014", "07"), ("B", "", "27")])
    assert amounts(of_line(tmp_path, ORDINARY, extra, origin="RU"), ChargeKind.ADDITIONAL_DUTY) == [Decimal("350.00")]
    free = of_line(tmp_path, ORDINARY, extra, origin="RU", facts={"documents": "9014"})
    assert amounts(free, ChargeKind.ADDITIONAL_DUTY) == []


def test_a_quota_takes_the_place_of_the_safeguard_duty(tmp_path: Path) -> None:
    measures = (ORDINARY, Raw("696", "1011", "25.00 %"), Raw("122", "CN", "0.00 %", order_number="058001"))
    found = of_line(tmp_path, *measures, facts={"within_quota": "true"})
    assert amounts(found, ChargeKind.ADDITIONAL_DUTY) == []


# --- controls --------------------------------------------------------------------------------------------------------

VETERINARY = Raw("410", "1008", conditions=[("B", "C640", "29"), ("B", "Y170", "29"), ("B", "", "09")])


def test_a_control_names_the_documents_that_it_takes(tmp_path: Path) -> None:
    found = quoted(tmp_path, ORDINARY, VETERINARY)
    assert [one.text for one in found.restrictions] == ["Veterinary control: C640 or Y170"]
    assert "C640" in str(found.documents_required)


def test_a_declared_document_meets_a_control(tmp_path: Path) -> None:
    assert quoted(tmp_path, ORDINARY, VETERINARY, facts={"documents": "Y170"}).restrictions == ()


@pytest.mark.parametrize(
    "type_code", ["277", "410", "465", "482", "707", "710", "728", "750", "755", "760", "AHC", "PHC"]
)
def test_prohibitions_and_national_controls_are_controls(type_code: str) -> None:
    found = measure_type(type_code)
    assert found is not None
    assert found.kind is MeasureKind.CONTROL


def test_a_code_that_needs_documents_to_be_declared_is_a_control_and_the_duty_stays(tmp_path: Path) -> None:
    purebred = Raw("103", "1011", "0.00 %", conditions=[("B", "C074", "27"), ("B", "", "08")])
    found = quoted(tmp_path, purebred)
    assert [one.text for one in found.restrictions] == ["The code may be declared with: C074"]
    assert amounts(found.lines[0], ChargeKind.DUTY) == [Decimal("0.00")]


# --- the rest --------------------------------------------------------------------------------------------------------


def test_a_supplementary_unit_stands_on_the_code(tmp_path: Path) -> None:
    tariff = tariff_of(facts_of(tmp_path, answer(CODE, [ORDINARY, Raw("109", "1011", "100 p/st")])))
    assert tariff.lines[0].units == ("NAR",)


@pytest.mark.parametrize("type_code", ["490", "672", "674"])
def test_types_that_are_not_modelled_are_counted(type_code: str, tmp_path: Path) -> None:
    facts = facts_of(tmp_path, answer(CODE, [ORDINARY, Raw(type_code, "1011", "1.00 EUR / 100 kg")]))
    assert facts.folder.counted == {f"not loaded: measures of type {type_code}": 1}


def test_a_group_without_members_is_counted(tmp_path: Path) -> None:
    facts = facts_of(tmp_path, answer(CODE, [ORDINARY, Raw("142", "2005", "0.00 %")]))
    assert facts.folder.counted == {"not loaded: measures of groups whose members the files do not name": 1}


def test_the_same_measure_twice_is_one(tmp_path: Path) -> None:
    facts = facts_of(tmp_path, answer(CODE, [ORDINARY, VETERINARY, VETERINARY]))
    assert facts.folder.counted == {"passed over: the same measure twice": 1}


def test_two_quotas_of_one_number_are_told_apart(tmp_path: Path) -> None:
    quotas = [Raw("143", area, "0.00 %", members=["AU"], order_number="059741") for area in ("2053", "2054")]
    found = of_line(tmp_path, ORDINARY, *quotas, origin="AU")
    assert {"quota_preference_059741_2053", "quota_preference_059741_2054"} <= ways(found).keys()


@pytest.mark.parametrize(
    ("conditions", "terms"),
    [
        pytest.param([("B", "C640", "29"), ("B", "", "09")], Terms(documents=(("C640",),)), id="one document"),
        pytest.param(
            [("B", "L001", "27"), ("B", "", "07"), ("Q", "Y100", "27"), ("Q", "", "07")],
            Terms(documents=(("L001",), ("Y100",))),
            id="one of each code",
        ),
        pytest.param([("B", "9014", "07"), ("B", "", "27")], Terms(exempting=("9014",)), id="a document exempts"),
        pytest.param([("B", "C074", "27"), ("B", "", "08")], Terms(subheading=(("C074",),)), id="subheading"),
        pytest.param(
            [("B", "", "04"), ("Z", "N002", "24")], Terms(documents=(("N002",),)), id="documents of another code"
        ),
    ],
)
def test_what_conditions_come_to(conditions: list[tuple[str, str, str]], terms: Terms) -> None:
    assert terms_of(MeasureCondition(*one) for one in conditions) == terms


def test_bands_of_an_entry_price_are_named_as_such() -> None:
    bands = [MeasureCondition("V", "", "01", threshold=True, duty=True)] * 3
    assert terms_of(bands) == Terms(entry_price=True)


def test_other_conditions_on_quantities_are_not_read() -> None:
    assert terms_of([MeasureCondition("R", "", "28", threshold=True)]).unread == ("R",)
