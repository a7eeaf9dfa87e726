"""What is asked of a shop's Admin API: our carrier service, our webhooks, and what is written back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from dutiful_quote.channels.shopify.client import ShopifyAdmin
from dutiful_quote.channels.shopify.rate_answers import NAMESPACE

SERVICE_NAME: Final = "Dutiful"
#: Compliance topics are none of these: Shopify takes them from the app's configuration alone.
TOPICS: Final = (
    "ORDERS_CREATE", "ORDERS_PAID", "ORDERS_UPDATED", "ORDERS_EDITED", "ORDERS_CANCELLED", "REFUNDS_CREATE",
    "FULFILLMENTS_CREATE", "FULFILLMENTS_UPDATE", "PRODUCTS_CREATE", "PRODUCTS_UPDATE", "PRODUCTS_DELETE",
    "INVENTORY_ITEMS_CREATE", "INVENTORY_ITEMS_UPDATE", "INVENTORY_ITEMS_DELETE", "APP_UNINSTALLED",
)  # fmt: skip

_CARRIERS: Final = "query { carrierServices(first: 50) { nodes { id name callbackUrl active } } }"
_CARRIER_CREATE: Final = """mutation ($input: DeliveryCarrierServiceCreateInput!) {
  carrierServiceCreate(input: $input) { carrierService { id } userErrors { field message } } }"""
_CARRIER_UPDATE: Final = """mutation ($input: DeliveryCarrierServiceUpdateInput!) {
  carrierServiceUpdate(input: $input) { carrierService { id } userErrors { field message } } }"""
_SUBSCRIPTIONS: Final = "query { webhookSubscriptions(first: 100) { nodes { id topic uri } } }"
_SUBSCRIBE: Final = """mutation ($topic: WebhookSubscriptionTopic!, $webhookSubscription: WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $webhookSubscription) {
    webhookSubscription { id } userErrors { field message } } }"""
_INVENTORY_ITEM: Final = """mutation ($id: ID!, $input: InventoryItemInput!) {
  inventoryItemUpdate(id: $id, input: $input) { inventoryItem { id } userErrors { field message } } }"""
_METAFIELDS: Final = """mutation ($metafields: [MetafieldsSetInput!]!) {
  metafieldsSet(metafields: $metafields) { metafields { id } userErrors { field message } } }"""


@dataclass(frozen=True, slots=True)
class CustomsWriteBack:
    """Customs facts for one inventory item; `codes` by country."""

    inventory_item_id: str
    hs_code: str | None
    codes: dict[str, str]
    origin: str | None


async def connect_shop(admin: ShopifyAdmin, app_url: str, webhooks_url: str, shop_name: str) -> list[str]:
    """Make the shop ask us for rates and tell us of events; what had to be made. Repeating it makes nothing twice.

    Raises:
        ShopifyError: Shopify is out of reach, or did not do it.
    """
    made = []
    rates = f"{app_url}/channels/shopify/{shop_name}/rates"
    wanted = {"name": SERVICE_NAME, "callbackUrl": rates, "supportsServiceDiscovery": True, "active": True}
    known = await _nodes(admin, _CARRIERS, "carrierServices")
    own = next((one for one in known if one.get("name") == SERVICE_NAME), None)
    if own is None:
        await admin.change(_CARRIER_CREATE, "carrierServiceCreate", input=wanted)
        made.append("carrier service")
    elif own.get("callbackUrl") != rates or not own.get("active"):
        await admin.change(_CARRIER_UPDATE, "carrierServiceUpdate", input={"id": own["id"], **wanted})
        made.append("carrier service")
    uri = f"{webhooks_url}/channels/shopify/webhooks"
    told = {
        one.get("topic") for one in await _nodes(admin, _SUBSCRIPTIONS, "webhookSubscriptions") if one.get("uri") == uri
    }
    for topic in TOPICS:
        if topic not in told:
            subscription = {"uri": uri, "format": "JSON"}
            await admin.change(_SUBSCRIBE, "webhookSubscriptionCreate", topic=topic, webhookSubscription=subscription)
            made.append(topic)
    return made


async def write_customs(admin: ShopifyAdmin, facts: CustomsWriteBack) -> None:
    """Write codes and origin into the shop's inventory item; what is None stays as it is there.

    Raises:
        ShopifyError: Shopify is out of reach, or did not do it.
    """
    values: dict[str, Any] = {}
    if facts.hs_code:
        values["harmonizedSystemCode"] = facts.hs_code
    if facts.codes:
        values["countryHarmonizedSystemCodes"] = [
            {"countryCode": country, "harmonizedSystemCode": code} for country, code in sorted(facts.codes.items())
        ]
    if facts.origin:
        values["countryCodeOfOrigin"] = facts.origin
    if values:
        item = f"gid://shopify/InventoryItem/{facts.inventory_item_id}"
        await admin.change(_INVENTORY_ITEM, "inventoryItemUpdate", id=item, input=values)


async def write_order(admin: ShopifyAdmin, order_id: str, fields: Sequence[tuple[str, str, str]]) -> None:
    """Write what was quoted onto an order, as (key, value, type) of metafields.

    Raises:
        ShopifyError: Shopify is out of reach, or did not do it.
    """
    owner = f"gid://shopify/Order/{order_id}"
    written = [
        {"ownerId": owner, "namespace": NAMESPACE, "key": key, "value": value, "type": kind}
        for key, value, kind in fields
    ]
    await admin.change(_METAFIELDS, "metafieldsSet", metafields=written)


async def _nodes(admin: ShopifyAdmin, query: str, name: str) -> list[dict[str, Any]]:
    found = ((await admin.read(query)).get(name) or {}).get("nodes") or []
    return [one for one in found if isinstance(one, dict)]
