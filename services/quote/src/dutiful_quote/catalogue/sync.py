"""What shops say of their products, kept beside what the merchant states: it fills gaps and never wins over a person.

Webhooks bring it; no shop is called from here. Deliveries come twice and out of order: an update that is not newer than
the one that is known changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

import orjson
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_quote.catalogue.repository import reachable
from dutiful_quote.catalogue.store import CatalogueStore
from dutiful_shared.contract.catalogue import GoodsCode, Sku
from dutiful_shared.contract.fields import CountryCode, Measured
from dutiful_shared.service.tenancy import as_merchant

_SKU: Final = TypeAdapter(Sku)
_LONGEST_TITLE: Final = 255
_FIELDS: Final[Mapping[str, TypeAdapter[Any]]] = {
    "codes": TypeAdapter(GoodsCode),
    "origin": TypeAdapter(CountryCode),
    "net_weight_kg": TypeAdapter(Measured),
}
# Of a deleted article a shop's update is taken only if it was a shop that deleted it.
_SYNC = text(
    """
    INSERT INTO quote.catalogue_article AS a (merchant_id, sku, synced, changed_by, action)
    SELECT :merchant_id, sku, jsonb_build_object(CAST(:shop AS text), said::jsonb), :actor, 'sync'
    FROM unnest(CAST(:skus AS text[]), CAST(:said AS text[])) AS row (sku, said) ORDER BY sku COLLATE "C"
    ON CONFLICT (merchant_id, sku) DO UPDATE
    SET synced = a.synced || excluded.synced, deleted = false, version = a.version + 1,
        changed_at = clock_timestamp(), changed_in = pg_current_xact_id(), changed_by = :actor, action = 'sync'
    WHERE (NOT a.deleted OR a.changed_by LIKE 'shop:%')
      AND coalesce(a.synced->CAST(:shop AS text)->>'updated_at', '') COLLATE "C"
          < excluded.synced->CAST(:shop AS text)->>'updated_at'
    RETURNING sku
    """
)
# What is left without any word of the merchant or of another shop is deleted.
_WITHDRAW = text(
    """
    UPDATE quote.catalogue_article AS a
    SET synced = synced - CAST(:shop AS text), version = version + 1, changed_at = clock_timestamp(),
        changed_in = pg_current_xact_id(), changed_by = :actor, action = 'sync',
        deleted = deleted OR (stated = '{}' AND overrides = '{}' AND synced - CAST(:shop AS text) = '{}')
    WHERE merchant_id = :merchant_id AND synced->CAST(:shop AS text)->>'variant_id' = ANY(:variants)
    RETURNING sku
    """
)


@dataclass(frozen=True, slots=True)
class ShopVariant:
    """A variant as its shop describes it.

    Attributes:
        hs_code: as the shop has it, of the Harmonized System or longer; empty where it has none.
        codes: national code by code system (`US`, `EU` ...).
        origin: ISO 3166-1 alpha-2; empty where unknown.
        weight_kg: of one piece; None where unknown.
        updated_at: when the shop last changed it, with a time zone.
    """

    sku: str
    variant_id: str
    updated_at: datetime
    hs_code: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)
    origin: str = ""
    weight_kg: Decimal | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class ShopProduct:
    """A product with its variants; the title stands for variants that have none."""

    title: str
    variants: Sequence[ShopVariant]


@dataclass(frozen=True, slots=True)
class Synced:
    """SKUs that changed; `ignored` were not newer than what is known, or are no SKUs of ours."""

    changed: Sequence[str]
    ignored: Sequence[str]


@dataclass(frozen=True, slots=True)
class ShopSync:
    """The door for channels. Every method raises `CatalogueUnavailableError` without PostgreSQL."""

    requests: AsyncEngine
    store: CatalogueStore

    async def take(self, merchant_id: str, shop_id: str, products: Sequence[ShopProduct]) -> Synced:
        """Keep what a shop says now. Values that are none (an impossible code, a country that is not) are left out."""
        newest: dict[str, tuple[datetime, str]] = {}
        asked: list[str] = []
        for product in products:
            for variant in product.variants:
                asked.append(variant.sku)
                known = newest.get(variant.sku)
                if _is_sku(variant.sku) and (known is None or known[0] < variant.updated_at):
                    newest[variant.sku] = (variant.updated_at, _said(variant, product.title))
        if not newest:
            return Synced((), asked)
        values = {
            "merchant_id": merchant_id,
            "shop": shop_id,
            "actor": f"shop:{shop_id}",
            "skus": list(newest),
            "said": [said for _, said in newest.values()],
        }
        async with reachable(), as_merchant(self.requests, merchant_id) as connection:
            changed = list((await connection.execute(_SYNC, values)).scalars())
        self.store.forget(merchant_id, changed)
        return Synced(changed, sorted(set(asked) - set(changed)))

    async def withdraw(self, merchant_id: str, shop_id: str, variant_ids: Sequence[str]) -> Sequence[str]:
        """The shop no longer has these variants; the SKUs that changed."""
        values = {
            "merchant_id": merchant_id,
            "shop": shop_id,
            "actor": f"shop:{shop_id}",
            "variants": list(variant_ids),
        }
        async with reachable(), as_merchant(self.requests, merchant_id) as connection:
            changed = list((await connection.execute(_WITHDRAW, values)).scalars())
        self.store.forget(merchant_id, changed)
        return changed


def _is_sku(text: str) -> bool:
    try:
        return _SKU.validate_python(text) == text
    except ValidationError:
        return False


def _said(variant: ShopVariant, product_title: str) -> str:
    """A shop's word as it is kept. Times are in UTC and of one length, so that they sort as texts."""
    given = {f"codes.{system}": code for system, code in variant.codes.items()}
    if variant.hs_code:
        given["codes.HS"] = variant.hs_code
    if variant.origin:
        given["origin"] = variant.origin
    if variant.weight_kg is not None:
        given["net_weight_kg"] = str(variant.weight_kg)
    values = {name: sound for name, value in given.items() if (sound := _sound(name, value)) is not None}
    said = {
        "variant_id": variant.variant_id,
        "updated_at": variant.updated_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "title": (variant.title or product_title).replace("\x00", "")[:_LONGEST_TITLE],
        "values": values,
    }
    return orjson.dumps(said).decode()


def _sound(name: str, value: str) -> str | None:
    try:
        return str(_FIELDS[name.partition(".")[0]].validate_python(value.strip()))
    except ValidationError:
        return None
