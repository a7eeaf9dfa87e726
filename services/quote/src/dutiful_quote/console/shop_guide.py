"""How a shop is connected, step by step, with this merchant's own values: what stands where, and what still lacks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dutiful_quote.console.rooms import Doors
from dutiful_quote.shops.door_calls import DoorCall
from dutiful_quote.shops.event_list import ToldEvent
from dutiful_quote.shops.shop import Platform, SecretName, Shop

#: Topics of events that we told ourselves begin so: they are no call of the shop.
_OWN: Final = "dutiful/"
_SHOPIFY_SETTINGS: Final = ("DUTIFUL_SHOPIFY_CLIENT_ID", "DUTIFUL_SHOPIFY_CLIENT_SECRET", "DUTIFUL_SHOPIFY_APP_URL")
_BIGCOMMERCE_SETTINGS: Final = (
    "DUTIFUL_BIGCOMMERCE_CLIENT_ID",
    "DUTIFUL_BIGCOMMERCE_CLIENT_SECRET",
    "DUTIFUL_BIGCOMMERCE_PUBLIC_URL",
    "DUTIFUL_BIGCOMMERCE_TAX_PROVIDER_ID",
)
#: What the page says of failures, by platform: names of texts.
FAILURES: Final[Mapping[Platform, tuple[str, ...]]] = {
    Platform.SHOPIFY: ("not_signed", "no_rates", "not_installable", "away"),
    Platform.BIGCOMMERCE: ("not_signed", "fallback_tax", "not_installable", "away"),
    Platform.WOOCOMMERCE: ("not_signed", "disabled", "no_weight", "away"),
    Platform.GENERIC: ("not_signed", "clock", "not_its_form", "away"),
}


@dataclass(frozen=True, slots=True)
class Value:
    """Something to copy: `name` is that of its text."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that is `there`, or lacks; `name` is the setting's own, or that of a text where it has no capitals."""

    name: str
    there: bool


@dataclass(frozen=True, slots=True)
class Step:
    """`name` is that of its texts; `done` None where it cannot be told from here. `action` is what a button does."""

    name: str
    values: tuple[Value, ...] = ()
    facts: tuple[Fact, ...] = ()
    done: bool | None = None
    action: str = ""


def steps_of(platform: Platform, shop: Shop | None, here: str, doors: Doors, now: datetime) -> list[Step]:
    """The steps, those of registering the shop and of seeing its first call left out.

    Args:
        shop: None where it is not registered yet: values that hold its id are left out then.
        here: our own address as the visitor reaches it, without a path.
    """
    match platform:
        case Platform.SHOPIFY:
            return _shopify(shop, doors, now)
        case Platform.BIGCOMMERCE:
            return _bigcommerce(shop, doors, now)
        case Platform.WOOCOMMERCE:
            return _woocommerce(shop, doors.webhooks_url or here, now)
        case Platform.GENERIC:
            return _generic(shop, here, doors.webhooks_url or here, now)


def last_call(events: Sequence[ToldEvent], calls: Sequence[DoorCall] = ()) -> ToldEvent | DoorCall | None:
    """The newest signed call of the shop itself: an event that it told, or what it asked at checkout."""
    told: list[ToldEvent | DoorCall] = [event for event in events if not event.topic.startswith(_OWN)]
    told += [call for call in calls if call.signed]
    return max(told, key=lambda one: one.received_at, default=None)


def unsigned_call(calls: Sequence[DoorCall]) -> DoorCall | None:
    """The newest call that was answered although it carried no signature."""
    return next((call for call in calls if not call.signed), None)


def _shopify(shop: Shop | None, doors: Doors, now: datetime) -> list[Step]:
    url = doors.shopify_url or "https://…"
    own = shop is not None and shop.secret(SecretName.CLIENT_SECRET, now) is not None
    # A shop with an app of its own signs with that app's secret: of the operator's settings only the address counts.
    needed = _SHOPIFY_SETTINGS[-1:] if own else _SHOPIFY_SETTINGS
    settings = tuple(Fact(name, name in doors.given) for name in needed)
    door = f"{url}/channels/shopify"
    rates: tuple[Value, ...] = ()
    install: tuple[Value, ...] = ()
    webhooks = f"{doors.webhooks_url or url}/channels/shopify/webhooks"
    demanded = False
    if shop is not None:
        install = (Value("install", f"{door}/install?shop={shop.external_id}"),)
        rates = (Value("rates", f"{door}/{shop.external_id}/rates"),)
        demanded = shop.settings.require_rate_signature
        if not demanded:
            rates = (*rates, Value("signature_command", f"dutiful shop set {shop.id} require_rate_signature=true"))
    return [
        Step("shopify_app", (Value("redirect", f"{door}/callback"), Value("compliance", webhooks))),
        Step("shopify_service", (), settings, done=all(one.there for one in settings)),
        Step("shopify_install", install, (_token(shop, now),), done=_held(shop, SecretName.ACCESS_TOKEN, now)),
        Step("shopify_rates", rates, (Fact("rate_signature", demanded),)),
    ]


def _bigcommerce(shop: Shop | None, doors: Doors, now: datetime) -> list[Step]:
    door = f"{doors.bigcommerce_url or 'https://…'}/channels/bigcommerce"
    settings = tuple(Fact(name, name in doors.given) for name in _BIGCOMMERCE_SETTINGS)
    callbacks = tuple(Value(name, f"{door}/{name}") for name in ("auth", "load", "uninstall", "remove_user"))
    user = shop.settings.tax_provider_user if shop is not None else None
    password = Fact("tax_password", _held(shop, SecretName.PASSWORD_HASH, now))
    taxes = (Value("tax", f"{door}/tax"), *((Value("tax_user", user),) if user else ()))
    return [
        Step("bigcommerce_service", (), settings, done=all(one.there for one in settings)),
        Step("bigcommerce_app", callbacks),
        Step("bigcommerce_install", (), (_token(shop, now),), done=_held(shop, SecretName.ACCESS_TOKEN, now)),
        Step("bigcommerce_tax", taxes, (password,), done=password.there and bool(user), action="password"),
    ]


def _woocommerce(shop: Shop | None, webhooks_url: str, now: datetime) -> list[Step]:
    secret = Fact("client_secret", _held(shop, SecretName.CLIENT_SECRET, now))
    deliveries: tuple[Value, ...] = ()
    fields: tuple[Value, ...] = (Value("quote_field", "_dutiful_quote_id"), Value("charge_field", "_dutiful_charge"))
    unit = False
    if shop is not None:
        settings, unit = shop.settings, shop.settings.weight_unit is not None
        deliveries = (Value("delivery", f"{webhooks_url}/channels/woocommerce/{shop.id}/webhooks"),)
        fields = (Value("code_field", settings.hs_code_field), Value("origin_field", settings.origin_field), *fields)
        if not unit:
            fields = (*fields, Value("weight_command", f"dutiful shop set {shop.id} weight_unit=kg"))
    return [
        Step("secret", (), (secret,), done=secret.there, action="secret"),
        Step("woocommerce_webhooks", deliveries),
        Step("woocommerce_fields", fields, (Fact("weight_unit", unit),), done=unit),
    ]


def _generic(shop: Shop | None, here: str, webhooks_url: str, now: datetime) -> list[Step]:
    secret = Fact("client_secret", _held(shop, SecretName.CLIENT_SECRET, now))
    door = (Value("delivery", f"{webhooks_url}/channels/generic/{shop.id}/webhooks"),) if shop is not None else ()
    return [
        Step("secret", (), (secret,), done=secret.there, action="secret"),
        Step("generic_quotes", (Value("quotes", f"{here}/v1/quotes"),)),
        Step("generic_webhooks", (*door, Value("message", _MESSAGE))),
    ]


_MESSAGE: Final = (
    '{"type": "order.created", "timestamp": "2026-11-29T08:00:00Z", "data": {"id": "4711", "currency": "EUR",'
    ' "updated_at": "2026-11-29T08:00:00Z", "quote_id": "q_…", "duties_charged": "12.50", "taxes_charged": "21.00"}}'
)


def _token(shop: Shop | None, now: datetime) -> Fact:
    return Fact("access_token", _held(shop, SecretName.ACCESS_TOKEN, now))


def _held(shop: Shop | None, name: SecretName, now: datetime) -> bool:
    return shop is not None and shop.secret(name, now) is not None
