"""What a local run writes down for the `dutiful` command."""

from pathlib import Path

from dutiful_local.home import Home
from dutiful_local.ports import ports_from_environment
from dutiful_local.run import note_environment, service_environment
from dutiful_shared.local_environment import use_local_stores


def _found(folder: Path, given: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The environment of the services, and that of a command beside them."""
    home = Home(folder)
    services = service_environment(home, given, "postgresql://h/d", "redis://h", ports_from_environment({}))
    note_environment(home, services)
    command: dict[str, str] = {}
    use_local_stores(command, folder)
    return services, command


def test_a_command_seals_secrets_with_the_keys_of_the_services(tmp_path: Path) -> None:
    services, command = _found(tmp_path, {})

    assert command["DUTIFUL_SECRET_KEYS"] == services["DUTIFUL_SECRET_KEYS"]


def test_a_command_finds_the_sandbox_key_of_the_run(tmp_path: Path) -> None:
    _, command = _found(tmp_path, {})

    assert command["DUTIFUL_KEY_FILE"] == str(tmp_path / "sandbox-key")


def test_a_command_knows_the_app_that_the_run_was_given(tmp_path: Path) -> None:
    _, command = _found(tmp_path, {"DUTIFUL_SHOPIFY_CLIENT_ID": "app", "HOME": "/nowhere"})

    assert command["DUTIFUL_SHOPIFY_CLIENT_ID"] == "app"
    assert "HOME" not in command


def test_what_holds_secrets_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    _found(tmp_path, {})

    assert (tmp_path / "environment").stat().st_mode & 0o777 == 0o600
