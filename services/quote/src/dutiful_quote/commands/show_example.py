"""Quote a packaged example over HTTP and print it; what `make run` shows when everything is up."""

import httpx2
from rich.console import Console

from dutiful_quote.commands.quote_table import print_quote
from dutiful_quote.examples import example

_TIMEOUT_SECONDS = 15.0


class ExampleRefusedError(Exception):
    """The service did not quote the example; the text says what it answered."""


def show_example(url: str, key: str, name: str) -> None:
    """Ask the quote service at `url` for the example and print the answer as a table.

    Raises:
        ExampleRefusedError: it answered with a problem, or not at all.
    """
    headers = {"Authorization": f"Bearer {key}"}
    try:
        response = httpx2.post(f"{url}/v1/quotes", json=example(name), headers=headers, timeout=_TIMEOUT_SECONDS)
    except httpx2.TransportError as exc:
        raise ExampleRefusedError(str(exc)) from exc
    if not response.is_success:
        raise ExampleRefusedError(response.text)
    print_quote(response.json(), Console(markup=False, emoji=False))
