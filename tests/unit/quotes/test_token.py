"""The token of a quote is the library's, byte for byte, and what it reads back."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
import time_machine

from dutiful_quote.quotes.token import TokenRefusedError, read, sign

NOW = datetime(2026, 11, 29, 12, 0, 0, 250_000, tzinfo=UTC)


@dataclass(frozen=True)
class Shop:
    merchant_id: str = "mer_1"
    signing_secret: bytes = b"a secret of thirty-two bytes ..."


def answer(**changes: Any) -> dict[str, Any]:
    money = {"amount": "12.34", "currency": "USD"}
    return {
        "id": "q_1",
        "status": "complete",
        "created_at": NOW.isoformat(),
        "expires_at": (NOW + timedelta(minutes=30)).isoformat(),
        "landed_cost": money,
        "due_at_checkout": money,
        "due_on_delivery": None,
        **changes,
    }


def test_the_signature_is_that_of_the_library() -> None:
    said = answer()
    claims = {
        "jti": "q_1",
        "sub": "mer_1",
        "iat": NOW,
        "exp": NOW + timedelta(minutes=30),
        "status": "complete",
        **{name: said[name] for name in ("landed_cost", "due_at_checkout", "due_on_delivery")},
    }

    assert sign(said, Shop()) == jwt.encode(claims, Shop().signing_secret, "HS256")


@time_machine.travel(NOW, tick=False)
def test_a_token_is_refused_to_another_merchant() -> None:
    token = sign(answer(), Shop())
    assert token is not None
    assert read(token, Shop())["jti"] == "q_1"

    with pytest.raises(TokenRefusedError):
        read(token, Shop(signing_secret=b"another secret of thirty-two ..."))


@pytest.mark.parametrize("lacking", ["id", "landed_cost"])
def test_what_is_not_known_is_not_signed(lacking: str) -> None:
    assert sign(answer(**{lacking: None}), Shop()) is None
