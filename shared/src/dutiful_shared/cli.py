"""The `dutiful` command. Packages add sub-commands under the entry point group `dutiful.commands`.

An entry point names a function or a `typer.Typer`; it is imported only when its command runs or when help is asked
for, so that starting the command costs little.
"""

import os
import sys
from importlib.metadata import EntryPoint, entry_points, version
from typing import Annotated, Any, Final

try:
    import typer
    from typer.core import TyperGroup
    from typer.main import get_command
except ModuleNotFoundError:  # the base install has no command line
    sys.exit("The dutiful command needs the command-line extra: pip install 'dutiful-shared[cli,service]'")

from dutiful_shared.local_environment import use_local_stores

ENTRY_POINT_GROUP: Final = "dutiful.commands"
#: What the commands of this package need; services bring it with them.
_EVERY_EXTRA: Final = "dutiful-shared[cli,service,mcp]"


def declared_commands() -> dict[str, EntryPoint]:
    """Name of each command -> where it is, of every installed package."""
    return {point.name: point for point in sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda p: p.name)}


class DeclaredCommands(TyperGroup):
    """A group whose commands are the installed entry points, loaded when needed."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of all commands, for the help; none of their packages is imported for it."""
        return sorted({*super().list_commands(ctx), *declared_commands()})

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of this name, whose package is imported now; None where there is none. One whose libraries are
        not installed says so instead of ending the help of all others."""
        point = declared_commands().get(cmd_name)
        if point is None:
            return super().get_command(ctx, cmd_name)
        try:
            return load_command(point)
        except ModuleNotFoundError as exc:
            return _lacking(point, exc)


def load_command(point: EntryPoint) -> Any:
    """Import what `point` names and make a command of it.

    Raises:
        TypeError: it is neither a function nor a `typer.Typer`.
    """
    target = point.load()
    if not isinstance(target, typer.Typer):
        if not callable(target):
            raise TypeError(f"{point.value} is neither a function nor a typer.Typer")
        single = typer.Typer(add_completion=False)
        single.command(point.name)(target)
        target = single
    command = get_command(target)
    command.name = point.name
    return command


def _lacking(point: EntryPoint, lack: ModuleNotFoundError) -> Any:
    """A command that takes whatever it is given, says what to install, and ends with status 1."""
    needs = f"Needs more than is installed: pip install '{_EVERY_EXTRA}'"

    def tell() -> None:
        typer.echo(f"{lack}. dutiful {point.name}: {needs}", err=True)
        raise typer.Exit(1)

    alone = typer.Typer(add_completion=False)
    anything = {"allow_extra_args": True, "ignore_unknown_options": True}
    alone.command(point.name, help=f"{needs}.", context_settings=anything)(tell)
    return get_command(alone)


app = typer.Typer(
    cls=DeclaredCommands,
    no_args_is_help=True,
    add_completion=False,
    help="What a cross-border order costs to land, and all that goes with it.",
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"dutiful {version('dutiful-shared')}")
        raise typer.Exit


@app.callback()
def root(
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """What a cross-border order costs to land, and all that goes with it."""
    use_local_stores(os.environ)


def main() -> None:
    """Entry point of the `dutiful` script."""
    app()
