"""Dashboards and SLO rules are those that their data make, and every number of an SLO stands in one file."""

import json
from pathlib import Path

import pytest

from deploy.monitoring import dashboards, slo_rules
from dutiful_quote.settings import QuoteSettings
from dutiful_shared.service.telemetry import DURATION_BUCKETS

PROJECT = Path(__file__).resolve().parents[3]
SLO_PAGE = (PROJECT / "handbook" / "operations" / "slo.md").read_text()
BOARDS = [pytest.param(path, text, id=path.stem) for path, text in dashboards.files().items()]


@pytest.mark.parametrize(("path", "text"), BOARDS)
def test_a_dashboard_is_the_one_that_its_board_makes(path: Path, text: str) -> None:
    assert path.read_text() == text, "run `make monitoring`"


def test_there_is_no_dashboard_without_a_board() -> None:
    assert set(dashboards.DASHBOARDS.glob("*.json")) == set(dashboards.files())


def test_the_rules_are_those_that_the_criteria_make() -> None:
    assert slo_rules.FILE.read_text() == slo_rules.text(), "run `make monitoring`"


@pytest.mark.parametrize(("path", "text"), BOARDS)
def test_each_panel_says_why_it_is_there(path: Path, text: str) -> None:
    panels = [panel for panel in json.loads(text)["panels"] if panel["type"] != "row"]
    assert panels
    assert all(panel["description"] and panel["targets"] for panel in panels)


def test_the_latency_of_the_slo_is_a_bound_of_a_bucket() -> None:
    assert slo_rules.slo()["latency"]["seconds"] in DURATION_BUCKETS


def test_a_tariff_is_too_old_for_the_slo_when_it_degrades_quotes() -> None:
    assert slo_rules.slo()["freshness"]["days"] == QuoteSettings.model_fields["max_tariff_age_days"].default


def test_the_handbook_names_the_numbers_of_the_slos() -> None:
    slo = slo_rules.slo()
    for name in ("availability", "latency", "freshness"):
        assert f"| {name} | {slo[name]['objective'] * 100:g} % |" in SLO_PAGE
    for pair in slo["burn"]:
        assert f"| {pair['severity']} | {pair['factor']:g} | {pair['long']} | {pair['short']} |" in SLO_PAGE
