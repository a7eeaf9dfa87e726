"""The lists in the import contracts are whole."""

import tomllib
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest

_ROOT = Path(__file__).parents[2]
_SERVICES = {f"dutiful_{name}": _ROOT / "services" / name / "src" for name in ("quote", "classify", "docs")}
_CONTRACTS: list[dict[str, Any]] = tomllib.loads((_ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
    "contracts"
]
_of_each_service = pytest.mark.parametrize("service", _SERVICES)


def _parts(package: Path) -> set[str]:
    """What stands directly in a package: its packages and modules."""
    folders = {found.parent.name for found in package.glob("*/__init__.py")}
    return {f"{package.name}.{name}" for name in folders | {file.stem for file in package.glob("*.py")} - {"__init__"}}


def _forbidden_to(source: str) -> set[str]:
    contracts = [one for one in _CONTRACTS if one["type"] == "forbidden" and source in one["source_modules"]]
    return {module for contract in contracts for module in contract["forbidden_modules"]}


@_of_each_service
def test_every_repository_of_a_service_is_closed_to_its_api(service: str) -> None:
    source = _SERVICES[service]
    files = (source / service).rglob("*repository.py")
    kept = {".".join(file.relative_to(source).with_suffix("").parts) for file in files}
    closed = _forbidden_to(f"{service}.api")

    assert kept
    assert {module for module in kept if not any(fnmatch(module, pattern) for pattern in closed)} == set()


def test_the_engine_may_import_nothing_of_its_service_and_of_what_is_shared_but_the_contract() -> None:
    beside = _parts(_SERVICES["dutiful_quote"] / "dutiful_quote") | _parts(_ROOT / "shared/src/dutiful_shared")

    assert beside - _forbidden_to("dutiful_quote.engine") == {"dutiful_quote.engine", "dutiful_shared.contract"}


@_of_each_service
def test_every_room_of_a_service_has_its_layer(service: str) -> None:
    rooms = {
        room for room in _parts(_SERVICES[service] / service) if (_SERVICES[service] / room.replace(".", "/")).is_dir()
    }
    layered = {
        module.strip()
        for contract in _CONTRACTS
        if contract["type"] == "layers"
        for layer in contract["layers"]
        for module in layer.replace(":", "|").split("|")
    }

    assert rooms - layered == {f"{service}.migrations"}
