"""`python -m dutiful_local run`: everything on this machine, until Ctrl-C."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import FrameType

from dutiful_local.errors import LocalError
from dutiful_local.home import Home, home_from_environment
from dutiful_local.ports import Port, ports_from_environment
from dutiful_local.postgres import Postgres
from dutiful_local.prepare import KEY_FILE, SHOPS_FOLDER, Preparation, load_facts, migrate, sandbox_key
from dutiful_local.server import Server
from dutiful_local.services import FACTORIES, Services
from dutiful_local.stack import DATABASE_VARIABLES, REDIS_VARIABLES, Stack, asyncpg_url, given_url
from dutiful_local.valkey import Valkey
from dutiful_quote.commands.show_example import ExampleRefusedError, show_example
from dutiful_shared.local_environment import ENVIRONMENT_FILE

EXAMPLE = "t-shirts-to-us"
WATCH_SECONDS: float = 0.5  # how soon a service that ended by itself, or a vanished parent, is noticed
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopRequested(BaseException):
    """Somebody asked the stack to stop."""


def run(environ: Mapping[str, str], *, once: bool = False, stop_with_parent: bool = False) -> None:
    """Start the stack, show a quote, and serve until a signal; `once` stops right after the quote.

    `stop_with_parent` also stops when the parent process is gone (`make` killed by SIGKILL tells nobody).
    Raises LocalError when something can't start or a service ends by itself.
    """
    home = home_from_environment(environ)
    ports = ports_from_environment(environ)
    parent = os.getppid() if stop_with_parent else None
    _react_to_signals()
    begun = time.monotonic()
    own = _ports_of_ours(environ, ports)
    try:
        with Stack(home, own) as stack:
            try:
                services = _start(stack, home, environ, ports)
                _welcome(home, services, time.monotonic() - begun)
                if not once:
                    _serve(services, parent)
            finally:
                _ignore_signals()  # a second Ctrl-C must not cut the shutdown short
                say("Stopping ...")
    except StopRequested:
        pass
    say("Stopped; the data stay in " + str(home.root))


def _start(stack: Stack, home: Home, environ: Mapping[str, str], ports: Mapping[str, Port]) -> Services:
    if stack.leftovers:
        say(f"  stopped what an earlier run had left: {', '.join(stack.leftovers)}")
    database, redis = given_url(environ, DATABASE_VARIABLES), given_url(environ, REDIS_VARIABLES)
    servers: list[Server] = []
    if database is None:
        servers.append(Postgres(home, ports["postgres"].number))
        database = servers[-1].url
    if redis is None:
        servers.append(Valkey(home, ports["valkey"].number))
        redis = servers[-1].url
    full = service_environment(home, environ, database, redis, ports)
    note_environment(home, full)
    services = Services({name: ports[name].number for name in FACTORIES}, home, full)
    stack.launch(services)  # they load their libraries while the servers start and are prepared
    with step(" and ".join(server.name for server in servers) or "servers of yours"):
        stack.start(*servers)
    preparation = Preparation(home, database)
    ours = any(isinstance(server, Postgres) for server in servers)
    if not (ours and preparation.done()):
        with step("schemas"):
            migrate(home, full)
        with step("tariffs and sandbox merchant"):
            load_facts(home, full)
        preparation.note()
    with step("services"):
        services.let_go()
        services.wait_ready()
    _show_example(home, services)
    return services


#: What the `dutiful` command reads where nothing is set (see `dutiful_shared.local_environment`). The keys that seal
#: secrets are among it: what a command seals, the services must open.
NOTED_VARIABLES = (
    "DUTIFUL_DATABASE_URL",
    "DUTIFUL_REDIS_URL",
    "DUTIFUL_ENVIRONMENT",
    "DUTIFUL_QUOTE_URL",
    "DUTIFUL_CLASSIFY_URL",
    "DUTIFUL_DOCS_URL",
    "DUTIFUL_SECRET_KEYS",
    "DUTIFUL_KEY_FILE",
)
#: The platforms' apps, where the run was given any.
NOTED_PREFIXES = ("DUTIFUL_SHOPIFY_", "DUTIFUL_BIGCOMMERCE_")


def service_environment(
    home: Home, environ: Mapping[str, str], database: str, redis: str, ports: Mapping[str, Port]
) -> dict[str, str]:
    """The environment of the services and of the `dutiful` commands."""
    own = {
        "DUTIFUL_DATABASE_URL": asyncpg_url(database),
        "DUTIFUL_REDIS_URL": redis,
        "DUTIFUL_ENVIRONMENT": "dev",
        "DUTIFUL_TOKEN_SECRET": environ.get("DUTIFUL_TOKEN_SECRET") or home.secret("token"),
        "DUTIFUL_SECRET_KEYS": environ.get("DUTIFUL_SECRET_KEYS") or f"local:{home.secret('vault')}",
        "DUTIFUL_LEDGER_KEYS": environ.get("DUTIFUL_LEDGER_KEYS") or f"local:{home.secret('ledger')}",
        "DUTIFUL_LEDGER_PUBLIC_URL": f"http://127.0.0.1:{ports['docs'].number}",
        "DUTIFUL_DOCUMENT_STORE": environ.get("DUTIFUL_DOCUMENT_STORE") or f"file://{home.root / 'documents'}",
        "DUTIFUL_JOURNAL_SPOOL": environ.get("DUTIFUL_JOURNAL_SPOOL") or str(home.root / "spool"),
        "DUTIFUL_TARIFF_COPIES": environ.get("DUTIFUL_TARIFF_COPIES") or str(home.root / "tariff-copies"),
        "DUTIFUL_KEY_FILE": str(home.root / KEY_FILE),
        "DUTIFUL_CONSOLE_KEY_FILE": str(home.root / KEY_FILE),
        **{f"DUTIFUL_{name.upper()}_URL": f"http://127.0.0.1:{ports[name].number}" for name in FACTORIES},
        "PYTHONUNBUFFERED": "1",
    }
    return {**environ, **own}


def note_environment(home: Home, environ: Mapping[str, str]) -> None:
    """Write where the stores are, so that the `dutiful` command finds them from this folder. It holds secrets."""
    apps = sorted(name for name in environ if name.startswith(NOTED_PREFIXES))
    lines = [f"{name}={environ[name]}" for name in (*NOTED_VARIABLES, *apps)]
    file = home.root / ENVIRONMENT_FILE
    file.touch(mode=0o600)
    file.chmod(0o600)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _show_example(home: Home, services: Services) -> None:
    say("")
    try:
        show_example(services.url, sandbox_key(home), EXAMPLE)
    except ExampleRefusedError as error:
        raise LocalError(f"the sample cart could not be quoted: {error}; see {home.log('quote')}") from error


def _welcome(home: Home, services: Services, seconds: float) -> None:
    say("")
    for name, url in services.urls.items():
        say(f"  {name:<9} {url}   API {url}/docs")
    say(f"  {'console':<9} {services.url}/")
    say(f"  {'key':<9} {sandbox_key(home)}   (in {home.root / KEY_FILE})")
    say(f"  {'shops':<9} {home.root / SHOPS_FOLDER}   (their secrets; see the handbook, For developers)")
    say(f"  {'logs':<9} {home.logs}")
    say(f"Ready in {seconds:.1f} s. Ctrl-C stops everything.")


def _serve(services: Services, parent: int | None) -> None:
    while True:
        time.sleep(WATCH_SECONDS)
        services.check()
        if parent is not None and os.getppid() != parent:
            raise StopRequested


def _ports_of_ours(environ: Mapping[str, str], ports: Mapping[str, Port]) -> dict[str, Port]:
    """The ports that this run will listen on itself."""
    foreign = set()
    if given_url(environ, DATABASE_VARIABLES):
        foreign.add("postgres")
    if given_url(environ, REDIS_VARIABLES):
        foreign.add("valkey")
    return {name: port for name, port in ports.items() if name not in foreign}


def _react_to_signals() -> None:
    def stop(number: int, frame: FrameType | None) -> None:
        raise StopRequested

    for number in STOP_SIGNALS:
        signal.signal(number, stop)


def _ignore_signals() -> None:
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def say(text: str) -> None:
    """One line for the person at the terminal; a closed terminal is no reason to leave the servers running."""
    try:
        print(text, flush=True)
    except (BrokenPipeError, OSError):
        return


@contextmanager
def step(what: str) -> Iterator[None]:
    """Tell what is done and how long it took."""
    begun = time.monotonic()
    yield
    say(f"  {what:<34} {time.monotonic() - begun:5.1f} s")
