"""Product events: the product is asked for, and the mirror brought up to date with what it is now."""

from decimal import Decimal
from typing import Any, Final

from pydantic import ValidationError

from dutiful_quote.channels.bigcommerce.stores import Stores
from dutiful_quote.channels.catalogue import CatalogueTelling
from dutiful_quote.channels.weights import grams_in
from dutiful_quote.shops.effects import mirrored
from dutiful_quote.shops.events import Product, poisoned
from dutiful_quote.shops.inbox_event import Effect, Handler, InboxEvent, PoisonedEventError
from dutiful_quote.shops.lifecycle import ShopRooms
from dutiful_quote.shops.shop import Platform, Shop, ShopSettings
from dutiful_quote.shops.variant import ANY_DESTINATION, digits_of
from dutiful_shared.contract.countries import COUNTRY_CODES

#: Of others that begin so, such as `store/product/metafield/created`, the id is not a product's.
PRODUCT_TOPICS: Final = tuple(
    f"store/{kind}/{what}" for kind in ("product", "sku") for what in ("created", "updated", "deleted")
)


def product_handlers(
    rooms: ShopRooms, stores: Stores, catalogue: CatalogueTelling | None
) -> dict[tuple[Platform, str], Handler]:
    """What is done with `store/product/*` and `store/sku/*`; a process without a catalogue tells the mirror alone."""

    async def on_product(event: InboxEvent) -> Effect | None:
        product_id = id_in(event, "product_id") if event.topic.startswith("store/sku/") else id_in(event, "id")
        product = await product_now(event, product_id)
        if product is None:
            return None
        if catalogue is not None:
            await catalogue.tell(rooms, event, product)
        return mirrored(event, product, rooms.mirror)

    async def product_now(event: InboxEvent, product_id: str) -> Product | None:
        # The moment before it is asked for: what changes meanwhile has an event of its own.
        at, shop = rooms.now(), shop_of(rooms, event)
        gone = Product(id=product_id, updated_at=at, deleted=True)
        if event.topic == "store/product/deleted":
            return gone
        if shop is None:
            return None
        client = stores.client(shop, at)
        plain = await client.product(product_id)
        if plain is None:
            return gone
        return product_of(plain, await client.customs_information(product_id), shop.settings, at.isoformat())

    return {(Platform.BIGCOMMERCE, topic): on_product for topic in PRODUCT_TOPICS}


def shop_of(rooms: ShopRooms, event: InboxEvent) -> Shop | None:
    """The shop of an event; None where it has taken the app out since, so that nothing can be asked."""
    shop = rooms.directory.by_id(event.shop_id, Platform.BIGCOMMERCE)
    return shop if shop is not None and shop.installed else None


def id_in(event: InboxEvent, name: str) -> str:
    """An id in an event. `data.id` of a sku event is the sku's: its product stands in `data.sku`.

    Raises:
        PoisonedEventError: there is none.
    """
    message = event.json()
    data = message.get("data") if isinstance(message, dict) else None
    plain = data if isinstance(data, dict) else {}
    if name != "id":
        plain = plain["sku"] if isinstance(plain.get("sku"), dict) else {}
    found = str(plain.get(name, ""))
    if not found.isascii() or not found.isdigit():
        raise PoisonedEventError(f"the event has no {name}")
    return found


def product_of(plain: dict[str, Any], customs: dict[str, Any] | None, settings: ShopSettings, at: str) -> Product:
    """Our product from theirs. Codes are the product's, by country, `ALL` for any other.

    Raises:
        PoisonedEventError: it is no product.
    """
    codes, origin = _customs(customs or {})
    try:
        variants = tuple(
            {
                "id": str(one["id"]),
                "sku": (one.get("sku") or plain.get("sku") or "")[:128] or None,
                "title": str(plain.get("name") or "")[:255] or None,
                "weight_grams": _grams(one.get("weight") or plain.get("weight"), settings),
                "hs_codes": codes,
                "origin": origin,
            }
            for one in plain.get("variants") or ()
        )
        return Product.model_validate({"id": str(plain["id"]), "updated_at": at, "variants": variants})
    except ValidationError as exc:
        raise poisoned(exc, Product) from None
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError) as exc:
        raise PoisonedEventError(f"not a product ({type(exc).__name__})") from None


def _customs(plain: dict[str, Any]) -> tuple[dict[str, str], str | None]:
    written = plain.get("hs_codes")
    codes = {}
    for place, code in written.items() if isinstance(written, dict) else ():
        destination = ANY_DESTINATION if place == "ALL" else place
        digits = digits_of(code) if isinstance(code, str) else None
        if digits is not None and (destination == ANY_DESTINATION or destination in COUNTRY_CODES):
            codes[destination] = digits
    origin = plain.get("country_of_origin")
    return codes, origin if origin in COUNTRY_CODES else None


def _grams(weight: Any, settings: ShopSettings) -> Decimal | None:
    """The weight in grams; unknown where there is none, or its unit is not settled."""
    if not weight or settings.weight_unit is None:
        return None
    return grams_in(Decimal(str(weight)), settings.weight_unit)
