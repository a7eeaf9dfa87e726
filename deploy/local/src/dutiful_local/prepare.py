"""What stands between empty servers and a first quote: schemas, tariffs, a sandbox merchant.

Each step is a command of `dutiful` that can be repeated: it does nothing, quickly, when nothing has changed.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from dutiful_local.errors import LocalError
from dutiful_local.home import Home
from dutiful_local.processes import Child, run_to_end, spawn

KEY_FILE = "sandbox-key"


def dutiful_program() -> Path:
    """The `dutiful` command of this environment. Raises LocalError when it is not installed."""
    program = Path(sys.executable).parent / "dutiful"
    if not program.is_file():
        raise LocalError(f"{program} is not installed. Run `make setup`")
    return program


def dutiful(home: Home, environ: Mapping[str, str], name: str, *arguments: str, secretive: bool = False) -> Child:
    """Start `dutiful ARGUMENTS`; its output goes to the log of `name`, unless it is `secretive`."""
    return spawn(home, name, [dutiful_program(), *arguments], environ=environ, secretive=secretive)


def migrate(home: Home, environ: Mapping[str, str]) -> None:
    """Bring every schema to its newest revision. Raises LocalError."""
    run_to_end(dutiful(home, environ, "migrate", "migrate"))


def load_facts(home: Home, environ: Mapping[str, str]) -> None:
    """Load and activate the packaged tariffs, and make the sandbox merchant, side by side. Raises LocalError."""
    tariffs = dutiful(home, environ, "tariff-seed", "tariff", "seed")
    key_file = str(home.root / KEY_FILE)
    merchant = dutiful(home, environ, "merchant-sandbox", "merchant", "sandbox", "--key-file", key_file, secretive=True)
    run_to_end(merchant)
    run_to_end(tariffs)


def sandbox_key(home: Home) -> str:
    """The key of the sandbox merchant. Raises LocalError when there is none."""
    path = home.root / KEY_FILE
    try:
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise LocalError(f"the sandbox key is not in {path}: {error.strerror}") from error
