"""`dutiful mcp`: the server on standard input and output, as desktop clients start it."""

import typer

from dutiful_shared.cli_options import SANDBOX_KEY_FILE, ClassifyUrl, Key, KeyFile, QuoteUrl
from dutiful_shared.client import BaseUrls, DutifulClient
from dutiful_shared.client.base_urls import LOCAL
from dutiful_shared.client.command_line import key_of


def mcp(
    quote_url: QuoteUrl = LOCAL.quote,
    classify_url: ClassifyUrl = LOCAL.classify,
    key: Key = "",
    key_file: KeyFile = SANDBOX_KEY_FILE,
) -> None:
    """Serve quotes, codes and explanations as tools of the Model Context Protocol, on standard input and output."""
    try:
        from dutiful_shared.mcp_server.server import dutiful_server  # noqa: PLC0415 - the extra may not be installed
    except ModuleNotFoundError as exc:
        typer.echo(f"{exc}; the command needs an extra: pip install 'dutiful-shared[cli,mcp]'", err=True)
        raise typer.Exit(1) from exc
    client = DutifulClient(BaseUrls(quote=quote_url, classify=classify_url), key or key_of(key_file))
    dutiful_server(client).run("stdio")
