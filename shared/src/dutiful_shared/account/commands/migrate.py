"""`dutiful migrate`: bring every schema of the database to its newest revision."""

import asyncio
import json
from typing import Annotated

import typer

from dutiful_shared.account.commands.session import fail, read_settings, told
from dutiful_shared.cli_options import AsJson
from dutiful_shared.service.migrate import MigrationOutcome, declared_schemas
from dutiful_shared.service.migrate import migrate as migrate_schema
from dutiful_shared.service.roles import RolesMissingError


def migrate(
    schema: Annotated[list[str] | None, typer.Option(help="Only this schema; may be given several times.")] = None,
    as_json: AsJson = False,
) -> None:
    """Bring the database's schemas to their newest revision. Safe to repeat, and to run twice at once."""
    declared = declared_schemas()
    for name in schema or ():
        if name not in declared:
            fail(f"No installed package declares the schema {name}; there are: {', '.join(declared)}.")
    wanted = {name: package for name, package in declared.items() if not schema or name in schema}
    url = read_settings().database_url.get_secret_value()

    async def run() -> list[MigrationOutcome]:
        return [await migrate_schema(url, package, name) for name, package in wanted.items()]

    try:
        outcomes = told(lambda: asyncio.run(run()))
    except RolesMissingError as exc:
        fail(str(exc))
    if as_json:
        typer.echo(json.dumps([{"schema": o.schema, "before": o.before, "after": o.after} for o in outcomes]))
        return
    for outcome in outcomes:
        change = f"{outcome.before or 'new'} -> {outcome.after}" if outcome.changed else f"at {outcome.after}"
        typer.echo(f"{outcome.schema}: {change}")
