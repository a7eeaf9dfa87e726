"""Products and inventory items of Shopify, into the mirror and from there into the merchant's catalogue.

A product event tells of variants and their SKUs, an inventory item event of codes and origin; which one comes first is
not known. Each brings its part into the mirror, and what the catalogue hears is both parts together.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Protocol

from dutiful_quote.channels.shopify.payload import child, children, id_of, number_of, text_of, time_of
from dutiful_quote.channels.shopify.poisoned import readable
from dutiful_quote.channels.weights import GRAMS, grams_in
from dutiful_quote.shops.inbox_event import Effect, Handler, InboxEvent, PoisonedEventError, Transaction
from dutiful_quote.shops.lifecycle import ShopRooms
from dutiful_quote.shops.mirror_repository import drop_customs, drop_product, put_customs, put_variants
from dutiful_quote.shops.shop import Platform
from dutiful_quote.shops.variant import ANY_DESTINATION, CustomsFacts, MirroredVariant, VariantFacts, digits_of
from dutiful_shared.contract.countries import COUNTRY_CODES

PRODUCT_TOPICS: Final = tuple(
    f"{kind}/{what}" for kind in ("products", "inventory_items") for what in ("create", "update", "delete")
)
#: How Shopify names the units of weights besides `g`, `kg`, `lb` and `oz`.
_UNITS: Final = {"grams": "g", "kilograms": "kg", "pounds": "lb", "ounces": "oz"}


class CatalogueSync(Protocol):
    """Where the merchant's catalogue hears what a shop says; absent where a process has no catalogue."""

    async def said(self, merchant_id: str, shop_id: str, variants: Sequence[MirroredVariant]) -> None:
        """These variants of a shop are now so."""

    async def gone(self, merchant_id: str, shop_id: str, variant_ids: Collection[str]) -> None:
        """These variants are not sold any more."""


def product_handlers(rooms: ShopRooms, sync: CatalogueSync | None) -> dict[tuple[Platform, str], Handler]:
    """What is done with `products/*` and `inventory_items/*`."""

    async def on_product(event: InboxEvent) -> Effect:
        plain = readable(event)
        at, product_id, deleted = _time(plain, event), _required(plain), event.topic == "products/delete"
        variants = [] if deleted else variants_of(plain, event, at)
        if sync is not None:
            known = await rooms.mirror.find(event.shop_id, [one.variant_id for one in variants])
            await sync.said(
                event.merchant_id,
                event.shop_id,
                [_with_variant(one, known.of(one.variant_id, None)) for one in variants],
            )
            lost = await rooms.stored_mirror.of_product(event.shop_id, product_id)
            kept = {one.variant_id for one in variants}
            await sync.gone(event.merchant_id, event.shop_id, [one for one in lost if one not in kept])

        async def effect(transaction: Transaction) -> None:
            await put_variants(transaction, variants)
            await drop_product(transaction, event.shop_id, product_id, at, [one.variant_id for one in variants])
            rooms.mirror.forget(event.shop_id)

        return effect

    async def on_inventory_item(event: InboxEvent) -> Effect:
        plain = readable(event)
        facts = customs_of(plain, event, _time(plain, event))
        if event.topic == "inventory_items/delete":
            return _dropping(rooms, event, facts)
        if sync is not None:
            known = await rooms.stored_mirror.of_customs(event.shop_id, facts.customs_id)
            await sync.said(event.merchant_id, event.shop_id, [_with_customs(one, facts) for one in known])

        async def effect(transaction: Transaction) -> None:
            await put_customs(transaction, [facts])
            rooms.mirror.forget(event.shop_id)

        return effect

    return {
        (Platform.SHOPIFY, topic): on_product if topic.startswith("products/") else on_inventory_item
        for topic in PRODUCT_TOPICS
    }


def variants_of(plain: Any, event: InboxEvent, at: datetime) -> list[VariantFacts]:
    """The variants of a product as the mirror keeps them."""
    product_id, title = id_of(plain), text_of(plain, "title")
    found = [variant_of(one, event, at, product_id, title) for one in children(plain, "variants")]
    return [one for one in found if one is not None]


def variant_of(plain: Any, event: InboxEvent, at: datetime, product_id: str, title: str) -> VariantFacts | None:
    """A variant; None where it has no id. `title` is the product's."""
    variant_id, own = id_of(plain), text_of(plain, "title")
    if not variant_id:
        return None
    name = title if own in ("", "Default Title") else f"{title} - {own}"[:255]
    return VariantFacts(
        shop_id=event.shop_id,
        merchant_id=event.merchant_id,
        variant_id=variant_id,
        updated_at=at,
        product_id=product_id or None,
        customs_id=id_of(plain, "inventory_item_id") or None,
        sku=text_of(plain, "sku", 128) or None,
        title=name or None,
        weight_grams=_weight(plain),
    )


def customs_of(plain: Any, event: InboxEvent, at: datetime) -> CustomsFacts:
    """The customs facts of an inventory item. Codes come with or without dots."""
    codes = {}
    for one in children(plain, "country_harmonized_system_codes"):
        country, code = text_of(one, "country_code").upper(), digits_of(text_of(one, "harmonized_system_code"))
        if code and country in COUNTRY_CODES:
            codes[country] = code
    if general := digits_of(text_of(plain, "harmonized_system_code")):
        codes[ANY_DESTINATION] = general
    origin = text_of(plain, "country_code_of_origin").upper()
    return CustomsFacts(
        shop_id=event.shop_id,
        merchant_id=event.merchant_id,
        customs_id=_required(plain),
        updated_at=at,
        hs_codes=codes,
        origin=origin if origin in COUNTRY_CODES else None,
        weight_grams=_weight(child(plain, "measurement", "weight")),
    )


def _dropping(rooms: ShopRooms, event: InboxEvent, facts: CustomsFacts) -> Effect:
    async def effect(transaction: Transaction) -> None:
        await drop_customs(transaction, event.shop_id, facts.customs_id)
        rooms.mirror.forget(event.shop_id)

    return effect


def _with_variant(told: VariantFacts, known: MirroredVariant | None) -> MirroredVariant:
    """What a product event tells, with the customs facts that are known already."""
    return MirroredVariant(
        shop_id=told.shop_id,
        variant_id=told.variant_id,
        product_id=told.product_id,
        customs_id=told.customs_id,
        sku=told.sku or (known.sku if known else None),
        title=told.title,
        hs_codes=known.hs_codes if known else {},
        origin=known.origin if known else None,
        weight_grams=told.weight_grams or (known.weight_grams if known else None),
        updated_at=max(told.updated_at, known.updated_at) if known else told.updated_at,
    )


def _with_customs(known: MirroredVariant, told: CustomsFacts) -> MirroredVariant:
    return replace(
        known,
        hs_codes=told.hs_codes,
        origin=told.origin,
        weight_grams=known.weight_grams or told.weight_grams,
        updated_at=max(known.updated_at, told.updated_at),
    )


def _weight(plain: Any) -> Decimal | None:
    """In grams: as such, or as a weight with its unit. 0 is what a shop has where nobody entered a weight."""
    grams = number_of(plain, "grams")
    if grams is None:
        value = number_of(plain, "weight") if "weight" in plain else number_of(plain, "value")
        named = (text_of(plain, "weight_unit") or text_of(plain, "unit")).lower()
        unit = _UNITS.get(named, named)
        grams = grams_in(value, unit) if value is not None and 0 < value < 10**9 and unit in GRAMS else None
    return round(grams, 3) if grams is not None and 0 < grams < 10**9 else None


def _time(plain: Any, event: InboxEvent) -> datetime:
    return time_of(plain, "updated_at") or event.triggered_at or event.received_at


def _required(plain: Any) -> str:
    found = id_of(plain)
    if not found:
        raise PoisonedEventError("the event has no id")
    return found
