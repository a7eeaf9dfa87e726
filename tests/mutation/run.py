"""Try a seeded sample of mutants of the engine: `python -m tests.mutation.run --sample 400 --seed 1`.

The source is never touched: every worker has a copy of the package that comes first on the path. A mutant is tried in a
fork of this process, in which all but the product is imported already.
"""

import argparse
import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.mutation.mutants import Mutant, mutants_of

PROJECT = Path(__file__).resolve().parents[2]
PACKAGE = PROJECT / "services/quote/src/dutiful_quote"
TESTS = ("tests/unit/engine", "tests/property", "tests/mutation/oracle_check.py")
#: Imported before the fork; nothing of the product may be among them.
WARM = ("asyncpg", "dutiful_local.stack", "dutiful_shared.service.migrate", "hypothesis", "hypothesis.strategies",
        "lark", "pydantic", "pytest_asyncio.plugin", "pytest_socket", "pytest_timeout", "redis")  # fmt: skip
#: The plugins that the engine's tests need; loading all that are installed takes longer than the tests.
PLUGINS = ("pytest_asyncio.plugin", "pytest_socket", "pytest_timeout", "_hypothesis_pytestplugin")
KILLED, SURVIVED, TIMED_OUT = "killed", "survived", "timed out"


@dataclass
class Trial:
    mutant: Mutant
    slot: Path
    pid: int
    started: float


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Mutation testing of the engine.")
    parser.add_argument("--sample", type=int, default=400, help="how many mutants (0: all)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--minutes", type=float, default=60, help="stop after so long and report what was tried")
    parser.add_argument("--only", default="", help="only files whose path holds this")
    parser.add_argument("--entries", type=int, default=500, help="entries compared with the oracle for each mutant")
    given = parser.parse_args(arguments)
    every = [mutant for mutant in mutants_of(PACKAGE / "engine") if given.only in mutant.file]
    random.Random(given.seed).shuffle(every)
    chosen = every[: given.sample or None]
    print(f"{len(every)} mutants of the engine, {len(chosen)} of them tried with seed {given.seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="mutation-") as room:
        _freeze(Path(room) / "entries", given.seed, given.entries)
        slots = [_slot(Path(room) / str(number)) for number in range(given.workers)]
        results = _try_all(chosen, slots, time.monotonic() + given.minutes * 60)
    return _report(results, given.seed)


def _freeze(path: Path, seed: int, entries: int) -> None:
    """In a process of its own, since this one must not import the product."""
    code = f"from tests.mutation.frozen import freeze; freeze({str(path)!r}, {seed}, {entries})"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=PROJECT)
    os.environ["MUTATION_ENTRIES"] = str(path)


def _slot(folder: Path) -> Path:
    shutil.copytree(PACKAGE, folder / PACKAGE.name, ignore=shutil.ignore_patterns("facts", "__pycache__"))
    (folder / PACKAGE.name / "tariff/facts").symlink_to(PACKAGE / "tariff/facts")
    return folder


def _try_all(chosen: list[Mutant], slots: list[Path], until: float) -> list[tuple[Mutant, str]]:
    for name in WARM:
        __import__(name)
    limit = _time_unchanged(slots[0]) * 4 + 10
    waiting, running, results = list(reversed(chosen)), [], []
    free = list(slots)
    while waiting or running:
        if time.monotonic() > until:
            waiting.clear()
        while waiting and free:
            running.append(_start(waiting.pop(), free.pop()))
        time.sleep(0.02)
        for trial in list(running):
            verdict = _verdict(trial, limit)
            if verdict:
                running.remove(trial)
                free.append(trial.slot)
                results.append((trial.mutant, verdict))
                if verdict == SURVIVED:
                    print(f"survived: {trial.mutant.file}:{trial.mutant.line} {trial.mutant.what}", flush=True)
    return results


def _time_unchanged(slot: Path) -> float:
    """Seconds that the tests need where nothing is changed; they must pass."""
    started = time.monotonic()
    pid = _fork(slot, sys.stderr.fileno())
    if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) != 0:
        raise SystemExit("the tests fail without any mutant: repair them first")
    seconds = time.monotonic() - started
    print(f"the tests take {seconds:.1f} s without a mutant", flush=True)
    return seconds


def _start(mutant: Mutant, slot: Path) -> Trial:
    shutil.copytree(PACKAGE / "engine", slot / PACKAGE.name / "engine", dirs_exist_ok=True,
                    ignore=shutil.ignore_patterns("__pycache__"))  # fmt: skip
    (slot / PACKAGE.name / "engine" / mutant.file).write_text(mutant.source, encoding="utf-8")
    return Trial(mutant, slot, _fork(slot, None), time.monotonic())


def _fork(slot: Path, output: int | None) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 99
    with contextlib.suppress(BaseException):
        os.setsid()
        quiet = os.open(os.devnull, os.O_RDWR)
        os.dup2(output if output is not None else quiet, 1)
        os.dup2(quiet if output is None else output, 2)
        code = _run_tests(slot)
    os._exit(code)


def _run_tests(slot: Path) -> int:
    import hypothesis
    import pytest

    sys.path.insert(0, str(slot))
    sys.dont_write_bytecode = True
    hypothesis.settings.register_profile("mutation", derandomize=True, max_examples=40, database=None, deadline=None)
    hypothesis.settings.load_profile("mutation")
    os.chdir(PROJECT)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    plugins = [word for name in PLUGINS for word in ("-p", name)]
    return int(pytest.main([*plugins, "-x", "-q", "--no-header", "--assert=plain", "-p", "no:cacheprovider", *TESTS]))


def _verdict(trial: Trial, limit: float) -> str | None:
    pid, status = os.waitpid(trial.pid, os.WNOHANG)
    if pid:
        return SURVIVED if os.waitstatus_to_exitcode(status) == 0 else KILLED
    if time.monotonic() - trial.started > limit:
        os.killpg(trial.pid, signal.SIGKILL)
        os.waitpid(trial.pid, 0)
        return TIMED_OUT
    return None


def _report(results: list[tuple[Mutant, str]], seed: int) -> int:
    count = Counter(verdict for _, verdict in results)
    by_file = Counter(mutant.file for mutant, verdict in results if verdict == SURVIVED)
    caught = count[KILLED] + count[TIMED_OUT]
    for file, survivors in by_file.most_common():
        print(f"{survivors:4} survive in {file} (of {sum(mutant.file == file for mutant, _ in results)})")
    print(
        f"{caught} of {len(results)} mutants killed ({caught / max(len(results), 1):.1%}), {count[TIMED_OUT]} of them "
        f"by running out of time; seed {seed}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
