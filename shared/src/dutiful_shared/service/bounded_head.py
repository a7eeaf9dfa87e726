"""`BoundedHead`: uvicorn's protocol, with a bound on the head of a request and on the time that it may take.

The parser collects a head for as long as it goes on, at a cost that grows with its square, before any middleware sees
the request; so whoever sends an endless one stands in everybody's way. A body is bounded by the service itself.
"""

from asyncio import Transport
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

#: What proxies commonly allow is 8 to 32 kB; a token, cookies and a trace fit in many times over.
MOST_HEAD_BYTES: Final = 65_536
HEAD_SECONDS: Final = 10.0
_TOO_LARGE: Final = b"431 Request Header Fields Too Large"
_TOO_SLOW: Final = b"408 Request Timeout"


class BoundedHead(HttpToolsProtocol):
    """Give it to uvicorn as `http`. A connection that never says anything ends as one that is kept alive in vain."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: Bytes of the head that is under way; None between a head and the next.
        self._head: int | None = None
        self._clock: Any = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """A connection that sends nothing is closed after the keep-alive time."""
        super().connection_made(transport)
        self._clock = self.loop.call_later(self.timeout_keep_alive, transport.close)

    def connection_lost(self, exc: Exception | None) -> None:
        """The clock ends with the connection."""
        self._stop_clock()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Count the bytes of a head that is not whole yet, and refuse one too large or too slow."""
        super().data_received(data)
        if self._head is None:
            if self._clock is not None:
                self._stop_clock()
            return
        self._head += len(data)
        if self._head > MOST_HEAD_BYTES:
            self._refuse(_TOO_LARGE)
        elif self._head == len(data):  # the first part of a head that did not come whole
            self._stop_clock()
            self._clock = self.loop.call_later(HEAD_SECONDS, self._refuse, _TOO_SLOW)

    def on_message_begin(self) -> None:
        """A head begins: count from here."""
        super().on_message_begin()
        self._head = 0

    def on_headers_complete(self) -> None:
        """The head is whole: what follows is the body, which others bound."""
        self._head = None
        super().on_headers_complete()

    def _stop_clock(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    def _refuse(self, status: bytes) -> None:
        self._stop_clock()
        # While an earlier request is being answered, a status between its bytes would be read as part of them.
        if self.cycle is None or self.cycle.response_complete:
            self.transport.write(b"HTTP/1.1 " + status + b"\r\nconnection: close\r\ncontent-length: 0\r\n\r\n")
        self.transport.close()
