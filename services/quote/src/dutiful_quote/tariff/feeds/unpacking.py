"""Content encodings, undone within a bound: a few kilobytes may claim to be many gigabytes."""

import zlib
from collections.abc import Iterator
from typing import Final

from dutiful_quote.tariff.feeds.outcome import FeedFailureError, Outcome

_PORTION: Final = 256 * 1024
_WINDOW: Final = {"gzip": 16 + zlib.MAX_WBITS, "x-gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}


class Unpacker:
    """Turns the bytes of the wire into those of the file; `limit` bounds the file."""

    def __init__(self, encoding: str, limit: int) -> None:
        encoding = encoding.strip().lower() or "identity"
        if encoding != "identity" and encoding not in _WINDOW:
            raise FeedFailureError(Outcome.WRONG_TYPE, f"the body has the content encoding {encoding!r}, not asked for")
        self._inflate = None if encoding == "identity" else zlib.decompressobj(_WINDOW[encoding])
        self._limit = limit
        self._size = 0

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """The file's bytes that a chunk of the wire brings, in portions.

        Raises:
            FeedFailureError: too large, or no valid compression.
        """
        if self._inflate is None:
            yield self._counted(chunk)
            return
        while chunk:
            try:
                portion = self._inflate.decompress(chunk, _PORTION)
            except zlib.error as exc:
                raise FeedFailureError(
                    Outcome.TRUNCATED, f"the compressed body is broken: {exc}", passing=True
                ) from exc
            yield self._counted(portion)
            if self._inflate.eof:
                return
            chunk = self._inflate.unconsumed_tail

    def finish(self) -> None:
        """Say that the body has ended.

        Raises:
            FeedFailureError: in the middle of its compression.
        """
        if self._inflate is not None and not self._inflate.eof:
            raise FeedFailureError(Outcome.TRUNCATED, "the compressed body ends in the middle", passing=True)

    def _counted(self, portion: bytes) -> bytes:
        self._size += len(portion)
        if self._size > self._limit:
            raise FeedFailureError(Outcome.WRONG_SIZE, f"the file is larger than {self._limit} bytes")
        return portion
