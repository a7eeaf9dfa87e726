"""Compose file, alerts, dashboard: each is checked by the tool that will read it, and against the code it speaks of."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import CollectorRegistry
from sqlalchemy.ext.asyncio import create_async_engine

from dutiful_local.ports import DEFAULTS
from dutiful_local.services import FACTORIES
from dutiful_quote.quotes.metrics import QuoteMetrics
from dutiful_quote.tariff.editions import EditionBoard
from dutiful_quote.tariff.feeds.gauges import FeedGauges
from dutiful_quote.tariff.metrics import TariffMetrics
from dutiful_quote.tariff.release_age import ReleaseAges
from dutiful_quote.tariff.repository import TariffRepository
from dutiful_shared.service.telemetry import HttpMetrics

PROJECT = Path(__file__).resolve().parents[3]
PROMETHEUS = PROJECT / "deploy" / "prometheus"
COMPOSE: dict[str, Any] = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
DOCKERFILE = (PROJECT / "deploy" / "Dockerfile").read_text()
DASHBOARD = PROJECT / "deploy" / "grafana" / "dashboards" / "overview.json"
RULES = sorted((PROMETHEUS / "rules").glob("*.yml"))
ALERTS = [
    pytest.param(file.name, rule, id=rule["alert"])
    for file in RULES
    for group in yaml.safe_load(file.read_text())["groups"]
    for rule in group["rules"]
    if "alert" in rule
]


def promtool(*arguments: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which("promtool")
    if program is None:
        pytest.skip("promtool is not installed; it comes with Prometheus (apt-get install prometheus)")
    return subprocess.run([program, *arguments], cwd=PROMETHEUS, capture_output=True, text=True, check=False)


def test_compose_follows_its_specification() -> None:
    checker = Path(sys.executable).with_name("check-jsonschema")
    command = [checker, "--builtin-schema", "vendor.compose-spec", PROJECT / "docker-compose.yml"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("port", DEFAULTS, ids=lambda port: port.name)
def test_compose_publishes_the_ports_of_make_run_on_the_loopback_alone(port: Any) -> None:
    published = COMPOSE["services"][port.name]["ports"]
    assert len(published) == 1
    assert published[0].startswith(f"127.0.0.1:${{{port.variable}:-{port.number}}}:")


@pytest.mark.parametrize("name", [name for name in COMPOSE["services"] if name != "prepare"])
def test_everything_that_keeps_running_has_a_health_check(name: str) -> None:
    assert "healthcheck" in COMPOSE["services"][name] or f"FROM runtime AS {name}\n" in DOCKERFILE


def test_each_variable_of_compose_is_explained_in_the_example() -> None:
    used = set(re.findall(r"\$\{(\w+)", (PROJECT / "docker-compose.yml").read_text()))
    explained = set(re.findall(r"^(\w+)=", (PROJECT / ".env.example").read_text(), re.MULTILINE))
    assert used == explained


def test_the_example_holds_no_secret() -> None:
    values = dict(re.findall(r"^(\w+)=(.*)$", (PROJECT / ".env.example").read_text(), re.MULTILINE))
    assert {value for name, value in values.items() if not name.endswith("_PORT")} == {""}


@pytest.mark.parametrize("name", FACTORIES)
def test_the_image_of_a_service_starts_the_same_app_as_make_run(name: str) -> None:
    assert f'CMD ["uvicorn", "--factory", "{FACTORIES[name]}"' in DOCKERFILE
    module, _, factory = FACTORIES[name].partition(":")
    assert callable(getattr(import_module(module), factory))


def test_containers_do_not_run_as_root() -> None:
    assert re.findall(r"^USER (.+)$", DOCKERFILE, re.MULTILINE) == ["10001:10001"]


def test_the_image_and_make_use_the_same_uv() -> None:
    pinned = re.search(r"^UV_VERSION := (\S+)$", (PROJECT / "Makefile").read_text(), re.MULTILINE)
    assert pinned is not None
    assert f"uv=={pinned[1]}" in DOCKERFILE


def test_the_rules_are_valid() -> None:
    done = promtool("check", "rules", *map(str, RULES))
    assert done.returncode == 0, done.stderr


def test_the_alerts_fire_when_they_should_and_stay_silent_when_not() -> None:
    done = promtool("test", "rules", *map(str, sorted((PROMETHEUS / "tests").glob("*.yml"))))
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(("file", "alert"), ALERTS)
def test_each_alert_has_a_runbook_and_a_test(file: str, alert: dict[str, Any]) -> None:
    assert (PROJECT / alert["annotations"]["runbook"]).is_file()
    assert alert["alert"] in (PROMETHEUS / "tests" / file).read_text()


def exported_metrics() -> set[str]:
    registry = CollectorRegistry()
    HttpMetrics(registry, "any")
    QuoteMetrics(registry)
    TariffMetrics(registry)
    nowhere = create_async_engine("postgresql+asyncpg://nowhere")
    FeedGauges(nowhere, registry, 1)
    board = EditionBoard(TariffRepository(nowhere), None, TariffMetrics(CollectorRegistry()))
    ReleaseAges(board, registry, lambda: datetime(2026, 11, 20, tzinfo=UTC))
    suffixes = {"histogram": "_bucket", "counter": "_total", "gauge": ""}
    return {family.name + suffixes[family.type] for family in registry.collect()}


@pytest.mark.parametrize("file", [DASHBOARD, *RULES], ids=lambda file: file.name)
def test_only_metrics_are_asked_for_that_the_services_export(file: Path) -> None:
    asked = set(re.findall(r"(?<![:\w])(dutiful_\w+?)(?=[{\[,])", file.read_text()))
    assert asked
    assert asked <= exported_metrics()


def test_the_dashboard_shows_traffic_errors_latency_and_cache() -> None:
    panels = json.loads(DASHBOARD.read_text())["panels"]
    assert [panel["title"] for panel in panels if panel["type"] == "row"] == [
        "Traffic",
        "Errors",
        "Latency",
        "Cache",
        "Tariff feeds",
    ]
    assert all(panel["targets"] and panel["description"] for panel in panels if panel["type"] != "row")
