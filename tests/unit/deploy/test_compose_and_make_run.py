"""The compose file starts what `make run` starts, with the variables that it gives."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from dutiful_classify.settings import ClassifySettings
from dutiful_docs.settings import DocsSettings
from dutiful_local.home import Home
from dutiful_local.ports import DEFAULTS, ports_from_environment
from dutiful_local.run import service_environment
from dutiful_quote.settings import QuoteSettings
from dutiful_shared.cli import declared_commands, load_command
from dutiful_shared.service.settings import ServiceSettings
from tests.unit.deploy.production_values import COMPOSE as VALUES

PROJECT = Path(__file__).resolve().parents[3]
SERVICES: dict[str, Any] = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())["services"]
SETTINGS: dict[str, type[ServiceSettings]] = {
    "quote": QuoteSettings,
    "webhooks": QuoteSettings,
    "classify": ClassifySettings,
    "docs": DocsSettings,
}
#: What `make run` gives beyond a service's settings: for the `dutiful` command, and for Python itself.
OF_COMMANDS = {"DUTIFUL_KEY_FILE", "PYTHONUNBUFFERED"}
#: Read by OpenTelemetry itself; see handbook/operations/traces.md.
OF_OPEN_TELEMETRY = {"OTEL_EXPORTER_OTLP_ENDPOINT"}
#: What a laptop has and a deployment must not: the console there is not used with somebody's key.
OF_A_LAPTOP = {"DUTIFUL_CONSOLE_KEY_FILE"}
#: What the host of webhooks shares the class of settings for, and never does: it makes no quotes.
OF_QUOTES = {"DUTIFUL_JOURNAL_SPOOL", "DUTIFUL_TARIFF_COPIES", "DUTIFUL_KEY_COPY"}


def filled_in(name: str) -> dict[str, str]:
    """The environment of a service of the compose file, with values where it asks for them."""

    def value(found: re.Match[str]) -> str:
        return VALUES.get(found["name"]) or found["default"] or ""

    pattern = re.compile(r"\$\{(?P<name>\w+)(?::-(?P<default>[^}]*)|:\?[^}]*)?\}")
    return {key: pattern.sub(value, given) for key, given in SERVICES[name]["environment"].items()}


def variables_of(settings: type[ServiceSettings]) -> set[str]:
    return {f"DUTIFUL_{field.upper()}" for field in settings.model_fields}


@pytest.fixture
def of_make_run(tmp_path: Path) -> dict[str, str]:
    home = Home(tmp_path).ensure()
    return service_environment(home, {}, "postgresql://d@h/d", "redis://h", ports_from_environment({}))


def test_the_core_profile_starts_what_make_run_starts_and_a_host_for_webhooks() -> None:
    core = {name for name, service in SERVICES.items() if "core" in service["profiles"]}
    assert core == {port.name for port in DEFAULTS} | {"prepare", "webhooks"}


def test_the_other_profiles_start_what_watches_and_what_loads() -> None:
    others = {name: service["profiles"] for name, service in SERVICES.items() if "core" not in service["profiles"]}
    watching = {name: ["observability"] for name in ("prometheus", "tempo", "grafana")}
    assert others == {**watching, "load": ["load"]}


@pytest.mark.parametrize("name", [name for name, service in SERVICES.items() if "core" not in service["profiles"]])
def test_the_core_profile_demands_nothing_that_other_profiles_alone_need(name: str) -> None:
    """Compose fills in the whole file before it chooses profiles (docker/compose#11977)."""
    assert not re.findall(r"\$\{\w+:\?", str(SERVICES[name]))


@pytest.mark.parametrize(("password", "says"), [("", "GRAFANA_PASSWORD must be set"), ("secret", "/run.sh")])
def test_grafana_does_not_start_with_the_password_that_everybody_knows(password: str, says: str) -> None:
    """Of no password Grafana makes `admin`. Its own start is not there to be run here: `sh` says so."""
    command = [part.replace("$$", "$") for part in SERVICES["grafana"]["entrypoint"]]
    environment = {"PATH": "/usr/bin:/bin", "GF_SECURITY_ADMIN_PASSWORD": password}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert says in done.stderr


def test_the_example_makes_a_key_by_commands_that_there_are() -> None:
    shown = re.findall(r"docker compose exec quote dutiful (.+)$", (PROJECT / ".env.example").read_text(), re.MULTILINE)
    assert [line.split()[:2] for line in shown] == [["merchant", "create"], ["key", "create"]]
    for line in shown:
        group, name, *arguments = line.split()
        command = load_command(declared_commands()[group]).commands[name]
        command.make_context(name, arguments)


@pytest.mark.parametrize("name", SETTINGS)
def test_a_service_starts_with_the_variables_of_the_compose_file(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, value in filled_in(name).items():
        monkeypatch.setenv(variable, value)
    assert SETTINGS[name]().environment == "production"


@pytest.mark.parametrize("name", SETTINGS)
def test_a_service_is_given_each_variable_that_make_run_gives_it(name: str, of_make_run: dict[str, str]) -> None:
    left_out = OF_A_LAPTOP | (OF_QUOTES if name == "webhooks" else set())
    needed = of_make_run.keys() & variables_of(SETTINGS[name]) - left_out
    assert needed <= SERVICES[name]["environment"].keys()
    assert not OF_A_LAPTOP & SERVICES[name]["environment"].keys()


@pytest.mark.parametrize("name", SETTINGS)
def test_the_compose_file_gives_no_variable_that_no_service_knows(name: str) -> None:
    known = set().union(*map(variables_of, SETTINGS.values()))
    assert SERVICES[name]["environment"].keys() <= known | OF_OPEN_TELEMETRY


def test_make_run_gives_no_variable_that_no_service_knows(of_make_run: dict[str, str]) -> None:
    known = set().union(*map(variables_of, SETTINGS.values()))
    assert of_make_run.keys() <= known | OF_COMMANDS


@pytest.mark.parametrize("name", ["quote", "webhooks"])
def test_the_apps_with_platforms_can_be_given_in_the_compose_file(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, value in filled_in(name).items():
        monkeypatch.setenv(variable, value)
    settings = QuoteSettings()
    assert settings.shopify_client_secret.get_secret_value() == VALUES["DUTIFUL_SHOPIFY_CLIENT_SECRET"]
    assert settings.bigcommerce_client_secret.get_secret_value() == VALUES["DUTIFUL_BIGCOMMERCE_CLIENT_SECRET"]
    assert (settings.shopify_app_url, settings.bigcommerce_public_url, settings.shop_webhooks_url) == (
        VALUES["DUTIFUL_SHOPIFY_APP_URL"],
        VALUES["DUTIFUL_BIGCOMMERCE_PUBLIC_URL"],
        VALUES["DUTIFUL_SHOP_WEBHOOKS_URL"],
    )
