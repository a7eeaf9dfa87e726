"""The cart of a rate callback, and of it only what a quote needs: no name, street, phone or e-mail is ever read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from dutiful_quote.channels.shopify.payload import (
    SUBUNITS,
    UnreadablePayloadError,
    child,
    children,
    id_of,
    number_of,
    text_of,
)
from dutiful_shared.contract.cart_parties import Place
from dutiful_shared.contract.countries import COUNTRY_CODES
from dutiful_shared.contract.currency import CURRENCY_EXPONENT
from dutiful_shared.contract.fields import MAX_LINES
from dutiful_shared.contract.money import apportion, minor_unit

_MOST_PIECES: Final = 1_000_000
_HUNDREDTH: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class CartItem:
    """A line of the cart. `price` and `grams` are of one piece, `discount` is the line's; `price` in whole currency
    units. `grams` is None where the shop keeps no weight."""

    variant_id: str
    sku: str
    quantity: int
    price: Decimal
    grams: Decimal | None
    requires_shipping: bool
    discount: Decimal = Decimal(0)

    @property
    def value(self) -> Decimal:
        """What the line costs after its discount, in whole currency units."""
        return self.price * self.quantity - self.discount


@dataclass(frozen=True, slots=True)
class RateCart:
    """What one rate callback asks about. `origin` is None where the shop did not say where the goods are."""

    origin: Place | None
    destination: Place
    currency: str
    locale: str
    items: tuple[CartItem, ...]

    @property
    def goods(self) -> tuple[CartItem, ...]:
        """What is shipped: services, downloads and gift cards are no goods."""
        return tuple(item for item in self.items if item.requires_shipping and item.quantity)


def cart_of(plain: Any) -> RateCart:
    """The cart in a callback's body.

    Raises:
        UnreadablePayloadError: something without which nothing can be quoted is missing.
    """
    rate = child(plain, "rate")
    destination = place_of(child(rate, "destination"))
    if destination is None:
        raise UnreadablePayloadError("rate.destination.country is not a country")
    currency = text_of(rate, "currency").upper()
    if currency not in CURRENCY_EXPONENT:
        raise UnreadablePayloadError("rate.currency is not a currency")
    items = [_item(one) for one in children(rate, "items")]
    if len(items) > MAX_LINES:
        raise UnreadablePayloadError(f"rate.items has more than {MAX_LINES} lines")
    discount = (number_of(child(rate, "order_totals"), "discount_amount") or Decimal(0)) / SUBUNITS
    return RateCart(
        origin=place_of(child(rate, "origin")),
        destination=destination,
        currency=currency,
        locale=text_of(rate, "locale", 20),
        items=_discounted(items, discount, currency),
    )


def place_of(address: Any) -> Place | None:
    """Where it is, as far as customs must know: country, region, postal code, town."""
    country = (text_of(address, "country_code") or text_of(address, "country")).upper()
    if country not in COUNTRY_CODES:
        return None
    region = text_of(address, "province_code", 64) or text_of(address, "province", 64)
    postal_code = text_of(address, "postal_code", 20) or text_of(address, "zip", 20)
    return Place(
        country=country,
        region=region or None,
        postal_code=postal_code or None,
        city=text_of(address, "city", 100) or None,
    )


def _item(plain: dict[str, Any]) -> CartItem:
    quantity = number_of(plain, "quantity")
    if quantity is None or quantity != int(quantity) or not 0 <= quantity <= _MOST_PIECES:
        raise UnreadablePayloadError("a line's quantity is not a number of pieces")
    price = number_of(plain, "price")
    if price is None or price < 0:
        raise UnreadablePayloadError("a line's price is not an amount")
    grams = number_of(plain, "grams")
    return CartItem(
        variant_id=id_of(plain, "variant_id"),
        sku=text_of(plain, "sku", 100),
        quantity=int(quantity),
        price=(price / SUBUNITS).quantize(Decimal("0.0001")),
        # Shopify has 0 where nobody has entered a weight.
        grams=grams if grams is not None and grams > 0 else None,
        requires_shipping=plain.get("requires_shipping") is not False,
    )


def _discounted(items: Sequence[CartItem], discount: Decimal, currency: str) -> tuple[CartItem, ...]:
    """The discount of the whole order shared out by value, over goods and everything else alike; the platform does not
    say whose it is. It never exceeds what it is taken off."""
    total = sum((item.price * item.quantity for item in items), Decimal(0))
    discount = min(discount, total)
    if discount <= 0:
        return tuple(items)
    unit = minor_unit(currency)
    step = unit if not discount % unit else min(_HUNDREDTH, unit)
    if discount % step:
        step = Decimal("0.0001")
    weights = [item.price * item.quantity for item in items]
    shares = apportion(discount, weights, step)
    parts = zip(items, shares, weights, strict=True)
    return tuple(replace(item, discount=min(share, weight)) for item, share, weight in parts)
