"""The worked examples of the handbook work: their tables and their code are taken from the pages."""

import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from dutiful_quote.engine.assessment import assess
from dutiful_quote.engine.findings import Assessment
from dutiful_quote.tariff.fact_table import FactTableError, read_publication
from dutiful_quote.tariff.import_report import ImportOptions
from dutiful_quote.tariff.publications import official_sources
from dutiful_quote.tariff.publications.official_sources import FactsOfFiles, Layout, OfficialSource, read_official
from dutiful_quote.tariff.published import PublishedTariff
from tests.builders.tariff import consignment, exchange, law, line
from tests.reference.pages import PROJECT

HANDBOOK = PROJECT / "handbook"
COUNTRY = "adding-a-country.md"
READER = "adding-a-publication-reader.md"
ON = date(2026, 11, 29)


def titled(page: str) -> dict[str, str]:
    """The blocks of a page that have a title, by it."""
    text = (HANDBOOK / page).read_text(encoding="utf-8")
    return dict(re.findall(r'```\w+ title="([^"]+)"\n(.*?)```', text, re.DOTALL))


def written(folder: Path, old: str = "", new: str = "") -> Path:
    """The tables of the country, in a folder; with `new` for `old` where one is named."""
    for title, block in titled(COUNTRY).items():
        path = folder / title
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.replace(old, new) if old else block, encoding="utf-8")
    return folder


@pytest.fixture
def tariffs(tmp_path: Path) -> list[PublishedTariff]:
    folder = written(tmp_path)
    return [*read_publication(folder / "schedule"), *read_publication(folder / "taxes")]


def assessed(tariffs: list[PublishedTariff], origin: str = "DE", quantity: int = 2, **claim: Any) -> Assessment:
    cart = json.loads(titled(COUNTRY)["cart.json"])
    item, profile = cart["lines"][0], {key: value for one in tariffs for key, value in one.profile.items()}
    goods = line(
        item["hs_code"],
        str(Decimal(item["unit_price"]) * quantity),
        origin=origin,
        quantity=Decimal(quantity),
        quantities={"NAR": Decimal(quantity)},
        **claim,
    )
    place = {"ship_from": origin, "ship_to": "BV", "jurisdiction": "BV", "tax_territory": "BV", "currency": "NOK"}
    goes = {"transport_mode": cart["transport_mode"], "import_date": ON, "shipping": Decimal(cart["shipping"])}
    of_island = law(
        [measure for one in tariffs for measure in one.measures],
        [item["hs_code"]],
        jurisdiction="BV",
        profile=profile,
        lines=[known.goods_code for one in tariffs for known in one.lines],
        on=ON,
        destination="BV",
    )
    return assess(consignment(goods, **place, **goes), of_island, exchange("NOK"))


def amounts(assessment: Assessment) -> list[str]:
    return [f"{charge.amount.amount:.2f}" for one in assessment.lines for charge in one.charges]


def test_the_new_country_s_quote_is_what_the_page_computes_by_hand(tariffs: list[PublishedTariff]) -> None:
    page = (HANDBOOK / COUNTRY).read_text(encoding="utf-8")
    found = amounts(assessed(tariffs))
    assert found == ["70.80", "132.16"]
    assert all(f"| {amount} |" in page for amount in found)


def test_below_the_threshold_there_is_no_duty_and_the_tax_of_the_page(tariffs: list[PublishedTariff]) -> None:
    assert [amount for amount in amounts(assessed(tariffs, quantity=1)) if amount != "0.00"] == ["68.00"]


def test_a_claim_under_the_agreement_frees_of_duty(tariffs: list[PublishedTariff]) -> None:
    claimed = assessed(tariffs, origin="NO", claims_preference=True, preference_proof="origin-declaration")
    assert [amount for amount in amounts(claimed) if amount != "0.00"] == ["118.00"]


def test_a_table_that_cannot_be_right_is_refused_with_its_place(tmp_path: Path) -> None:
    folder = written(tmp_path, "/ NPR", "/ pair")
    with pytest.raises(FactTableError) as refused:
        list(read_publication(folder / "schedule"))
    said = " ".join(str(refused.value).split())
    assert said in " ".join((HANDBOOK / COUNTRY).read_text(encoding="utf-8").split())


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module of the page, named among the sources."""
    module = ModuleType("bv_gazette")
    exec(compile(titled(READER)["bv_gazette.py"], "bv_gazette.py", "exec"), module.__dict__)
    names = {**module.__dict__, "OfficialSource": OfficialSource, "Layout": Layout}
    entry = eval(f"{{{titled(READER)['the entry of SOURCES']}}}", names)
    monkeypatch.setattr(official_sources, "SOURCES", {**official_sources.SOURCES, **entry})
    return module


def read(folder: Path, more: str = "") -> FactsOfFiles:
    file = folder / "gazette.csv"
    file.write_text(titled(READER)["gazette.csv"] + more, encoding="utf-8")
    return read_official("bv", [file], ImportOptions(edition="2026-02", published_on=date(2026, 2, 1)))


@pytest.mark.usefixtures("reader")
def test_the_reader_makes_of_the_gazette_what_the_country_s_tables_say(
    tmp_path: Path, tariffs: list[PublishedTariff]
) -> None:
    facts = read(tmp_path)
    facts.folder.write(tmp_path / "made")
    (tariff,) = read_publication(tmp_path / "made" / "bv" / "schedule")
    assert (len(tariff.measures), len(tariff.lines)) == (4, 3)
    typed = {(one.programme, one.rate_text) for one in tariffs[0].measures}
    assert {(one.programme, one.rate_text) for one in tariff.measures} == typed


@pytest.mark.usefixtures("reader")
def test_a_row_that_the_reader_does_not_understand_is_refused_with_its_place(tmp_path: Path) -> None:
    (row,) = read(tmp_path, "6110.20.00,dusin,12,\n").refused
    assert str(row) in (HANDBOOK / READER).read_text(encoding="utf-8")
