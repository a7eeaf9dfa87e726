"""One service for an order of several consignments: it is offered if every one of them can take it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from dutiful_quote.shipping.rates import ShippingService


@dataclass(frozen=True, slots=True)
class CombinedService:
    """A service with its price for each consignment, by id."""

    service: ShippingService
    shares: Mapping[str, Decimal]


def combined(by_consignment: Mapping[str, Sequence[ShippingService]]) -> tuple[CombinedService, ...]:
    """The services of all consignments, in the order of the first one that has each.

    Where one cannot take a service that another can, the service is not offered, and the explanation says for which.
    """
    known: dict[str, ShippingService] = {}
    for services in by_consignment.values():
        for service in services:
            known.setdefault(service.code, service)
    return tuple(_combined(service, by_consignment) for service in known.values())


def _combined(service: ShippingService, by_consignment: Mapping[str, Sequence[ShippingService]]) -> CombinedService:
    shares: dict[str, Decimal] = {}
    explained = []
    for part, services in by_consignment.items():
        own = next((one for one in services if one.code == service.code), None)
        name = f"consignment {part}: " if len(by_consignment) > 1 else ""
        if own is None:
            return CombinedService(replace(service, price=None, explanation=f"{name}no zone has prices for it"), {})
        if own.price is None:
            return CombinedService(replace(own, explanation=f"{name}{own.explanation}"), {})
        shares[part] = own.price
        explained.append(f"{name}{own.explanation}")
    price = sum(shares.values(), Decimal(0))
    return CombinedService(replace(service, price=price, explanation="; ".join(explained)), shares)
