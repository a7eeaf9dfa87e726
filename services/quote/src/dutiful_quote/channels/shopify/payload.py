"""Reading what Shopify sends: any field may be missing, null, or of another type than documented."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

#: Shopify counts every currency in hundredths, also those that have none, such as JPY.
SUBUNITS: Final = Decimal(100)
_LARGEST: Final = Decimal(10) ** 12
_LONGEST_ID: Final = 40


class UnreadablePayloadError(Exception):
    """The body is not what the platform sends; the text says which part, and holds nothing of it."""


def read_json(body: bytes) -> Any:
    """The body, parsed without ever passing through binary floats: ids beyond 2**53 and amounts stay exact.

    Raises:
        UnreadablePayloadError: it is not JSON.
    """
    try:
        return json.loads(body, parse_float=Decimal, parse_constant=_no_constant)
    except (ValueError, RecursionError, InvalidOperation) as exc:
        raise UnreadablePayloadError("the body is not JSON") from exc


def child(plain: Any, *names: str) -> dict[str, Any]:
    """The object at the path; empty where there is none."""
    for name in names:
        plain = plain.get(name) if isinstance(plain, dict) else None
    return plain if isinstance(plain, dict) else {}


def children(plain: Any, name: str) -> Iterator[dict[str, Any]]:
    """The objects of the list; none where there is no list."""
    found = plain.get(name) if isinstance(plain, dict) else None
    return (one for one in (found if isinstance(found, list) else ()) if isinstance(one, dict))


def text_of(plain: Any, name: str, longest: int = 255) -> str:
    """The text without surrounding blanks, cut to `longest`; empty where it is none."""
    found = plain.get(name) if isinstance(plain, dict) else None
    if not isinstance(found, str):
        return ""
    clean = "".join(sign for sign in found if sign.isprintable()).encode("utf-8", "ignore").decode()
    return clean.strip()[:longest]


def id_of(plain: Any, name: str = "id") -> str:
    """A numeric id or a GID as a short text: `gid://shopify/Product/7` is `7`; empty where there is none."""
    found = plain.get(name) if isinstance(plain, dict) else None
    if isinstance(found, bool) or not isinstance(found, int | str):
        return ""
    if isinstance(found, int) and abs(found) >= 10**_LONGEST_ID:
        return ""
    short = str(found).rpartition("/")[2]
    return short if short.isascii() and short.isalnum() and len(short) <= _LONGEST_ID else ""


def number_of(plain: Any, name: str) -> Decimal | None:
    """The number, given as a number or as a text; None where it is none, or beyond any sense."""
    found = plain.get(name) if isinstance(plain, dict) else None
    if isinstance(found, bool) or not isinstance(found, int | str | Decimal):
        return None
    if isinstance(found, int) and abs(found) > _LARGEST:
        return None
    try:
        number = Decimal(found)
    except (InvalidOperation, ValueError):
        return None
    if not number.is_finite() or abs(number) > _LARGEST or int(number.as_tuple().exponent) < -9:
        return None
    return number


def time_of(plain: Any, *names: str) -> datetime | None:
    """The first of these fields that is a time with an offset, in UTC."""
    for name in names:
        found = plain.get(name) if isinstance(plain, dict) else None
        if isinstance(found, str):
            try:
                at = datetime.fromisoformat(found)
                return at.astimezone(UTC) if at.tzinfo is not None else None
            except (ValueError, OverflowError):
                continue
    return None


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
