"""The webhook host: the doors of shops by themselves, so that trouble there never touches quotes, nor the other way.

It needs PostgreSQL and nothing else: no tariff, no Redis. Platforms block a whole host whose webhooks fail too often
(BigCommerce below 90 % in two minutes), so a deployment gives webhooks a host of their own. Run it with
`uvicorn --factory dutiful_quote.webhook_app:create_app`.
"""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import FastAPI

from dutiful_quote.channels import generic, woocommerce
from dutiful_quote.channels.bigcommerce import webhooks as bigcommerce_webhooks
from dutiful_quote.channels.lifecycle import acquire_channels
from dutiful_quote.channels.shopify import webhooks as shopify
from dutiful_quote.settings import QuoteSettings
from dutiful_quote.shops.lifecycle import ShopRooms
from dutiful_quote.webhooks.lifecycle import WebhookRooms
from dutiful_shared.contract.health import HealthCheck
from dutiful_shared.service.app import create_service
from dutiful_shared.service.lifecycle import acquire_postgres
from dutiful_shared.service.state import service_state
from dutiful_shared.service.tenancy import REQUEST_ROLE, SERVICE_ROLE

#: The routes that take webhooks; the quote service mounts them too.
WEBHOOK_ROUTERS = (generic.router, woocommerce.router, shopify.router, bigcommerce_webhooks.router)
#: Bytes. Orders with many lines are longer than carts; platforms send up to a few hundred kilobytes.
WEBHOOK_BODY_LIMIT = 2 * 1024 * 1024
WEBHOOK_BODY_LIMITS = {
    "/channels/generic/{shop_id}/webhooks": WEBHOOK_BODY_LIMIT,
    "/channels/woocommerce/{shop_id}/webhooks": WEBHOOK_BODY_LIMIT,
    "/channels/bigcommerce/webhooks": WEBHOOK_BODY_LIMIT,
    shopify.ROUTE: WEBHOOK_BODY_LIMIT,
}


@dataclass(frozen=True, slots=True)
class WebhookRoomsOnly:
    """The rooms of a process that only takes webhooks in, handles them, and sends others."""

    shops: ShopRooms
    webhooks: WebhookRooms


def create_app(settings: QuoteSettings | None = None) -> FastAPI:
    """The application, with its settings from the environment unless they are given."""
    chosen = settings or QuoteSettings()

    async def start(app: FastAPI, stack: AsyncExitStack) -> WebhookRoomsOnly:
        requests_engine = acquire_postgres(stack, chosen, "dutiful-requests", REQUEST_ROLE)
        service_engine = acquire_postgres(stack, chosen, "dutiful-webhooks", SERVICE_ROLE)
        registry, pools = service_state(app).registry, service_state(app).pools
        pools.watch("requests", requests_engine)
        pools.watch("background", service_engine)
        rooms = await acquire_channels(stack, chosen, registry, requests_engine, service_engine, _utc_now, pools)
        return WebhookRoomsOnly(rooms.shops, rooms.webhooks)

    return create_service(
        "webhooks",
        title="Dutiful webhooks",
        description="Takes in what shops tell.",
        distribution="dutiful-quote",
        settings=chosen,
        routers=WEBHOOK_ROUTERS,
        lifespan=start,
        readiness=_readiness,
        body_limits=WEBHOOK_BODY_LIMITS,
    )


def _utc_now() -> datetime:
    return datetime.now(UTC)


async def _readiness(rooms: WebhookRoomsOnly) -> Mapping[str, HealthCheck]:
    """Ready means: shops were read. A process that cannot write answers 503, and platforms send again."""
    directory = rooms.shops.directory
    return {"shops": HealthCheck(ok=directory.known, detail=f"{len(directory)} shops are known.")}
