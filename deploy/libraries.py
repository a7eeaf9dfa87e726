"""`make audit`: are the libraries of `uv.lock` within the times that `SECURITY.md` promises?

Two questions. Were they brought up to date lately: the newest file that the lock names tells when it was last resolved,
at the latest, and that needs no network. Is a weakness of one of them known: `uv audit` asks the database of OSV. A
known weakness always fails; what is overdue, and a database out of reach, fail with STRICT=1 and are told otherwise.
"""

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

_PROJECT: Final = Path(__file__).resolve().parent.parent
_PROMISE: Final = re.compile(r"Libraries are brought up to date at least every (\d+) days")
#: What `uv audit` ends with where it has found something; 2 and more mean that it could not look.
_FOUND: Final = 1


def newest_upload(lock: str) -> date:
    """The day on which the newest file of a `uv.lock` was published.

    Raises:
        ValueError: it names no file with its day.
    """
    packages = tomllib.loads(lock)["package"]
    files = [file for package in packages for file in (*package.get("wheels", ()), package.get("sdist", {}))]
    return max(datetime.fromisoformat(file["upload-time"]).date() for file in files if "upload-time" in file)


def days_promised(page: str) -> int:
    """After how many days at most `SECURITY.md` promises to bring libraries up to date.

    Raises:
        ValueError: it promises nothing.
    """
    found = _PROMISE.search(page)
    if found is None:
        raise ValueError("SECURITY.md no longer says how often libraries are brought up to date")
    return int(found[1])


def overdue(lock: str, page: str, today: date) -> str | None:
    """What to do where the libraries are older than promised; else None."""
    newest, most = newest_upload(lock), days_promised(page)
    age = (today - newest).days
    if age <= most:
        return None
    return f"uv.lock names nothing newer than {newest}, {age} days ago; {most} are promised: run uv lock --upgrade"


def audit(project: Path, look: Sequence[str], *, strict: bool, today: date) -> int:
    """Answer both questions on standard output, and give the status to end with.

    Args:
        look: the command that looks for known weaknesses, as `uv audit` does.
        strict: whether what is overdue, or could not be looked for, fails too.
    """
    late = overdue((project / "uv.lock").read_text("utf-8"), (project / "SECURITY.md").read_text("utf-8"), today)
    print(late or "The libraries were brought up to date in time.")
    ended = subprocess.run(look, cwd=project, check=False).returncode  # noqa: S603 - a command of our own
    if ended > _FOUND:
        print("Known weaknesses were not looked for: their database is out of reach.")
    return int(ended == _FOUND or (strict and bool(late or ended)))


if __name__ == "__main__":
    uv = str(Path(sys.executable).parent / "uv")
    looking = (uv, "audit", "--frozen", "--preview-features", "audit-command", *sys.argv[1:])
    sys.exit(audit(_PROJECT, looking, strict=bool(os.environ.get("STRICT")), today=datetime.now(UTC).date()))
