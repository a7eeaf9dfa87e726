"""The lists in the import contracts are whole."""

import tomllib
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_SOURCE = _ROOT / "services/quote/src"


def test_every_repository_of_the_quote_service_is_closed_to_its_api() -> None:
    contracts = tomllib.loads((_ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    closed = {
        module
        for contract in contracts
        if contract["type"] == "forbidden" and "dutiful_quote.api" in contract["source_modules"]
        for module in contract["forbidden_modules"]
    }
    kept = {".".join(file.relative_to(_SOURCE).with_suffix("").parts) for file in _SOURCE.rglob("*_repository.py")}
    assert kept
    assert kept <= closed
