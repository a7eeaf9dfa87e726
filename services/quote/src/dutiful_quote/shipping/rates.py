"""The merchant's rate tables applied to a shipment: which services it may take, at what price, and why not others.

price = band (nothing from `free_above` on) + each fee (its share of the band, its fixed part, and its tax),
converted into the cart's currency and rounded once, as the merchant shows prices. No I/O.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from dutiful_quote.shipping.shipment import Shipment
from dutiful_quote.shipping.shown_price import shown_price
from dutiful_quote.shipping.zones import zone_of
from dutiful_shared.contract.merchant import MerchantProfile, Rounding
from dutiful_shared.contract.shipping import (
    BandBasis,
    PriceBand,
    RatedService,
    RateTable,
    TransitDays,
    TransportMode,
    ZonePrices,
)


@dataclass(frozen=True, slots=True)
class ShippingService:
    """One service of the merchant's tables for one shipment.

    `price` is in the cart's currency, as the shop shows it; None where the service cannot be offered. `explanation`
    then says why, and else how the price came about. `pointer` names the field that would help, if one does.
    """

    code: str
    name: str
    carrier: str | None
    mode: TransportMode
    ddp: bool
    transit_days: TransitDays | None
    price: Decimal | None
    explanation: str
    pointer: str = ""

    @property
    def offered(self) -> bool:
        """Whether the shipment may take it."""
        return self.price is not None


def services_for(profile: MerchantProfile, shipment: Shipment) -> tuple[ShippingService, ...]:
    """Every service whose table reaches the destination, in the order of the tables; the cheapest is not chosen."""
    return tuple(_services(profile, shipment))


def _services(profile: MerchantProfile, shipment: Shipment) -> Iterator[ShippingService]:
    for table in profile.rate_tables:
        zone = zone_of(table, profile.origins, shipment)
        for service in table.services if zone else ():
            for prices in service.prices:
                if zone and prices.zone == zone.code:
                    yield _rated(table, service, prices, shipment, profile.rounding)


def _rated(
    table: RateTable, service: RatedService, prices: ZonePrices, shipment: Shipment, rounding: Rounding
) -> ShippingService:
    def answer(price: Decimal | None, explanation: str, pointer: str = "") -> ShippingService:
        return ShippingService(
            service.code,
            service.name,
            service.carrier,
            service.mode,
            service.ddp,
            service.transit_days,
            price,
            explanation,
            pointer,
        )

    if not shipment.exchange.knows(table.currency):
        return answer(None, f"no exchange rate from {table.currency} to {shipment.currency} is known", "/currency")
    measure = _measure(service.basis, table, shipment)
    if measure is None:
        first = shipment.without_weight[0] if shipment.without_weight else 0
        return answer(None, "the weight of the goods is not known", f"/lines/{first}/net_weight_kg")
    band = _band(prices, measure)
    if band is None:
        unit = {BandBasis.WEIGHT: "kg", BandBasis.GOODS_VALUE: table.currency, BandBasis.ITEM_COUNT: "pieces"}
        return answer(None, f"{measure:f} {unit[service.basis]} lie above the highest band of zone {prices.zone}")
    total, explained = _price(table, service, prices, band, shipment)
    converted = shipment.exchange.convert(total, table.currency)
    assert converted is not None, "the exchange knows the table's currency"
    return answer(shown_price(converted, shipment.currency, rounding), explained)


def _measure(basis: BandBasis, table: RateTable, shipment: Shipment) -> Decimal | None:
    """What the bands are compared with; None where it is not known."""
    match basis:
        case BandBasis.WEIGHT:
            return None if shipment.weight_kg is None else shipment.weight_kg + table.packaging_kg
        case BandBasis.GOODS_VALUE:
            return shipment.value_in(table.currency)
        case BandBasis.ITEM_COUNT:
            return shipment.pieces


def _band(prices: ZonePrices, measure: Decimal) -> PriceBand | None:
    for band in prices.bands:
        if band.up_to is None or measure <= band.up_to:
            return band
    return None


def _price(
    table: RateTable, service: RatedService, prices: ZonePrices, band: PriceBand, shipment: Shipment
) -> tuple[Decimal, str]:
    """The exact price in the table's currency, and how it came about."""
    value = shipment.value_in(table.currency)
    if prices.free_above is not None and value is not None and value >= prices.free_above:
        return Decimal(0), f"zone {prices.zone}, free from {prices.free_above:f} {table.currency} on"
    units = {BandBasis.WEIGHT: "kg", BandBasis.GOODS_VALUE: table.currency, BandBasis.ITEM_COUNT: "pieces"}
    limit = "without limit" if band.up_to is None else f"up to {band.up_to:f} {units[service.basis]}"
    total, parts = band.price, [f"zone {prices.zone}, {limit}: {band.price:f} {table.currency}"]
    for fee in service.fees:
        amount = (band.price * fee.share + fee.fixed) * (1 + fee.tax_rate)
        taxed = f" with {(fee.tax_rate * 100).normalize():f} % tax" if fee.tax_rate else ""
        parts.append(f"{fee.name} {amount.normalize():f} {table.currency}{taxed}")
        total += amount
    return total, " + ".join(parts)
