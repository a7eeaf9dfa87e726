"""The token of a quote: its totals, signed for the merchant (JWS, RFC 7515, HS256).

A checkout hands it on with the order; whoever gets it back can check the totals without asking for the quote. Only
quotes whose amounts are all known have one.
"""

from datetime import datetime
from typing import Any, Final, Protocol

import jwt

_ALGORITHM: Final = "HS256"
_TOTALS: Final = ("landed_cost", "due_at_checkout", "due_on_delivery")


class Merchant(Protocol):
    """For whom a quote is made: `signing_secret` is that merchant's own."""

    @property
    def merchant_id(self) -> str: ...

    @property
    def signing_secret(self) -> bytes: ...


class TokenRefusedError(Exception):
    """The token is not one of this merchant's, was changed, or has expired."""


def sign(answer: dict[str, Any], merchant: Merchant) -> str | None:
    """The token of an answered quote; None where an amount of it is not known."""
    if answer["id"] is None or answer["landed_cost"] is None:
        return None
    claims = {
        "jti": answer["id"],
        "sub": merchant.merchant_id,
        "iat": datetime.fromisoformat(answer["created_at"]),
        "exp": datetime.fromisoformat(answer["expires_at"]),
        "status": answer["status"],
        **{name: answer[name] for name in _TOTALS},
    }
    return jwt.encode(claims, merchant.signing_secret, _ALGORITHM)


def read(token: str, merchant: Merchant) -> dict[str, Any]:
    """What the token says.

    Raises:
        TokenRefusedError: it is not a token of this merchant, was changed, or has expired.
    """
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            merchant.signing_secret,
            [_ALGORITHM],
            options={"require": ["jti", "sub", "iat", "exp"]},
            subject=merchant.merchant_id,
        )
    except jwt.ExpiredSignatureError as exc:
        raise TokenRefusedError("the quote has expired") from exc
    except jwt.InvalidTokenError as exc:
        raise TokenRefusedError("the token was not signed for this merchant, or was changed") from exc
    return claims
