import asyncio
import json
from pathlib import Path

import asyncpg
import pytest
from typer.testing import CliRunner, Result

from dutiful_local.ports import free_port
from dutiful_shared.account.scopes import Scope
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


def test_a_key_may_administer_only_where_that_was_asked_for(key_file: Path) -> None:
    dutiful("merchant", "create", "Careful")
    dutiful("key", "create", "Careful")
    dutiful("key", "create", "Careful", "--scope", "admin")
    plain, admin = json.loads(dutiful("key", "list", "Careful", "--json").stdout)
    assert ("admin" in plain["scopes"], admin["scopes"]) == (False, ["admin"])


def test_the_sandbox_key_may_do_everything_also_where_it_is_older_than_a_scope(
    key_file: Path, database_url: str
) -> None:
    key_id = sandbox(key_file)["key_id"]
    _run(database_url, f"UPDATE account.api_key SET scopes = '{{quote}}' WHERE id = '{key_id}'")
    assert sandbox(key_file)["key_id"] == key_id
    keys = {key["id"]: key for key in json.loads(dutiful("key", "list", "Sandbox", "--json").stdout)}
    assert set(keys[key_id]["scopes"]) == set(Scope)


def test_a_rotation_leaves_two_live_keys_with_the_same_terms() -> None:
    dutiful("merchant", "create", "Rotator")
    limits = ("--requests-per-second", "50", "--burst", "20", "--concurrency", "3")
    old = json.loads(dutiful("key", "create", "Rotator", "--live", "--label", "till", *limits, "--json").stdout)
    new = json.loads(dutiful("key", "rotate", old["key_id"], "--json").stdout)
    first, second = json.loads(dutiful("key", "list", "Rotator", "--json").stdout)
    same = ("label", "environment", "scopes", "requests_per_second", "burst", "concurrency", "revoked_at", "expires_at")
    assert new["key"].startswith("dk_live_")
    assert {name: first[name] for name in same} == {name: second[name] for name in same}
    assert first["burst"] == 20


def test_a_list_of_keys_shows_whole_ids_on_a_narrow_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    dutiful("merchant", "create", "Narrow")
    key_id = json.loads(dutiful("key", "create", "Narrow", "--json").stdout)["key_id"]
    monkeypatch.setenv("COLUMNS", "80")

    assert key_id in dutiful("key", "list", "Narrow").stdout


def test_a_rotation_may_say_how_long_the_old_key_still_lives() -> None:
    dutiful("merchant", "create", "Ender")
    old = json.loads(dutiful("key", "create", "Ender", "--json").stdout)
    assert dutiful("key", "rotate", old["key_id"], "--expire-in", "0").exit_code == 0
    assert "expired" in dutiful("key", "list", "Ender").stdout
    assert "no live key" in dutiful("key", "rotate", old["key_id"]).output


def test_the_limits_of_a_key_are_replaced_and_written_down() -> None:
    dutiful("merchant", "create", "Limited")
    key_id = json.loads(dutiful("key", "create", "Limited", "--burst", "7", "--json").stdout)["key_id"]
    assert dutiful("key", "limit", key_id, "--requests-per-second", "5").exit_code == 0
    (key,) = json.loads(dutiful("key", "list", "Limited", "--json").stdout)
    assert (key["requests_per_second"], key["burst"]) == (5.0, None)
    newest = json.loads(dutiful("merchant", "audit", "Limited", "--json").stdout)[0]
    assert (newest["action"], newest["details"]["before"]["burst"]) == ("key.limits", 7)


def test_settings_are_shown_set_and_listed_by_version(tmp_path: Path) -> None:
    dutiful("merchant", "create", "Settled")
    file = tmp_path / "settings.json"
    file.write_text(json.dumps({"seller_country": "GB"}))
    assert dutiful("merchant", "settings", "set", "Settled", str(file)).exit_code == 0
    shown = json.loads(dutiful("merchant", "settings", "show", "Settled").stdout)
    file.write_text(json.dumps({**shown, "language": "fr"}))
    assert "version 2" in dutiful("merchant", "settings", "set", "Settled", str(file), "--after", "1").stdout
    versions = json.loads(dutiful("merchant", "settings", "history", "Settled", "--json").stdout)
    assert (shown["seller_country"], [one["version"] for one in versions]) == ("GB", [2, 1])
    changes = [one["details"] for one in json.loads(dutiful("merchant", "audit", "Settled", "--json").stdout)]
    assert changes[:2] == [{"before": 1, "after": 2}, {"before": 0, "after": 1}]


def test_settings_that_somebody_changed_meanwhile_are_not_overwritten(tmp_path: Path) -> None:
    dutiful("merchant", "create", "Raced")
    file = tmp_path / "settings.json"
    file.write_text("{}")
    dutiful("merchant", "settings", "set", "Raced", str(file))
    result = dutiful("merchant", "settings", "set", "Raced", str(file), "--after", "0")
    assert (result.exit_code, "version 1" in result.output) == (1, True)


def test_settings_with_a_fault_are_refused_with_its_place(tmp_path: Path) -> None:
    dutiful("merchant", "create", "Faulty")
    file = tmp_path / "settings.json"
    file.write_text(json.dumps({"seller_country": "ZZ"}))
    result = dutiful("merchant", "settings", "set", "Faulty", str(file))
    assert (result.exit_code, "/seller_country" in result.output) == (1, True)


def test_secrets_are_rotated_on_the_command_line() -> None:
    result = dutiful("merchant", "rotate-secrets")
    assert result.exit_code == 0, result.output
    assert "quote.shop_secret.sealed: 0 sealed anew" in result.stdout


def _run(database_url: str, statement: str) -> None:
    async def run() -> None:
        connection = await asyncpg.connect(database_url.replace("+asyncpg", ""))
        await connection.execute(statement)
        await connection.close()

    asyncio.run(run())


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        pytest.param(("merchant", "create", " "), "needs a name", id="merchant without a name"),
        pytest.param(("key", "create", "Nobody"), "No merchant", id="key for nobody"),
        pytest.param(("key", "list", "Nobody"), "No merchant", id="keys of nobody"),
        pytest.param(("merchant", "audit", "Nobody"), "No merchant", id="audit of nobody"),
        pytest.param(("key", "rotate", "key_0"), "no live key", id="rotating an unknown key"),
        pytest.param(("key", "limit", "key_0"), "no live key", id="limiting an unknown key"),
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
    schemas = json.loads(result.stdout)
    assert "account" in {outcome["schema"] for outcome in schemas}
    assert all(outcome["before"] == outcome["after"] for outcome in schemas)


def test_a_database_out_of_reach_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUTIFUL_DATABASE_URL", f"postgresql://nobody:secret@127.0.0.1:{free_port()}/none")
    result = dutiful("merchant", "list")
    assert result.exit_code == 1
    assert "The database did not do it" in result.output
    assert "secret" not in result.output
