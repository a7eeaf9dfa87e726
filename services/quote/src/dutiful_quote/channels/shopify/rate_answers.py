"""Rates as the shopper sees them, from a landed quote or from the merchant's tables alone.

What a rate costs is what comes on top of the goods at checkout: due at checkout less what the cart charges for them. So
it holds whatever the shop's prices include. Nothing that is not known is ever charged as zero: without every amount
there is no rate with duties paid (unless the merchant's policy puts the upper end in).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

import orjson

from dutiful_quote.channels.shopify.carts import RateCart
from dutiful_quote.channels.shopify.payload import SUBUNITS
from dutiful_quote.channels.shopify.words import suffixes_in, words_in
from dutiful_quote.shops.shop import ServiceNaming
from dutiful_shared.contract.shipping import ServiceOption

#: Of metafields that go with a rate.
NAMESPACE: Final = "dutiful"
QUOTE_KEY: Final = "quote_id"
#: What distinguishes the two ways of a service in its code.
DDP: Final = "-ddp"
DAP: Final = "-dap"

Rate = dict[str, Any]


def landed_rates(answer: Mapping[str, Any], cart: RateCart, naming: ServiceNaming, created_at: datetime) -> list[Rate]:
    """The rates of a quote (`QuoteAnswer` as plain values): each service with duties paid and with duties unpaid."""
    if answer["status"] == "no_import":
        return [_plain_rate(one, answer, cart, created_at) for one in answer["options"]["services"]]
    ddp_suffix, dap_suffix = suffixes_in(cart.locale, naming)
    rates: list[Rate] = []
    for service in answer["options"]["services"]:
        ddp, dap = service["ddp"], service["dap"]
        if ddp["available"] and (total := _on_top(ddp, cart)) is not None:
            text = words_in(cart.locale).prepaid
            rates.append(_rate(service, DDP, ddp_suffix, text, total, answer, cart, created_at))
        if dap["available"] and (total := _on_top(dap, cart)) is not None:
            text = _said_of_delivery(dap, cart)
            rates.append(_rate(service, DAP, dap_suffix, text, total, answer, cart, created_at))
    return rates


def shipping_rates(services: Sequence[ServiceOption], cart: RateCart, created_at: datetime) -> list[Rate]:
    """Plain shipping: duties are no matter of ours, or no border is crossed."""
    return [_shipping_rate(one, cart, created_at, "", "", one.name or one.code) for one in services]


def unlanded_rates(
    services: Sequence[ServiceOption], cart: RateCart, naming: ServiceNaming, created_at: datetime
) -> list[Rate]:
    """Shipping with duties on delivery, where nothing can be computed of the import."""
    suffix, text = suffixes_in(cart.locale, naming)[1], words_in(cart.locale).on_delivery
    return [_shipping_rate(one, cart, created_at, DAP, suffix, text) for one in services]


def _shipping_rate(one: ServiceOption, cart: RateCart, created_at: datetime, way: str, suffix: str, text: str) -> Rate:
    name = one.name or one.code
    return {
        "service_name": f"{name} ({suffix})" if suffix else name,
        "service_code": f"{one.code}{way}",
        "description": text,
        "currency": cart.currency,
        "total_price": subunits(one.shipping),
        **_delivery_dates(one.transit_days.model_dump() if one.transit_days else None, created_at),
    }


def subunits(amount: Decimal) -> str:
    """Hundredths of every currency, as Shopify counts: 1000 JPY are `100000`."""
    return f"{(amount * SUBUNITS).to_integral_value(rounding=ROUND_HALF_UP):f}"


def _on_top(option: Mapping[str, Any], cart: RateCart) -> Decimal | None:
    """What the rate costs; None where it would have to be less than nothing.

    Where amounts are not known, duties are not charged at all: the carriage alone.
    """
    if option["due_at_checkout"] is None:
        return Decimal(option["shipping"]["amount"])
    goods = sum((item.value for item in cart.goods), Decimal(0))
    total = Decimal(option["due_at_checkout"]["amount"]) - goods
    return total if total >= 0 else None


def _said_of_delivery(dap: Mapping[str, Any], cart: RateCart) -> str:
    words = words_in(cart.locale)
    if dap["due_on_delivery"] is None:
        return words.on_delivery
    if not Decimal(dap["due_on_delivery"]["amount"]):
        return words.nothing_due
    prepaid = (_on_top(dap, cart) or Decimal(0)) > Decimal(dap["shipping"]["amount"])
    return words.partly if prepaid else words.on_delivery


def _rate(
    service: Mapping[str, Any],
    way: str,
    suffix: str,
    text: str,
    total: Decimal,
    answer: Mapping[str, Any],
    cart: RateCart,
    created_at: datetime,
) -> Rate:
    name = service["name"] or service["code"]
    return {
        "service_name": f"{name} ({suffix})" if suffix else name,
        "service_code": f"{service['code']}{way}",
        "description": text,
        "currency": cart.currency,
        "total_price": subunits(total),
        **_delivery_dates(service["transit_days"], created_at),
        **_metafields(answer, service, way),
    }


def _plain_rate(service: Mapping[str, Any], answer: Mapping[str, Any], cart: RateCart, created_at: datetime) -> Rate:
    return {
        "service_name": service["name"] or service["code"],
        "service_code": service["code"],
        "description": service["name"] or service["code"],
        "currency": cart.currency,
        "total_price": subunits(Decimal(service["dap"]["shipping"]["amount"])),
        **_delivery_dates(service["transit_days"], created_at),
        **_metafields(answer, service, ""),
    }


def _metafields(answer: Mapping[str, Any], service: Mapping[str, Any], way: str) -> dict[str, Any]:
    """Our quote's id and the sums of the rate, for whoever keeps the order. Never in the code, which must be stable."""
    if answer["id"] is None:
        return {}
    fields = [(QUOTE_KEY, answer["id"], "single_line_text_field")]
    if way:
        option = service[way.removeprefix("-")]
        names = ("shipping", "due_at_checkout", "due_on_delivery", "landed_cost")
        sums = {name: option[name] and option[name]["amount"] for name in names}
        plain = {"delivery": way.removeprefix("-"), "currency": answer["currency"], **sums}
        fields.append(("breakdown", orjson.dumps(plain).decode(), "json"))
    return {
        "metafields": [
            {"namespace": NAMESPACE, "key": key, "value": value, "type": kind} for key, value, kind in fields
        ]
    }


def _delivery_dates(days: Mapping[str, int] | None, created_at: datetime) -> dict[str, str]:
    """Whole days from the day of the quote, so that the same cart is told the same."""
    return dict(_dates(days, created_at)) if days else {}


def _dates(days: Mapping[str, int], created_at: datetime) -> Iterator[tuple[str, str]]:
    midnight = created_at.replace(hour=0, minute=0, second=0, microsecond=0)
    for bound in ("min", "max"):
        yield f"{bound}_delivery_date", (midnight + timedelta(days=days[bound])).strftime("%Y-%m-%d %H:%M:%S %z")
