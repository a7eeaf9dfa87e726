"""A quote's amounts under the names that other providers give them: so much of an answer as is documented and known.

Numbers are written as JSON numbers with the currency's decimals. What is not known is null: a program that adds it up
fails, which is better than an unknown duty of 0.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

import orjson

from dutiful_quote.channels.providers.amounts import Amounts, LineAmounts, of_consignment, of_lines, of_quote
from dutiful_shared.contract.providers import Provider
from dutiful_shared.contract.quote_request import QuoteRequest

_Lines = list[LineAmounts]


def in_their_words(provider: Provider, quote: Mapping[str, Any], cart: QuoteRequest) -> bytes:
    """The answer as the provider's own clients read it.

    Args:
        quote: `QuoteAnswer` as plain values.
        cart: what was quoted.
    """
    lines = list(of_lines(quote, {line.id: line.sku for line in cart.lines}))
    return orjson.dumps(_WRITERS[provider](quote, lines))


def _ups(quote: Mapping[str, Any], lines: _Lines) -> Any:
    """Their page spells some names in two ways; both are given. A broker's fee is not known here."""
    totals, rest = of_quote(quote), of_consignment(quote)
    currency = quote["currency"]
    duty_and_tax = _number(totals.total)
    return {
        "shipment": {
            "currencyCode": currency,
            "id": quote["id"],
            "brokerageFeeItems": [],
            "totalBrokerageFees": None,
            "totalDuties": _number(totals.duty),
            "totalCommodityLevelTaxesAndFees": _number(_sum(_other(line.amounts) for line in lines)),
            "totalShipmentLevelTaxesAndFees": _number(_other(rest)),
            "totalVAT": _number(totals.tax),
            "totalDutyAndTax": duty_and_tax,
            "totalDutyandTax": duty_and_tax,
            "grandTotal": None,
            "shipmentItems": [_ups_item(line, currency) for line in lines],
        },
        "alVersion": 1,
        "transID": None,
    }


def _ups_item(line: LineAmounts, currency: str) -> Any:
    other, total = _number(_other(line.amounts)), _number(line.amounts.total)
    return {
        "commodityID": line.id,
        "commodityId": line.id,
        "hsCode": line.code,
        "commodityDuty": _number(line.amounts.duty),
        "totalCommodityTaxAndFee": other,
        "totalCommodityTaxesAndFees": other,
        "commodityVAT": _number(line.amounts.tax),
        "totalCommodityDutyAndTax": total,
        "totalCommodityDutyandTax": total,
        "commodityCurrencyCode": currency,
        "isCalculable": line.calculable,
    }


def _zonos(quote: Mapping[str, Any], lines: _Lines) -> Any:
    totals, currency = of_quote(quote), quote["currency"]
    taxes = _sum((totals.tax, totals.excise))
    return {
        "data": {
            "landedCostCalculateWorkflow": [
                {
                    "id": quote["id"],
                    "currencyCode": currency,
                    "amountSubtotals": {
                        "items": _number(Decimal(quote["goods_total"]["amount"])),
                        "shipping": _number(Decimal(quote["shipping"]["amount"])),
                        "duties": _number(totals.duty),
                        "taxes": _number(taxes),
                        "fees": _number(totals.fees),
                        "landedCostTotal": _number(totals.total),
                    },
                    "duties": _zonos_charges(quote, {"duty", "additional_duty"}, lines),
                    "taxes": _zonos_charges(quote, {"tax", "excise"}, lines),
                    "fees": _zonos_charges(quote, {"fee"}, lines),
                }
            ]
        }
    }


def _zonos_charges(quote: Mapping[str, Any], kinds: set[str], lines: _Lines) -> list[Any]:
    skus = {line.id: line.sku for line in lines}
    placed = [(line["id"], one) for line in quote["lines"] for one in line["charges"]]
    placed += [(None, one) for one in quote["charges"]]
    return [
        {
            "amount": _number(Decimal(one["amount"]["amount"])),
            "currency": one["amount"]["currency"],
            "description": one["name"],
            "formula": one["rate_text"],
            "item": None if line is None else {"id": line, "productId": skus[line], "sku": skus[line]},
        }
        for line, one in placed
        if one["kind"] in kinds and one["collected"] != "carrier_cost"
    ]


def _dhl(quote: Mapping[str, Any], _lines: _Lines) -> Any:
    totals, currency = of_quote(quote), quote["currency"]
    taxes = _sum((totals.tax, totals.excise))
    parts = (("DUTY", totals.duty), ("TAX", taxes), ("FEE", totals.fees))
    return {
        "products": [
            {
                "totalPrice": [{"priceCurrency": currency, "price": _number(totals.total)}],
                "detailedPriceBreakdown": [
                    {
                        "priceCurrency": currency,
                        "breakdown": [
                            {"typeCode": name, "name": name, "price": _number(amount), "priceCurrency": currency}
                            for name, amount in parts
                        ],
                    }
                ],
            }
        ]
    }


def _avatax(quote: Mapping[str, Any], lines: _Lines) -> Any:
    """Their name for the import tax is documented nowhere: of the details, duty alone is given."""
    totals = of_quote(quote)
    return {
        "code": quote["id"],
        "currencyCode": quote["currency"],
        "totalAmount": _number(Decimal(quote["goods_total"]["amount"])),
        "totalTax": _number(totals.total),
        "totalTaxCalculated": _number(totals.total),
        "lines": [
            {
                "lineNumber": line.id,
                "itemCode": line.sku,
                "lineAmount": _number(line.goods),
                "tax": _number(line.amounts.total),
                "hsCode": line.code,
                "details": [{"taxType": "LandedCost", "tax": _number(line.amounts.duty)}],
            }
            for line in lines
        ],
    }


_WRITERS: Final[Mapping[Provider, Callable[[Mapping[str, Any], _Lines], Any]]] = {
    Provider.AVATAX: _avatax,
    Provider.ZONOS: _zonos,
    Provider.DHL: _dhl,
    Provider.UPS: _ups,
}


def _other(amounts: Amounts) -> Decimal | None:
    """What is neither duty nor VAT."""
    return _sum((amounts.excise, amounts.fees))


def _sum(amounts: Any) -> Decimal | None:
    told = list(amounts)
    return None if None in told else sum(told, Decimal(0))


def _number(amount: Decimal | None) -> Any:
    """A JSON number that is written as the amount is: no float lies between."""
    return None if amount is None else orjson.Fragment(f"{amount:f}".encode())
