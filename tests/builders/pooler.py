"""A PgBouncer in transaction mode, as production has it: a database for each role, which logs in as that role."""

from __future__ import annotations

import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from secrets import token_urlsafe

import asyncpg
import pytest
from sqlalchemy import make_url

from dutiful_local.home import Home
from dutiful_local.ports import LOOPBACK, free_port
from dutiful_local.privileges import unprivileged_launch
from dutiful_local.processes import Child, spawn
from dutiful_local.server import wait_until_ready
from dutiful_shared.service.roles import ROLES


class Pooler:
    """PgBouncer on 127.0.0.1.

    Args:
        home: where its file and its log lie.
        database_url: the database behind it.
        logins: database of the pooler -> role and password that it logs in with.
        server_connections: to PostgreSQL, for each database; few, so that transactions of different clients share.
    """

    name = "pgbouncer"

    def __init__(
        self, home: Home, database_url: str, logins: dict[str, tuple[str, str]], server_connections: int = 2
    ) -> None:
        program = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
        if program is None:
            pytest.skip("pgbouncer is not installed (apt-get install pgbouncer)")
        self._home, self._program, self._port = home, Path(program), free_port()
        self._behind, self._logins, self._size = make_url(database_url), logins, server_connections
        self._child: Child | None = None

    @property
    def url(self) -> str:
        return f"postgresql+asyncpg://dutiful:known@{LOOPBACK}:{self._port}/dutiful"

    def launch(self) -> None:
        users, settings = self._home.root / "users.txt", self._home.root / "pgbouncer.ini"
        users.write_text('"dutiful" "known"\n')
        settings.write_text(self._settings(users))
        launch = unprivileged_launch([self._home.root, self._program])
        for file in (users, settings):
            file.chmod(0o600)
            launch.own(file)
        self._child = spawn(self._home, self.name, [self._program, settings], launch=launch, folder=Path("/"), turn=5)

    def wait_ready(self) -> None:
        assert self._child is not None, "launch() comes first"
        wait_until_ready(self._child, self._answers)

    def stop(self) -> None:
        if self._child is not None:
            self._child.stop()
            self._child = None

    def _settings(self, users: Path) -> str:
        at = f"host={self._behind.host} port={self._behind.port} dbname={self._behind.database}"
        databases = [f"{name} = {at} user={role} password={key}" for name, (role, key) in self._logins.items()]
        pooling = [
            f"listen_addr = {LOOPBACK}",
            f"listen_port = {self._port}",
            "unix_socket_dir =",
            "auth_type = scram-sha-256",
            f"auth_file = {users}",
            "pool_mode = transaction",
            f"default_pool_size = {self._size}",
            "max_client_conn = 200",
        ]
        return "\n".join(["[databases]", *databases, "[pgbouncer]", *pooling, ""])

    def _answers(self) -> bool:
        try:
            socket.create_connection((LOOPBACK, self._port), 1.0).close()
        except OSError:
            return False
        return True


@asynccontextmanager
async def roles_that_log_in(postgres_url: str) -> AsyncIterator[dict[str, tuple[str, str]]]:
    """Let the roles of the services log in for a while: database of the pooler -> role and password."""
    known = {role: (role, token_urlsafe()) for role in ROLES}
    connection = await asyncpg.connect(postgres_url)
    for role, (_, password) in known.items():
        await connection.execute(f"ALTER ROLE {role} LOGIN PASSWORD '{password}'")
    yield known
    for role in known:
        await connection.execute(f"ALTER ROLE {role} NOLOGIN PASSWORD NULL")
    await connection.close()
