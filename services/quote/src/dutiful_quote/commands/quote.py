"""`dutiful quote` and `dutiful explain`: a cart from a file, its landed cost as a table or as JSON."""

import json
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote as percent_encoded

import httpx2
import typer
from rich.console import Console

from dutiful_quote.commands.quote_table import print_quote
from dutiful_quote.examples import EXAMPLES, example
from dutiful_shared.cli_options import SANDBOX_KEY_FILE, AnswerAsJson, Key, KeyFile, QuoteUrl
from dutiful_shared.client.base_urls import LOCAL
from dutiful_shared.client.command_files import json_of
from dutiful_shared.client.command_line import key_of

#: A quote takes milliseconds; this is for a service that is still starting.
_TIMEOUT_SECONDS = 15.0


def quote(
    cart: Annotated[
        Path | None, typer.Argument(help="A file with the request as JSON, or - for standard input.")
    ] = None,
    name: Annotated[str, typer.Option("--example", help=f"A packaged cart: {', '.join(EXAMPLES)}.")] = "",
    as_json: AnswerAsJson = False,
    url: QuoteUrl = LOCAL.quote,
    key: Key = "",
    key_file: KeyFile = SANDBOX_KEY_FILE,
) -> None:
    """Quote a cart landed: every amount with its law."""
    if (cart is None) == (not name):
        raise typer.BadParameter("give either a file (or -) or --example NAME")
    body = _example(name) if cart is None else json_of(cart)
    _show(_send("POST", f"{url}/v1/quotes", key or key_of(key_file), body), as_json)


def explain(
    quote_id: Annotated[str, typer.Argument(help="The id of a recorded quote, such as q_018f...")],
    as_json: AnswerAsJson = False,
    url: QuoteUrl = LOCAL.quote,
    key: Key = "",
    key_file: KeyFile = SANDBOX_KEY_FILE,
) -> None:
    """Show a recorded quote again: how each amount came about and the law behind it."""
    answer = _send("GET", f"{url}/v1/quotes/{percent_encoded(quote_id, safe='')}", key or key_of(key_file), None)
    _show(answer, as_json, explained=True)


def _example(name: str) -> Any:
    try:
        return example(name)
    except KeyError:
        raise typer.BadParameter(f"there is no example {name!r}; there are: {', '.join(EXAMPLES)}") from None


def _send(method: str, url: str, key: str, body: Any) -> dict[str, Any]:
    content = None if body is None else json.dumps(body, default=str)
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    try:
        response = httpx2.request(method, url, content=content, headers=headers, timeout=_TIMEOUT_SECONDS)
    except httpx2.TransportError as exc:
        raise _failed(f"{url} cannot be reached ({exc}); is the service up? `make run` starts it.") from exc
    answer: dict[str, Any] = response.json()
    if response.is_success:
        return answer
    faults = [
        f"  {fault.get('pointer') or fault.get('parameter') or 'the request'}: {fault['detail']}"
        for fault in answer.get("errors", [])
    ]
    raise _failed("\n".join([f"{response.status_code} {answer.get('title')}: {answer.get('detail')}", *faults]))


def _show(answer: dict[str, Any], as_json: bool, explained: bool = False) -> None:
    if as_json:
        print(json.dumps(answer, indent=2, ensure_ascii=False))
    else:
        print_quote(answer, Console(markup=False, emoji=False), explained=explained)


def _failed(message: str) -> typer.Exit:
    """Say what went wrong; raise the result to end with exit code 1."""
    Console(stderr=True, emoji=False).print(message, style="red", markup=False)
    return typer.Exit(1)
