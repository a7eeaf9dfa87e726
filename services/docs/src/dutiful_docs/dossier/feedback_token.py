"""The token with which a shopper, who has no key, says how a shipment went."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Final

_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class FeedbackTokens:
    """Makes and checks tokens. A token is of one shipment and needs no store."""

    secret: bytes = field(repr=False)

    def token_of(self, shipment_id: str) -> str:
        """The token of a shipment: always the same, and one that nobody can make without the secret."""
        digest = hmac.new(self.secret, b"feedback:" + shipment_id.encode(), hashlib.sha256).digest()
        return urlsafe_b64encode(digest[:_BYTES]).decode().rstrip("=")

    def fits(self, shipment_id: str, token: str) -> bool:
        """Whether it is the token of this shipment; compared in constant time."""
        return hmac.compare_digest(self.token_of(shipment_id).encode(), token.encode())
