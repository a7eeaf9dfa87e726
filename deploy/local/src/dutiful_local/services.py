"""The three services as child processes."""

from __future__ import annotations

import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass

from dutiful_local.errors import LocalError
from dutiful_local.home import Home
from dutiful_local.ports import LOOPBACK
from dutiful_local.processes import Child, spawn
from dutiful_local.server import wait_until_ready

PROBE_TIMEOUT_SECONDS: float = 2.0  # twice the readiness timeout of a service
SHUTDOWN_SECONDS: int = 5  # running requests may end; each has a deadline below this
STOP_TURN: int = 0  # before the servers they stand on

FACTORIES: Mapping[str, str] = {
    "quote": "dutiful_quote.app:create_app",
    "classify": "dutiful_classify.app:create_app",
    "docs": "dutiful_docs.app:create_app",
}


@dataclass(slots=True)
class Service:
    """One uvicorn process. `environ` is its whole environment."""

    name: str
    port: int
    home: Home
    environ: Mapping[str, str]
    child: Child | None = None

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    def launch(self) -> None:
        command = [sys.executable, "-m", "uvicorn", "--factory", FACTORIES[self.name], "--host", LOOPBACK]
        command += ["--port", str(self.port), "--no-access-log", "--timeout-graceful-shutdown", str(SHUTDOWN_SECONDS)]
        self.child = spawn(self.home, self.name, command, environ=self.environ, turn=STOP_TURN)

    def wait_ready(self) -> None:
        assert self.child is not None, "launch() comes first"
        wait_until_ready(self.child, self._ready)

    def stop(self) -> None:
        if self.child is not None:
            self.child.stop()
            self.child = None

    def check(self) -> None:
        """Raise LocalError with the end of its log if it has ended by itself."""
        if self.child is not None and not self.child.running():
            code = self.child.wait()
            log = self.home.log(self.name)
            raise LocalError(f"{self.name} ended (exit {code}). The end of {log}:\n{self.child.log_tail()}")

    def _ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=PROBE_TIMEOUT_SECONDS) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            return False
