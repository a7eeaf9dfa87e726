"""`dutiful merchant rotate-secrets`: every sealed text under the first key of the ring."""

import typer

from dutiful_shared.account.commands.session import actor, fail, read_settings, with_engine
from dutiful_shared.account.sealed import declared_columns, reseal
from dutiful_shared.account.vault import Vault
from dutiful_shared.service.settings import key_ring


def rotate_secrets() -> None:
    """Seal every secret of every merchant anew with the first key of DUTIFUL_SECRET_KEYS. Safe to repeat."""
    vault = Vault(key_ring(read_settings().secret_keys.get_secret_value()))
    results = with_engine(lambda engine: reseal(engine, vault, declared_columns(), actor()))
    for result in results:
        typer.echo(f"{result.column}: {result.done} sealed anew")
    closed = [place for result in results for place in result.unreadable]
    if closed:
        shown = ", ".join(closed[:20])
        fail(f"{len(closed)} do not open with any key of the ring and stay as they are: {shown}")
