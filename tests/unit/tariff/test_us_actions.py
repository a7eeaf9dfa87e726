"""Section 232 on wood, technology and medicines, section 201 and section 338, over the packaged facts.

Only these programmes and the ordinary duty are laid over a line here: what yields to what is tested elsewhere.
"""

from datetime import date

import pytest

from dutiful_quote.engine.measure import MeasureKind
from tests.builders.us_actions import AUTUMN, Assess, charged, over_packaged_facts, us_tariffs


@pytest.fixture
def assess() -> Assess:
    return over_packaged_facts()


@pytest.mark.parametrize(
    ("code", "origin", "on", "heading", "amount"),
    [
        ("4407110001", "CA", AUTUMN, "9903.76.01", "1000.00"),
        ("9401614011", "VN", date(2025, 10, 13), "", ""),
        ("9401614011", "VN", date(2026, 12, 31), "9903.76.02", "2500.00"),
        ("9401614011", "VN", date(2027, 1, 1), "9903.76.02", "3000.00"),
        ("9401614011", "IT", AUTUMN, "9903.76.22", "1500.00"),
        ("9401614011", "KR", date(2025, 11, 13), "9903.76.02", "2500.00"),
        ("9401614011", "KR", date(2025, 11, 14), "9903.76.23", "1500.00"),
        ("9401614011", "TW", date(2026, 5, 1), "9903.76.24", "1500.00"),
        ("9401614011", "GB", date(2027, 1, 1), "9903.76.20", "1000.00"),
    ],
    ids=str,
)
def test_wood_pays_by_origin_and_day(
    assess: Assess, code: str, origin: str, on: date, heading: str, amount: str
) -> None:
    found = charged(assess(code, origin, on))
    assert {h: a for h, a in found.items() if h.startswith("9903.76")} == ({heading: amount} if heading else {})


def test_wooden_furniture_that_may_be_a_cabinet_is_asked_about(assess: Assess) -> None:
    assert [gap.fact for gap in assess("9403608093", "VN").gaps] == ["kitchen_cabinet"]
    assert charged(assess("9403608093", "VN", kitchen_cabinet="true")) == {"9903.76.03": "2500.00"}
    assert charged(assess("9403608093", "VN", date(2027, 2, 1), kitchen_cabinet="true")) == {"9903.76.03": "5000.00"}
    assert charged(assess("9403608093", "VN", kitchen_cabinet="false")) == {}


def test_semiconductors_are_a_narrow_class_with_free_uses(assess: Assess) -> None:
    code = "8471500150"
    assert charged(assess(code, "TW")) == {}
    assert charged(assess(code, "TW", advanced_chip="true")) == {"9903.79.01": "2500.00"}
    assert charged(assess(code, "TW", advanced_chip="true", semiconductor_use="us_data_center")) == {}


@pytest.mark.parametrize(
    ("origin", "heading", "amount"),
    [("IN", "9903.04.60", "10000.00"), ("IE", "9903.04.62", "1500.00"), ("GB", "9903.04.63", "0.00")],
)
def test_patented_medicines_pay_by_origin(assess: Assess, origin: str, heading: str, amount: str) -> None:
    assert charged(assess("3004200010", origin, patented_pharmaceutical="true")) == {heading: amount}
    assert charged(assess("3004200010", origin, patented_pharmaceutical="false")) == {}


def test_before_29_september_only_companies_of_annex_iii_pay(assess: Assess) -> None:
    on = date(2026, 9, 1)
    patented = {"patented_pharmaceutical": "true"}
    assert charged(assess("3004200010", "IN", on, pharmaceutical_annex_iii_company="false", **patented)) == {}
    assert charged(assess("3004200010", "IN", on, pharmaceutical_annex_iii_company="true", **patented)) == {
        "9903.04.60": "10000.00"
    }
    assert charged(assess("3004200010", "IN", date(2026, 7, 30), **patented)) == {}


def test_an_onshoring_plan_lowers_the_duty_on_medicines(assess: Assess) -> None:
    facts = {"patented_pharmaceutical": "true", "pharmaceutical_treatment": "onshoring_plan"}
    assert charged(assess("3004200010", "IN", **facts)) == {"9903.04.64": "2000.00"}
    assert charged(assess("3004200010", "JP", **facts)) == {"9903.04.62": "1500.00"}
    assert (
        charged(assess("3004200010", "IN", patented_pharmaceutical="true", pharmaceutical_treatment="research")) == {}
    )


@pytest.mark.parametrize(
    ("code", "origin", "facts", "expected"),
    [
        ("8806240000", "CN", {}, {"9903.08.21": "10000.00"}),
        ("8806220000", "CN", {"thermal_imager": "true"}, {"9903.08.21": "10000.00"}),
        ("8806220000", "CN", {"thermal_imager": "false"}, {"9903.08.22": "2500.00"}),
        ("8806220000", "JP", {"allied_drone_components": "true"}, {"9903.08.24": "1500.00"}),
        ("8806220000", "GB", {"allied_drone_components": "true"}, {"9903.08.23": "1000.00"}),
        ("8807300060", "CN", {"drone_part": "false"}, {}),
        ("8807300060", "CN", {"drone_part": "true"}, {"9903.08.21": "10000.00"}),
        ("8504409580", "CN", {}, {}),
        ("8806220000", "CN", {"onshoring_plan": "true", "thermal_imager": "false"}, {}),
    ],
    ids=str,
)
def test_unmanned_aircraft_pay_by_code_origin_and_facts(
    assess: Assess, code: str, origin: str, facts: dict[str, str], expected: dict[str, str]
) -> None:
    assert charged(assess(code, origin, **facts)) == expected


def test_polysilicon_pays_from_december_and_its_minimum_price_is_open(assess: Assess) -> None:
    on = date(2026, 12, 4)
    met = {"minimum_price_met": "true"}
    assert charged(assess("8541430010", "IN", on, **met)) == {"": "1500.00"}
    assert charged(assess("8541430010", "GB", on, **met)) == {"": "1000.00"}
    assert charged(assess("2804610000", "DE", on, **met)) == {}
    assert not assess("8541430010", "IN", on).calculable
    assert charged(assess("8541430010", "IN", date(2026, 12, 3))) == {}


def test_quartz_pays_by_the_quota_and_the_year(assess: Assess) -> None:
    code = "6810990020"
    assert charged(assess(code, "IT", within_quota="true")) == {"9903.45.30": "2500.00"}
    assert charged(assess(code, "IT", within_quota="false")) == {"9903.45.31": "5000.00"}
    assert charged(assess(code, "IT", date(2028, 1, 1), within_quota="false")) == {"9903.45.31": "4900.00"}
    assert charged(assess(code, "KR")) == {}
    assert charged(assess("7020006000", "IT", quartz_surface_product="false")) == {}


@pytest.mark.parametrize(
    ("code", "on", "facts", "expected"),
    [
        ("8541430010", date(2025, 2, 6), {}, {"9903.45.25": "1425.00"}),
        ("8541430010", date(2026, 2, 6), {}, {"9903.45.25": "1400.00"}),
        ("8541430010", date(2026, 2, 7), {}, {}),
        ("8541420010", date(2025, 6, 1), {"within_quota": "true"}, {}),
        ("8541420010", date(2025, 6, 1), {"within_quota": "false"}, {"9903.45.22": "1400.00"}),
    ],
    ids=str,
)
def test_solar_cells_and_modules_until_february_2026(
    assess: Assess, code: str, on: date, facts: dict[str, str], expected: dict[str, str]
) -> None:
    assert charged(assess(code, "VN", on, **facts)) == expected
    assert charged(assess(code, "KH", on, **facts)) == {}


@pytest.mark.parametrize(
    ("code", "on", "expected"),
    [
        ("6109100012", date(2026, 8, 21), {}),
        ("6109100012", date(2026, 8, 22), {"9903.03.14": "5000.00"}),
        ("6109100012", AUTUMN, {"9903.03.14": "5000.00"}),
        ("4818900080", date(2026, 9, 14), {"9903.03.14": "5000.00"}),
        ("4818900080", date(2026, 9, 15), {}),
        ("4818900020", date(2026, 9, 15), {"9903.03.14": "5000.00"}),
        ("2208306020", date(2026, 9, 20), {"9903.03.12": "5000.00"}),
        ("2208306085", date(2026, 9, 20), {}),
        ("8903310020", date(2026, 9, 20), {"9903.03.12": "5000.00"}),
    ],
    ids=str,
)
def test_goods_of_canada_pay_under_section_338(assess: Assess, code: str, on: date, expected: dict[str, str]) -> None:
    assert charged(assess(code, "CA", on)) == expected
    assert charged(assess(code, "FR", on)) == {}


def test_section_338_is_charged_under_the_usmca_too(assess: Assess) -> None:
    assert charged(assess("6109100012", "CA", claim="S")) == {"9903.03.14": "5000.00"}


def test_section_338_leaves_out_civil_aircraft(assess: Assess) -> None:
    assert charged(assess("8518301000", "CA", civil_aircraft_use="true")) == {}


def test_an_addition_known_by_its_range_only_is_open(assess: Assess) -> None:
    assert not assess("7604101000", "CA").calculable
    assert assess("7604101000", "CA", date(2026, 9, 14)).calculable


def test_goods_that_may_not_be_imported_pay_if_they_were_before(assess: Assess) -> None:
    assert charged(assess("8711500030", "CA")) == {"9903.03.14": "5000.00"}
    (ban,) = (m for m in us_tariffs()[2].measures if m.kind is MeasureKind.CONTROL and m.goods_code == "87115000")
    assert (ban.areas, ban.valid_from) == (("CA",), date(2026, 9, 29))
