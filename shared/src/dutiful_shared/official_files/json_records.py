"""JSON from files that nobody has checked: streamed, bounded in depth and in size, no name twice in an object."""

import re
from collections.abc import Iterator
from typing import Any, Final, Protocol

import ijson

from dutiful_shared.official_files.errors import UnreadableFileError

MOST_DEPTH: Final = 32
#: Names and values of one record of a list; the largest record at hand has some 60.
MOST_VALUES_OF_ITEM: Final = 5_000
#: Names and values of a document that is read as a whole; the largest at hand has under 100,000.
MOST_VALUES_OF_DOCUMENT: Final = 1_000_000
#: No amount, code or date has so many digits.
MOST_DIGITS: Final = 400
_ENDLESS: Final = re.compile(rb"[0-9]{%d}" % (MOST_DIGITS + 1))


class _Source(Protocol):
    def read(self, size: int = ..., /) -> bytes: ...


def json_items(file: str, source: _Source) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a list of objects, counted from 1, one at a time in memory.

    Raises:
        UnreadableFileError: the file is something else, or breaks a limit.
    """
    events = _events(file, source)
    event, _ = next(events, ("", None))
    if event != "start_array":
        raise UnreadableFileError(file, "", "is not a JSON list of objects")
    number = 0
    for event, value in events:
        if event == "end_array":
            break
        number += 1
        if event != "start_map":
            raise UnreadableFileError(file, f"item {number}", "is not an object")
        yield number, _Builder(file, f"item {number}", MOST_VALUES_OF_ITEM).value(events, event, value)
    for _ in events:  # the parser itself refuses anything but blanks here
        raise UnreadableFileError(file, f"after item {number}", "goes on after the end of the list")


def json_document(file: str, source: _Source) -> Any:
    """The value of a whole document.

    Raises:
        UnreadableFileError: it is no JSON, or breaks a limit.
    """
    events = _events(file, source)
    event, value = next(events, ("", None))
    if not event:
        raise UnreadableFileError(file, "", "holds no JSON")
    document = _Builder(file, "", MOST_VALUES_OF_DOCUMENT).value(events, event, value)
    for _ in events:
        raise UnreadableFileError(file, "", "goes on after the end of the JSON")
    return document


def _events(file: str, source: _Source) -> Iterator[tuple[str, Any]]:
    try:
        yield from ijson.basic_parse(_WithoutEndlessNumbers(file, source))
    except UnreadableFileError:
        raise
    except ijson.IncompleteJSONError as error:
        raise UnreadableFileError(file, "", f"is broken or cut off JSON: {_first_line(error)}") from None
    except (ijson.JSONError, UnicodeDecodeError) as error:
        raise UnreadableFileError(file, "", f"is not JSON: {_first_line(error)}") from None
    except (ValueError, ArithmeticError) as error:
        raise UnreadableFileError(file, "", f"holds a number that is no sane number: {_first_line(error)}") from None


class _WithoutEndlessNumbers:
    """The bytes of a source, refusing a run of digits that is no number: the parser in C does not survive those."""

    def __init__(self, file: str, source: _Source) -> None:
        self._file = file
        self._source = source
        self._tail = b""

    def read(self, size: int = -1, /) -> bytes:
        data = self._source.read(size)
        if _ENDLESS.search(self._tail + data):
            raise UnreadableFileError(
                self._file, "", f"has a number of more than {MOST_DIGITS} digits; no JSON of a tariff"
            )
        self._tail = (self._tail + data)[-MOST_DIGITS:] if data else b""
        return data


def _first_line(error: Exception) -> str:
    text = error.args[0] if error.args else ""
    text = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(error)
    return text.strip().split("\n")[0][:120]


class _Builder:
    """Builds one value from parser events."""

    def __init__(self, file: str, place: str, most_values: int) -> None:
        self._file = file
        self._place = place
        self._left = most_values

    def value(self, events: Iterator[tuple[str, Any]], event: str, value: Any, depth: int = 0) -> Any:
        if depth > MOST_DEPTH:
            raise UnreadableFileError(self._file, self._place, f"is nested deeper than {MOST_DEPTH}")
        self._left -= 1
        if self._left < 0:
            raise UnreadableFileError(self._file, self._place, "holds more values than any record of a tariff")
        if event == "start_map":
            return self._object(events, depth)
        if event == "start_array":
            found = []
            for inner, content in events:
                if inner == "end_array":
                    break
                found.append(self.value(events, inner, content, depth + 1))
            return found
        return value

    def _object(self, events: Iterator[tuple[str, Any]], depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for event, name in events:
            if event == "end_map":
                break
            if name in found:
                raise UnreadableFileError(self._file, self._place, f"has {str(name)[:40]!r} twice in one object")
            inner, content = next(events)
            found[name] = self.value(events, inner, content, depth + 1)
        return found
