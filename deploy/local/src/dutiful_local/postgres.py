"""A real PostgreSQL from the wheel's programs, under our own lifecycle."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path

from dutiful_local.binaries import postgres_program
from dutiful_local.errors import LocalError
from dutiful_local.home import Home
from dutiful_local.ports import LOOPBACK
from dutiful_local.privileges import Launch, unprivileged_launch
from dutiful_local.processes import Child, run_to_end, spawn
from dutiful_local.server import wait_until_ready

SUPERUSER = "postgres"
OWNER = "dutiful"  # owns the databases and makes the request roles; neither superuser nor BYPASSRLS
DATABASE = "dutiful"
STOP_TURN: int = 20  # after the services and the cache

SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",  # TCP only: a socket file would need a short path that every user may enter
    "shared_buffers": "128MB",
    "max_connections": "100",
    "max_wal_size": "512MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    "lc_messages": "C",
}
# For tests alone: a crash of the machine may lose data, a crash of the server doesn't.
VOLATILE_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "64MB"}

_CREATE_OWNER = """
SELECT format('CREATE ROLE %I LOGIN CREATEROLE PASSWORD %L', :'owner', :'password')
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'owner') \\gexec
SELECT format('ALTER ROLE %I CREATEROLE', :'owner')
WHERE EXISTS (SELECT FROM pg_roles WHERE rolname = :'owner' AND NOT rolcreaterole) \\gexec
SELECT format('CREATE DATABASE %I OWNER %I', :'database', :'owner')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \\gexec
"""


class Postgres:
    """PostgreSQL on 127.0.0.1:`port`, its data in `home`/postgres.

    The first launch creates the cluster, the role `dutiful` and the database `dutiful`. `durable=False` turns
    off fsync (tests).
    """

    name = "postgres"

    def __init__(self, home: Home, port: int, *, durable: bool = True) -> None:
        self._home = home
        self._port = port
        self._durable = durable
        self._child: Child | None = None

    @property
    def port(self) -> int:
        """The TCP port on 127.0.0.1."""
        return self._port

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self._child.popen.pid if self._child and self._child.running() else None

    @property
    def url(self) -> str:
        """Of the role `dutiful` on the database `dutiful`."""
        return self.url_of(DATABASE)

    def url_of(self, database: str) -> str:
        """Of the role `dutiful` on `database`."""
        return f"postgresql://{OWNER}:{self._home.secret('postgres')}@{LOOPBACK}:{self._port}/{database}"

    @property
    def admin_url(self) -> str:
        """Of the superuser."""
        return f"postgresql://{SUPERUSER}:{self._home.secret('postgres-admin')}@{LOOPBACK}:{self._port}/postgres"

    @property
    def _data(self) -> Path:
        return self._home.root / "postgres"

    def launch(self) -> None:
        """Start the server; the first time its cluster is made before. Returns before it takes connections.

        Raises:
            LocalError: the cluster cannot be made, or is another user's or of another version.
        """
        program = postgres_program("postgres")
        launch = unprivileged_launch([self._home.root, program])
        if not self._data.exists():
            self._create_cluster(launch)
        self._check_cluster(launch)
        settings = SETTINGS | ({} if self._durable else VOLATILE_SETTINGS) | {"port": str(self._port)}
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        self._child = spawn(
            self._home,
            self.name,
            [program, "-D", self._data, *options],
            launch=launch,
            environ=_server_environment(),
            folder=Path("/"),
            stop_signal=signal.SIGINT,  # "fast shutdown": ends sessions, writes a checkpoint, exits
            turn=STOP_TURN,
        )

    def wait_ready(self) -> None:
        """Return when it takes connections and our database is there."""
        assert self._child is not None, "launch() comes first"
        wait_until_ready(self._child, self._answers)
        self._psql(_CREATE_OWNER, owner=OWNER, database=DATABASE, password=self._home.secret("postgres"))

    def stop(self) -> None:
        """Stop it, if it runs; the data stays."""
        if self._child is not None:
            self._child.stop()
            self._child = None

    def kill(self) -> None:
        """End it as a crash would (tests of recovery)."""
        if self._child is not None:
            self._child.kill()
            self._child = None

    def _answers(self) -> bool:
        probe = [str(postgres_program("pg_isready")), "-q", "-h", LOOPBACK, "-p", str(self._port), "-d", "postgres"]
        return subprocess.run(probe, check=False).returncode == 0  # noqa: S603

    def _create_cluster(self, launch: Launch) -> None:
        """Make the cluster beside its place and move it there whole: an interrupted start leaves no half of one."""
        draft = self._home.root / "postgres.new"
        password = self._home.root / "postgres.initial-password"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        launch.own(draft)
        password.unlink(missing_ok=True)
        with os.fdopen(os.open(password, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(self._home.secret("postgres-admin"))
        launch.own(password)
        command: list[str | Path] = [postgres_program("initdb"), "-D", draft, "-U", SUPERUSER, f"--pwfile={password}"]
        command += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"]
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        if not self._durable:
            command.append("--no-sync")
        try:
            child = spawn(
                self._home,
                "initdb",
                command,
                launch=launch,
                environ=_server_environment(),
                folder=Path("/"),
                turn=STOP_TURN,
            )
            run_to_end(child)
        finally:
            password.unlink(missing_ok=True)
        draft.rename(self._data)

    def _check_cluster(self, launch: Launch) -> None:
        expected = launch.owner[0] if launch.owner else os.geteuid()
        if self._data.stat().st_uid != expected:
            raise LocalError(
                f"{self._data} belongs to user {self._data.stat().st_uid}, but PostgreSQL would run as {expected}. "
                "Start as the user who started it first, or set DUTIFUL_HOME to another folder"
            )
        written_by = (self._data / "PG_VERSION").read_text(encoding="ascii").strip()
        installed = _installed_major_version()
        if written_by != installed:
            raise LocalError(
                f"{self._data} was written by PostgreSQL {written_by}, installed is {installed}. "
                "Dump it with the old version, or remove the folder to start afresh"
            )

    def _psql(self, script: str, **variables: str) -> None:
        target = f"postgresql://{SUPERUSER}@{LOOPBACK}:{self._port}/postgres"
        command = [str(postgres_program("psql")), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", target]
        # Secrets travel on standard input: a command line can be read by every user of the machine.
        preamble = "".join(f"\\set {key} '{value}'\n" for key, value in variables.items())
        environ = _server_environment() | {"PGPASSWORD": self._home.secret("postgres-admin")}
        done = subprocess.run(  # noqa: S603
            command, input=preamble + script, env=environ, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise LocalError(f"PostgreSQL refused the set-up: {done.stderr.strip()}")


def _server_environment() -> dict[str, str]:
    """The environment without PG* variables of the user, which would redirect the programs elsewhere."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    return kept | {"LC_ALL": "C", "TZ": "UTC"}


def _installed_major_version() -> str:
    # "postgres (PostgreSQL) 18.6"
    command = [str(postgres_program("postgres")), "--version"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()[-1].split(".")[0]  # noqa: S603
