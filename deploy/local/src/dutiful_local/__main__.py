"""`python -m dutiful_local run|stop`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from dutiful_local.errors import LocalError
from dutiful_local.home import home_from_environment
from dutiful_local.processes import stop_recorded
from dutiful_local.run import run, say


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m dutiful_local", description="Dutiful on one machine.")
    commands = parser.add_subparsers(dest="command", required=True)
    running = commands.add_parser("run", help="start everything, show a quote, serve until Ctrl-C")
    running.add_argument("--once", action="store_true", help="stop after the quote")
    running.add_argument("--stop-with-parent", action="store_true", help="stop when the starting process is gone")
    commands.add_parser("stop", help="stop what a killed run has left behind")
    options = parser.parse_args(arguments)
    try:
        if options.command == "run":
            run(os.environ, once=options.once, stop_with_parent=options.stop_with_parent)
        else:
            _stop()
    except LocalError as error:
        print(f"dutiful: {error}", file=sys.stderr)
        return 1
    return 0


def _stop() -> None:
    home = home_from_environment(os.environ).ensure()
    with home.lock():
        stopped = stop_recorded(home.records)
    say(f"stopped {', '.join(stopped)}" if stopped else "nothing was running")


if __name__ == "__main__":
    sys.exit(main())
