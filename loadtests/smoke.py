"""`make load`: a short run of shoppers against the running services, or against a stack of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dutiful_local.home import home_from_environment
from dutiful_local.ports import ports_from_environment
from dutiful_local.prepare import KEY_FILE
from loadtests.report import Criteria, outcome

START_PATIENCE_SECONDS: float = 300.0  # a first start loads all tariffs
LOCUSTFILE = Path(__file__).parent / "locustfile.py"


def main() -> int:
    """Run, print the percentiles, and return 1 when a criterion is not held."""
    criteria = Criteria.read()
    url = (
        os.environ.get("DUTIFUL_QUOTE_URL") or f"http://127.0.0.1:{ports_from_environment(os.environ)['quote'].number}"
    )
    with _service(url):
        entries = _locust(url, _key(), criteria)
    measured = outcome(entries)
    percentiles = "  ".join(f"p{share} {measured.percentile(share / 100)} ms" for share in (50, 95, 99))
    rate = measured.requests / criteria.seconds
    print(f"{measured.requests} requests, {measured.errors} errors, {rate:.0f}/s  {percentiles}")
    breaches = measured.breaches(criteria)
    for breach in breaches:
        print(f"not held: {breach}", file=sys.stderr)
    return 1 if breaches else 0


def _key() -> str:
    if key := os.environ.get("DUTIFUL_API_KEY"):
        return key
    return (home_from_environment(os.environ).root / KEY_FILE).read_text(encoding="ascii").strip()


@contextmanager
def _service(url: str) -> Iterator[None]:
    """The running service if it is ready, else one that is started for this run and stopped after it."""
    if _ready(url):
        yield
        return
    command = [sys.executable, "-m", "dutiful_local", "run", "--stop-with-parent"]
    # All shoppers share one key, whose limit is not what is measured.
    environ = {**os.environ, "DUTIFUL_LIMITS_ENFORCED": "false"}
    stack = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL)
    try:
        _wait(stack, url)
        yield
    finally:
        stack.send_signal(signal.SIGTERM)
        stack.wait()


def _wait(stack: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + START_PATIENCE_SECONDS
    while not _ready(url):
        if stack.poll() is not None:
            raise SystemExit(f"the stack could not be started (exit {stack.returncode}); run `make run` to see why")
        if time.monotonic() > deadline:
            raise SystemExit(f"{url} was not ready within {START_PATIENCE_SECONDS:.0f} s")
        time.sleep(0.2)


def _ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False


def _locust(url: str, key: str, criteria: Criteria) -> list[dict[str, object]]:
    command = [sys.executable, "-m", "locust", "-f", str(LOCUSTFILE), "--headless", "--host", url, "--json"]
    command += ["-u", str(criteria.users), "-r", str(criteria.users), "-t", f"{criteria.seconds}s"]
    command += ["--only-summary", "--exit-code-on-error", "0", "--loglevel", "WARNING"]
    environ = {**os.environ, "DUTIFUL_API_KEY": key, "DUTIFUL_LOAD_SEED": str(criteria.seed)}
    done = subprocess.run(command, env=environ, stdout=subprocess.PIPE, check=False)
    if done.returncode != 0:
        raise SystemExit(f"locust ended with exit code {done.returncode}")
    entries: list[dict[str, object]] = json.loads(done.stdout)
    return entries


if __name__ == "__main__":
    sys.exit(main())
