"""The state folder and the URLs made from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from dutiful_local.errors import LocalError
from dutiful_local.home import Home, home_from_environment
from dutiful_local.ports import ports_from_environment
from dutiful_local.run import note_environment, service_environment
from dutiful_local.stack import DATABASE_VARIABLES, asyncpg_url, given_url, libpq_url
from dutiful_shared.local_environment import use_local_stores


def test_a_secret_is_made_once_and_kept(tmp_path: Path) -> None:
    home = Home(tmp_path)
    assert home.secret("a") == home.secret("a") != home.secret("b")


def test_an_emptied_secret_is_an_error_and_not_an_empty_password(tmp_path: Path) -> None:
    (tmp_path / "a.secret").touch()
    with pytest.raises(LocalError, match=r"a\.secret is empty"):
        Home(tmp_path).secret("a")


def test_the_variable_chooses_the_folder(tmp_path: Path) -> None:
    assert home_from_environment({"DUTIFUL_HOME": str(tmp_path)}).root == tmp_path.resolve()


def test_without_the_variable_the_folder_lies_in_the_project() -> None:
    root = home_from_environment({}).root
    assert root.name == ".dutiful"
    assert (root.parent / "uv.lock").is_file()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param("postgres://u:p@h/d", "postgresql+asyncpg://u:p@h/d", id="heroku-style"),
        pytest.param("postgresql://u:p@h/d?x=1", "postgresql+asyncpg://u:p@h/d?x=1", id="libpq"),
        pytest.param("postgresql+asyncpg://u:p@h/d", "postgresql+asyncpg://u:p@h/d", id="already"),
    ],
)
def test_a_database_url_names_the_async_driver(given: str, expected: str) -> None:
    assert asyncpg_url(given) == expected


def test_a_driver_is_taken_out_of_a_url_for_libpq() -> None:
    assert libpq_url("postgresql+asyncpg://u:p@h/d") == "postgresql://u:p@h/d"


def test_the_prefixed_variable_wins_and_an_empty_one_counts_as_unset() -> None:
    assert given_url({"DUTIFUL_DATABASE_URL": "a", "DATABASE_URL": "b"}, DATABASE_VARIABLES) == "a"
    assert given_url({"DUTIFUL_DATABASE_URL": " ", "DATABASE_URL": "b"}, DATABASE_VARIABLES) == "b"
    assert given_url({}, DATABASE_VARIABLES) is None


def test_services_get_the_urls_and_a_secret_that_lasts(tmp_path: Path) -> None:
    home, ports = Home(tmp_path), ports_from_environment({"DUTIFUL_QUOTE_PORT": "9080"})
    first = service_environment(home, {"HOME": "/h"}, "postgres://u@h/d", "redis://h", ports)
    assert first["DUTIFUL_DATABASE_URL"] == "postgresql+asyncpg://u@h/d"
    assert first["DUTIFUL_QUOTE_URL"] == "http://127.0.0.1:9080"
    assert first["HOME"] == "/h"
    again = service_environment(home, {}, "postgres://u@h/d", "redis://h", ports)
    assert again["DUTIFUL_TOKEN_SECRET"] == first["DUTIFUL_TOKEN_SECRET"]


def test_the_command_seals_with_the_key_that_the_services_open_with(tmp_path: Path) -> None:
    home = Home(tmp_path)
    of_services = service_environment(home, {}, "postgres://u@h/d", "redis://h", ports_from_environment({}))
    note_environment(home, of_services)
    of_command: dict[str, str] = {}

    use_local_stores(of_command, home.root)

    assert of_command["DUTIFUL_SECRET_KEYS"] == of_services["DUTIFUL_SECRET_KEYS"]
