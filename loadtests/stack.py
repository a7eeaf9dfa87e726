"""A stack of its own for a measurement: fresh data, free ports, no limits of keys."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from dutiful_local.ports import free_port

#: The longest to wait for the copies of the tariffs, on a machine that does other work too.
_COPIES_SECONDS: Final = 300.0
PORTS: Final = ("POSTGRES", "VALKEY", "QUOTE", "CLASSIFY", "DOCS")


@contextmanager
def fresh_home(prefix: str) -> Iterator[dict[str, str]]:
    """The environment of a stack that does not run yet; its data is gone afterwards."""
    base = Path(".dutiful").resolve()  # in the project, so that the servers' own user can reach it
    base.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=prefix, dir=base) as folder:
        Path(folder).chmod(0o755)
        ports = {f"DUTIFUL_{name}_PORT": str(free_port()) for name in PORTS}
        kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
        # A measurement has one key, whose limit is not what is measured.
        yield {**kept, **ports, "DUTIFUL_HOME": folder, "DUTIFUL_LIMITS_ENFORCED": "false"}


@contextmanager
def running(environ: Mapping[str, str]) -> Iterator[float]:
    """The running stack; yields the seconds it took to be ready, as it says itself."""
    process = subprocess.Popen(
        [sys.executable, "-m", "dutiful_local", "run", "--stop-with-parent"],
        env=dict(environ),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        for line in process.stdout:
            if found := re.search(r"Ready in ([\d.]+) s", line):
                _wait_for_copies(environ)
                yield float(found[1])
                break
        else:
            raise SystemExit("the stack could not be started; run `make run` to see why")
    finally:
        process.send_signal(signal.SIGTERM)
        process.stdout.read()
        process.wait()


def _wait_for_copies(environ: Mapping[str, str]) -> None:
    """Return when the tariffs are copied: a new stack does that in its first minute, beside the quotes."""
    ends = time.monotonic() + _COPIES_SECONDS
    while time.monotonic() < ends:
        with urllib.request.urlopen(f"{quote_url(environ)}/metrics", timeout=30) as answer:
            if b"\ndutiful_tariff_copies_whole 1.0\n" in answer.read():
                return
        time.sleep(1)
    raise SystemExit("the stack did not copy its tariffs; read its log of quotes for work=tariff-copies")


def quote_url(environ: Mapping[str, str]) -> str:
    return f"http://127.0.0.1:{environ['DUTIFUL_QUOTE_PORT']}"


def sandbox_key(environ: Mapping[str, str]) -> str:
    return (Path(environ["DUTIFUL_HOME"]) / "sandbox-key").read_text(encoding="ascii").strip()
