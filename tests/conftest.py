"""What every test may rely on: real servers of their own, no network, and a strict mode in which nothing is skipped."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import asyncpg
import hypothesis
import pytest
import redis
from pytest_socket import _remove_restrictions, disable_socket, socket_allow_hosts

from dutiful_local.home import Home
from dutiful_local.ports import free_port
from dutiful_local.postgres import Postgres
from dutiful_local.stack import DATABASE_VARIABLES, REDIS_VARIABLES, Stack, asyncpg_url, given_url, libpq_url
from dutiful_local.valkey import Valkey
from dutiful_quote.settings import QuoteSettings
from dutiful_quote.tariff.releases import ReleaseStore
from dutiful_quote.tariff.seed import seed
from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.account.sandbox import sandbox_key
from dutiful_shared.service.migrate import declared_schemas, migrate
from dutiful_shared.service.postgres import connect

# How fast a machine makes examples is nothing that a test may fail by.
hypothesis.settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
if hypothesis.settings.get_current_profile_name() == "default":
    hypothesis.settings.load_profile("any machine")

TESTS = Path(__file__).resolve().parent
PROJECT = TESTS.parent
WITHOUT_SOCKETS = ("unit", "property", "oracle")
LOOPBACK_HOSTS = ["127.0.0.1", "::1", "localhost"]

# ---------------------------------------------------------------------------------------------- network


@pytest.fixture(autouse=True)
def _network(request: pytest.FixtureRequest) -> Iterator[None]:
    """No sockets in unit and property tests; only the machine itself elsewhere."""
    room = request.path.relative_to(TESTS).parts[0]
    if room in WITHOUT_SOCKETS:
        disable_socket(allow_unix_socket=True)  # the event loop wakes itself through a socket pair
    else:
        socket_allow_hosts(LOOPBACK_HOSTS, allow_unix_socket=True)
    yield
    _remove_restrictions()


# ---------------------------------------------------------------------------------------------- servers


@dataclass(frozen=True, slots=True)
class Servers:
    """The servers of this run. `postgres_url` may create databases; `redis_url` is this run's alone."""

    postgres_url: str
    redis_url: str
    postgres: Postgres | None
    valkey: Valkey | None


@pytest.fixture(scope="session")
def local_home() -> Iterator[Home]:
    """A state folder for this run alone. It lies in the project, so that the servers' user can reach it."""
    base = PROJECT / ".dutiful" / "tests"
    base.mkdir(parents=True, exist_ok=True)
    root = Path(tempfile.mkdtemp(prefix="run-", dir=base))
    yield Home(root).ensure()
    shutil.rmtree(root)


@pytest.fixture(scope="session")
def servers(local_home: Home) -> Iterator[Servers]:
    """PostgreSQL and Valkey on free ports (so that the suite runs beside `make run`), or the ones that the
    environment names by DATABASE_URL and REDIS_URL.
    """
    given_database = given_url(os.environ, DATABASE_VARIABLES)
    given_redis = given_url(os.environ, REDIS_VARIABLES)
    postgres = None if given_database else Postgres(local_home, free_port(), durable=False)
    valkey = None if given_redis else Valkey(local_home, free_port())
    if given_redis:
        _require_empty(given_redis)
    with Stack(local_home, {}) as stack:
        stack.start(*(server for server in (postgres, valkey) if server is not None))
        yield Servers(
            postgres_url=postgres.admin_url if postgres else libpq_url(given_database or ""),
            redis_url=valkey.url if valkey else given_redis or "",
            postgres=postgres,
            valkey=valkey,
        )


def _require_empty(url: str) -> None:
    """The tests flush the Redis database they use; somebody's data must not be in it."""
    with redis.Redis.from_url(url) as client:
        if client.dbsize():
            pytest.exit("the tests empty the database of REDIS_URL, and it holds keys: name an empty one", 4)


@pytest.fixture(scope="session")
def postgres_url(servers: Servers) -> str:
    """`postgresql://...` of a role that may create databases."""
    return servers.postgres_url


def _database_url(servers: Servers, database: str) -> str:
    base = servers.postgres.url if servers.postgres else servers.postgres_url
    head, _, tail = base.partition("://")
    address, _, rest = tail.partition("/")
    _, question, options = rest.partition("?")
    return asyncpg_url(f"{head}://{address}/{database}{question}{options}")


async def _create_database(servers: Servers, template: str) -> str:
    name = f"test_{uuid4().hex[:12]}"
    connection = await asyncpg.connect(servers.postgres_url)
    try:
        owner = "dutiful" if servers.postgres else await connection.fetchval("SELECT current_user")
        await connection.execute(f'CREATE DATABASE {name} TEMPLATE {template} OWNER "{owner}"')
    finally:
        await connection.close()
    return name


async def _drop_database(servers: Servers, name: str) -> None:
    connection = await asyncpg.connect(servers.postgres_url)
    try:
        await connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    finally:
        await connection.close()


@pytest.fixture(scope="session")
async def migrated_template(servers: Servers) -> AsyncIterator[str]:
    """The name of a database in which every schema stands at its newest revision."""
    name = await _create_database(servers, "template0")
    for schema, package in declared_schemas().items():
        await migrate(_database_url(servers, name), package, schema)
    yield name
    await _drop_database(servers, name)


@pytest.fixture(scope="module")
async def database_url(servers: Servers, migrated_template: str) -> AsyncIterator[str]:
    """`postgresql+asyncpg://...` of a fresh, migrated database for this module, of a role that is no superuser."""
    name = await _create_database(servers, migrated_template)
    yield _database_url(servers, name)
    await _drop_database(servers, name)


@pytest.fixture(scope="session")
async def seeded_database_url(servers: Servers, migrated_template: str) -> AsyncIterator[str]:
    """A database with all packaged facts loaded and active; shared by all tests that quote from them."""
    name = await _create_database(servers, migrated_template)
    url = _database_url(servers, name)
    engine = connect(QuoteSettings(database_url=url), statement_timeout_ms=0)
    await seed(ReleaseStore(engine))
    await engine.dispose()
    yield url
    await _drop_database(servers, name)


@pytest.fixture(scope="session")
async def sandbox(seeded_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The key of the sandbox merchant."""
    engine = connect(QuoteSettings(database_url=seeded_database_url))
    file = tmp_path_factory.mktemp("key") / "sandbox-key"
    found = await sandbox_key(AccountRepository(engine), file, "tests")
    await engine.dispose()
    return found.key


@pytest.fixture
async def empty_database_url(servers: Servers) -> AsyncIterator[str]:
    """`postgresql+asyncpg://...` of a fresh database without any schema, for this test."""
    name = await _create_database(servers, "template0")
    yield _database_url(servers, name)
    await _drop_database(servers, name)


@pytest.fixture
def redis_url(servers: Servers) -> str:
    """`redis://...` of a database that is empty when the test starts."""
    with redis.Redis.from_url(servers.redis_url) as client:
        client.flushdb()
    return servers.redis_url


@pytest.fixture
def spare_home(local_home: Home) -> Iterator[Home]:
    """A state folder for this test alone."""
    root = Path(tempfile.mkdtemp(prefix="spare-", dir=local_home.root))
    root.chmod(0o755)
    yield Home(root).ensure()
    shutil.rmtree(root, ignore_errors=True)


@pytest.fixture
def spare_valkey(spare_home: Home) -> Iterator[Valkey]:
    """A running Valkey that this test may `stop()`, `kill()` and start again (`launch()`, `wait_ready()`)."""
    server = Valkey(spare_home, free_port())
    with Stack(spare_home, {}) as stack:
        stack.start(server)
        yield server


@pytest.fixture
def spare_postgres(spare_home: Home) -> Iterator[Postgres]:
    """A running PostgreSQL, empty, that this test may `stop()`, `kill()` and start again."""
    server = Postgres(spare_home, free_port(), durable=False)
    with Stack(spare_home, {}) as stack:
        stack.start(server)
        yield server


@pytest.fixture(scope="session")
def official_files() -> Path:
    """The folder of official tariff files that `make official` names. Without it the test fails, never skips."""
    folder = Path(os.environ.get("OFFICIAL_FILES") or "OFFICIAL_FILES is not set")
    if not folder.is_dir():
        pytest.fail(f"the official tariff files are not there: {folder}")
    return folder


# ---------------------------------------------------------------------------------------------- strict mode


class StrictRun:
    """With STRICT=1 a test that was skipped, or was expected to fail, makes the run fail."""

    def __init__(self) -> None:
        self._left_out: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped or hasattr(report, "wasxfail"):
            self._left_out.append(f"{report.nodeid}: {_reason(report)}")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self._left_out.append(f"{report.nodeid}: {_reason(report)}")

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self._left_out and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self._left_out:
            terminalreporter.section("STRICT=1: these tests did not run to a verdict", red=True)
            for line in self._left_out:
                terminalreporter.line(line)


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    if isinstance(report.longrepr, tuple):
        return str(report.longrepr[2])
    return str(getattr(report, "wasxfail", "") or "skipped")


def pytest_configure(config: pytest.Config) -> None:
    # Commands under test find no run of `make run` that is up meanwhile, neither here nor in a home of its own.
    os.environ["DUTIFUL_HOME"] = os.devnull
    # Commands print as on a wide terminal, whatever the one is in which the tests run.
    os.environ["COLUMNS"] = "240"
    if os.environ.get("STRICT") == "1":
        config.pluginmanager.register(StrictRun(), "dutiful-strict")
