"""Connecting a store that has installed the app, and letting go of one that has taken it out.

Workers do it behind the inbox: it takes several calls of the store's API, each of which may have to be repeated.
"""

import hashlib
from datetime import datetime
from typing import Final

import orjson

from dutiful_quote.channels.bigcommerce.access import tax_user
from dutiful_quote.channels.bigcommerce.client import StoreClient, StoreUnavailableError
from dutiful_quote.channels.bigcommerce.products import shop_of
from dutiful_quote.channels.bigcommerce.stores import Stores
from dutiful_quote.channels.bigcommerce.webhooks import LOCK_HEADER
from dutiful_quote.shops.inbox_event import Handler, InboxEvent, ReceivedEvent
from dutiful_quote.shops.lifecycle import ShopRooms
from dutiful_quote.shops.shop import Platform, SecretName, Shop, ShopSettings
from dutiful_shared.service.logs import logger

#: Our own events: a store was installed, or taken out, as its callback told.
INSTALLED: Final = "dutiful/installed"
REMOVED: Final = "dutiful/removed"
#: What a store tells us; ten hooks for each app are the platform's limit.
SCOPES: Final = (
    "store/product/*",
    "store/sku/*",
    "store/order/created",
    "store/order/updated",
    "store/order/statusUpdated",
    "store/order/refund/created",
    "store/information/updated",
    "store/app/uninstalled",
)
_UNITS: Final = {"lbs": "lb", "ounces": "oz", "kgs": "kg", "grams": "g"}


def connection_handlers(rooms: ShopRooms, stores: Stores) -> dict[tuple[Platform, str], Handler]:
    """What is done when the app is installed or taken out, and when the store's own settings change."""

    async def on_installed(event: InboxEvent) -> None:
        shop = shop_of(rooms, event)
        if shop is None:
            return
        client = stores.client(shop, rooms.now())
        await _take_settings(rooms, shop, client)
        await _connect_tax(rooms, stores, shop, client)
        await _hook(rooms, stores, shop, client)

    async def on_removed(event: InboxEvent) -> None:
        shop = rooms.directory.by_id(event.shop_id, Platform.BIGCOMMERCE)
        if shop is None:
            return
        if stores.app.tax_provider_id and shop.installed:
            try:
                await stores.client(shop, rooms.now()).disconnect_tax(stores.app.tax_provider_id)
            except StoreUnavailableError as exc:  # the token is void as soon as the app is gone
                logger().info("tax connection not removed", shop=shop.id, error=str(exc))
        await rooms.register.mark_installed(shop.merchant_id, shop.id, installed=False)
        await rooms.directory.refresh()

    async def on_information(event: InboxEvent) -> None:
        shop = shop_of(rooms, event)
        if shop is not None:
            await _take_settings(rooms, shop, stores.client(shop, rooms.now()))

    return {
        (Platform.BIGCOMMERCE, INSTALLED): on_installed,
        (Platform.BIGCOMMERCE, REMOVED): on_removed,
        (Platform.BIGCOMMERCE, "store/app/uninstalled"): on_removed,
        (Platform.BIGCOMMERCE, "store/information/updated"): on_information,
    }


def told(shop: Shop, topic: str, occasion: str, now: datetime) -> ReceivedEvent:
    """An event of our own. `occasion` tells one installation from the next; of a secret, only its digest is kept."""
    return ReceivedEvent(
        merchant_id=shop.merchant_id,
        shop_id=shop.id,
        platform=shop.platform,
        topic=topic,
        resource="app:app",
        event_id=hashlib.sha256(occasion.encode()).hexdigest(),
        triggered_at=now,
        headers={},
        body=orjson.dumps({"scope": topic}),
    )


async def _take_settings(rooms: ShopRooms, shop: Shop, client: StoreClient) -> None:
    """What the store says of itself: the unit of its weights."""
    found = await client.information()
    unit = _UNITS.get(str(found.get("weight_units", "")).lower())
    if unit is not None:
        await _set(rooms, shop.id, weight_unit=unit)


async def _set(rooms: ShopRooms, shop_id: str, **changes: str) -> None:
    """Change settings of a shop as they are now."""
    shop = rooms.directory.by_id(shop_id, Platform.BIGCOMMERCE)
    plain = shop.settings.model_dump(mode="json", exclude_unset=True) if shop is not None else {}
    if shop is not None and changes.items() - plain.items():
        new = ShopSettings.model_validate({**plain, **changes})
        await rooms.register.set_settings(shop.merchant_id, shop.id, new)
        await rooms.directory.refresh()


async def _connect_tax(rooms: ShopRooms, stores: Stores, shop: Shop, client: StoreClient) -> None:
    """Until the store is connected it does not show us among its tax providers."""
    if not stores.app.tax_provider_id:
        return
    # A password is told once, so that a repetition makes a new one.
    password = await rooms.register.new_password(shop.merchant_id, shop.id)
    await rooms.directory.refresh()
    await client.connect_tax(stores.app.tax_provider_id, tax_user(shop), password, shop.external_id)
    # That we compute the store's tax is known by its user: no duty is in the price of shipping then.
    await _set(rooms, shop.id, tax_provider_user=tax_user(shop))


async def _hook(rooms: ShopRooms, stores: Stores, shop: Shop, client: StoreClient) -> None:
    if not stores.app.webhooks_url:
        return
    destination = f"{stores.app.webhooks_url}/channels/bigcommerce/webhooks"
    lock = shop.secret(SecretName.WEBHOOK_HEADER, rooms.now())
    headers = {LOCK_HEADER: lock.decode()} if lock else {}
    present = await client.hooked_scopes(destination)
    for scope in SCOPES:
        if scope not in present:
            await client.hook(scope, destination, headers)
