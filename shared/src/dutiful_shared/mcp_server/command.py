"""`dutiful mcp`: the server on standard input and output, as desktop clients start it."""

from pathlib import Path
from typing import Annotated

import typer

from dutiful_shared.client import BaseUrls, DutifulClient
from dutiful_shared.client.command_line import key_of

_LOCAL = BaseUrls()
Key = Annotated[str, typer.Option(envvar="DUTIFUL_API_KEY", help="API key; else it is read from --key-file.")]
KeyFile = Annotated[
    Path, typer.Option(envvar="DUTIFUL_KEY_FILE", help="File that holds the key of the sandbox merchant.")
]
QuoteUrl = Annotated[str, typer.Option(envvar="DUTIFUL_QUOTE_URL", help="Where the quote service listens.")]
ClassifyUrl = Annotated[
    str, typer.Option(envvar="DUTIFUL_CLASSIFY_URL", help="Where the classification service listens.")
]


def mcp(
    quote_url: QuoteUrl = _LOCAL.quote,
    classify_url: ClassifyUrl = _LOCAL.classify,
    key: Key = "",
    key_file: KeyFile = Path(".dutiful/sandbox-key"),
) -> None:
    """Serve quotes, codes and explanations as tools of the Model Context Protocol, on standard input and output."""
    try:
        from dutiful_shared.mcp_server.server import dutiful_server  # noqa: PLC0415 - the extra may not be installed
    except ModuleNotFoundError as exc:
        typer.echo(f"{exc}; the command needs an extra: pip install 'dutiful-shared[cli,mcp]'", err=True)
        raise typer.Exit(1) from exc
    client = DutifulClient(BaseUrls(quote=quote_url, classify=classify_url), key or key_of(key_file))
    dutiful_server(client).run("stdio")
