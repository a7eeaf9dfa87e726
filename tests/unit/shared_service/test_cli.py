import subprocess
import sys
from importlib.metadata import EntryPoint, version

import pytest
from typer.testing import CliRunner

from dutiful_shared.cli import app, declared_commands, load_command


def test_the_help_lists_what_packages_declare() -> None:
    result = CliRunner().invoke(app, ["--help"])
    assert result.exit_code == 0
    for name in ("merchant", "key", "migrate"):
        assert name in result.output


@pytest.mark.parametrize("name", ["merchant", "key", "migrate"])
def test_every_command_of_this_package_loads(name: str) -> None:
    assert load_command(declared_commands()[name]).name == name


def test_an_unknown_command_is_refused() -> None:
    assert CliRunner().invoke(app, ["fly"]).exit_code == 2


def test_an_entry_point_that_is_no_command_is_told_apart() -> None:
    point = EntryPoint("odd", "dutiful_shared.cli:ENTRY_POINT_GROUP", "dutiful.commands")
    with pytest.raises(TypeError, match="neither a function"):
        load_command(point)


@pytest.mark.parametrize("module", ["sqlalchemy", "fastapi", "alembic", "redis"])
def test_starting_the_command_imports_nothing_heavy(module: str) -> None:
    code = f"import sys, dutiful_shared.cli; sys.exit({module!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_bad_setting_is_told_before_anything_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUTIFUL_DATABASE_URL", "mysql://localhost/x")
    result = CliRunner().invoke(app, ["merchant", "list"])
    assert result.exit_code == 2
    assert "PostgreSQL URL" in result.output


def test_a_schema_nobody_declares_is_refused() -> None:
    result = CliRunner().invoke(app, ["migrate", "--schema", "nonsense"])
    assert result.exit_code == 1
    assert "nonsense" in result.output


def test_it_tells_its_version() -> None:
    shown = CliRunner().invoke(app, ["--version"])
    assert (shown.exit_code, shown.output) == (0, f"dutiful {version('dutiful-shared')}\n")
