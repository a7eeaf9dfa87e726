"""The services of a quote as BigCommerce shows them: each once with duties paid and once without.

Bounds are those of the Shipping Provider API: code 1-50, names 100, descriptions 500, ids 50 characters, 1-90 days.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import orjson

from dutiful_quote.channels.bigcommerce.tax_components import Component, component_of
from dutiful_quote.channels.bigcommerce.tax_due import placed_charges
from dutiful_quote.shops.shop import ServiceNaming
from dutiful_shared.contract.merchant import OnUnknown

_LONGEST_CODE: Final = 50
_LONGEST_NAME: Final = 100
_MOST_DAYS: Final = 90
_NO_CARRIER: Final = "dutiful"


@dataclass(frozen=True, slots=True)
class Showing:
    """How a shop's services are shown.

    Attributes:
        given: what the shopper pays for the goods as the shop shows them, in the cart's currency.
        charges_in_price: whether a service's price holds duty and tax that are due at checkout.
        plain: whether carriage alone is offered, because the shop collects duties itself or no border is crossed.
        delivered_unpaid: whether the merchant never sells with duties paid to this destination.
    """

    naming: ServiceNaming
    given: Decimal
    charges_in_price: bool
    plain: bool
    delivered_unpaid: bool
    schemes: bool


def rates_of(answer: Mapping[str, Any], policy: OnUnknown, showing: Showing, ttl: int) -> dict[str, Any]:
    """The whole answer for a quote."""
    carriers: dict[str, list[dict[str, Any]]] = {}
    if answer["status"] != "partial" or policy is not OnUnknown.REFUSE:
        for service in answer["options"]["services"]:
            for rate in _ways(answer, service, showing):
                carriers.setdefault(service["carrier"] or _NO_CARRIER, []).append(rate)
    messages = [] if carriers else [message("No service of the rate tables is offered for this delivery.", "INFO")]
    return {
        "quote_id": answer["id"] or "unrecorded",
        **({"ttl": ttl} if ttl and answer["id"] else {}),
        "messages": messages,
        "carrier_quotes": [
            {"carrier_info": {"code": shortened(code), "display_name": code[:_LONGEST_NAME]}, "quotes": quotes}
            for code, quotes in carriers.items()
        ],
    }


def no_rates(text: str, kind: str = "ERROR") -> dict[str, Any]:
    """An answer without services that says why."""
    return {"quote_id": "none", "messages": [message(text, kind)], "carrier_quotes": []}


def message(text: str, kind: str) -> dict[str, str]:
    """A line for the shopper or the store's owner, cut to 500 characters. `kind`: INFO or ERROR."""
    return {"text": text[:500], "type": kind}


def _ways(answer: Mapping[str, Any], service: Mapping[str, Any], showing: Showing) -> Iterator[dict[str, Any]]:
    currency = answer["currency"]
    if showing.plain:
        yield _rate(answer, service, "", Decimal(service["dap"]["shipping"]["amount"]), currency, "")
        return
    paid, unpaid = service["ddp"], service["dap"]
    if paid["available"] and paid["due_at_checkout"] is not None and not showing.delivered_unpaid:
        cost = _due(paid, showing.given)
        charges = cost - Decimal(paid["shipping"]["amount"])
        text = f"Duties and taxes are paid with the order ({charges:f} {currency})."
        if not showing.charges_in_price:
            cost = Decimal(paid["shipping"]["amount"]) + _carrier_fees(service)
        yield _rate(answer, service, showing.naming.ddp_suffix, cost, currency, text, "ddp")
    if unpaid["available"] and (cost_unpaid := _unpaid(answer, unpaid, showing)) is not None:
        text = "Duties and taxes are due on delivery."
        if unpaid["due_on_delivery"] is not None:
            text = f"Duties and taxes of {unpaid['due_on_delivery']['amount']} {currency} are due on delivery."
        yield _rate(answer, service, showing.naming.dap_suffix, cost_unpaid, currency, text, "dap")


def _unpaid(answer: Mapping[str, Any], option: Mapping[str, Any], showing: Showing) -> Decimal | None:
    """What a service costs with duties unpaid; None where a tax on the sale, due at once, is not known."""
    if not showing.charges_in_price:
        return Decimal(option["shipping"]["amount"])
    if option["due_at_checkout"] is not None:
        return _due(option, showing.given)
    taxed = any(component_of(charge) is Component.SALE_TAX for _, charge in placed_charges(answer))
    return None if taxed or showing.schemes else Decimal(option["shipping"]["amount"])


def _due(option: Mapping[str, Any], given: Decimal) -> Decimal:
    """All that is due at checkout beside the goods' own price."""
    return max(Decimal(option["due_at_checkout"]["amount"]) - given, Decimal(0))


def _carrier_fees(service: Mapping[str, Any]) -> Decimal:
    """What the carrier asks the shopper for paying duty and tax."""
    amounts = (Decimal(one["amount"]["amount"]) for one in service["charges"] if one["collected"] != "carrier_cost")
    return sum(amounts, Decimal(0))


def _rate(
    answer: Mapping[str, Any],
    service: Mapping[str, Any],
    suffix: str,
    cost: Decimal,
    currency: str,
    description: str,
    way: str = "",
) -> dict[str, Any]:
    name = service["name"] or service["code"]
    shown = name[: _LONGEST_NAME - len(suffix) - 3] + (f" ({suffix})" if suffix else "")
    found: dict[str, Any] = {
        "code": shortened(f"{service['code']}-{way}" if way else service["code"]),
        "display_name": shown,
        "cost": {"currency": currency, "amount": orjson.Fragment(f"{cost:f}")},
    }
    if answer["id"]:
        found["rate_id"] = answer["id"]
    if description:
        found["description"] = description
    days = service["transit_days"]
    if days is not None and days["max"] >= 1:
        found["transit_time"] = {"units": "DAYS", "duration": min(days["max"], _MOST_DAYS)}
    return found


def shortened(code: str) -> str:
    """The code, and for one that is too long its beginning with a digest: never two that are alike."""
    if len(code) <= _LONGEST_CODE:
        return code
    digest = hashlib.sha256(code.encode()).hexdigest()[:8]
    return f"{code[: _LONGEST_CODE - 9]}-{digest}"
