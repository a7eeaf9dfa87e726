"""`dutiful screening`."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from dutiful_shared.cli import app
from tests.builders import screening_files as files

pytestmark = pytest.mark.integration
#: The made-up lists are of November 2026, whenever the tests run.
_OLD = "365"


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, database_url: str) -> None:
    monkeypatch.setenv("DUTIFUL_DATABASE_URL", database_url)
    monkeypatch.setenv("DUTIFUL_SCREENING_LIST_MAX_AGE_DAYS", _OLD)
    monkeypatch.setenv("COLUMNS", "240")


def screening(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["screening", *arguments])


def loaded(folder: Path, list_id: str, *texts: str, options: tuple[str, ...] = ()) -> Result:
    return screening("import", list_id, *(str(path) for path in files.written(folder, *texts)), *options)


def editions() -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(screening("lists", "--json").stdout)
    return found


def test_without_a_list_a_check_says_so_and_fails() -> None:
    assert "No list is loaded" in screening("lists").stdout
    checked = screening("check", "Jane Example")
    assert (checked.exit_code, checked.stdout.split(":")[0]) == (1, "no_lists")


def test_a_list_is_loaded_activated_and_asked(tmp_path: Path) -> None:
    result = loaded(tmp_path, "un", files.UN_XML)
    assert result.exit_code == 0, result.output
    assert screening("verify", "un").exit_code == 0

    assert screening("check", "Jane Example").exit_code == 0
    hit = screening("check", "Khaldun Marzoufi")
    assert (hit.exit_code, "TSi.001" in hit.stdout) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(("",), "name", id="no name"),
        pytest.param(("...",), "letters", id="nothing to compare"),
        pytest.param(("Jane Example", "--country", "USA"), "country", id="no code of a country"),
    ],
)
def test_a_party_that_cannot_be_compared_is_refused(arguments: tuple[str, ...], said: str) -> None:
    result = screening("check", *arguments)

    assert (result.exit_code, said in result.output) == (2, True), result.output


def test_ofacs_csv_takes_three_files_and_a_day(tmp_path: Path) -> None:
    texts = (files.OFAC_PRIMARY, files.OFAC_ALIASES, files.OFAC_ADDRESSES)
    assert "state it with --list-date" in loaded(tmp_path, "us_sdn", *texts).output

    result = loaded(tmp_path, "us_sdn", *texts, options=("--list-date", "2026-11-20"))
    assert (result.exit_code, "2 entries" in result.stdout) == (0, True)


def test_the_same_file_is_loaded_once(tmp_path: Path) -> None:
    loaded(tmp_path, "eu", files.EU_XML)
    again = loaded(tmp_path, "eu", files.EU_XML)

    assert "loaded already" in again.stdout
    assert len([one for one in editions() if one["list_id"] == "eu"]) == 1


def test_an_older_edition_needs_a_reason_and_the_newer_is_kept(tmp_path: Path) -> None:
    loaded(tmp_path, "uk", files.UK_OFSI_CSV)
    older = files.UK_OFSI_CSV.replace("18/11/2026", "01/11/2026")
    assert "is older than the active" in loaded(tmp_path, "uk", older).output

    accepted = loaded(tmp_path, "uk", older, options=("--accept", "the newer one is broken"))
    assert accepted.exit_code == 0
    assert "2026-11-18" in screening("rollback", "uk").stdout


def test_a_list_that_lost_much_needs_a_reason(tmp_path: Path) -> None:
    loaded(tmp_path, "us_consolidated", files.OFAC_XML)
    start = files.OFAC_XML.rindex("<sdnEntry>")
    shorter = files.OFAC_XML[:start] + "</sdnList>"

    assert "say with --accept why so many may be gone" in loaded(tmp_path, "us_consolidated", shorter).output


def test_a_file_that_is_no_list_is_told_in_a_sentence(tmp_path: Path) -> None:
    result = loaded(tmp_path, "eu", "<html/>")

    assert (result.exit_code, "none of the lists" in result.output) == (1, True)


def test_an_edition_that_is_not_there_is_not_activated() -> None:
    result = screening("activate", "un@2020-01-01-00000000")

    assert (result.exit_code, "There is no edition" in result.output) == (1, True)
