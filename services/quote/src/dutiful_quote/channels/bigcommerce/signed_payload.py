"""`signed_payload_jwt`: who opens or removes the app, signed by BigCommerce with the app's client secret (HS256)."""

import base64
import binascii
import hashlib
import hmac
import re
from datetime import datetime
from typing import Any, Final

import orjson

from dutiful_quote.channels.bigcommerce.stores import BigCommerceApp

#: How far the platform's clock may lie from ours, in seconds.
_LEEWAY: Final = 60
_LONGEST: Final = 8_192
CONTEXT: Final = re.compile(r"stores/([a-z0-9]{1,64})")


class PayloadRefusedError(Exception):
    """The payload was not signed by BigCommerce for this app, or does not hold now."""


def store_of(token: str, app: BigCommerceApp, now: datetime) -> str:
    """The store hash that a payload is about.

    Raises:
        PayloadRefusedError: it was not signed by BigCommerce for this app, or does not hold now.
    """
    if not app.client_id or not app.client_secret or len(token) > _LONGEST:
        raise PayloadRefusedError
    parts = token.split(".")
    if len(parts) != 3 or not token.isascii():
        raise PayloadRefusedError
    header, claims = _part(parts[0]), _part(parts[1])
    expected = hmac.new(app.client_secret, f"{parts[0]}.{parts[1]}".encode(), hashlib.sha256).digest()
    # Only the algorithm that BigCommerce uses: what a token says of its own algorithm is not followed.
    if not hmac.compare_digest(expected, _bytes(parts[2])) or header.get("alg") != "HS256":
        raise PayloadRefusedError
    audience = claims.get("aud")
    meant = audience if isinstance(audience, list) else [audience]
    subject = claims.get("sub")
    context = CONTEXT.fullmatch(subject) if isinstance(subject, str) else None
    if claims.get("iss") != "bc" or app.client_id not in meant or context is None or not _holds(claims, now):
        raise PayloadRefusedError
    return context[1]


def _holds(claims: dict[str, Any], now: datetime) -> bool:
    expires, begins = claims.get("exp"), claims.get("nbf", 0)
    if type(expires) is not int or type(begins) is not int:
        return False
    return begins - _LEEWAY <= now.timestamp() < expires + _LEEWAY


def _part(text: str) -> dict[str, Any]:
    try:
        plain = orjson.loads(_bytes(text))
    except orjson.JSONDecodeError:
        raise PayloadRefusedError from None
    if not isinstance(plain, dict):
        raise PayloadRefusedError
    return plain


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise PayloadRefusedError from None
