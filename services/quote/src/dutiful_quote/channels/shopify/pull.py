"""Reading a whole shop into the mirror, page by page: after the installation, and whenever somebody asks for it.

Each page is an event of the inbox that is followed by the event of the next page, so a large shop needs no long-lived
work, and a kill loses nothing. Webhooks go on meanwhile: what is newer stays.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from dutiful_quote.channels.shopify.connection import ShopConnection
from dutiful_quote.channels.shopify.payload import child, children, id_of, text_of, time_of
from dutiful_quote.channels.shopify.poisoned import readable
from dutiful_quote.channels.shopify.products import CatalogueSync, customs_of, variant_of
from dutiful_quote.shops.inbox import Inbox
from dutiful_quote.shops.inbox_event import Effect, InboxEvent, PoisonedEventError, ReceivedEvent, Transaction
from dutiful_quote.shops.lifecycle import ShopRooms
from dutiful_quote.shops.mirror_repository import put_customs, put_variants
from dutiful_quote.shops.shop import Platform, Shop
from dutiful_quote.shops.variant import CustomsFacts, MirroredVariant, VariantFacts

#: The topic of a page to be read; our own, Shopify has none such.
PULL: Final = "dutiful/pull"
_PAGE: Final = """query ($after: String) {
  productVariants(first: 100, after: $after) {
    nodes {
      id sku title updatedAt
      product { id title }
      inventoryItem {
        id harmonizedSystemCode countryCodeOfOrigin updatedAt
        countryHarmonizedSystemCodes(first: 50) { nodes { countryCode harmonizedSystemCode } }
        measurement { weight { unit value } }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}"""


@dataclass(frozen=True, slots=True)
class ShopPull:
    """Handles the pages."""

    rooms: ShopRooms
    connection: ShopConnection
    sync: CatalogueSync | None

    async def on_page(self, event: InboxEvent) -> Effect:
        """Read one page, ask for the next one, and bring the mirror up to date.

        Raises:
            PoisonedEventError: the shop is not connected any more.
        """
        asked = readable(event)
        shop = self.rooms.directory.by_id(event.shop_id, Platform.SHOPIFY)
        if shop is None or not shop.installed:
            raise PoisonedEventError("the shop is not connected any more")
        page = child(await self.connection.admin(shop).read(_PAGE, after=asked.get("after")), "productVariants")
        told = [_told(node, event) for node in children(page, "nodes")]
        variants, customs = [one for one, _ in told if one], [facts for _, facts in told if facts]
        if self.sync is not None:
            await self.sync.said(event.merchant_id, event.shop_id, _together(variants, customs))
        info = child(page, "pageInfo")
        if info.get("hasNextPage") is True and (cursor := text_of(info, "endCursor", 1_000)):
            await begin_pull(self.rooms.inbox, shop, text_of(asked, "run"), cursor)

        async def effect(transaction: Transaction) -> None:
            await put_variants(transaction, variants)
            await put_customs(transaction, customs)
            self.rooms.mirror.forget(event.shop_id)

        return effect


async def begin_pull(inbox: Inbox, shop: Shop, run: str = "", after: str | None = None) -> None:
    """Ask for a page; the first one without `after`. The same page of a run is asked for once.

    Raises:
        InboxUnavailableError: it could not be stored.
    """
    run = run or secrets.token_hex(8)
    await inbox.accept(
        ReceivedEvent(
            merchant_id=shop.merchant_id,
            shop_id=shop.id,
            platform=shop.platform,
            topic=PULL,
            resource="pull",
            event_id=f"{run}:{after or 'first'}",
            triggered_at=None,
            headers={},
            body=orjson.dumps({"run": run, "after": after}),
        )
    )


def _told(node: Any, event: InboxEvent) -> tuple[VariantFacts | None, CustomsFacts | None]:
    """A node of the Admin API in the words of webhooks, so that both are read alike."""
    item, product = child(node, "inventoryItem"), child(node, "product")
    weight = child(item, "measurement", "weight")
    variant = {
        "id": id_of(node),
        "title": text_of(node, "title"),
        "sku": text_of(node, "sku", 128),
        "inventory_item_id": id_of(item),
        "weight": weight.get("value"),
        "weight_unit": text_of(weight, "unit"),
    }
    at = time_of(node, "updatedAt") or event.received_at
    found = variant_of(variant, event, at, id_of(product), text_of(product, "title"))
    if not id_of(item):
        return found, None
    codes = [
        {"country_code": one.get("countryCode"), "harmonized_system_code": one.get("harmonizedSystemCode")}
        for one in children(child(item, "countryHarmonizedSystemCodes"), "nodes")
    ]
    customs = {
        "id": id_of(item),
        "harmonized_system_code": item.get("harmonizedSystemCode"),
        "country_code_of_origin": item.get("countryCodeOfOrigin"),
        "country_harmonized_system_codes": codes,
    }
    return found, customs_of(customs, event, time_of(item, "updatedAt") or at)


def _together(variants: Sequence[VariantFacts], customs: Sequence[CustomsFacts]) -> list[MirroredVariant]:
    facts = {one.customs_id: one for one in customs}
    return [
        MirroredVariant(
            shop_id=one.shop_id,
            variant_id=one.variant_id,
            product_id=one.product_id,
            customs_id=one.customs_id,
            sku=one.sku,
            title=one.title,
            hs_codes=own.hs_codes if own else {},
            origin=own.origin if own else None,
            weight_grams=one.weight_grams,
            updated_at=max(one.updated_at, own.updated_at) if own else one.updated_at,
        )
        for one in variants
        for own in (facts.get(one.customs_id or ""),)
    ]
