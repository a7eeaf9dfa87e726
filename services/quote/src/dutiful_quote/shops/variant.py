"""What a shop says of one of its variants."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

#: In `hs_codes`: the code for every destination without one of its own.
ANY_DESTINATION: Final = "*"


@dataclass(frozen=True, slots=True)
class VariantFacts:
    """What a product event tells of a variant; None where it does not tell.

    Attributes:
        customs_id: under which the platform keeps the customs facts: the inventory item (Shopify), or the product.
        weight_grams: of one piece.
        updated_at: when the shop says it was changed; an older event changes nothing.
    """

    shop_id: str
    merchant_id: str
    variant_id: str
    updated_at: datetime
    product_id: str | None = None
    customs_id: str | None = None
    sku: str | None = None
    title: str | None = None
    weight_grams: Decimal | None = None


@dataclass(frozen=True, slots=True)
class CustomsFacts:
    """What an event tells of customs facts: `hs_codes` by destination (`*` for any other), digits only; all of them."""

    shop_id: str
    merchant_id: str
    customs_id: str
    updated_at: datetime
    hs_codes: Mapping[str, str]
    origin: str | None = None
    weight_grams: Decimal | None = None


@dataclass(frozen=True, slots=True)
class MirroredVariant:
    """A variant as the mirror knows it; None is what the shop never told."""

    shop_id: str
    variant_id: str
    product_id: str | None
    customs_id: str | None
    sku: str | None
    title: str | None
    hs_codes: Mapping[str, str]
    origin: str | None
    weight_grams: Decimal | None
    updated_at: datetime

    def hs_code(self, country: str) -> str | None:
        """The shop's code for goods that go there."""
        return self.hs_codes.get(country) or self.hs_codes.get(ANY_DESTINATION)


def digits_of(code: str | None) -> str | None:
    """A tariff code as shops write it, such as `8471.70.40`: its digits; None if it is no code of 4 to 13 digits."""
    plain = (code or "").replace(".", "").replace(" ", "")
    return plain if plain.isascii() and plain.isdigit() and 4 <= len(plain) <= 13 else None
