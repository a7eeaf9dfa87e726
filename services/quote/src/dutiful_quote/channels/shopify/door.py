"""Who is at the door: the shop that a request names, and whether Shopify has signed it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dutiful_quote.channels.state import not_signed
from dutiful_quote.settings import QuoteSettings
from dutiful_quote.shops.door_calls import Door
from dutiful_quote.shops.errors import ShopsUnavailableError
from dutiful_quote.shops.lifecycle import ShopRooms
from dutiful_quote.shops.shop import Platform, Shop
from dutiful_shared.service.problems import problem, unavailable
from dutiful_shared.service.signatures import signed_body
from dutiful_shared.service.telemetry import note


@dataclass(frozen=True, slots=True)
class App:
    """The app as it is registered with Shopify. `secrets`: the client secret, and the one before its last change.
    `url` has the doors of the app, `webhooks_url` the host that takes webhooks."""

    client_id: str
    secrets: tuple[bytes, ...] = field(repr=False)
    scopes: str
    api_version: str
    url: str
    webhooks_url: str

    @classmethod
    def of(cls, settings: QuoteSettings) -> "App":
        """The app that the settings describe. An empty secret is none: anybody could sign with it."""
        given = (settings.shopify_client_secret, settings.shopify_client_secret_previous)
        return cls(
            client_id=settings.shopify_client_id,
            secrets=tuple(secret.get_secret_value().encode() for secret in given if secret.get_secret_value()),
            scopes=settings.shopify_scopes,
            api_version=settings.shopify_api_version,
            url=settings.shopify_app_url.rstrip("/"),
            webhooks_url=(settings.shop_webhooks_url or settings.shopify_app_url).rstrip("/"),
        )


def header(headers: Mapping[str, str], name: str) -> str:
    """A header of either family: Shopify's events send `Shopify-Topic` where its webhooks send `X-Shopify-Topic`."""
    return headers.get(f"shopify-{name}") or headers.get(f"x-shopify-{name}") or ""


def find_shop(rooms: ShopRooms, name: str) -> Shop | None:
    """The shop of this id, or of this myshopify domain.

    Raises:
        ProblemException: `unavailable` where no shops are known yet.
    """
    try:
        if name.startswith("shop_"):
            found = rooms.directory.by_id(name, Platform.SHOPIFY)
        else:
            found = rooms.directory.by_name(Platform.SHOPIFY, name)
    except ShopsUnavailableError as exc:
        raise unavailable("Shops cannot be read now.") from exc
    if found is not None:
        note(merchant_id=found.merchant_id, shop_id=found.id)
    return found


def is_signed(app: App, rooms: ShopRooms, shop: Shop | None, body: bytes, headers: Mapping[str, str]) -> bool:
    """Whether the raw body carries a signature by the app's secrets, or by the shop's own (of an app for it alone)."""
    own = shop.signing_keys(rooms.now()) if shop is not None else ()
    return signed_body((*own, *app.secrets), body, header(headers, "hmac-sha256"))


def installed_shop(app: App, rooms: ShopRooms, name: str, body: bytes, headers: Mapping[str, str]) -> Shop:
    """The shop that a synchronous callback is for. A signature that is there must fit; whether one must be there is the
    shop's setting, for Shopify does not document it.

    Raises:
        ProblemException: `not_found` (Shopify then shows backup rates), `unauthenticated`, or `unavailable`.
    """
    shop = find_shop(rooms, name)
    if shop is None or not shop.installed:
        raise problem("not_found", "No installed shop of this name is known.")
    sent = header(headers, "hmac-sha256")
    if (sent or shop.settings.require_rate_signature) and not is_signed(app, rooms, shop, body, headers):
        raise not_signed()
    rooms.calls.came(shop.id, Door.SHOPIFY_RATES, signed=bool(sent))
    note(signature="valid" if sent else "none")
    return shop
