"""What an order of Shopify says of duties, and which of our quotes it came from."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from dutiful_quote.channels.shopify.carts import place_of
from dutiful_quote.channels.shopify.offers import cart_print
from dutiful_quote.channels.shopify.payload import child, children, id_of, number_of, text_of, time_of
from dutiful_quote.channels.shopify.rate_answers import DAP, DDP, NAMESPACE, QUOTE_KEY
from dutiful_quote.shops.comparison import QuotedCharges
from dutiful_quote.shops.inbox_event import PoisonedEventError
from dutiful_shared.contract.currency import CURRENCY_EXPONENT
from dutiful_shared.contract.orders import DutyTerms

_QUOTE_ID: Final = re.compile(r"q_[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """An order without anybody's name.

    Attributes:
        service, delivery: what was chosen of our rates; None where the order was sent some other way.
        paid_for_shipping: what the chosen rate was charged at.
        duties: what the shop charged as duty itself, with the tax on it; None where it says nothing.
        prints: digests of the cart, see `offers`.
    """

    id: str
    currency: str
    updated_at: datetime
    cancelled: bool
    quote_id: str | None
    service: str | None
    delivery: DutyTerms | None
    paid_for_shipping: Decimal | None
    duties: Decimal | None
    prints: tuple[str, ...]

    def charged(self, shipping: Decimal | None) -> Decimal | None:
        """All duty, tax and fees that the order paid for: what the rate costs beyond its carriage, and what the shop
        charged as duty itself. Both at once is a double charge, and shows as one."""
        parts = [self.duties]
        if self.paid_for_shipping is not None and shipping is not None:
            parts.append(self.paid_for_shipping - shipping)
        known = [part for part in parts if part is not None]
        return sum(known, Decimal(0)) if known else None


def order_facts(plain: Any, shop_id: str, received_at: datetime) -> OrderFacts:
    """The facts of an `orders/*` event.

    Raises:
        PoisonedEventError: it is no order.
    """
    order_id = id_of(plain)
    currency = text_of(plain, "presentment_currency").upper() or text_of(plain, "currency").upper()
    if not order_id or currency not in CURRENCY_EXPONENT:
        raise PoisonedEventError("not an order: id, currency")
    line, service, delivery = _chosen(plain)
    return OrderFacts(
        id=order_id,
        currency=currency,
        updated_at=time_of(plain, "updated_at", "created_at") or received_at,
        cancelled=bool(plain.get("cancelled_at")),
        quote_id=_named_quote(plain),
        service=service,
        delivery=delivery,
        paid_for_shipping=_price(line, currency) if line else None,
        duties=_duties(plain, currency),
        prints=tuple(_prints(plain, shop_id)),
    )


def computed(answer: Mapping[str, Any], facts: OrderFacts) -> tuple[QuotedCharges | None, Decimal | None]:
    """What the quote comes to for the chosen service: duty, tax and fees due with the order; and its carriage."""
    option = _option(answer, facts)
    if option is None:
        return None, None
    shipping = Decimal(option["shipping"]["amount"])
    if option["due_at_checkout"] is None:
        return QuotedCharges(answer["currency"], None, None), shipping
    due = Decimal(option["due_at_checkout"]["amount"])
    beside = due - shipping - Decimal(answer["goods_total"]["amount"]) - Decimal(answer["insurance"]["amount"])
    return QuotedCharges(answer["currency"], beside, None), shipping


def _option(answer: Mapping[str, Any], facts: OrderFacts) -> Mapping[str, Any] | None:
    for service in answer["options"]["services"]:
        if service["code"] == facts.service and facts.delivery is not None:
            option: Mapping[str, Any] = service[facts.delivery]
            return option
    return None


def _chosen(plain: Any) -> tuple[dict[str, Any] | None, str | None, DutyTerms | None]:
    for line in children(plain, "shipping_lines"):
        code = text_of(line, "code")
        if code.endswith(DDP):
            return line, code.removesuffix(DDP), "ddp"
        if code.endswith(DAP):
            return line, code.removesuffix(DAP), "dap"
    return None, None, None


def _named_quote(plain: Any) -> str | None:
    """A quote that the order names: in a metafield of the rate or of the order, or in an attribute of the cart."""
    fields = [*children(plain, "metafields"), *children(plain, "note_attributes")]
    for line in children(plain, "shipping_lines"):
        fields += children(line, "metafields")
    for field in fields:
        own = text_of(field, "namespace") == NAMESPACE and text_of(field, "key") == QUOTE_KEY
        if (own or text_of(field, "name") == f"{NAMESPACE}_{QUOTE_KEY}") and _QUOTE_ID.fullmatch(
            text_of(field, "value")
        ):
            return text_of(field, "value")
    return None


def _prints(plain: Any, shop_id: str) -> Iterator[str]:
    place = place_of(child(plain, "shipping_address"))
    if place is None:
        return
    pieces = []
    for line in children(plain, "line_items"):
        quantity = number_of(line, "quantity")
        if line.get("requires_shipping") is not False and quantity:
            pieces.append((id_of(line, "variant_id"), int(quantity)))
    currencies = dict.fromkeys(text_of(plain, name).upper() for name in ("presentment_currency", "currency"))
    for currency in currencies:
        if currency and pieces:
            yield cart_print(shop_id, currency, place, pieces)


def _price(line: Any, currency: str) -> Decimal | None:
    """What a shipping line was charged at, after discounts, in the currency the shopper saw."""
    for name in ("discounted_price_set", "price_set"):
        if (found := _shown(line, name, currency)) is not None:
            return found
    plain = number_of(line, "discounted_price")
    return plain if plain is not None else number_of(line, "price")


def _duties(plain: Any, currency: str) -> Decimal | None:
    """The duty that the shop itself has charged, with the tax on it. Documentation nests the set in itself."""
    total = None
    for name in ("current_total_duties_set", "original_total_duties_set"):
        if (total := _shown(plain, name, currency)) is not None:
            break
    on_duty = Decimal(0)
    lines = [duty for line in children(plain, "line_items") for duty in children(line, "duties")]
    for duty in lines:
        taxes = [_shown(tax, "price_set", currency) for tax in children(duty, "tax_lines")]
        on_duty += sum((tax for tax in taxes if tax is not None), Decimal(0))
    if total is None:
        amounts = [_amount(child(duty, "presentment_money"), currency) for duty in lines]
        known = [amount for amount in amounts if amount is not None]
        total = sum(known, Decimal(0)) if known else None
    return None if total is None else total + on_duty


def _shown(plain: Any, name: str, currency: str) -> Decimal | None:
    found = child(plain, name)
    found = child(found, name) or found
    return _amount(child(found, "presentment_money"), currency)


def _amount(money: Any, currency: str) -> Decimal | None:
    return number_of(money, "amount") if text_of(money, "currency_code").upper() == currency else None
