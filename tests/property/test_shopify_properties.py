"""Whatever Shopify, or whoever pretends to be it, sends: it is read, or it is refused in words. Nothing else."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dutiful_quote.channels.shopify.cart_request import request_of
from dutiful_quote.channels.shopify.carts import RateCart, cart_of
from dutiful_quote.channels.shopify.order_facts import order_facts
from dutiful_quote.channels.shopify.payload import UnreadablePayloadError, id_of, number_of, read_json, text_of, time_of
from dutiful_quote.channels.shopify.products import customs_of, variants_of
from dutiful_quote.channels.shopify.rate_answers import subunits
from dutiful_quote.channels.shopify.rate_memory import memory_key
from dutiful_quote.channels.shopify.words import language_of
from dutiful_quote.shops.inbox_event import InboxEvent, PoisonedEventError
from dutiful_quote.shops.mirror import CartVariants
from dutiful_quote.shops.shop import Platform, Shop, ShopSettings
from dutiful_quote.tariff.territories import Territories
from dutiful_shared.contract.cart_parties import Place
from dutiful_shared.contract.quote_request import QuoteRequest
from tests.builders.shopify import encoded, inventory_item, item, order, product, rate_request

NOW = datetime(2026, 11, 29, 9, 0, tzinfo=UTC)
TERRITORIES = Territories.packaged()
SHOP = Shop("shop_1", "mer_1", Platform.SHOPIFY, "loom.myshopify.com", ShopSettings(), NOW, None)
SCALAR = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=20)
    | st.sampled_from(["US", "12.50", "-1", "1e999", "gid://shopify/Product/7", "2026-11-29T08:00:00-05:00"])
)
ANYTHING = st.recursive(
    SCALAR, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3)
)


@st.composite
def damaged(draw: st.DrawFn, whole: Any) -> Any:
    """A payload in which something is missing or is something else, at any depth."""
    if draw(st.booleans()) and draw(st.booleans()):
        return draw(ANYTHING)
    if isinstance(whole, dict):
        lost = draw(st.sampled_from([*whole, ""])) if whole else ""
        return {name: draw(damaged(value)) for name, value in whole.items() if name != lost}
    if isinstance(whole, list):
        return [draw(damaged(one)) for one in whole]
    return whole


def event(topic: str) -> InboxEvent:
    return InboxEvent(1, "mer_1", "shop_1", Platform.SHOPIFY, topic, "", "e1", None, NOW, {}, b"")


def read_cart(payload: Any) -> RateCart | None:
    try:
        return cart_of(read_json(encoded(payload)))
    except (UnreadablePayloadError, TypeError):
        # orjson, with which the test writes, refuses integers beyond 64 bits.
        return None


@given(st.binary())
def test_any_bytes_are_json_or_are_refused(body: bytes) -> None:
    try:
        plain = read_json(body)
    except UnreadablePayloadError:
        return
    assert not isinstance(plain, float)


@given(ANYTHING, st.sampled_from(["id", "updated_at", ""]))
def test_any_field_is_read_as_what_it_is_or_as_nothing(plain: Any, name: str) -> None:
    for value in (plain, {name: plain}):
        assert isinstance(id_of(value, name), str)
        assert isinstance(text_of(value, name), str)
        number, at = number_of(value, name), time_of(value, name)
        assert number is None or number.is_finite()
        assert at is None or at.tzinfo is not None


@given(damaged(rate_request(item(), item(1, sku=""))))
def test_any_cart_is_quoted_or_refused(payload: Any) -> None:
    cart = read_cart(payload)
    if cart is None or not cart.goods:
        return
    try:
        request = request_of(cart, Place(country="CN"), CartVariants({}, {}), {}, TERRITORIES)
    except UnreadablePayloadError:
        return
    assert QuoteRequest.model_validate_json(request.model_dump_json(exclude_unset=True)) == request
    assert memory_key(SHOP, cart) == memory_key(SHOP, cart)


@given(
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 50)), min_size=1, max_size=8),
    st.integers(0, 10**8),
    st.sampled_from(["USD", "JPY", "KWD"]),
)
def test_a_discount_is_shared_out_to_the_last_subunit(
    lines: list[tuple[int, int]], discount: int, currency: str
) -> None:
    items = [item(i, price=price, quantity=quantity) for i, (price, quantity) in enumerate(lines)]
    totals = {"discount_amount": str(discount)}

    cart = read_cart(rate_request(*items, currency=currency, order_totals=totals))

    assert cart is not None
    whole = sum(price * quantity for price, quantity in lines)
    off = sum((one.discount for one in cart.items), Decimal(0))
    assert abs(off * 100 - min(discount, whole)) < 1 + len(lines) * (100 if currency == "JPY" else 1)
    assert all(0 <= one.discount <= one.price * one.quantity for one in cart.items)


@given(damaged(order()))
def test_any_order_is_read_or_is_poisoned(payload: Any) -> None:
    if not isinstance(payload, dict):
        return
    try:
        facts = order_facts(payload, "shop_1", NOW)
    except PoisonedEventError:
        return
    assert facts.id
    charged = facts.charged(Decimal(1))
    assert charged is None or charged.is_finite()


@given(damaged(product()), damaged(inventory_item()))
def test_any_product_is_read_or_is_poisoned(whole: Any, customs: Any) -> None:
    if isinstance(whole, dict):
        assert all(one.variant_id for one in variants_of(whole, event("products/update"), NOW))
    if isinstance(customs, dict):
        try:
            found = customs_of(customs, event("inventory_items/update"), NOW)
        except PoisonedEventError:
            return
        assert all(code.isdigit() for code in found.hs_codes.values())


@given(st.decimals(min_value=0, max_value=10**9, places=3))
def test_subunits_are_whole_and_near(amount: Decimal) -> None:
    assert abs(int(subunits(amount)) - amount * 100) <= Decimal("0.5")


@given(st.text(max_size=12))
def test_any_locale_is_a_language_that_quotes_take_or_none(locale: str) -> None:
    language = language_of(locale)
    if language is not None:
        plain = {"ship_from": {"country": "CN"}, "ship_to": {"country": "US"}, "currency": "USD", "language": language}
        line = {"id": "1", "quantity": 1, "unit_price": "1"}
        assert QuoteRequest.model_validate({**plain, "lines": [line]}).language == language
