"""Any header and any body at the doors of Shopify: refused in words, never a fault of ours."""

from typing import Any

import httpx2
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from dutiful_quote.shops.shop import Shop
from tests.builders.shopify import encoded, item, rate_request, signature
from tests.e2e.shopify.conftest import SECRET
from tests.property.test_shopify_properties import damaged

NAMES = st.sampled_from(
    ["topic", "hmac-sha256", "shop-domain", "event-id", "webhook-id", "triggered-at", "api-version"]
)
HEADERS = st.dictionaries(
    st.tuples(st.sampled_from(["x-shopify-", "shopify-"]), NAMES).map("".join),
    st.text(st.characters(min_codepoint=33, max_codepoint=255), max_size=60) | st.just("orders/create"),
    max_size=8,
)
LENIENT = hypothesis_settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
JSON = [(b"content-type", b"application/json")]


def raw(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]


@LENIENT
@given(st.booleans(), HEADERS, st.binary(max_size=2_000))
async def test_any_event_that_is_not_signed_is_refused(
    door: httpx2.AsyncClient, shop: Shop, known: bool, headers: dict[str, str], body: bytes
) -> None:
    named = {"x-shopify-shop-domain": shop.external_id} if known else {}
    answer = await door.post("/channels/shopify/webhooks", content=body, headers=raw(headers | named))
    assert 400 <= answer.status_code < 500


@LENIENT
@given(st.sampled_from(["orders/create", "products/update", "customers/redact", ""]), HEADERS, st.binary(max_size=500))
async def test_any_event_that_is_signed_is_taken_in_whatever_it_holds(
    door: httpx2.AsyncClient, shop: Shop, topic: str, headers: dict[str, str], body: bytes
) -> None:
    own = {"x-shopify-topic": topic, "x-shopify-shop-domain": shop.external_id}
    kept = {name: value for name, value in headers.items() if name.startswith("x-")}
    signed = {"x-shopify-hmac-sha256": signature(SECRET, body)}
    answer = await door.post("/channels/shopify/webhooks", content=body, headers=raw(kept | own | signed))
    assert answer.status_code == 200


@LENIENT
@given(damaged(rate_request(item())))
async def test_any_cart_gets_rates_or_backup_rates(door: httpx2.AsyncClient, shop: Shop, payload: Any) -> None:
    try:
        body = encoded(payload)
    except TypeError:
        return  # orjson writes no integers beyond 64 bits
    answer = await door.post(f"/channels/shopify/{shop.id}/rates", content=body, headers=JSON)
    assert answer.status_code == 200 or 400 <= answer.status_code < 500
