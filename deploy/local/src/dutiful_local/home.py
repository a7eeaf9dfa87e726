"""The folder that holds everything the local stack keeps: data, logs, secrets, process records."""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dutiful_local.errors import LocalError

SECRET_BYTES: int = (
    32  # 256 bits, also the length of a key: nobody guesses it, and it still fits in a URL without escapes
)


@dataclass(frozen=True, slots=True)
class Home:
    """Paths below one state folder. `root` is absolute."""

    root: Path

    @property
    def go(self) -> Path:
        """The file whose presence tells the services that their servers are prepared."""
        return self.root / "go"

    @property
    def logs(self) -> Path:
        """The folder of logs, one file for each process."""
        return self.root / "logs"

    @property
    def records(self) -> Path:
        """The folder of process records, by which a later start finds what an earlier one left."""
        return self.root / "run"

    def log(self, name: str) -> Path:
        """The log file of the process `name`."""
        return self.logs / f"{name}.log"

    def ensure(self) -> Home:
        """Create the folders. They are traversable by others because the servers may run as another user;
        secrets inside are files of mode 0600.

        Raises:
            LocalError: one cannot be created.
        """
        for folder in (self.root, self.logs, self.records):
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise LocalError(
                    f"cannot create {folder}: {error.strerror}. Set DUTIFUL_HOME to a folder you may write"
                ) from error
        if self.root.stat().st_uid == os.geteuid():
            self.root.chmod(0o755)
            self.records.chmod(0o700)
            self.logs.chmod(0o700)
        return self

    def secret(self, name: str) -> str:
        """The secret kept under `name`, made at random (URL-safe text) on first use; the file has mode 0600.

        Raises:
            LocalError: the file is empty.
        """
        path = self.root / f"{name}.secret"
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            value = path.read_text(encoding="ascii").strip()
            if not value:
                raise LocalError(
                    f"{path} is empty. Remove {self.root} to start afresh, or put the password back"
                ) from None
            return value
        value = secrets.token_urlsafe(SECRET_BYTES)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(value)
        return value

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the folder for one running stack.

        Raises LocalError naming the holder's process id when another stack holds it. The kernel lets go of
        the lock when its holder dies, however it dies.
        """
        path = self.root / "lock"
        with path.open("a+", encoding="ascii") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                file.seek(0)
                holder = file.read().strip() or "unknown"
                raise LocalError(
                    f"Dutiful already runs from {self.root} (process {holder}). Stop it with Ctrl-C there, "
                    "or set DUTIFUL_HOME and other ports for a second one"
                ) from error
            file.truncate(0)
            file.write(str(os.getpid()))
            file.flush()
            yield


def home_from_environment(environ: Mapping[str, str]) -> Home:
    """DUTIFUL_HOME, else `.dutiful` of the project this package is installed from, else of the current folder."""
    if chosen := environ.get("DUTIFUL_HOME"):
        return Home(Path(chosen).expanduser().resolve())
    project = Path(__file__).resolve().parents[4]
    base = project if (project / "uv.lock").is_file() else Path.cwd()
    return Home(base / ".dutiful")
