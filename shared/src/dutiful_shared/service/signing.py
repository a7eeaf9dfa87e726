"""Signing by Standard Webhooks: HMAC-SHA256 over the message's id, its time and its body."""

import base64
import binascii
import hashlib
import hmac
import os
from datetime import datetime
from typing import Final

_SECRET_PREFIX: Final = "whsec_"  # noqa: S105 - the form of secrets, none itself
_KEY_BYTES: Final = 32


def new_secret() -> str:
    """A secret in the standard's form: `whsec_` and base64 of 32 random bytes."""
    return _SECRET_PREFIX + base64.b64encode(os.urandom(_KEY_BYTES)).decode()


def standard_key(secret: bytes) -> bytes:
    """The key in a secret of the standard's form; any other secret is its own key."""
    text = secret.decode("ascii", "replace")
    if text.startswith(_SECRET_PREFIX):
        return decoded_base64(text.removeprefix(_SECRET_PREFIX)) or b""
    return secret


def sign_message(secret: bytes, message_id: str, sent_at: datetime, body: bytes, *others: bytes) -> dict[str, str]:
    """The headers of a message, signed with one key and with `others` that the receiver may still have."""
    timestamp = str(int(sent_at.timestamp()))
    content = signed_content(message_id, timestamp, body)
    signatures = (hmac.new(key, content, hashlib.sha256).digest() for key in (secret, *others))
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(f"v1,{base64.b64encode(one).decode()}" for one in signatures),
    }


def signed_content(message_id: str, timestamp: str, body: bytes) -> bytes:
    """What the signature covers. A lone surrogate cannot be encoded: what cannot be signed matches nothing."""
    return message_id.encode("utf-8", "replace") + b"." + timestamp.encode() + b"." + body


def decoded_base64(text: str) -> bytes | None:
    """The bytes, or None where the text is no base64."""
    try:
        return base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, ValueError):
        return None
