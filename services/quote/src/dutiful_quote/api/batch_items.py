"""The items of a batch as they came: bytes by bytes of a JSON list, or line by line."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Final

from dutiful_quote.quotes.batch import MAX_ITEMS
from dutiful_shared.contract.problems import ProblemError
from dutiful_shared.service.json_guard import malformed
from dutiful_shared.service.problems import ProblemException, problem

_DECODER: Final = json.JSONDecoder()
_BLANK: Final = " \t\r\n"
#: After so many items the event loop gets its turn.
_AT_A_STRETCH: Final = 10


async def of_list(body: bytes) -> list[bytes]:
    """The items of a JSON list, each exactly as it was written.

    Raises:
        ProblemException: `malformed_json`, or `invalid_request` where it is no list or holds too many.
    """
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        raise malformed("the body is not valid UTF-8", b"", 0) from exc
    at = _past_blanks(text, 0)
    if not text.startswith("[", at):
        raise _invalid("must be a list of carts", "")
    items: list[bytes] = []
    at = _past_blanks(text, at + 1)
    while not text.startswith("]", at) or items:
        end = _end_of_value(text, at)
        items.append(text[at:end].encode())
        if len(items) > MAX_ITEMS:
            raise too_many()
        if len(items) % _AT_A_STRETCH == 0:
            await asyncio.sleep(0)
        at = _past_blanks(text, end)
        if text.startswith("]", at):
            break
        if not text.startswith(",", at):
            raise malformed("expected , or ]", text, at)
        at = _past_blanks(text, at + 1)
    if (rest := _past_blanks(text, at + 1)) < len(text):
        raise malformed("there is something after the list", text, rest)
    if not items:
        raise _invalid("must hold at least one cart", "")
    return items


async def of_lines(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The lines of a body while it comes in, without blank ones.

    Raises:
        ProblemException: `invalid_request` after the last one that is taken.
    """
    count, rest = 0, b""
    async for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            if line.strip():
                count += 1
                if count > MAX_ITEMS:
                    raise too_many()
                yield line
    if rest.strip():
        if count == MAX_ITEMS:
            raise too_many()
        yield rest


def too_many() -> ProblemException:
    """The problem to raise at the item after the last one that is taken."""
    return _invalid(f"has more than {MAX_ITEMS} carts; send the others as another batch", "")


def _end_of_value(text: str, at: int) -> int:
    try:
        return _DECODER.raw_decode(text, at)[1]
    except json.JSONDecodeError as exc:
        raise malformed(exc.msg, text, exc.pos) from exc
    except RecursionError as exc:
        raise problem("json_too_deep", "The body is nested too deeply.") from exc


def _past_blanks(text: str, at: int) -> int:
    while at < len(text) and text[at] in _BLANK:
        at += 1
    return at


def _invalid(what: str, pointer: str) -> ProblemException:
    fault = ProblemError(code="batch", detail=what, pointer=pointer)
    return problem("invalid_request", f"The batch {what}.", errors=[fault])
