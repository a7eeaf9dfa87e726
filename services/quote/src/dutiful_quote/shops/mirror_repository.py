"""The only SQL about the mirror of shops' variants. A row never gives way to an older one."""

from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dutiful_quote.shops.errors import ShopsUnavailableError
from dutiful_quote.shops.variant import CustomsFacts, MirroredVariant, VariantFacts
from dutiful_shared.service.postgres import unreachable_as

_FIND: Final = text(
    """
    SELECT v.shop_id, v.variant_id, v.product_id, v.customs_id, v.sku, v.title, c.origin,
           COALESCE(c.hs_codes, '{}') AS hs_codes, COALESCE(v.weight_grams, c.weight_grams) AS weight_grams,
           GREATEST(v.updated_at, c.updated_at) AS updated_at
    FROM quote.shop_variant v
    LEFT JOIN quote.shop_customs c ON c.shop_id = v.shop_id AND c.customs_id = v.customs_id
    WHERE v.shop_id = :shop_id AND NOT v.deleted
      AND (v.variant_id = ANY(CAST(:variants AS text[])) OR v.sku = ANY(CAST(:skus AS text[])))
    """
)
_PAGE: Final = 200
_AFTER: Final = text(
    """
    SELECT variant_id FROM quote.shop_variant WHERE shop_id = :shop_id AND variant_id > :after AND NOT deleted
    ORDER BY variant_id LIMIT :most
    """
)
_OF_CUSTOMS: Final = text(
    """
    SELECT variant_id FROM quote.shop_variant WHERE shop_id = :shop_id AND customs_id = :customs_id AND NOT deleted
    """
)
_OF_PRODUCT: Final = text(
    """
    SELECT variant_id FROM quote.shop_variant WHERE shop_id = :shop_id AND product_id = :product_id AND NOT deleted
    """
)
# What an event does not tell (NULL) stays as it was.
_PUT_VARIANT: Final = text(
    """
    INSERT INTO quote.shop_variant AS v
        (shop_id, merchant_id, variant_id, product_id, customs_id, sku, title, weight_grams, updated_at)
    VALUES (:shop_id, :merchant_id, :variant_id, :product_id, :customs_id, :sku, :title, :weight_grams, :updated_at)
    ON CONFLICT (shop_id, variant_id) DO UPDATE SET
        product_id = COALESCE(EXCLUDED.product_id, v.product_id),
        customs_id = COALESCE(EXCLUDED.customs_id, v.customs_id),
        sku = COALESCE(EXCLUDED.sku, v.sku),
        title = COALESCE(EXCLUDED.title, v.title),
        weight_grams = COALESCE(EXCLUDED.weight_grams, v.weight_grams),
        updated_at = EXCLUDED.updated_at,
        deleted = false
    WHERE EXCLUDED.updated_at >= v.updated_at
    """
)
_PUT_CUSTOMS: Final = text(
    """
    INSERT INTO quote.shop_customs AS c (shop_id, merchant_id, customs_id, hs_codes, origin, weight_grams, updated_at)
    VALUES (:shop_id, :merchant_id, :customs_id, CAST(:hs_codes AS jsonb), :origin, :weight_grams, :updated_at)
    ON CONFLICT (shop_id, customs_id) DO UPDATE SET
        hs_codes = EXCLUDED.hs_codes, origin = EXCLUDED.origin,
        weight_grams = COALESCE(EXCLUDED.weight_grams, c.weight_grams), updated_at = EXCLUDED.updated_at
    WHERE EXCLUDED.updated_at >= c.updated_at
    """
)
# A deleted variant stays as a mark, so that an older event that comes late does not bring it back.
_DROP: Final = text(
    """
    UPDATE quote.shop_variant SET deleted = true, updated_at = GREATEST(updated_at, :updated_at)
    WHERE shop_id = :shop_id AND product_id = :product_id AND updated_at <= :updated_at
      AND NOT (variant_id = ANY(CAST(:kept AS text[])))
    """
)
_DROP_CUSTOMS: Final = text("DELETE FROM quote.shop_customs WHERE shop_id = :shop_id AND customs_id = :customs_id")
_FORGET: Final = (
    text("DELETE FROM quote.shop_variant WHERE shop_id = :shop_id"),
    text("DELETE FROM quote.shop_customs WHERE shop_id = :shop_id"),
)


class MirrorRepository:
    """Reads the mirror, with an engine of the service role."""

    def __init__(self, service: AsyncEngine) -> None:
        self._service = service

    async def find(self, shop_id: str, variants: Collection[str], skus: Collection[str]) -> list[MirroredVariant]:
        """The variants with these ids or these SKUs, in one statement.

        Raises:
            ShopsUnavailableError: PostgreSQL is out of reach or refuses.
        """
        values = {"shop_id": shop_id, "variants": sorted(variants), "skus": sorted(skus)}
        with unreachable_as(ShopsUnavailableError, "the mirror cannot be read"):
            async with self._service.connect() as connection:
                return [_mirrored(row) for row in await connection.execute(_FIND, values)]

    async def of_customs(self, shop_id: str, customs_id: str) -> list[MirroredVariant]:
        """The variants whose customs facts the platform keeps under this id.

        Raises:
            ShopsUnavailableError: PostgreSQL is out of reach or refuses.
        """
        variants = await self._ids(_OF_CUSTOMS, {"shop_id": shop_id, "customs_id": customs_id})
        return await self.find(shop_id, variants, ()) if variants else []

    async def all_of(self, shop_id: str) -> AsyncIterator[list[MirroredVariant]]:
        """All variants of the shop, some hundreds at a time."""
        after = ""
        while True:
            async with self._service.connect() as connection:
                values = {"shop_id": shop_id, "after": after, "most": _PAGE}
                ids = list((await connection.execute(_AFTER, values)).scalars())
            if not ids:
                return
            yield await self.find(shop_id, ids, ())
            after = ids[-1]

    async def of_product(self, shop_id: str, product_id: str) -> list[str]:
        """The ids of the product's variants.

        Raises:
            ShopsUnavailableError: PostgreSQL is out of reach or refuses.
        """
        return await self._ids(_OF_PRODUCT, {"shop_id": shop_id, "product_id": product_id})

    async def _ids(self, statement: Any, values: dict[str, str]) -> list[str]:
        with unreachable_as(ShopsUnavailableError, "the mirror cannot be read"):
            async with self._service.connect() as connection:
                return list((await connection.execute(statement, values)).scalars())


async def put_variants(connection: AsyncConnection, variants: Sequence[VariantFacts]) -> None:
    """Take what a shop tells of its variants."""
    rows = [
        {
            "shop_id": one.shop_id,
            "merchant_id": one.merchant_id,
            "variant_id": one.variant_id,
            "product_id": one.product_id,
            "customs_id": one.customs_id,
            "sku": one.sku,
            "title": one.title,
            "weight_grams": one.weight_grams,
            "updated_at": one.updated_at,
        }
        for one in variants
    ]
    if rows:
        await connection.execute(_PUT_VARIANT, rows)


async def put_customs(connection: AsyncConnection, facts: Iterable[CustomsFacts]) -> None:
    """Take what a shop tells of the customs facts of its goods."""
    rows = [
        {
            "shop_id": one.shop_id,
            "merchant_id": one.merchant_id,
            "customs_id": one.customs_id,
            "hs_codes": orjson.dumps(dict(one.hs_codes)).decode(),
            "origin": one.origin,
            "weight_grams": one.weight_grams,
            "updated_at": one.updated_at,
        }
        for one in facts
    ]
    if rows:
        await connection.execute(_PUT_CUSTOMS, rows)


async def drop_product(
    connection: AsyncConnection, shop_id: str, product_id: str, updated_at: datetime, kept: Collection[str] = ()
) -> None:
    """Take the product's variants out, all but these: it was deleted, or has lost some."""
    values = {"shop_id": shop_id, "product_id": product_id, "updated_at": updated_at, "kept": sorted(kept)}
    await connection.execute(_DROP, values)


async def drop_customs(connection: AsyncConnection, shop_id: str, customs_id: str) -> None:
    """Forget customs facts that the shop has deleted."""
    await connection.execute(_DROP_CUSTOMS, {"shop_id": shop_id, "customs_id": customs_id})


async def forget_shop(connection: AsyncConnection, shop_id: str) -> None:
    """Delete the shop's whole mirror."""
    for statement in _FORGET:
        await connection.execute(statement, {"shop_id": shop_id})


def _mirrored(row: Any) -> MirroredVariant:
    grams: Decimal | None = row.weight_grams
    return MirroredVariant(
        shop_id=row.shop_id,
        variant_id=row.variant_id,
        product_id=row.product_id,
        customs_id=row.customs_id,
        sku=row.sku,
        title=row.title,
        hs_codes=row.hs_codes,
        origin=row.origin,
        weight_grams=grams,
        updated_at=row.updated_at,
    )
