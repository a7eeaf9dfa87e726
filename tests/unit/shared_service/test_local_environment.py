"""The `dutiful` command finds the stores of a local run by itself."""

from pathlib import Path

import pytest

from dutiful_shared.local_environment import ENVIRONMENT_FILE, use_local_stores

WRITTEN = "DUTIFUL_DATABASE_URL=postgresql+asyncpg://u:p=w@h/d\nDUTIFUL_REDIS_URL=redis://h\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ENVIRONMENT_FILE).write_text(WRITTEN)
    return tmp_path


def test_the_stores_of_the_local_run_are_taken(folder: Path) -> None:
    environ: dict[str, str] = {}

    use_local_stores(environ, folder)

    assert environ == {
        "DUTIFUL_DATABASE_URL": "postgresql+asyncpg://u:p=w@h/d",
        "DUTIFUL_REDIS_URL": "redis://h",
    }


def test_the_folder_is_that_of_the_run_where_another_home_was_chosen(folder: Path) -> None:
    environ = {"DUTIFUL_HOME": str(folder)}

    use_local_stores(environ)

    assert environ["DUTIFUL_REDIS_URL"] == "redis://h"


def test_a_database_that_is_named_already_stays(folder: Path) -> None:
    environ = {"DUTIFUL_DATABASE_URL": "postgresql+asyncpg://elsewhere/d"}

    use_local_stores(environ, folder)

    assert environ == {"DUTIFUL_DATABASE_URL": "postgresql+asyncpg://elsewhere/d"}


def test_without_a_local_run_nothing_is_set(tmp_path: Path) -> None:
    environ: dict[str, str] = {}

    use_local_stores(environ, tmp_path)

    assert environ == {}
