"""`dutiful shop` and `dutiful inbox`."""

import json

import pytest
from typer.testing import CliRunner, Result

from dutiful_shared.cli import app


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, database_url: str) -> None:
    monkeypatch.setenv("DUTIFUL_DATABASE_URL", database_url)
    monkeypatch.setenv("COLUMNS", "240")


def dutiful(*arguments: str, given: str = "") -> Result:
    return CliRunner().invoke(app, arguments, input=given)


@pytest.fixture
def merchant() -> str:
    found = dutiful("merchant", "create", "Command & Sons")
    assert found.exit_code == 0 or "registered already" in found.output
    return "Command & Sons"


@pytest.fixture
def shop(merchant: str, request: pytest.FixtureRequest) -> str:
    result = dutiful("shop", "add", merchant, "generic", request.node.name)
    assert result.exit_code == 0, result.output
    return result.stdout.strip()


def test_a_shop_is_added_set_listed_and_removed(shop: str) -> None:
    changed = dutiful("shop", "set", shop, "collects_duties_natively=true", "weight_unit=kg", "budget_ms=900")
    assert json.loads(changed.stdout) == {"collects_duties_natively": True, "weight_unit": "kg", "budget_ms": 900}
    listed = {one["id"]: one for one in json.loads(dutiful("shop", "list", "--json").stdout)}
    assert listed[shop]["settings"]["budget_ms"] == 900
    assert shop in dutiful("shop", "list").stdout
    assert dutiful("shop", "remove", shop).exit_code == 0
    assert shop not in dutiful("shop", "list").stdout


def test_a_setting_that_does_not_exist_is_told_in_one_line(shop: str) -> None:
    result = dutiful("shop", "set", shop, "colour=blue")
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "colour" in result.stderr


def test_a_secret_is_read_from_standard_input_and_not_shown(shop: str) -> None:
    result = dutiful("shop", "secret", shop, "access_token", given="shpat_secret\n")
    assert result.exit_code == 0
    assert "shpat_secret" not in result.output
    assert dutiful("shop", "secret", shop, "access_token").exit_code == 1


def test_a_password_is_made_here_and_shown_once(shop: str) -> None:
    assert dutiful("shop", "secret", shop, "password_hash", given="mine\n").exit_code == 1
    assert len(dutiful("shop", "secret", shop, "password_hash", "--make").stdout.strip()) >= 40


def test_a_shop_that_is_not_there_is_told_in_one_line(merchant: str) -> None:
    result = dutiful("shop", "remove", "shop_" + "0" * 20)
    assert (result.exit_code, result.stderr) == (1, f"There is no shop shop_{'0' * 20}.\n")
    assert dutiful("shop", "add", "Nobody", "generic", "x").exit_code == 1


def test_dead_letters_are_listed_and_given_up() -> None:
    assert json.loads(dutiful("inbox", "list", "--json").stdout) == []
    assert "attempts" in dutiful("inbox", "list").stdout
    assert dutiful("inbox", "retry", "999").exit_code == 1
    assert dutiful("inbox", "discard", "999").exit_code == 1
