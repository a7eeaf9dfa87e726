import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from dutiful_local.ports import free_port
from dutiful_shared.cli import app

pytestmark = pytest.mark.integration


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    return tmp_path / "private" / "sandbox-key"


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, database_url: str) -> None:
    monkeypatch.setenv("DUTIFUL_DATABASE_URL", database_url)
    monkeypatch.setenv("COLUMNS", "240")


def dutiful(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def sandbox(key_file: Path) -> dict[str, object]:
    result = dutiful("merchant", "sandbox", "--json", "--key-file", str(key_file))
    assert result.exit_code == 0, result.output
    found: dict[str, object] = json.loads(result.stdout)
    return found


def test_the_sandbox_gives_the_same_key_again_and_again(key_file: Path) -> None:
    first, second = sandbox(key_file), sandbox(key_file)
    assert (first["key"], first["created"], second["created"]) == (second["key"], True, False)
    assert key_file.read_text().strip() == first["key"]


def test_only_the_owner_can_read_the_key_file(key_file: Path) -> None:
    sandbox(key_file)
    assert key_file.stat().st_mode & 0o777 == 0o600
    key_file.chmod(0o644)
    sandbox(key_file)
    assert key_file.stat().st_mode & 0o777 == 0o600


def test_a_lost_key_file_means_a_new_key_and_the_end_of_the_old_one(key_file: Path) -> None:
    old = sandbox(key_file)
    key_file.unlink()
    new = sandbox(key_file)
    assert new["merchant_id"] == old["merchant_id"]
    keys = {key["id"]: key for key in json.loads(dutiful("key", "list", "Sandbox", "--json").stdout)}
    assert keys[old["key_id"]]["revoked_at"] is not None
    assert keys[new["key_id"]]["revoked_at"] is None


def test_a_file_with_something_else_in_it_is_replaced(key_file: Path) -> None:
    key_file.parent.mkdir()
    key_file.write_text(f"dk_test_0123456789ab_{'0' * 64}\n")
    assert sandbox(key_file)["created"] is True


def test_without_json_only_the_key_is_printed(key_file: Path) -> None:
    result = dutiful("merchant", "sandbox", "--key-file", str(key_file))
    assert result.stdout.strip() == key_file.read_text().strip()


def test_a_merchant_and_its_keys_live_their_life_on_the_command_line() -> None:
    assert dutiful("merchant", "create", "Shop").exit_code == 0
    assert "Shop" in dutiful("merchant", "list").stdout
    made = json.loads(dutiful("key", "create", "Shop", "--live", "--scope", "quote", "--json").stdout)
    assert made["key"].startswith("dk_live_")
    assert made["key_id"] in dutiful("key", "list", "Shop").stdout
    assert dutiful("key", "revoke", made["key_id"]).exit_code == 0
    assert "revoked" in dutiful("key", "list", "Shop").stdout


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        pytest.param(("merchant", "create", " "), "needs a name", id="merchant without a name"),
        pytest.param(("key", "create", "Nobody"), "No merchant", id="key for nobody"),
        pytest.param(("key", "list", "Nobody"), "No merchant", id="keys of nobody"),
        pytest.param(("key", "revoke", "key_0"), "no live key", id="unknown key"),
    ],
)
def test_what_cannot_be_done_is_told_with_its_reason(arguments: tuple[str, ...], reason: str) -> None:
    result = dutiful(*arguments)
    assert result.exit_code == 1
    assert reason in result.output


def test_a_name_that_is_taken_is_refused() -> None:
    dutiful("merchant", "create", "Twin")
    result = dutiful("merchant", "create", "Twin")
    assert result.exit_code == 1
    assert "registered already" in result.output


def test_migrate_can_be_repeated() -> None:
    result = dutiful("migrate", "--json")
    assert result.exit_code == 0
    assert {"schema": "account", "before": "0001_account", "after": "0001_account"} in json.loads(result.stdout)


def test_a_database_out_of_reach_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUTIFUL_DATABASE_URL", f"postgresql://nobody:secret@127.0.0.1:{free_port()}/none")
    result = dutiful("merchant", "list")
    assert result.exit_code == 1
    assert "The database did not do it" in result.output
    assert "secret" not in result.output
