"""The servers and services of one machine, started together and stopped in the right order."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType

from dutiful_local.guard import Guard
from dutiful_local.home import Home
from dutiful_local.ports import Port, require_free
from dutiful_local.processes import stop_recorded
from dutiful_local.server import Server

DATABASE_VARIABLES = ("DUTIFUL_DATABASE_URL", "DATABASE_URL")
REDIS_VARIABLES = ("DUTIFUL_REDIS_URL", "REDIS_URL")


class Stack:
    """A home, its guard and its servers; a context manager that leaves no process behind.

    Entering holds the home's lock, stops what a killed start left, checks that `ports` are free, and starts
    the guard. Servers are started with `start`; whatever was spawned in the home is stopped on leaving.
    """

    def __init__(self, home: Home, ports: Mapping[str, Port]) -> None:
        self._home = home
        self._ports = ports
        self._lock = home.ensure().lock()
        self._guard: Guard | None = None
        self._servers: list[Server] = []
        self.leftovers: list[str] = []

    def __enter__(self) -> Stack:
        self._lock.__enter__()
        try:
            self.leftovers = stop_recorded(self._home.records)
            require_free(self._ports.values())
            self._guard = Guard(self._home)
        except BaseException:
            self._lock.__exit__(None, None, None)
            raise
        return self

    def start(self, *servers: Server) -> None:
        """Start the servers at the same time and wait until all answer. Raises LocalError."""
        for server in servers:
            self.launch(server)
        for server in servers:
            server.wait_ready()

    def launch(self, server: Server) -> None:
        """Start one server without waiting for it; it is stopped with the others. Raises LocalError."""
        self._servers.append(server)
        server.launch()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            stop_recorded(self._home.records)
            for server in self._servers:
                server.stop()
        finally:
            if self._guard is not None:
                self._guard.dismiss()
            self._lock.__exit__(None, None, None)


def given_url(environ: Mapping[str, str], variables: tuple[str, ...]) -> str | None:
    """The first of `variables` that is set: a server of the user's, to be used instead of ours."""
    return next((value for name in variables if (value := environ.get(name, "").strip())), None)


def asyncpg_url(url: str) -> str:
    """A PostgreSQL URL as SQLAlchemy's asyncio engine wants it: `postgresql+asyncpg://...`."""
    scheme, separator, rest = url.partition("://")
    if separator and scheme in {"postgres", "postgresql"}:
        return f"postgresql+asyncpg://{rest}"
    return url


def libpq_url(url: str) -> str:
    """The same URL as asyncpg and psql want it: `postgresql://...`."""
    scheme, separator, rest = url.partition("://")
    return f"postgresql://{rest}" if separator and scheme.startswith("postgres") else url
