"""One conditional GET, streamed to a file, in which nothing is believed of the server."""

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Final
from urllib.parse import urljoin, urlsplit

import httpx2

from dutiful_quote.tariff.feeds.content import check_file, check_type
from dutiful_quote.tariff.feeds.feed import Feed
from dutiful_quote.tariff.feeds.outcome import FeedFailureError, Outcome
from dutiful_quote.tariff.feeds.unpacking import Unpacker

_USER_AGENT: Final = "dutiful-tariff-watch"
_MOST_REDIRECTS: Final = 5
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_PASSING: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
_CONNECT_SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True)
class Validators:
    """What the server said about the last good file; empty where it said nothing, or is not to be believed."""

    etag: str = ""
    last_modified: str = ""

    def __bool__(self) -> bool:
        return bool(self.etag or self.last_modified)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A sound file. `url` is where it really came from."""

    path: Path
    url: str
    sha256: str
    bytes: int
    validators: Validators

    @property
    def modified_on(self) -> date | None:
        """The day of Last-Modified."""
        with contextlib.suppress(ValueError):
            return parsedate_to_datetime(self.validators.last_modified).astimezone(UTC).date()
        return None


def new_client(feed: Feed) -> httpx2.AsyncClient:
    """A client with a limit on every wait. Redirects are followed by `fetch`, which looks at where they lead."""
    idle = feed.idle_timeout.total_seconds()
    return httpx2.AsyncClient(
        follow_redirects=False,
        timeout=httpx2.Timeout(idle, connect=min(_CONNECT_SECONDS, idle)),
        headers={"User-Agent": _USER_AGENT, "Accept-Encoding": "identity"},
    )


async def fetch(client: httpx2.AsyncClient, feed: Feed, known: Validators, largest: int, into: Path) -> Fetched | None:
    """The publication as it is now, written to `into`; None where the server says that nothing has changed.

    Args:
        known: sent along; empty to have the whole file in any case.
        largest: bytes, unpacked, at which the fetch is broken off.

    Raises:
        FeedFailureError: with the outcome to record; `into` may hold a part of the file.
    """
    try:
        async with asyncio.timeout(feed.timeout.total_seconds()), _answer(client, feed, known) as response:
            if response.status_code == 304:
                if not known:
                    raise FeedFailureError(Outcome.REFUSED, "304 Not Modified, though nothing was known to the server")
                return None
            return await _receive(response, feed, largest, into)
    except httpx2.TimeoutException as exc:
        detail = f"the server was silent for {feed.idle_timeout}"
        raise FeedFailureError(Outcome.TIMED_OUT, detail, passing=True) from exc
    except TimeoutError as exc:
        raise FeedFailureError(Outcome.TIMED_OUT, f"not done within {feed.timeout}") from exc
    except httpx2.RemoteProtocolError as exc:
        raise FeedFailureError(Outcome.TRUNCATED, f"the answer broke off: {exc}", passing=True) from exc
    except (httpx2.TransportError, OSError) as exc:
        raise FeedFailureError(Outcome.UNREACHABLE, f"{type(exc).__name__}: {exc}", passing=True) from exc


@contextlib.asynccontextmanager
async def _answer(client: httpx2.AsyncClient, feed: Feed, known: Validators) -> AsyncIterator[httpx2.Response]:
    """The first answer that is no redirect."""
    headers = {}
    if known.etag:
        headers["If-None-Match"] = known.etag
    if known.last_modified:
        headers["If-Modified-Since"] = known.last_modified
    url = feed.url
    for _ in range(_MOST_REDIRECTS + 1):
        async with client.stream("GET", url, headers=headers) as response:
            if response.status_code not in _REDIRECTS:
                yield response
                return
            url = _led_to(feed, url, response.headers.get("location", ""))
    raise FeedFailureError(Outcome.REDIRECTED, f"more than {_MOST_REDIRECTS} redirects")


def _led_to(feed: Feed, url: str, location: str) -> str:
    """Where a redirect leads, if the feed allows it: to its own host or one it names, and never from TLS to none."""
    target = urljoin(url, location)
    old, new, configured = urlsplit(url), urlsplit(target), urlsplit(feed.url)
    allowed = {configured.netloc.lower(), *(host.lower() for host in feed.redirect_hosts)}
    if not location or new.scheme not in {"http", "https"} or new.netloc.lower() not in allowed:
        raise FeedFailureError(Outcome.REDIRECTED, f"redirected to {target!r}, which is not among redirect_hosts")
    if old.scheme == "https" and new.scheme != "https":
        raise FeedFailureError(Outcome.REDIRECTED, f"redirected from https to {target!r}")
    return target


async def _receive(response: httpx2.Response, feed: Feed, largest: int, into: Path) -> Fetched:
    status = response.status_code
    if status != 200:
        raise FeedFailureError(Outcome.REFUSED, f"the server answered {status}", passing=status in _PASSING)
    check_type(response.headers.get("content-type", ""), feed.content_types)
    announced = response.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > largest:
        raise FeedFailureError(Outcome.WRONG_SIZE, f"{announced} bytes are announced, at most {largest} are accepted")
    digest, size = await _write(response, largest, into)
    if size < feed.min_bytes:
        raise FeedFailureError(Outcome.WRONG_SIZE, f"{size} bytes, at least {feed.min_bytes} are expected")
    await asyncio.to_thread(check_file, into, feed.format)
    headers = response.headers
    validators = Validators(headers.get("etag", ""), headers.get("last-modified", ""))
    return Fetched(into, str(response.url), digest, size, validators)


async def _write(response: httpx2.Response, largest: int, into: Path) -> tuple[str, int]:
    """Write the unpacked body; its SHA-256 and size."""
    unpacker = Unpacker(response.headers.get("content-encoding", ""), largest)
    digest, size = hashlib.sha256(), 0
    with into.open("wb") as file:
        async for chunk in response.aiter_raw():
            for portion in unpacker.feed(chunk):
                digest.update(portion)
                size += len(portion)
                file.write(portion)
    unpacker.finish()
    return digest.hexdigest(), size
