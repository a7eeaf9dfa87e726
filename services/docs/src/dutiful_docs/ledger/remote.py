"""Asks a ledger over HTTP, for commands: small answers only, no redirects, https or this machine."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import httpx2

_TIMEOUT: Final = httpx2.Timeout(10.0)
_LONGEST_ANSWER: Final = 256 * 1024
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


class RemoteError(Exception):
    """The ledger could not be asked, or did not answer as it must; the text says why."""


class NotThereError(RemoteError):
    """The ledger was asked and has no such thing."""


def fetch(url: str, query: Mapping[str, int] | None = None, *, transport: httpx2.BaseTransport | None = None) -> Any:
    """The JSON that is at a URL.

    Raises:
        RemoteError: there is none.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise RemoteError(f"{url} is not https")
    try:
        with (
            httpx2.Client(timeout=_TIMEOUT, follow_redirects=False, transport=transport) as client,
            client.stream("GET", url, params=dict(query or {}) or None) as response,
        ):
            body = b""
            for piece in response.iter_bytes():
                body += piece
                if len(body) > _LONGEST_ANSWER:
                    raise RemoteError(f"{url} answers with more than a ledger has to say")
            if response.status_code == httpx2.codes.NOT_FOUND:
                raise NotThereError(f"{url} is not there")
            if response.status_code != httpx2.codes.OK:
                raise RemoteError(f"{url} answers {response.status_code}")
            return httpx2.Response(200, content=body).json()
    except (httpx2.HTTPError, httpx2.InvalidURL) as exc:
        raise RemoteError(f"{url} does not answer ({type(exc).__name__})") from exc
    except ValueError as exc:
        raise RemoteError(f"{url} does not answer with JSON") from exc
