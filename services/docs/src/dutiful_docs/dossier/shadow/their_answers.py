"""What other providers answered, in their own shapes, as amounts. What their documents do not name is not read.

UPS: LandedCost.yaml of UPS-API/api-documentation. Zonos: `amountSubtotals` and the lists of duties, taxes and fees of
`landedCostCalculateWorkflow`. DHL Express: the price breakdown of MyDHL's landed cost. AvaTax: the transaction, whose
duty is the detail of type `LandedCost` in Avalara's own article on customs duties.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from dutiful_docs.dossier.errors import UnusableFieldError
from dutiful_docs.dossier.shadow.told import PARTS, Told, ToldLine, sum_of
from dutiful_shared.contract.currency import CURRENCY_EXPONENT
from dutiful_shared.contract.providers import Provider
from dutiful_shared.contract.shadow import Component

_DUTY, _TAX, _FEES, _TOTAL = Component.DUTY, Component.TAX, Component.FEES, Component.TOTAL


@dataclass(frozen=True, slots=True)
class Read:
    """`notes` say what could not be told apart, and what is not documented."""

    told: Told
    notes: tuple[str, ...] = ()


def read_answer(provider: Provider, answer: Mapping[str, Any]) -> Read:
    """The amounts of an answer in the provider's shape.

    Raises:
        UnusableFieldError: it has not this shape; the pointer names the field.
    """
    return _READERS[provider](answer)


def _ups(answer: Mapping[str, Any]) -> Read:
    shipment = _object(answer.get("shipment"), "/answer/shipment")
    place = "/answer/shipment"
    currency = _currency(shipment, "currencyCode", place)
    mixed = sum_of(
        _amount(shipment, name, place) for name in ("totalCommodityLevelTaxesAndFees", "totalShipmentLevelTaxesAndFees")
    )
    duty, vat = _amount(shipment, "totalDuties", place), _amount(shipment, "totalVAT", place)
    notes: tuple[str, ...] = ()
    tax, fees = vat, _amount(shipment, "totalBrokerageFees", place)
    if mixed != 0:
        tax = fees = None
        notes = ("taxes and fees beside VAT are told in one sum: neither part is taken, the total is",)
    lines = [
        _ups_line(_object(one, f"{place}/shipmentItems/{i}"), f"{place}/shipmentItems/{i}")
        for i, one in enumerate(_list(shipment.get("shipmentItems"), f"{place}/shipmentItems"))
    ]
    amounts = {_DUTY: duty, _TAX: tax, _FEES: fees, _TOTAL: _amount(shipment, "grandTotal", place)}
    return Read(Told(currency, amounts, tuple(lines)), notes)


def _ups_line(item: Mapping[str, Any], place: str) -> ToldLine:
    name = "commodityId" if item.get("commodityId") is not None else "commodityID"
    if item.get("isCalculable") is False:
        return ToldLine(_text(item.get(name)), None, dict.fromkeys(PARTS))
    other = next((one for one in ("totalCommodityTaxesAndFees", "totalCommodityTaxAndFee") if one in item), None)
    mixed = Decimal(0) if other is None else _amount(item, other, place)
    tax = None if mixed != 0 else _amount(item, "commodityVAT", place)
    return ToldLine(_text(item.get(name)), None, {_DUTY: _amount(item, "commodityDuty", place), _TAX: tax, _FEES: None})


def _zonos(answer: Mapping[str, Any]) -> Read:
    found: Any = _object(answer.get("data", answer), "/answer/data").get("landedCostCalculateWorkflow", answer)
    place = "/answer/data/landedCostCalculateWorkflow"
    if isinstance(found, list):
        if len(found) != 1:
            raise UnusableFieldError(place, "must be one landed cost: send the one that was shown")
        found = found[0]
    cost = _object(found, place)
    sums = _object(cost.get("amountSubtotals"), f"{place}/amountSubtotals")
    parts = {
        part: _amount(sums, name, f"{place}/amountSubtotals")
        for part, name in ((_DUTY, "duties"), (_TAX, "taxes"), (_FEES, "fees"))
    }
    currency = _zonos_currency(cost, place)
    lines = _zonos_lines(cost, currency, place)
    return Read(Told(currency, {**parts, _TOTAL: sum_of(parts.values())}, tuple(lines)))


def _zonos_currency(cost: Mapping[str, Any], place: str) -> str:
    """That of the landed cost, or, where the query did not ask for it, that of its charges."""
    if cost.get("currencyCode") is not None:
        return _currency(cost, "currencyCode", place)
    for name in ("duties", "taxes", "fees"):
        for i, one in enumerate(_list(cost.get(name), f"{place}/{name}")):
            return _currency(_object(one, f"{place}/{name}/{i}"), "currency", f"{place}/{name}/{i}")
    raise UnusableFieldError(f"{place}/currencyCode", "is needed")


def _zonos_lines(cost: Mapping[str, Any], currency: str, place: str) -> Iterator[ToldLine]:
    """By product, where every duty and tax names its item in this currency; else nothing is told by line."""
    sums: dict[str, dict[Component, Decimal | None]] = {}
    for part, name in ((_DUTY, "duties"), (_TAX, "taxes")):
        if name not in cost:
            return
        for i, one in enumerate(_list(cost[name], f"{place}/{name}")):
            charge = _object(one, f"{place}/{name}/{i}")
            item = charge.get("item") or {}
            product = _text(item.get("sku") or item.get("productId")) if isinstance(item, Mapping) else None
            amount = _amount(charge, "amount", f"{place}/{name}/{i}")
            if product is None or amount is None or charge.get("currency", currency) != currency:
                return
            of_product = sums.setdefault(product, {_DUTY: Decimal(0), _TAX: Decimal(0), _FEES: None})
            of_product[part] = (of_product[part] or Decimal(0)) + amount
    yield from (ToldLine(None, product, amounts) for product, amounts in sums.items())


def _dhl(answer: Mapping[str, Any]) -> Read:
    products = _list(answer.get("products"), "/answer/products")
    if len(products) != 1:
        raise UnusableFieldError("/answer/products", "must be one product: send the one that was shown")
    place = "/answer/products/0/detailedPriceBreakdown"
    product = _object(products[0], "/answer/products/0")
    found: dict[Component, Decimal | None] = dict.fromkeys(PARTS)
    currency: str | None = None
    names = {"DUTY": _DUTY, "TAX": _TAX, "FEE": _FEES}
    for i, one in enumerate(_list(product.get("detailedPriceBreakdown"), place)):
        detailed = _object(one, f"{place}/{i}")
        for j, two in enumerate(_list(detailed.get("breakdown"), f"{place}/{i}/breakdown")):
            at = f"{place}/{i}/breakdown/{j}"
            entry = _object(two, at)
            part = names.get(str(entry.get("typeCode")))
            if part is None:
                continue
            holder = entry if entry.get("priceCurrency") is not None else detailed
            own = _currency(holder, "priceCurrency", at)
            if currency not in {None, own}:
                continue  # the same breakdown again, in another currency
            currency = own
            found[part] = (found[part] or Decimal(0)) + (_amount(entry, "price", at) or Decimal(0))
    if currency is None:
        raise UnusableFieldError(place, "must hold an entry with the typeCode DUTY, TAX or FEE")
    return Read(Told(currency, {**found, _TOTAL: sum_of(found.values())}))


def _avatax(answer: Mapping[str, Any]) -> Read:
    currency = _currency(answer, "currencyCode", "/answer")
    total = _amount(answer, "totalTax", "/answer")
    if total is None:
        raise UnusableFieldError("/answer/totalTax", "is needed")
    lines, duties = [], list[Decimal | None]()
    for i, one in enumerate(_list(answer.get("lines"), "/answer/lines")):
        at = f"/answer/lines/{i}"
        line = _object(one, at)
        duty = _avatax_duty(line, at)
        tax = _amount(line, "tax", at)
        rest = None if duty is None or tax is None else tax - duty
        duties.append(duty)
        lines.append(
            ToldLine(_text(line.get("lineNumber")), _text(line.get("itemCode")), {_DUTY: duty, _TAX: rest, _FEES: None})
        )
    told = [one for one in duties if one is not None]
    duty = sum(told, Decimal(0)) if told else None
    notes = (
        ("all that is not duty is read as tax: AvaTax tells no fees",)
        if duty is not None
        else ("no detail is of the type LandedCost: duty and tax are not told apart",)
    )
    amounts = {_DUTY: duty, _TAX: None if duty is None else total - duty, _FEES: None, _TOTAL: total}
    return Read(Told(currency, amounts, tuple(lines)), notes)


def _avatax_duty(line: Mapping[str, Any], at: str) -> Decimal | None:
    found: Decimal | None = None
    for i, one in enumerate(_list(line.get("details"), f"{at}/details")):
        detail = _object(one, f"{at}/details/{i}")
        if detail.get("taxType") == "LandedCost":
            found = (found or Decimal(0)) + (_amount(detail, "tax", f"{at}/details/{i}") or Decimal(0))
    return found


_READERS: Final[Mapping[Provider, Callable[[Mapping[str, Any]], Read]]] = {
    Provider.AVATAX: _avatax,
    Provider.ZONOS: _zonos,
    Provider.DHL: _dhl,
    Provider.UPS: _ups,
}


def _object(value: Any, place: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise UnusableFieldError(place, "must be an object")
    return value


def _list(value: Any, place: str) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise UnusableFieldError(place, "must be a list")
    return value


def _amount(fields: Mapping[str, Any], name: str, place: str) -> Decimal | None:
    """A number as it was written: the shortest text of a float is what was sent, for up to 15 digits."""
    value = fields.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise UnusableFieldError(f"{place}/{name}", "must be a number")
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        raise UnusableFieldError(f"{place}/{name}", "must be a number") from None
    if not amount.is_finite() or abs(amount) > 10**9:
        raise UnusableFieldError(f"{place}/{name}", "must be a number that can be an amount")
    return amount


def _currency(fields: Mapping[str, Any], name: str, place: str) -> str:
    code = str(fields.get(name) or "").upper()
    if code not in CURRENCY_EXPONENT:
        raise UnusableFieldError(f"{place}/{name}", "must be an ISO 4217 currency code")
    return code


def _text(value: Any) -> str | None:
    return None if value is None else str(value)[:100].replace("\x00", "") or None
