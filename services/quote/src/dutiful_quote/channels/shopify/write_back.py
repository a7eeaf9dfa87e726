"""Writing back what the merchant knows better than the shop: codes and origins of articles, and the sums of an order.

At an operator's command alone, never at checkout. Only what the shop lacks or has otherwise is written; what the
catalogue does not know stays in the shop as it is.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

import orjson

from dutiful_quote.catalogue.item import CatalogueItem
from dutiful_quote.channels.shopify.admin_operations import CustomsWriteBack
from dutiful_quote.channels.shopify.rate_answers import QUOTE_KEY
from dutiful_quote.orders.content import OrderContent
from dutiful_quote.shops.variant import ANY_DESTINATION, MirroredVariant

#: Tariffs whose national code belongs to one country; that of the EU belongs to 27, and is not written by country.
_OF_ONE_COUNTRY: Final = frozenset({"US", "GB", "CA", "AU", "JP", "CH", "NO", "NZ", "MX", "BR"})
#: Shopify takes codes of 6 to 13 digits.
_SHORTEST: Final = 6


def customs_to_write(
    variants: Sequence[MirroredVariant], catalogue: Mapping[str, CatalogueItem]
) -> Iterator[CustomsWriteBack]:
    """What is to be written into which inventory item; nothing where both sides agree."""
    for variant in variants:
        item = catalogue.get(variant.sku or "")
        if item is None or not variant.customs_id:
            continue
        general = item.codes.get("HS", "")[:_SHORTEST]
        known = variant.hs_codes.get(ANY_DESTINATION, "")
        code = general if len(general) == _SHORTEST and not known.startswith(general) else None
        codes = {
            system: one
            for system, one in item.codes.items()
            if system in _OF_ONE_COUNTRY and len(one) > _SHORTEST and variant.hs_codes.get(system) != one
        }
        origin = item.origin if item.origin and item.origin != variant.origin else None
        if code or codes or origin:
            # The shop replaces the whole list, so what it has of other countries goes with it.
            kept = {place: one for place, one in variant.hs_codes.items() if place != ANY_DESTINATION} if codes else {}
            yield CustomsWriteBack(variant.customs_id, code, {**kept, **codes}, origin)


def order_fields(quote_id: str, content: OrderContent) -> list[tuple[str, str, str]]:
    """What is written onto an order, as (key, value, type): its quote, and what was charged on each of its lines."""
    lines: dict[str, dict[str, Decimal]] = {}
    for charge in content.charges:
        variant = (charge.line or "").partition(":")[0]
        sums = lines.setdefault(variant or "order", {})
        sums[charge.kind] = sums.get(charge.kind, Decimal(0)) + charge.amount
    plain = {
        "currency": content.currency,
        "totals": {name: None if amount is None else str(amount) for name, amount in content.totals.items()},
        "lines": {variant: {kind: str(amount) for kind, amount in sums.items()} for variant, sums in lines.items()},
    }
    return [
        (QUOTE_KEY, quote_id, "single_line_text_field"),
        ("charges", orjson.dumps(plain).decode(), "json"),
    ]
