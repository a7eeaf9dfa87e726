"""The signature of a query that comes with an installation."""

import hashlib
import hmac

import pytest

from dutiful_quote.channels.shopify.oauth import signed_query

SECRET = b"shpss_secret"
SIGNED = [("code", "c"), ("host", "aGVyZQ=="), ("shop", "tea.myshopify.com"), ("state", "n.1.m"), ("timestamp", "1")]


def signature(query: list[tuple[str, str]]) -> tuple[str, str]:
    message = "&".join(f"{name}={value}" for name, value in query)
    return "hmac", hmac.new(SECRET, message.encode(), hashlib.sha256).hexdigest()


def test_a_query_that_was_signed_is_taken() -> None:
    assert signed_query([SECRET], [*SIGNED, signature(SIGNED)])


@pytest.mark.parametrize(
    "other",
    [
        [("code", "c"), ("host", "aGVyZQ==&shop=tea.myshopify.com"), ("state", "n.1.m"), ("timestamp", "1")],
        [("code", "c&host=aGVyZQ=="), ("shop", "tea.myshopify.com"), ("state", "n.1.m"), ("timestamp", "1")],
        [("code", "c"), ("host=aGVyZQ", "=&shop=tea.myshopify.com"), ("state", "n.1.m"), ("timestamp", "1")],
    ],
)
def test_another_query_that_makes_the_same_text_is_refused(other: list[tuple[str, str]]) -> None:
    assert not signed_query([SECRET], [*other, signature(SIGNED)])
