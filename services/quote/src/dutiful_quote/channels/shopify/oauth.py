"""Proofs of the installation: the hex HMAC of a query, the nonce of our own, and session tokens (JWT, HS256).

Sources: Shopify, "Implement authorization code grant" and "Session tokens"; the shapes as in Shopify's own libraries.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import orjson

#: Of a shop's own name; anything else is not Shopify's.
SHOP_PATTERN: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,99}\.myshopify\.com")
STATE_LASTS: Final = timedelta(minutes=10)
#: How far a session token's times may lie from ours.
_LEEWAY: Final = timedelta(seconds=10)


def signed_query(secrets: Iterable[bytes], query: Iterable[tuple[str, str]]) -> bool:
    """Whether `hmac` is the hex HMAC-SHA256 over the other parameters in the order of their names.

    What is signed is a text, in which a `&` inside of a value looks like the beginning of another parameter: a query
    that has one may be another than the one that was signed. Shopify sends none.
    """
    pairs = list(query)
    if any("&" in name or "&" in value or "=" in name for name, value in pairs):
        return False
    given = [value for name, value in pairs if name == "hmac"]
    message = "&".join(f"{name}={value}" for name, value in sorted(pairs) if name != "hmac").encode()
    valid = False
    for secret in secrets:
        expected = hmac.new(secret, message, hashlib.sha256).hexdigest()
        valid |= bool(secret) and len(given) == 1 and hmac.compare_digest(expected.encode(), given[0].encode())
    return valid


def new_state(secret: bytes, shop: str, nonce: str, now: datetime) -> str:
    """The `state` of an installation: it holds for one shop and ten minutes."""
    until = int((now + STATE_LASTS).timestamp())
    return f"{nonce}.{until}.{_state_mark(secret, shop, nonce, until)}"


def state_holds(secret: bytes, shop: str, state: str, now: datetime) -> bool:
    """Whether we made this `state` for this shop, and not too long ago."""
    nonce, _, rest = state.partition(".")
    until, _, mark = rest.partition(".")
    if not (until.isascii() and until.isdigit() and len(until) <= 12) or int(until) < now.timestamp():
        return False
    return hmac.compare_digest(_state_mark(secret, shop, nonce, int(until)).encode(), mark.encode())


def session_shop(token: str, client_id: str, secrets: Iterable[bytes], now: datetime) -> str | None:
    """The shop that a session token is of; None if it was not signed for this app, or its time has not come or is over.

    The shop is taken from the signed `dest`, never from a parameter beside the token.
    """
    parts = token.split(".")
    if len(parts) != 3:
        return None
    head, claims, signature = (_segment(part) for part in parts)
    if head is None or claims is None or signature is None:
        return None
    message = ".".join(parts[:2]).encode("utf-8", "replace")
    valid = False
    for secret in secrets:
        valid |= bool(secret) and hmac.compare_digest(hmac.new(secret, message, hashlib.sha256).digest(), signature)
    plain, header = _object(claims), _object(head)
    if not valid or header.get("alg") != "HS256" or not client_id or plain.get("aud") != client_id:
        return None
    if not _within(plain, now):
        return None
    shop = str(plain.get("dest", "")).removeprefix("https://")
    return shop if SHOP_PATTERN.fullmatch(shop) else None


def _within(claims: Mapping[str, Any], now: datetime) -> bool:
    ends, begins = claims.get("exp"), claims.get("nbf", 0)
    if not isinstance(ends, int) or not isinstance(begins, int):
        return False
    leeway, at = _LEEWAY.total_seconds(), now.timestamp()
    return begins - leeway <= at < ends + leeway


def _segment(text: str) -> bytes | None:
    try:
        return base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        return None


def _object(raw: bytes) -> dict[str, Any]:
    try:
        plain = orjson.loads(raw)
    except ValueError:
        return {}
    return plain if isinstance(plain, dict) else {}


def _state_mark(secret: bytes, shop: str, nonce: str, until: int) -> str:
    return hmac.new(secret, f"shopify-state\x1f{shop}\x1f{nonce}\x1f{until}".encode(), hashlib.sha256).hexdigest()
