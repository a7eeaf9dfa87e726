"""Start, stop, and every way of being killed: nothing is left running and nothing that was written is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import asyncpg
import psutil
import pytest

from dutiful_local.errors import LocalError, PortTakenError
from dutiful_local.home import Home
from dutiful_local.ports import Port, free_port
from dutiful_local.postgres import Postgres
from dutiful_local.processes import read_records, spawn, stop_recorded
from dutiful_local.server import wait_until_ready
from dutiful_local.stack import Stack
from dutiful_local.valkey import Valkey

pytestmark = pytest.mark.integration

HOLDER = """
import sys, time
from pathlib import Path
from dutiful_local.home import Home
from dutiful_local.postgres import Postgres
from dutiful_local.stack import Stack
from dutiful_local.valkey import Valkey

home = Home(Path(sys.argv[1]))
with Stack(home, {}) as stack:
    stack.start(Postgres(home, int(sys.argv[2]), durable=False), Valkey(home, int(sys.argv[3])))
    print(stack._guard.pid, flush=True)
    time.sleep(600)
"""


class Holder:
    """Another process that holds a running stack, to be killed."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.postgres_port = free_port()
        command = [sys.executable, "-c", HOLDER, str(home.root), str(self.postgres_port), str(free_port())]
        self.popen = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.popen.stdout is not None
        self.guard = psutil.Process(int(self.popen.stdout.readline()))
        self.servers = [process for record in read_records(home.records) if (process := record.process())]

    def kill(self) -> None:
        self.popen.kill()
        self.popen.wait()

    def close(self) -> None:
        self.kill()
        assert self.popen.stdout is not None
        self.popen.stdout.close()
        stop_recorded(self.home.records)


@pytest.fixture
def holder(spare_home: Home) -> Iterator[Holder]:
    holder = Holder(spare_home)
    yield holder
    holder.close()


def eventually(check: Callable[[], bool], seconds: float = 20.0) -> bool:
    deadline = time.monotonic() + seconds
    while not check():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def gone(processes: list[psutil.Process]) -> bool:
    return not any(process.is_running() and process.status() != psutil.STATUS_ZOMBIE for process in processes)


def descendants(pid: int | None) -> list[psutil.Process]:
    assert pid is not None
    parent = psutil.Process(pid)
    return [parent, *parent.children(recursive=True)]


async def execute(postgres: Postgres, statement: str) -> object:
    connection = await asyncpg.connect(postgres.url)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


def test_leaving_a_stack_leaves_no_process(spare_home: Home) -> None:
    postgres, valkey = Postgres(spare_home, free_port(), durable=False), Valkey(spare_home, free_port())
    with Stack(spare_home, {}) as stack:
        stack.start(postgres, valkey)
        processes = descendants(postgres.pid) + descendants(valkey.pid)
    assert gone(processes)
    assert read_records(spare_home.records) == []


def test_an_error_inside_a_stack_leaves_no_process(spare_home: Home) -> None:
    valkey = Valkey(spare_home, free_port())
    processes: list[psutil.Process] = []

    def fail() -> None:
        with Stack(spare_home, {}) as stack:
            stack.start(valkey)
            processes.extend(descendants(valkey.pid))
            raise RuntimeError("boom")

    with pytest.raises(RuntimeError, match="boom"):
        fail()
    assert gone(processes)


def test_the_guard_stops_the_servers_of_a_killed_holder(holder: Holder) -> None:
    assert len(holder.servers) == 2
    holder.kill()
    assert eventually(lambda: gone([*holder.servers, holder.guard]))


def test_the_guard_lets_postgres_shut_down_cleanly(holder: Holder) -> None:
    holder.kill()
    assert eventually(lambda: gone([*holder.servers, holder.guard]))
    assert not (holder.home.root / "postgres" / "postmaster.pid").exists()


def test_a_start_after_holder_and_guard_were_killed_stops_the_orphans(holder: Holder) -> None:
    holder.guard.kill()
    holder.kill()
    assert not gone(holder.servers)
    with Stack(holder.home, {}) as stack:
        assert sorted(stack.leftovers) == ["postgres", "valkey"]
        assert gone(holder.servers)


async def test_what_was_committed_survives_a_crash_of_postgres(spare_home: Home) -> None:
    postgres = Postgres(spare_home, free_port())
    with Stack(spare_home, {}) as stack:
        stack.start(postgres)
        await execute(postgres, "CREATE TABLE kept AS SELECT 42 AS answer")
        postgres.kill()
        stack.start(postgres)
        assert await execute(postgres, "SELECT answer FROM kept") == 42


async def test_a_second_start_keeps_the_data_and_the_password(spare_home: Home) -> None:
    first = Postgres(spare_home, free_port(), durable=False)
    with Stack(spare_home, {}) as stack:
        stack.start(first)
        await execute(first, "CREATE TABLE kept AS SELECT 42 AS answer")
    second = Postgres(spare_home, first.port, durable=False)
    with Stack(spare_home, {}) as stack:
        stack.start(second)
        assert await execute(second, "SELECT answer FROM kept") == 42
    assert second.url == first.url


def test_postgres_never_runs_as_root(spare_postgres: Postgres) -> None:
    assert spare_postgres.pid is not None
    assert psutil.Process(spare_postgres.pid).uids().effective != 0


async def test_postgres_starts_in_a_folder_that_only_its_owner_may_enter(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    home = Home(closed / "state").ensure()
    postgres = Postgres(home, free_port(), durable=False)
    with Stack(home, {}) as stack:
        stack.start(postgres)
        assert await execute(postgres, "SELECT 1") == 1
    assert closed.stat().st_mode & 0o777 == 0o700


async def test_a_wrong_password_is_refused(spare_postgres: Postgres) -> None:
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(spare_postgres.admin_url.replace("postgres:", "postgres:wrong", 1))


def test_a_taken_port_is_named_with_its_variable_before_anything_starts(spare_valkey: Valkey, local_home: Home) -> None:
    home = Home(local_home.root / "second").ensure()
    ports = {"valkey": Port("valkey", "DUTIFUL_VALKEY_PORT", spare_valkey.port)}
    with pytest.raises(PortTakenError, match=rf"port {spare_valkey.port} \(valkey\) is taken: set DUTIFUL_VALKEY_PORT"):
        Stack(home, ports).__enter__()
    assert read_records(home.records) == []


def test_a_second_stack_in_the_same_home_is_refused_with_the_holders_process(holder: Holder) -> None:
    with pytest.raises(LocalError, match=f"process {holder.popen.pid}"):
        Stack(holder.home, {}).__enter__()


def test_a_reused_process_id_is_not_taken_for_ours(spare_home: Home) -> None:
    child = spawn(spare_home, "sleeper", ["/bin/sleep", "60"])
    try:
        older = replace(child.record, started=child.record.started - 3600)
        older.write(spare_home.records)
        assert stop_recorded(spare_home.records) == []
        assert child.running()
    finally:
        child.kill()


def test_a_process_that_ignores_the_signal_is_killed_after_the_patience(spare_home: Home) -> None:
    stubborn = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
    )
    child = spawn(spare_home, "stubborn", [sys.executable, "-c", stubborn])
    assert eventually(lambda: "up" in child.log_tail())
    child.stop(patience_seconds=0.2)
    assert child.popen.returncode == -signal.SIGKILL


def test_secrets_and_records_are_for_the_owner_alone(spare_valkey: Valkey, spare_home: Home) -> None:
    assert spare_valkey.pid is not None
    private = [*spare_home.root.glob("*.secret"), spare_home.root / "valkey.conf"]
    assert len(private) >= 2
    assert {path.stat().st_mode & 0o077 for path in private} == {0}
    assert spare_home.records.stat().st_mode & 0o077 == 0


def test_no_password_stands_on_a_command_line(spare_postgres: Postgres, spare_home: Home) -> None:
    words = " ".join(psutil.Process(spare_postgres.pid).cmdline())
    assert not any(path.read_text() in words for path in spare_home.root.glob("*.secret"))


def test_a_server_that_cannot_start_tells_the_end_of_its_log(spare_home: Home) -> None:
    child = spawn(spare_home, "broken", [sys.executable, "-c", "raise SystemExit('no such luck')"])
    with pytest.raises(LocalError, match="no such luck"):
        wait_until_ready(child, lambda: False)


def test_environment_variables_of_libpq_do_not_redirect_the_server(
    spare_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGDATA", "/nonexistent")
    monkeypatch.setenv("PGPORT", "1")
    postgres = Postgres(spare_home, free_port(), durable=False)
    with Stack(spare_home, {}) as stack:
        stack.start(postgres)
        assert os.environ["PGPORT"] == "1"
        assert postgres.pid is not None
