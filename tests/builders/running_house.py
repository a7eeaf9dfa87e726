"""All services in processes of their own, as `make run` starts them, with the sandbox merchant and its shops."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

from dutiful_local.home import Home
from dutiful_local.ports import Port, free_port
from dutiful_local.prepare import KEY_FILE, SHOPS_FOLDER, dutiful_program
from dutiful_local.run import note_environment, service_environment
from dutiful_local.server import wait_until_ready
from dutiful_local.services import FACTORIES, Services

#: Where `make run` serves: what examples say.
USUAL_URLS = {"quote": "http://127.0.0.1:8080", "classify": "http://127.0.0.1:8081", "docs": "http://127.0.0.1:8082"}


#: A machine that runs tests may be slow to load three services.
PATIENCE_SECONDS = 240.0
PATIENT = {"DUTIFUL_REQUEST_DEADLINE_MS": "30000", "DUTIFUL_TARIFF_POSTGRES_MS": "9000"}
#: Its database is shared with tests that send webhooks to this machine, which the house would refuse to do.
NO_WEBHOOKS = {"DUTIFUL_WEBHOOK_CONCURRENCY": "0"}


@dataclass(frozen=True, slots=True)
class House:
    """`folder` is where somebody stands who has called `make run` there; `environ` is of the commands."""

    folder: Path
    environ: Mapping[str, str]
    urls: Mapping[str, str]
    key: str

    def run(self, command: list[str | Path], text: str | None = None) -> str:
        """What a command prints that ends well."""
        done = subprocess.run(
            command, cwd=self.folder, env=self.environ, input=text, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def dutiful(self, *arguments: str) -> str:
        return self.run([dutiful_program(), *arguments])

    def here(self, text: str) -> str:
        """An example with the addresses of this house."""
        for name, usual in USUAL_URLS.items():
            text = text.replace(usual, self.urls[name])
        return text.replace("BaseUrls()", f"BaseUrls(**{dict(self.urls)!r})")


@contextmanager
def running_house(folder: Path, database_url: str, redis_url: str, key: str) -> Iterator[House]:
    """The house, ready; its database has the tariffs and the sandbox merchant, whose key is `key`."""
    root = Path(tempfile.mkdtemp(prefix="house-", dir=folder))
    home = Home(root / ".dutiful").ensure()
    key_file = home.root / KEY_FILE
    key_file.touch(mode=0o600)
    key_file.write_text(key, encoding="ascii")
    ports = {name: Port(name, "", free_port()) for name in FACTORIES}
    given = {**os.environ, "DUTIFUL_HOME": str(home.root), **PATIENT, **NO_WEBHOOKS}
    full = service_environment(home, given, database_url, redis_url, ports)
    note_environment(home, full)
    services = Services({name: port.number for name, port in ports.items()}, home, full)
    house = House(root, given, services.urls, key)
    try:
        house.dutiful("shop", "sandbox", "--into", str(home.root / SHOPS_FOLDER))
        services.launch()
        services.let_go()
        for url in services.urls.values():
            wait_until_ready(services.child, lambda url=url: _ready(url), PATIENCE_SECONDS)  # type: ignore[misc, arg-type]
        yield house
    finally:
        services.stop()
        shutil.rmtree(root, ignore_errors=True)


def _ready(url: str) -> bool:
    with contextlib.suppress(httpx2.TransportError):
        return httpx2.get(f"{url}/readyz", timeout=5).status_code == 200
    return False
