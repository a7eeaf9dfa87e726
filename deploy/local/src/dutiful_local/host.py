"""`python -m dutiful_local.host GO LOGS NAME=PORT ...`: the services from one parent; what they share loads once.

The libraries of three services take seconds to import on a small machine. The parent imports them, waits until the
file GO says that the servers are prepared, and forks; each child then is a uvicorn process of its own, with its own
application, port and log. In production every service is a container of its own; this is for a quick start on one
machine.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import time
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from types import FrameType

from dutiful_local.ports import LOOPBACK
from dutiful_local.server import POLL_SECONDS
from dutiful_local.services import FACTORIES, SHUTDOWN_SECONDS
from dutiful_shared.service.serving import serve


def main(go: Path, logs: Path, arguments: list[str]) -> int:
    """Fork a child for each NAME=PORT and wait; the first that ends takes the others with it. Returns its status."""
    ports = {name: int(port) for name, _, port in (argument.partition("=") for argument in arguments)}
    for name in ports:
        import_module(FACTORIES[name].partition(":")[0])
    while not go.exists():
        time.sleep(POLL_SECONDS)
    gc.freeze()  # what is shared stays shared: the collector does not touch it in the children
    children = {_fork(name, port, logs): name for name, port in ports.items()}
    _pass_on_signals(children)
    pid, status = os.wait()
    for other in children.keys() - {pid}:
        os.kill(other, signal.SIGTERM)
    for _ in range(len(children) - 1):
        os.wait()
    return os.waitstatus_to_exitcode(status)


def _fork(name: str, port: int, logs: Path) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        _serve(name, port, logs / f"{name}.log")
    except SystemExit as end:
        os._exit(end.code if isinstance(end.code, int) else 1)
    except BaseException:  # a child must never fall through into its parent's code
        sys.excepthook(*sys.exc_info())
        os._exit(1)
    os._exit(0)


def _serve(name: str, port: int, log: Path) -> None:
    with log.open("ab") as file:
        os.dup2(file.fileno(), sys.stdout.fileno())
        os.dup2(file.fileno(), sys.stderr.fileno())
    serve(FACTORIES[name], LOOPBACK, port, SHUTDOWN_SECONDS)


def _pass_on_signals(children: Mapping[int, str]) -> None:
    """The whole group is signalled at a stop; whoever signals the parent alone means the children too."""

    def pass_on(number: int, frame: FrameType | None) -> None:
        for pid in children:
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                continue

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, pass_on)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]))
