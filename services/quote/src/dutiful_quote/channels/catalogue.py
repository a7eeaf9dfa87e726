"""The merchant's catalogue hears what a shop says of its variants: it fills gaps and never wins over a person."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from dutiful_quote.catalogue.sync import ShopProduct, ShopSync, ShopVariant
from dutiful_quote.engine.jurisdictions import laws_of
from dutiful_quote.shops.events import Product, Variant
from dutiful_quote.shops.inbox_event import InboxEvent
from dutiful_quote.shops.lifecycle import ShopRooms
from dutiful_quote.shops.variant import ANY_DESTINATION, MirroredVariant
from dutiful_quote.tariff.territories import Territories

_GRAMS_IN_KG: Final = Decimal(1000)


@dataclass(frozen=True, slots=True)
class CatalogueTelling:
    """Hands variants on that have a SKU; those without one are known to the mirror alone."""

    sync: ShopSync
    territories: Territories

    async def tell(self, rooms: ShopRooms, event: InboxEvent, product: Product) -> None:
        """Tell what the shop sells of a product now, and what no longer. Before the mirror forgets what it sold.

        Raises:
            CatalogueUnavailableError, ShopsUnavailableError: it must be told again later.
        """
        told = [] if product.deleted else [_mirrored(event.shop_id, product, one) for one in product.variants]
        await self.said(event.merchant_id, event.shop_id, told)
        kept = {one.variant_id for one in told}
        known = await rooms.stored_mirror.of_product(event.shop_id, product.id)
        await self.gone(event.merchant_id, event.shop_id, [one for one in known if one not in kept])

    async def said(self, merchant_id: str, shop_id: str, variants: Sequence[MirroredVariant]) -> None:
        """Tell what the shop says now.

        Raises:
            CatalogueUnavailableError: it must be told again later.
        """
        told = [self._variant(one, one.sku) for one in variants if one.sku]
        if told:
            await self.sync.take(merchant_id, shop_id, [ShopProduct("", told)])

    async def gone(self, merchant_id: str, shop_id: str, variant_ids: Collection[str]) -> None:
        """The shop has these variants no more.

        Raises:
            CatalogueUnavailableError: it must be told again later.
        """
        if variant_ids:
            await self.sync.withdraw(merchant_id, shop_id, sorted(variant_ids))

    def _variant(self, one: MirroredVariant, sku: str) -> ShopVariant:
        """Codes by country become codes by the tariff that the country has: that of Germany is the EU's."""
        codes = {
            laws_of(self.territories.of(country).customs_territory)[0]: code
            for country, code in sorted(one.hs_codes.items())
            if country != ANY_DESTINATION and len(code) > 6
        }
        return ShopVariant(
            sku=sku,
            variant_id=one.variant_id,
            updated_at=one.updated_at,
            hs_code=one.hs_codes.get(ANY_DESTINATION, "")[:6],
            codes=codes,
            origin=one.origin or "",
            weight_kg=None if one.weight_grams is None else one.weight_grams / _GRAMS_IN_KG,
            title=one.title or "",
        )


def _mirrored(shop_id: str, product: Product, variant: Variant) -> MirroredVariant:
    return MirroredVariant(
        shop_id=shop_id,
        variant_id=variant.id,
        product_id=product.id,
        customs_id=variant.id,
        sku=variant.sku,
        title=variant.title or product.title,
        hs_codes=variant.digits_by_place(),
        origin=variant.origin,
        weight_grams=variant.weight_grams,
        updated_at=product.updated_at,
    )
