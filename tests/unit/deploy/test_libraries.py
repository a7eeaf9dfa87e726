"""`make audit` holds the libraries against the times that SECURITY.md promises."""

import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from deploy.libraries import audit, days_promised, newest_upload, overdue
from tests.conftest import PROJECT

LOCK = """
[[package]]
name = "old"
sdist = { url = "https://example.org/old.tar.gz", upload-time = "2026-01-05T10:00:00Z" }
wheels = [{ url = "https://example.org/old.whl", upload-time = "2026-01-05T10:00:01Z" }]

[[package]]
name = "new"
wheels = [{ url = "https://example.org/new.whl", upload-time = "2026-11-20T23:59:59.5Z" }]

[[package]]
name = "ours"
source = { editable = "shared" }
"""
PAGE = "Libraries are brought up to date at least every 30 days; `uv.lock` names each with its hash."
NEWEST = date(2026, 11, 20)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "uv.lock").write_text(LOCK)
    (tmp_path / "SECURITY.md").write_text(PAGE)
    return tmp_path


def test_the_newest_file_tells_when_libraries_were_brought_up_to_date() -> None:
    assert newest_upload(LOCK) == NEWEST
    assert newest_upload((PROJECT / "uv.lock").read_text(encoding="utf-8")) > date(2026, 1, 1)


def test_the_time_is_the_one_that_the_page_promises() -> None:
    assert days_promised((PROJECT / "SECURITY.md").read_text(encoding="utf-8")) > 0
    with pytest.raises(ValueError, match="no longer says"):
        days_promised("We mend what we like.")


def test_libraries_are_overdue_a_day_after_the_promised_time() -> None:
    assert overdue(LOCK, PAGE, NEWEST + timedelta(days=30)) is None
    assert "31 days ago; 30 are promised" in str(overdue(LOCK, PAGE, NEWEST + timedelta(days=31)))


@pytest.mark.parametrize(
    ("ended", "days", "status", "strictly"),
    [
        pytest.param(0, 1, 0, 0, id="in time and nothing known"),
        pytest.param(1, 1, 1, 1, id="a weakness is known"),
        pytest.param(2, 1, 0, 1, id="nobody could look"),
        pytest.param(0, 99, 0, 1, id="overdue"),
    ],
)
def test_a_known_weakness_always_fails_and_the_rest_where_it_is_strict(
    project: Path, ended: int, days: int, status: int, strictly: int
) -> None:
    look, today = (sys.executable, "-c", f"raise SystemExit({ended})"), NEWEST + timedelta(days=days)

    told = [audit(project, look, strict=strict, today=today) for strict in (False, True)]

    assert told == [status, strictly]


def test_each_build_looks_and_a_release_is_strict() -> None:
    assert "\nmake audit\n" in (PROJECT / ".ci" / "run").read_text(encoding="utf-8")
    assert "`make audit STRICT=1`" in (PROJECT / "SECURITY.md").read_text(encoding="utf-8")
