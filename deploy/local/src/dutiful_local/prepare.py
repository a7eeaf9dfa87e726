"""What stands between empty servers and a first quote: schemas, tariffs, a sandbox merchant.

Each step is a command of `dutiful` that can be repeated: it does nothing, quickly, when nothing has changed.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

from dutiful_local.errors import LocalError
from dutiful_local.home import Home
from dutiful_local.processes import Child, run_to_end, spawn

KEY_FILE = "sandbox-key"
#: The secrets of the sandbox merchant's shops, and the one that is written last.
SHOPS_FOLDER = "sandbox"
_LAST_OF_SHOPS = "generic-shop"
_STAMP = "prepared"
#: What preparing depends on beside the migrations: the packaged facts, and what the sandbox merchant sells.
_PACKAGES = ("dutiful_quote.tariff.facts", "dutiful_quote.sandbox")


@dataclass(frozen=True, slots=True)
class Preparation:
    """Whether this home's database has been prepared for just this code; asking costs no import of a service.

    Only a database of our own is believed to be as we left it: another one is prepared at every start.
    """

    home: Home
    database: str

    def done(self) -> bool:
        """Whether nothing is to be done: the stamp is of this very code, and what is seeded is there."""
        stamp = self.home.root / _STAMP
        ours = stamp.is_file() and stamp.read_text(encoding="ascii") == self._fingerprint()
        seeded = (KEY_FILE, f"{SHOPS_FOLDER}/{_LAST_OF_SHOPS}")
        return ours and all((self.home.root / file).is_file() for file in seeded)

    def note(self) -> None:
        """Leave the stamp, once all is done."""
        (self.home.root / _STAMP).write_text(self._fingerprint(), encoding="ascii")

    def _fingerprint(self) -> str:
        """SHA-256 over every migration, every packaged fact, what the sandbox sells, and where the database is."""
        digest = hashlib.sha256(self.database.encode())
        packages = [*_PACKAGES, *(point.value for point in entry_points(group="dutiful.migrations"))]
        for package in sorted(packages):
            folder = find_spec(package)
            for place in (folder.submodule_search_locations or []) if folder else []:
                for file in sorted(Path(place).rglob("*")):
                    if file.is_file() and "__pycache__" not in file.parts:
                        digest.update(file.name.encode())
                        digest.update(file.read_bytes())
        return digest.hexdigest()


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
    """Load and activate the packaged tariffs, and make the sandbox merchant with its shops, side by side.

    Raises LocalError.
    """
    tariffs = dutiful(home, environ, "tariff-seed", "tariff", "seed")
    key_file = str(home.root / KEY_FILE)
    merchant = dutiful(home, environ, "merchant-sandbox", "merchant", "sandbox", "--key-file", key_file, secretive=True)
    run_to_end(merchant)
    run_to_end(dutiful(home, environ, "shop-sandbox", "shop", "sandbox", "--into", str(home.root / SHOPS_FOLDER)))
    run_to_end(tariffs)


def sandbox_key(home: Home) -> str:
    """The key of the sandbox merchant. Raises LocalError when there is none."""
    path = home.root / KEY_FILE
    try:
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise LocalError(f"the sandbox key is not in {path}: {error.strerror}") from error
