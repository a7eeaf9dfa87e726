"""Section 301 duties by date, origin and heading; chapter 98; the fees and what is free of them."""

from collections.abc import Iterable
from datetime import date

import pytest

from dutiful_quote.engine.measure import Measure, MeasureKind, Mode, covers_origin
from dutiful_quote.tariff.fact_table import read_publication
from dutiful_quote.tariff.publications.build import FACTS
from dutiful_quote.tariff.publications.us_s301_china import whole_numbers
from dutiful_quote.tariff.published import PublishedTariff


def publication(name: str) -> PublishedTariff:
    (tariff,) = read_publication(FACTS / "us" / name)
    return tariff


@pytest.fixture(scope="module")
def s301() -> PublishedTariff:
    return publication("s301")


@pytest.fixture(scope="module")
def fees() -> PublishedTariff:
    return publication("fees")


def of_programme(
    tariff: PublishedTariff, programme: str, kind: MeasureKind, code: str, origin: str, on: date
) -> list[Measure]:
    """Measures of the programme in the order in which they are tried."""
    groups = frozenset(row.area for row in tariff.areas if row.member == origin)
    found: Iterable[Measure] = (
        one
        for one in tariff.measures
        if (one.programme, one.kind) == (programme, kind)
        and code.startswith(one.goods_code)
        and one.in_force(on)
        and covers_origin(one, origin, groups)
    )
    if kind is MeasureKind.EXEMPTION:
        return sorted(found, key=lambda one: (one.rank, -len(one.goods_code)))
    return sorted(found, key=lambda one: (-len(one.goods_code), one.rank))


def duty(tariff: PublishedTariff, programme: str, code: str, origin: str, on: str) -> tuple[str, str, Mode] | None:
    """Heading, rate and mode of the programme on that day."""
    found = of_programme(tariff, programme, MeasureKind.ADDITIONAL_DUTY, code, origin, date.fromisoformat(on))
    return (found[0].heading, found[0].rate_text, found[0].mode) if found else None


@pytest.mark.parametrize(
    ("code", "on", "heading", "rate"),
    [
        ("8507600020", "2025-12-31", "9903.88.15", "7.5%"),
        ("8507600090", "2026-01-01", "9903.91.06", "25%"),
        ("8507600010", "2025-01-01", "9903.91.01", "25%"),
        ("8507600010", "2026-01-01", "9903.91.06", "25%"),
        ("4015121010", "2025-01-01", "9903.91.05", "50%"),
        ("4015121010", "2026-01-01", "9903.91.08", "100%"),
        ("6307909870", "2025-12-31", "9903.91.04", "25%"),
        ("6307909842", "2025-12-31", "9903.91.01", "25%"),
        ("6307909870", "2026-01-01", "9903.91.07", "50%"),
        ("6307909891", "2025-12-31", "9903.88.15", "7.5%"),
        ("8541100050", "2025-01-01", "9903.91.05", "50%"),
        ("8101940000", "2025-01-01", "9903.91.11", "25%"),
        ("7208100000", "2025-01-01", None, None),
        ("7208101500", "2025-01-01", "9903.91.01", "25%"),
    ],
)
def test_the_review_of_china_is_dated(
    s301: PublishedTariff, code: str, on: str, heading: str | None, rate: str | None
) -> None:
    expected = (heading, rate, Mode.ADD) if heading else None
    assert duty(s301, "s301_china", code, "CN", on) == expected


@pytest.mark.parametrize("code", ["2504101000", "2504900000", "8505110010"])
def test_minerals_and_magnets_were_on_no_list_before_2026(s301: PublishedTariff, code: str) -> None:
    assert duty(s301, "s301_china", code, "CN", "2025-12-31") is None
    assert duty(s301, "s301_china", code, "CN", "2026-01-01") == ("9903.91.06", "25%", Mode.ADD)


def test_every_day_since_2025_has_one_rate_on_china(s301: PublishedTariff) -> None:
    """No list is left unresolved, and no code has two headings at once."""
    for on in (date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 1), date(2026, 11, 25)):
        seen: set[str] = set()
        for one in s301.measures:
            if one.programme == "s301_china" and one.kind is MeasureKind.ADDITIONAL_DUTY and one.in_force(on):
                assert one.mode is Mode.ADD, one.id
                assert one.goods_code not in seen, one.id
                seen.add(one.goods_code)
        assert len(seen) > 10_000


def test_hong_kong_is_not_china_under_the_lists(s301: PublishedTariff) -> None:
    assert duty(s301, "s301_china", "6109100012", "HK", "2026-11-25") is None
    assert duty(s301, "s301_forced_labor", "6109100012", "HK", "2026-11-25") == ("9903.05.43", "12.5%", Mode.ADD)


@pytest.mark.parametrize(
    ("programme", "code", "on", "expected"),
    [
        ("s301_china_chassis", "8716390090", "2025-11-08", None),
        ("s301_china_chassis", "8716390090", "2025-11-09", ("9903.91.12", "100%", Mode.ADD)),
        ("s301_china_chassis", "8716903000", "2025-11-10", None),
        ("s301_china_chassis", "8716905010", "2026-11-10", ("9903.91.12", "100%", Mode.UNRESOLVED)),
        ("s301_china_cranes", "8426190000", "2026-11-09", ("9903.92.10", "25%", Mode.ADD)),
        ("s301_china_cranes_raised", "8426190000", "2026-11-09", None),
        ("s301_china_cranes_raised", "8426190000", "2026-11-10", ("9903.91.14", "100%", Mode.UNRESOLVED)),
    ],
)
def test_chassis_and_cranes_by_date(
    s301: PublishedTariff, programme: str, code: str, on: str, expected: tuple[str, str, Mode] | None
) -> None:
    assert duty(s301, programme, code, "CN", on) == expected


@pytest.mark.parametrize(
    ("on", "rate"), [("2026-01-01", "Free"), ("2027-01-01", "10%"), ("2027-12-31", "10%"), ("2028-01-01", "15%")]
)
def test_nicaragua_is_phased_in(s301: PublishedTariff, on: str, rate: str) -> None:
    assert duty(s301, "s301_nicaragua", "6109100012", "NI", on) == ("9903.89.01", rate, Mode.ADD)


def exemptions(tariff: PublishedTariff, programme: str, code: str, origin: str, on: str) -> list[tuple[str, int]]:
    found = of_programme(tariff, programme, MeasureKind.EXEMPTION, code, origin, date.fromisoformat(on))
    return [(one.heading, one.rank) for one in found]


def test_exclusions_of_china_end_with_their_heading(s301: PublishedTariff) -> None:
    assert ("9903.88.70", 50) in exemptions(s301, "s301_china", "8486100000", "CN", "2026-11-09")
    assert ("9903.88.70", 50) not in exemptions(s301, "s301_china", "8486100000", "CN", "2026-11-10")


def test_an_exclusion_of_a_whole_number_needs_no_description(s301: PublishedTariff) -> None:
    (whole,) = [one for one in s301.measures if one.id == "US:9903.88.69:8483509040"]
    assert not whole.conditions
    (described,) = [one for one in s301.measures if one.id == "US:9903.88.70:8486100000"]
    assert "article" in described.conditions


def test_forced_labour_is_tested_in_the_order_of_the_law(s301: PublishedTariff) -> None:
    found = exemptions(s301, "s301_forced_labor", "6109100012", "CA", "2026-07-24")
    assert set(found[:2]) == {("9903.05.85", 10), ("", 10)}
    assert found[2] == ("9903.05.93", 20)
    assert [rank for _, rank in found] == sorted(rank for _, rank in found)


@pytest.mark.parametrize(
    ("programme", "origin", "heading", "last", "after"),
    [
        ("s301_forced_labor", "CN", "9903.05.85", "2026-07-27", "2026-07-28"),
        ("s301_brazil", "BR", "9903.05.02", "2026-07-28", "2026-07-29"),
    ],
)
def test_goods_on_the_way_are_free_for_some_days(
    s301: PublishedTariff, programme: str, origin: str, heading: str, last: str, after: str
) -> None:
    assert (heading, 10) in exemptions(s301, programme, "6109100012", origin, last)
    assert (heading, 10) not in exemptions(s301, programme, "6109100012", origin, after)


def test_russia_pays_the_forced_labour_duty_on_column_2_too(s301: PublishedTariff) -> None:
    assert duty(s301, "s301_forced_labor", "6109100012", "RU", "2026-11-25") == ("9903.05.66", "12.5%", Mode.ADD)
    assert duty(s301, "s301_forced_labor", "6109100012", "CU", "2026-11-25") is None


def test_textiles_of_central_america_need_their_agreement(s301: PublishedTariff) -> None:
    found = of_programme(
        s301, "s301_forced_labor", MeasureKind.EXEMPTION, "6109100012", "HN", date(2026, 11, 25)
    )  # fmt: skip
    (textiles,) = [one for one in found if one.heading == "9903.05.95"]
    assert textiles.conditions == {"claim": "P"}


def test_every_action_leaves_goods_returned_alone(s301: PublishedTariff) -> None:
    charged = {one.programme for one in s301.measures if one.kind is MeasureKind.ADDITIONAL_DUTY}
    freed = {one.programme for one in s301.measures if one.conditions.get("statement") == "us_goods_returned"}
    assert charged == freed


def test_chapter_98_is_claimed_or_stated() -> None:
    found = {one.heading: one for one in publication("chapter98").measures}
    assert found["9801.00.10"].conditions == {"claim": "1", "statement": "us_goods_returned"}
    assert (found["9802.00.50"].base, found["9802.00.80"].base) == ("amount:repair_value", "less:us_components_value")
    assert all(one.conditions.get("statement") for one in found.values())


def test_most_agreements_free_of_the_processing_fee(fees: PublishedTariff) -> None:
    symbols = {
        one.conditions["claim"]
        for one in fees.measures
        if one.programme == "mpf_formal" and one.kind is MeasureKind.EXEMPTION and "claim" in one.conditions
    }
    assert {"S", "AU", "KR", "P"} <= symbols
    assert symbols.isdisjoint({"JO", "MA", "JP", "D"})


@pytest.mark.parametrize(
    ("origin", "on", "relieved"),
    [
        ("CN", "2025-05-01", True),
        ("CN", "2025-05-02", False),
        ("HK", "2025-05-02", False),
        ("FR", "2025-08-28", True),
        ("FR", "2025-08-29", False),
    ],
)
def test_low_value_relief_ended_by_origin(fees: PublishedTariff, origin: str, on: str, relieved: bool) -> None:
    found = of_programme(fees, "de_minimis", MeasureKind.RELIEF, "", origin, date.fromisoformat(on))
    assert any("purpose" not in one.conditions for one in found) is relieved


def test_gifts_up_to_100_dollars_stay_free(fees: PublishedTariff) -> None:
    found = of_programme(fees, "de_minimis", MeasureKind.RELIEF, "", "CN", date(2026, 11, 25))
    assert [one.conditions["value_at_most"] for one in found] == ["100"]


def test_whole_numbers_stand_alone_in_their_subdivision() -> None:
    lines = [
        "(vvv) and (www) are in effect.",
        "(vvv)  (i) The U.S. Trade Representative has excluded:",
        "(1) 8483.50.9040", "  (2) Pump casings (described in 8413.91.9085)",
        "(www) The U.S. Trade Representative has more", "(1) 1111.11.1111",
    ]  # fmt: skip
    assert whole_numbers(lines, "(vvv)") == {"8483509040"}
