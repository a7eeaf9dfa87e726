"""The token of a quote: its totals, signed for the merchant (JWS, RFC 7515, HS256).

A checkout hands it on with the order; whoever gets it back can check the totals without asking for the quote. Only
quotes whose amounts are all known have one.
"""

import hmac
from base64 import urlsafe_b64encode
from datetime import datetime
from typing import Any, Final, Protocol

import jwt
import orjson

_ALGORITHM: Final = "HS256"
_TOTALS: Final = ("landed_cost", "due_at_checkout", "due_on_delivery")


class Merchant(Protocol):
    """For whom a quote is made: `signing_secret` is that merchant's own."""

    @property
    def merchant_id(self) -> str:
        """Named by the token, and the only one for whom it verifies."""

    @property
    def signing_secret(self) -> bytes:
        """The HMAC key of the merchant's tokens."""


class TokenRefusedError(Exception):
    """The token is not one of this merchant's, was changed, or has expired."""


def sign(answer: dict[str, Any], merchant: Merchant) -> str | None:
    """The token of an answered quote; None where an amount of it is not known."""
    if answer["id"] is None or answer["landed_cost"] is None:
        return None
    claims = {
        "jti": answer["id"],
        "sub": merchant.merchant_id,
        "iat": int(datetime.fromisoformat(answer["created_at"]).timestamp()),
        "exp": int(datetime.fromisoformat(answer["expires_at"]).timestamp()),
        "status": answer["status"],
        **{name: answer[name] for name in _TOTALS},
    }
    signed = _HEADER + b"." + _base64(orjson.dumps(claims))
    return (signed + b"." + _base64(hmac.digest(merchant.signing_secret, signed, "sha256"))).decode()


def _base64(part: bytes) -> bytes:
    return urlsafe_b64encode(part).rstrip(b"=")


#: The library tries every key anew as a PEM and an SSH key, which takes longer than all else of a signature (ADR 0040).
_HEADER: Final = _base64(orjson.dumps({"alg": _ALGORITHM, "typ": "JWT"}))


def read(token: str, merchant: Merchant, *, also_expired: bool = False) -> dict[str, Any]:
    """What the token says.

    Args:
        also_expired: whether one that no longer holds is read too, to tell a genuine one from another.

    Raises:
        TokenRefusedError: it is not a token of this merchant, was changed, or has expired.
    """
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            merchant.signing_secret,
            [_ALGORITHM],
            # Signed by a process whose clock is ahead of this one's, it is as good as any.
            options={"require": ["jti", "sub", "iat", "exp"], "verify_iat": False, "verify_exp": not also_expired},
            subject=merchant.merchant_id,
        )
    except jwt.ExpiredSignatureError as exc:
        raise TokenRefusedError("the quote has expired") from exc
    except jwt.InvalidTokenError as exc:
        raise TokenRefusedError("the token was not signed for this merchant, or was changed") from exc
    return claims
