"""The webhook host: what it answers whatever is sent, and while its database is away."""

import httpx2
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from dutiful_local.postgres import Postgres
from dutiful_quote.settings import QuoteSettings
from dutiful_quote.shops.lifecycle import ShopRooms
from dutiful_quote.shops.shop import Shop
from dutiful_quote.webhook_app import create_app

from .shop_messages import ORDER, now, send

NAMES = ["webhook-id", "webhook-timestamp", "webhook-signature", "x-wc-webhook-topic", "x-wc-webhook-signature"]


ANY_VALUE = st.text(st.characters(max_codepoint=255, exclude_categories=["Cc"]))


HEADERS = st.dictionaries(
    st.sampled_from([*NAMES, "content-type", "content-encoding"]),
    st.sampled_from(["", "application/json", "v1,AAAA", "gzip"]) | ANY_VALUE,
)


async def test_the_host_is_ready_without_a_tariff_and_without_redis(door: httpx2.AsyncClient) -> None:
    assert (await door.get("/readyz")).status_code == 200
    assert "dutiful_inbox_accepted_total" in (await door.get("/metrics")).text


async def test_an_event_that_cannot_be_stored_is_asked_for_again(
    spare_postgres: Postgres, generic_shop: Shop, rooms: ShopRooms
) -> None:
    app = create_app(QuoteSettings(database_url=spare_postgres.url, inbox_timeout_ms=300, inbox_concurrency=0))
    async with app.router.lifespan_context(app):
        known = app.state.resources.shops.directory
        known._by_id, known._watermark = rooms.directory._by_id, now()
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://host") as door:
            answer = await send(door, generic_shop, ORDER)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")


async def test_before_shops_were_read_every_sender_is_asked_to_come_again(
    spare_postgres: Postgres, generic_shop: Shop
) -> None:
    app = create_app(QuoteSettings(database_url=spare_postgres.url, inbox_concurrency=0))
    transport = httpx2.ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://host") as door,
    ):
        assert (await send(door, generic_shop, ORDER)).status_code == 503
        assert (await door.get("/readyz")).status_code == 503


@hypothesis_settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["generic", "woocommerce"]), st.booleans(), HEADERS, st.binary(max_size=2_000))
async def test_any_header_and_body_is_answered_below_500(
    door: httpx2.AsyncClient,
    generic_shop: Shop,
    woo_shop: Shop,
    platform: str,
    known: bool,
    headers: dict[str, str],
    body: bytes,
) -> None:
    shop = {"generic": generic_shop, "woocommerce": woo_shop}[platform].id if known else "shop_x"
    sent = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    answer = await door.post(f"/channels/{platform}/{shop}/webhooks", content=body, headers=sent)
    assert 400 <= answer.status_code < 500 or body.startswith(b"webhook_id=")
