"""The services of a cart from the merchant's rate tables, in the shape of a request that names them itself."""

from datetime import date
from decimal import Decimal

from dutiful_quote.engine.findings import Assumption
from dutiful_quote.exchange.customs_rates import CustomsRates
from dutiful_quote.quotes.translate import import_day, parts_of
from dutiful_quote.shipping.combined import CombinedService, combined
from dutiful_quote.shipping.rates import services_for
from dutiful_quote.shipping.shipment import Shipment
from dutiful_quote.tariff.territories import Territories
from dutiful_shared.contract.merchant import MerchantProfile
from dutiful_shared.contract.quote_request import QuoteRequest
from dutiful_shared.contract.shipping import ServiceOption


def shipments(request: QuoteRequest, territories: Territories, rates: CustomsRates, today: date) -> dict[str, Shipment]:
    """What each consignment of the cart is to a carrier, by its id; amounts convert as customs of the destination does
    on the day of the import."""
    place = request.ship_to
    territory = territories.at(place.country, place.postal_code, place.region, place.city)
    exchange = rates.table(territory.customs_territory, request.currency, import_day(request, today))
    found = {}
    for part in parts_of(request):
        unweighed = tuple(i for i, line in part.lines if line.net_weight_kg is None)
        weight = sum((line.net_weight_kg or Decimal(0) for _, line in part.lines), Decimal(0))
        found[part.id] = Shipment(
            ship_from=part.ship_from,
            ship_to=place,
            exchange=exchange,
            goods_value=sum((line.gross - line.discount for _, line in part.lines), Decimal(0)) - part.discount,
            pieces=sum((line.quantity for _, line in part.lines), Decimal(0)),
            weight_kg=None if unweighed else weight,
            without_weight=unweighed,
        )
    return found


def services_from_tables(
    profile: MerchantProfile, parts: dict[str, Shipment], most: int
) -> tuple[tuple[ServiceOption, ...], tuple[Assumption, ...]]:
    """The services that can be offered, and what is to be said of each one, also of those that cannot.

    Args:
        most: how many a cart of so many lines may have; of more, the first in the order of the tables are taken.
    """
    rated = combined({part: services_for(profile, shipment) for part, shipment in parts.items()})
    able = [one for one in rated if one.service.offered]
    offered, beyond = able[:most], able[most:]
    said = [_priced(i, one) for i, one in enumerate(offered)]
    said += [_not_offered(one, one.service.explanation) for one in rated if one not in able]
    said += [_not_offered(one, f"a cart of so many lines is quoted with {most} services at most") for one in beyond]
    return tuple(_option(one) for one in offered), tuple(said)


def with_disbursement_fees(
    services: tuple[ServiceOption, ...], profile: MerchantProfile, country: str
) -> tuple[tuple[ServiceOption, ...], tuple[Assumption, ...]]:
    """The services with what their carriers ask for paying duty and tax, where the request does not say it."""
    completed, said = [], []
    for i, service in enumerate(services):
        fee = None
        if service.carrier is not None and service.ddp and "disbursement" not in service.model_fields_set:
            fee = profile.disbursement_fee(service.carrier, country)
        completed.append(service.model_copy(update={"disbursement": fee}) if fee else service)
        if fee:
            text = f"{fee.carrier} asks a fee for paying duty and tax of {service.code} (settings of the merchant)."
            said.append(Assumption("disbursement", fee.carrier, text, f"/services/{i}/disbursement"))
    return tuple(completed), tuple(said)


def _option(one: CombinedService) -> ServiceOption:
    service = one.service
    assert service.price is not None, "only a service with a price is offered"
    return ServiceOption(
        code=service.code,
        name=service.name,
        carrier=service.carrier,
        mode=service.mode,
        shipping=service.price,
        shares=dict(one.shares),
        ddp=service.ddp,
        transit_days=service.transit_days,
    )


def _priced(index: int, one: CombinedService) -> Assumption:
    text = f"Service {one.service.code}: {one.service.explanation} (rate tables of the merchant)."
    return Assumption("service", one.service.code, text, f"/services/{index}")


def _not_offered(one: CombinedService, why: str) -> Assumption:
    text = f"Service {one.service.code} is not offered: {why}."
    return Assumption("service_not_offered", one.service.code, text, one.service.pointer or "/services")
