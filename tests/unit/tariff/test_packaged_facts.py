"""The facts that come with the service: known rates, counts, dates."""

from datetime import date
from decimal import Decimal
from importlib.resources import files
from itertools import pairwise

import pytest

from dutiful_quote.engine.conditions import CONDITIONS
from dutiful_quote.engine.duty_rate import AdValorem, Fixed
from dutiful_quote.engine.jurisdictions import laws_of
from dutiful_quote.engine.measure import Measure, MeasureKind, Mode
from dutiful_quote.tariff.territories import Territories
from dutiful_shared.schemes.registration_numbers import SCHEMES
from tests.builders.packaged_tariffs import TODAY, Tariffs, measures_by_id, packaged_tariffs


@pytest.fixture(scope="module")
def tariffs() -> Tariffs:
    return packaged_tariffs()


@pytest.fixture(scope="module")
def by_id(tariffs: Tariffs) -> dict[str, Measure]:
    return measures_by_id(tariffs)


@pytest.mark.parametrize(
    ("measure_id", "rate"),
    [
        ("US:column_1:61091000", "0.165"),
        ("US:column_1:64035990", "0.1"),
        ("US:column_1:8517130000", "0"),
        ("US:column_1:4202219000", "0.09"),
        ("US:column_1:71131950", "0.055"),
        ("US:column_2:61091000", "0.9"),
        ("EU:third_country:61091000", "0.12"),
        ("EU:third_country:64035995", "0.08"),
        ("EU:third_country:42022100", "0.03"),
        ("EU:third_country:85171300", "0"),
        ("GB:third_country:42022100", "0.02"),
        ("GB:third_country:61091000", "0.12"),
        ("JP:mfn:851713000", "0"),
        ("MX:general:61091003", "0.35"),
        ("MX:general:42022101@2026-01-01", "0.25"),
        ("CA:mfn:61091000", "0.18"),
        ("EU:standard:FR@2016-01-01", "0.2"),
        ("EU:standard:EE@2025-07-01", "0.24"),
        ("HK:mfn_HK", "0"),
        ("CL:mfn_CL", "0.06"),
    ],
)
def test_a_known_rate_is_published(by_id: dict[str, Measure], measure_id: str, rate: str) -> None:
    assert by_id[measure_id].rate == AdValorem(Decimal(rate))


@pytest.mark.parametrize(
    ("publication", "measures", "lines"),
    [
        (("US", "hts"), 130_000, 19_700),
        (("US", "s232"), 2_100, 0),
        (("US", "s201_s338"), 1_500, 0),
        (("US", "s301"), 20_200, 0),
        (("US", "chapter98"), 3, 0),
        (("US", "fees"), 20, 0),
        (("EU", "taric"), 10_000, 16_300),
        (("EU", "vat"), 28, 0),
        (("GB", "ukgt"), 10_000, 16_300),
        (("JP", "tariff"), 9_600, 9_600),
        (("ZA", "sacu"), 16_000, 8_500),
        (("MX", "ligie"), 9_000, 8_100),
        (("CA", "tariff"), 5_400, 700),
        (("AU", "countries"), 2, 0),
        (("AU", "tariff"), 6_600, 4_850),
        (("CH", "rules"), 70, 0),
        (("BR", "estimates"), 5_300, 0),
    ],
    ids=lambda value: "/".join(value) if isinstance(value, tuple) else str(value),
)
def test_a_publication_is_complete(tariffs: Tariffs, publication: tuple[str, str], measures: int, lines: int) -> None:
    tariff = tariffs[publication]
    assert len(tuple(tariff.measures)) >= measures
    assert len(tuple(tariff.lines)) >= lines


def test_measure_ids_are_unique_within_a_jurisdiction(tariffs: Tariffs) -> None:
    ids = [measure.id for tariff in tariffs.values() for measure in tariff.measures]
    assert len(ids) == len(set(ids))


def test_the_item_duty_follows_the_relief_without_a_gap(by_id: dict[str, Measure]) -> None:
    assert by_id["EU:low_value_duty"].valid_to == date(2026, 6, 30)
    assert by_id["EU:low_value_item"].valid_from == date(2026, 7, 1)
    assert by_id["EU:low_value_item"].rate == Fixed(Decimal(3), "EUR")


def test_periods_of_a_vat_rate_do_not_overlap(tariffs: Tariffs) -> None:
    rates = sorted(
        ((measure.destination, measure.goods_code), measure.valid_from or date.min, measure.valid_to or date.max)
        for measure in tariffs["EU", "vat"].measures
        if measure.kind is MeasureKind.VAT
    )
    assert all(first[0] != second[0] or first[2] < second[1] for first, second in pairwise(rates))


def test_every_member_state_has_a_current_vat_rate(tariffs: Tariffs) -> None:
    current = {
        measure.destination
        for measure in tariffs["EU", "vat"].measures
        if measure.kind is MeasureKind.VAT and not measure.goods_code and measure.in_force(TODAY)
    }
    members = {row.member for row in tariffs["EU", "low_value"].areas if row.area == "EU"}
    assert len(members) == 27
    assert members <= current


def test_a_threshold_of_zero_is_no_relief(tariffs: Tariffs) -> None:
    assert not [m for m in tariffs["IS", "countries"].measures if m.kind is MeasureKind.RELIEF]


def test_swiss_thresholds_look_at_the_amount_due(tariffs: Tariffs) -> None:
    reliefs = {m.programme: m for m in tariffs["CH", "countries"].measures if m.kind is MeasureKind.RELIEF}
    assert reliefs["duty_threshold"].conditions["value_of"] == "duty"
    assert reliefs["tax_threshold"].conditions["value_of"] == "tax"


def test_a_rate_that_the_sources_leave_open_is_not_published_as_one(tariffs: Tariffs) -> None:
    rates = {m.rate_text: m.mode for m in tariffs["BR", "countries"].measures if m.programme == "standard"}
    assert rates == {"17%": Mode.UNRESOLVED, "20%": Mode.UNRESOLVED}


def test_goods_that_mexico_prohibits_have_a_control(tariffs: Tariffs) -> None:
    prohibited = [m.goods_code for m in tariffs["MX", "ligie"].measures if m.kind is MeasureKind.CONTROL]
    assert len(prohibited) == 43
    assert "03019901" in prohibited


def test_every_jurisdiction_says_its_currency(tariffs: Tariffs) -> None:
    jurisdictions = {jurisdiction for jurisdiction, _ in tariffs}
    named = {jurisdiction for (jurisdiction, _), tariff in tariffs.items() if "currency" in tariff.profile}
    assert jurisdictions == named


def test_every_measure_names_its_law(by_id: dict[str, Measure]) -> None:
    assert [measure.id for measure in by_id.values() if not measure.legal_reference.text] == []


def test_every_condition_is_known(by_id: dict[str, Measure]) -> None:
    assert {name for measure in by_id.values() for name in measure.conditions} <= CONDITIONS.keys()


def test_every_territory_belongs_to_a_known_tariff(tariffs: Tariffs) -> None:
    table = files("dutiful_quote.tariff.facts").joinpath("territories.csv").read_text(encoding="utf-8")
    territories = Territories.packaged()
    codes = [row.split(",")[0] for row in table.splitlines()[1:]]
    named = {law for code in codes for law in laws_of(territories.of(code).customs_territory)}
    assert named <= {jurisdiction for jurisdiction, _ in tariffs}
    assert (territories.of("MC").customs_territory, territories.of("MC").tax_territory) == ("EU", "FR")


def test_no_packaged_file_is_large() -> None:
    folder = files("dutiful_quote.tariff.facts")
    sizes = [
        (file.name, len(file.read_bytes()))
        for jurisdiction in folder.iterdir()
        if jurisdiction.is_dir()
        for publication in jurisdiction.iterdir()
        if publication.is_dir()
        for file in publication.iterdir()
    ]
    assert max(size for _, size in sizes) < 1_400_000


def test_every_scheme_that_a_law_names_has_a_form_of_its_numbers(by_id: dict[str, Measure]) -> None:
    named = {measure.conditions["scheme"] for measure in by_id.values() if "scheme" in measure.conditions}

    assert "IOSS" in named
    assert named <= SCHEMES.keys()
