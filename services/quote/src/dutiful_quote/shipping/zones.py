"""Which zone of a rate table a shipment is in: the first, in the order of the table, that holds both its ends."""

from dutiful_quote.shipping.shipment import Shipment
from dutiful_shared.contract.cart_parties import Place
from dutiful_shared.contract.countries import COUNTRY_CODES
from dutiful_shared.contract.fields import ANYWHERE
from dutiful_shared.contract.merchant import Origin
from dutiful_shared.contract.shipping import RateTable, ShippingZone, ZoneDestination


def zone_of(table: RateTable, origins: tuple[Origin, ...], shipment: Shipment) -> ShippingZone | None:
    """The zone; None where the table does not serve the way. `origins` are those of the merchant."""
    places = {origin.code: origin.place for origin in origins}
    for zone in table.zones:
        leaves = not zone.origins or any(_leaves(code, places, shipment) for code in zone.origins)
        if leaves and any(_arrives(destination, shipment.ship_to) for destination in zone.destinations):
            return zone
    return None


def _leaves(code: str, places: dict[str, Place], shipment: Shipment) -> bool:
    """The merchant's own name of an origin comes before the country that is written alike."""
    if code in places:
        return code == shipment.origin or (not shipment.origin and places[code] == shipment.ship_from)
    return code in COUNTRY_CODES and code == shipment.ship_from.country


def _arrives(destination: ZoneDestination, place: Place) -> bool:
    if destination.country not in (ANYWHERE, place.country):
        return False
    if not destination.regions and not destination.postal_prefixes:
        return True
    region = _bare_region(place.region or "", place.country)
    if region and any(_bare_region(one, place.country) == region for one in destination.regions):
        return True
    postal_code = _bare(place.postal_code or "")
    return bool(postal_code) and any(postal_code.startswith(_bare(one)) for one in destination.postal_prefixes)


def _bare_region(region: str, country: str) -> str:
    return region.strip().upper().removeprefix(f"{country}-")


def _bare(postal_code: str) -> str:
    return "".join(sign for sign in postal_code.upper() if sign.isalnum())
