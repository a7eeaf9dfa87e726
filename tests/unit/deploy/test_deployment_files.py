"""Compose file, alerts, dashboard: each is checked by the tool that will read it, and against the code it speaks of."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml

from dutiful_local.ports import DEFAULTS
from dutiful_local.services import FACTORIES

PROJECT = Path(__file__).resolve().parents[3]
PROMETHEUS = PROJECT / "deploy" / "prometheus"
COMPOSE: dict[str, Any] = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
DOCKERFILE = (PROJECT / "deploy" / "Dockerfile").read_text()
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
    service = COMPOSE["services"][name]
    assert "healthcheck" in service or f"FROM runtime AS {service['build']['target']}\n" in DOCKERFILE


def test_each_variable_of_compose_is_explained_in_the_example() -> None:
    used = set(re.findall(r"\$\{(\w+)", (PROJECT / "docker-compose.yml").read_text()))
    explained = set(re.findall(r"^(\w+)=", (PROJECT / ".env.example").read_text(), re.MULTILINE))
    assert used == explained


def test_the_example_holds_no_secret() -> None:
    values = dict(re.findall(r"^(\w+)=(.*)$", (PROJECT / ".env.example").read_text(), re.MULTILINE))
    assert {value for name, value in values.items() if not name.endswith("_PORT")} == {""}


@pytest.mark.parametrize("name", FACTORIES)
def test_the_image_of_a_service_starts_the_same_app_as_make_run(name: str) -> None:
    assert f'CMD ["python", "-m", "dutiful_shared.service.serving", "{FACTORIES[name]}"' in DOCKERFILE
    module, _, factory = FACTORIES[name].partition(":")
    assert callable(getattr(import_module(module), factory))


def test_webhooks_have_a_host_of_their_own_and_the_quote_service_sends_none() -> None:
    quote, webhooks = COMPOSE["services"]["quote"], COMPOSE["services"]["webhooks"]
    assert webhooks["build"] == {**quote["build"], "target": "webhooks"}
    assert 'CMD ["python", "-m", "dutiful_shared.service.serving", "dutiful_quote.webhook_app:create_app"' in DOCKERFILE
    left = {name: value for name, value in quote["environment"].items() if name not in webhooks["environment"]}
    assert left.pop("DUTIFUL_WEBHOOK_CONCURRENCY") == "0"
    (volume,) = quote["volumes"]
    assert {value.startswith(volume.partition(":")[2]) for value in left.values()} == {True}  # its own disk alone


def test_each_service_is_asked_for_its_metrics() -> None:
    asked = yaml.safe_load((PROMETHEUS / "prometheus.yml").read_text())["scrape_configs"][0]["static_configs"]
    assert {one["labels"]["service"] for one in asked} == {*FACTORIES, "webhooks"}


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
    runbook = alert["annotations"]["runbook"]
    assert (PROJECT / runbook).is_file()
    assert f'"{runbook.removeprefix("handbook/")}"' in (PROJECT / "zensical.toml").read_text()
    assert alert["alert"] in (PROMETHEUS / "tests" / file).read_text()
