"""Section 232 on metals and the stacking table, as packaged: headings by code, origin and day."""

from datetime import date
from decimal import Decimal

import pytest

from dutiful_quote.engine.duty_rate import AdValorem
from dutiful_quote.engine.measure import Measure, MeasureKind, Mode, covers_origin
from dutiful_quote.tariff.fact_table import packaged_publications
from dutiful_quote.tariff.published import PublishedTariff

Tariffs = dict[str, PublishedTariff]
NOW = date(2026, 11, 25)


@pytest.fixture(scope="module")
def tariffs() -> Tariffs:
    return {one.info.publication: one for one in packaged_publications() if one.info.jurisdiction == "US"}


def found(tariffs: Tariffs, programme: str, code: str, origin: str, on: date) -> list[Measure]:
    """Headings of the programme in the order in which the engine tries them, of the most specific code."""
    tariff = tariffs["s232"]
    groups = frozenset(row.area for row in tariff.areas if row.member == origin)
    rows = [
        one
        for one in tariff.measures
        if one.programme == programme
        and one.kind is MeasureKind.ADDITIONAL_DUTY
        and code.startswith(one.goods_code)
        and one.in_force(on)
        and covers_origin(one, origin, groups)
    ]
    longest = max((len(one.goods_code) for one in rows), default=0)
    return sorted((one for one in rows if len(one.goods_code) == longest), key=lambda one: one.rank)


def exemptions(tariffs: Tariffs, code: str, origin: str, on: date) -> list[Measure]:
    """Exemptions from the metals duty on the code, those for single origins only where they are of `origin`."""
    return [
        one
        for one in tariffs["s232"].measures
        if one.programme == "s232_metals"
        and one.kind is MeasureKind.EXEMPTION
        and code.startswith(one.goods_code)
        and one.in_force(on)
        and covers_origin(one, origin, frozenset())
    ]


@pytest.mark.parametrize(
    ("code", "origin", "on", "headings"),
    [
        ("7208100000", "IN", NOW, ["9903.82.02"]),
        ("7208100000", "GB", NOW, ["9903.82.04", "9903.82.02"]),
        ("7208100000", "MX", NOW, ["9903.82.18", "9903.82.02"]),
        ("7208100000", "RU", NOW, ["9903.82.14", "9903.82.02"]),
        ("7318158000", "IN", NOW, ["9903.82.06", "9903.82.02"]),
        ("7323930080", "GB", NOW, ["9903.82.06", "9903.82.05", "9903.82.09"]),
        ("7406100000", "GB", NOW, ["9903.82.02"]),
        ("8457100000", "DE", NOW, ["9903.82.07", "9903.82.10"]),
        ("8457100000", "BY", NOW, ["9903.82.12", "9903.82.07", "9903.82.10"]),
        ("8429110000", "DE", date(2026, 6, 7), ["9903.82.06", "9903.82.09"]),
        ("8429110000", "DE", NOW, ["9903.82.23", "9903.82.22", "9903.82.09"]),
        ("8429110000", "MX", NOW, ["9903.82.23", "9903.82.20", "", "9903.82.09"]),
        ("8429110000", "DE", date(2028, 1, 1), ["9903.82.06", "9903.82.09"]),
        ("6109100012", "IN", NOW, []),
    ],
)
def test_headings_of_the_metals_follow_code_origin_and_day(
    tariffs: Tariffs, code: str, origin: str, on: date, headings: list[str]
) -> None:
    assert [one.heading for one in found(tariffs, "s232_metals", code, origin, on)] == headings


@pytest.mark.parametrize(
    ("programme", "code", "origin", "on", "rate", "base"),
    [
        ("s232_steel", "7208100000", "CN", date(2025, 2, 1), "0.25", ""),
        ("s232_steel", "7208100000", "CA", date(2025, 3, 12), "0.25", ""),
        ("s232_steel", "7208100000", "CA", date(2025, 6, 4), "0.5", ""),
        ("s232_steel", "7208100000", "GB", date(2025, 6, 4), "0.25", ""),
        ("s232_steel", "8418210010", "KR", date(2025, 9, 1), "0.5", "share:steel_share"),
        ("s232_aluminum", "7606116000", "CN", date(2025, 2, 1), "0.1", ""),
        ("s232_aluminum", "7606116000", "CN", date(2025, 12, 1), "0.5", ""),
        ("s232_aluminum", "9506910030", "CN", date(2025, 4, 1), "0.25", "share:aluminum_share"),
        ("s232_copper", "7411101030", "CL", date(2025, 8, 1), "0.5", "share:copper_share"),
        ("s232_aluminum_russia", "7606116000", "RU", NOW, "2", ""),
    ],
)
def test_the_duties_before_april_2026_and_on_russia(
    tariffs: Tariffs, programme: str, code: str, origin: str, on: date, rate: str, base: str
) -> None:
    first = found(tariffs, programme, code, origin, on)[0]
    assert (first.rate, first.base) == (AdValorem(Decimal(rate)), base)


@pytest.mark.parametrize("origin", ["CA", "AU"])
def test_steel_of_exempt_countries_was_free_until_march_2025(tariffs: Tariffs, origin: str) -> None:
    assert found(tariffs, "s232_steel", "7208100000", origin, date(2025, 3, 11)) == []


@pytest.mark.parametrize("origin", ["BR", "DE", "MX"])
def test_steel_under_quotas_is_unresolved_until_march_2025(tariffs: Tariffs, origin: str) -> None:
    modes = {one.mode for one in found(tariffs, "s232_steel", "7208100000", origin, date(2025, 3, 11))}
    assert modes == {Mode.UNRESOLVED}


def test_no_metal_duty_of_2025_is_left_in_april_2026(tariffs: Tariffs) -> None:
    old = {"s232_steel", "s232_aluminum", "s232_copper"}
    left = [one.id for one in tariffs["s232"].measures if one.programme in old and one.in_force(date(2026, 4, 6))]
    assert left == []


def test_light_goods_are_free_outside_the_chapters_of_metals(tariffs: Tariffs) -> None:
    rows = exemptions(tariffs, "8429110000", "DE", NOW)
    light = next(one for one in rows if one.heading == "9903.82.03")
    assert light.conditions == {"when": "metal_weight_share<0.15", "not_goods": "72 73 74 76"}


def test_a_heading_that_only_heads_the_list_covers_no_goods(tariffs: Tariffs) -> None:
    assert found(tariffs, "s232_metals", "8471300100", "TW", NOW) == []


def test_metals_since_april_2026_are_verified_to_the_last_known_annex(tariffs: Tariffs) -> None:
    days = {one.verified_until for one in tariffs["s232"].measures if one.id.startswith("US:9903.82")}
    assert days == {date(2026, 6, 8)}


def yields(tariffs: Tariffs, programme: str, on: date) -> set[str]:
    return {
        one.conditions["charged"]
        for one in tariffs["stacking"].measures
        if one.programme == programme and one.in_force(on)
    }


@pytest.mark.parametrize(
    ("programme", "other", "on", "expected"),
    [
        ("s301_forced_labor", "s232_metals", NOW, True),
        ("s301_forced_labor", "s232_polysilicon", NOW, False),
        ("s301_brazil", "s232_pharmaceuticals", NOW, True),
        ("s301_china", "s232_metals", NOW, False),
        ("s338_canada", "s232_cars", date(2026, 9, 14), True),
        ("s338_canada", "s232_cars", date(2026, 9, 15), False),
        ("s232_metals", "s232_car_parts", NOW, True),
        ("s232_car_parts", "s232_metals", NOW, False),
        ("s232_wood", "s232_trucks", NOW, True),
        ("s232_trucks", "s232_semiconductors", NOW, True),
        ("s232_steel", "ieepa_fentanyl_ca", date(2025, 6, 3), True),
        ("ieepa_fentanyl_ca", "s232_steel", date(2025, 6, 3), False),
        ("ieepa_fentanyl_ca", "s232_steel", date(2025, 6, 4), True),
        ("ieepa_reciprocal", "s232_steel", date(2025, 4, 5), True),
        ("ieepa_fentanyl_cn", "s232_steel", date(2025, 9, 1), False),
        ("s122", "s232_steel", date(2026, 3, 1), True),
        ("s122", "s232_metals", date(2026, 5, 1), True),
        ("s122", "s232_pharmaceuticals", date(2026, 5, 1), False),
    ],
)
def test_which_duty_yields_to_which_on_a_day(
    tariffs: Tariffs, programme: str, other: str, on: date, expected: bool
) -> None:
    assert (other in yields(tariffs, programme, on)) is expected


def test_no_two_programmes_yield_to_each_other_on_one_day(tariffs: Tariffs) -> None:
    for on in (date(2025, 5, 1), date(2025, 9, 1), date(2026, 3, 1), NOW):
        pairs = {(one.programme, one.conditions["charged"]) for one in tariffs["stacking"].measures if one.in_force(on)}
        assert not [pair for pair in pairs if pair[::-1] in pairs]
