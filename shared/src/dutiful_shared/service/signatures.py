"""Whether a request was signed by who it says it is from. Any header and any body gives true or false, never an error.

Each check takes the raw body and all secrets that may have signed it, compares in constant time, and tries every
secret whatever the first one gave. Sources: Shopify, "Verify webhook deliveries"; the Standard Webhooks specification;
WooCommerce, REST API v3 webhooks; BigCommerce, "Webhooks overview" (Standard Webhooks, keyed with the client secret).
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from dutiful_shared.service.signing import decoded_base64, sign_message, signed_content, standard_key

__all__ = ["TOLERANCE", "body_hmac", "sign_message", "signed_body", "signed_message", "standard_key"]

#: How far a signed time may lie from ours, both ways (Standard Webhooks, reference implementations).
TOLERANCE: Final = timedelta(minutes=5)
_TIMESTAMP: Final = re.compile(r"[0-9]{1,12}")
#: More signatures than any rotation needs; the rest are not looked at.
_MOST_SIGNATURES: Final = 16


def body_hmac(secret: bytes, body: bytes) -> str:
    """base64(HMAC-SHA256(body)): what Shopify and WooCommerce send."""
    return base64.b64encode(hmac.new(secret, body, hashlib.sha256).digest()).decode()


def signed_body(secrets: Iterable[bytes], body: bytes, signature: str | None) -> bool:
    """Whether `signature` is the base64 HMAC-SHA256 of the raw body by one of the secrets (Shopify, WooCommerce)."""
    given = decoded_base64(signature or "")
    if given is None:
        return False
    valid = False
    for secret in secrets:
        # An empty secret would be one that anybody can sign with.
        valid |= bool(secret) and hmac.compare_digest(hmac.new(secret, body, hashlib.sha256).digest(), given)
    return valid


def signed_message(secrets: Iterable[bytes], body: bytes, headers: Mapping[str, str], now: datetime) -> bool:
    """Whether the request follows Standard Webhooks and one of its `v1` signatures is by one of the secrets.

    Args:
        secrets: the keys of the HMAC themselves; see `standard_key`. BigCommerce's is the client secret's bytes.
        headers: with lower-case names.
        now: by our clock; the signed time must be within `TOLERANCE` of it.
    """
    message_id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not message_id or not _TIMESTAMP.fullmatch(timestamp):
        return False
    if abs(now.timestamp() - int(timestamp)) > TOLERANCE.total_seconds():
        return False
    versioned = [one.split(",", 1) for one in headers.get("webhook-signature", "").split(" ")[:_MOST_SIGNATURES]]
    given = [
        raw for one in versioned if len(one) == 2 and one[0] == "v1" and (raw := decoded_base64(one[1])) is not None
    ]
    content = signed_content(message_id, timestamp, body)
    valid = False
    for secret in secrets:
        expected = hmac.new(secret, content, hashlib.sha256).digest()
        for signature in given:
            valid |= bool(secret) and hmac.compare_digest(expected, signature)
    return valid
