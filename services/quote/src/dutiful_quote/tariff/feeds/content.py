"""Whether a fetched file can be what the feed expects, told from its first and last bytes."""

from pathlib import Path
from typing import Final

from dutiful_quote.tariff.feeds.feed import FileFormat
from dutiful_quote.tariff.feeds.outcome import FeedFailureError, Outcome

_LOOK_AT: Final = 4096
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_ENDS: Final = {b"[": b"]", b"{": b"}"}
_HTML: Final = (b"<!doctype html", b"<html", b"<head", b"<body")
_ZIP_START: Final = b"PK\x03\x04"
_ZIP_END: Final = b"PK\x05\x06"
#: The end record of a ZIP archive stands within its last 64 KiB and 22 bytes.
_ZIP_TAIL: Final = 65_557


def check_type(announced: str, accepted: tuple[str, ...]) -> None:
    """Refuse a body of another Content-Type than the feed accepts; a server that names none is given the chance.

    Raises:
        FeedFailureError
    """
    kind = announced.partition(";")[0].strip().lower()
    if kind and kind not in accepted:
        raise FeedFailureError(Outcome.WRONG_TYPE, f"the body is {kind}, expected is {' or '.join(accepted)}")


def check_file(path: Path, expected: FileFormat) -> None:
    """Refuse a file that is not of its format, or was cut off.

    Raises:
        FeedFailureError
    """
    with path.open("rb") as file:
        head = file.read(_LOOK_AT).removeprefix(_BYTE_ORDER_MARK).lstrip()
        size = file.seek(0, 2)
        file.seek(max(0, size - _ZIP_TAIL))
        tail = file.read()
    if head[:64].lower().startswith(_HTML):
        raise FeedFailureError(Outcome.WRONG_TYPE, f"the file is an HTML page, expected is {expected.value}")
    match expected:
        case FileFormat.JSON:
            _check_json(head, tail.rstrip())
        case FileFormat.XLSX | FileFormat.ZIP:
            _check_zip(head, tail)
        case FileFormat.CSV:
            _check_csv(head)


def _check_json(head: bytes, tail: bytes) -> None:
    end = _ENDS.get(head[:1])
    if end is None:
        raise FeedFailureError(Outcome.WRONG_TYPE, "the file is no JSON list or object")
    if not tail.endswith(end):
        raise FeedFailureError(Outcome.TRUNCATED, "the JSON ends in the middle", passing=True)


def _check_zip(head: bytes, tail: bytes) -> None:
    if not head.startswith(_ZIP_START):
        raise FeedFailureError(Outcome.WRONG_TYPE, "the file is no ZIP archive or workbook")
    if _ZIP_END not in tail:
        raise FeedFailureError(Outcome.TRUNCATED, "the archive ends in the middle", passing=True)


def _check_csv(head: bytes) -> None:
    if not head or b"\x00" in head or head[:1] in {b"<", b"["} or head.startswith((_ZIP_START, b"%PDF")):
        raise FeedFailureError(Outcome.WRONG_TYPE, "the file is no CSV")
