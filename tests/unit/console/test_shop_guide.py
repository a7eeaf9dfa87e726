"""The guide to connecting a shop: every step has its texts, shows the shop's own values, and knows what lacks."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dutiful_quote.console.rooms import Doors
from dutiful_quote.console.shop_guide import FAILURES, Step, last_call, steps_of
from dutiful_quote.console.texts import page_texts
from dutiful_quote.shops.event_list import ToldEvent
from dutiful_quote.shops.shop import Platform, SecretName, Shop, ShopSecret, ShopSettings

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
HERE = "https://duties.example.com"
DOORS = Doors(HERE, HERE, "", frozenset())


def shop(platform: Platform, *secrets: SecretName, **settings: object) -> Shop:
    return Shop(
        id="shop_0123456789abcdef0123",
        merchant_id="mer_1",
        platform=platform,
        external_id="loom.myshopify.com",
        settings=ShopSettings.model_validate(settings),
        installed_at=NOW,
        uninstalled_at=None,
        secrets={name: ShopSecret(b"s") for name in secrets},
    )


def steps(platform: Platform, of: Shop | None, doors: Doors = DOORS) -> dict[str, Step]:
    return {step.name: step for step in steps_of(platform, of, HERE, doors, NOW)}


@pytest.mark.parametrize("registered", [True, False], ids=["registered", "not registered"])
@pytest.mark.parametrize("platform", Platform)
def test_everything_that_a_guide_names_has_a_text(platform: Platform, registered: bool) -> None:
    texts = page_texts("en")
    of = shop(platform, tax_provider_user="dutiful") if registered else None
    named = {f"failures.{name}{part}" for name in FAILURES[platform] for part in ("", "_do")}
    for step in steps(platform, of).values():
        named |= {f"steps.{step.name}", f"steps.{step.name}_how"}
        named |= {f"values.{one.name}" for one in (*step.values, *step.facts) if not one.name.isupper()}
        named |= {f"actions.{step.action}", f"action_notes.{step.action}"} if step.action else set()
    assert named - set(texts) == set()


@pytest.mark.parametrize(
    ("platform", "step", "address"),
    [
        (Platform.SHOPIFY, "shopify_install", f"{HERE}/channels/shopify/install?shop=loom.myshopify.com"),
        (Platform.SHOPIFY, "shopify_rates", f"{HERE}/channels/shopify/loom.myshopify.com/rates"),
        (Platform.BIGCOMMERCE, "bigcommerce_tax", f"{HERE}/channels/bigcommerce/tax"),
        (
            Platform.WOOCOMMERCE,
            "woocommerce_webhooks",
            f"{HERE}/channels/woocommerce/shop_0123456789abcdef0123/webhooks",
        ),
        (Platform.GENERIC, "generic_webhooks", f"{HERE}/channels/generic/shop_0123456789abcdef0123/webhooks"),
    ],
)
def test_a_step_shows_the_shop_s_own_address(platform: Platform, step: str, address: str) -> None:
    assert address in [value.text for value in steps(platform, shop(platform))[step].values]


@pytest.mark.parametrize(
    ("platform", "step"),
    [
        (Platform.SHOPIFY, "shopify_app"),
        (Platform.WOOCOMMERCE, "woocommerce_webhooks"),
        (Platform.GENERIC, "generic_webhooks"),
    ],
)
def test_webhooks_go_to_their_own_host_where_there_is_one(platform: Platform, step: str) -> None:
    hooks = "https://hooks.example.com"
    shown = steps(platform, shop(platform), Doors(HERE, HERE, hooks, frozenset()))[step].values
    assert [one.text.startswith(hooks) for one in shown if one.text.endswith("/webhooks")] == [True]


def test_a_secret_that_has_expired_lacks() -> None:
    held = shop(Platform.GENERIC, SecretName.CLIENT_SECRET)
    over = replace(held, secrets={SecretName.CLIENT_SECRET: ShopSecret(b"s", NOW - timedelta(seconds=1))})
    done = [steps(Platform.GENERIC, of)["secret"].done for of in (held, over, None)]
    assert done == [True, False, False]


@pytest.mark.parametrize("given", [frozenset(), frozenset({"DUTIFUL_SHOPIFY_APP_URL"})], ids=["nothing", "address"])
def test_a_shop_with_an_app_of_its_own_needs_the_address_alone(given: frozenset[str]) -> None:
    own = shop(Platform.SHOPIFY, SecretName.CLIENT_SECRET)
    step = steps(Platform.SHOPIFY, own, Doors(HERE, HERE, "", given))["shopify_service"]
    assert [(fact.name, fact.there) for fact in step.facts] == [("DUTIFUL_SHOPIFY_APP_URL", bool(given))]
    assert step.done is bool(given)


def test_a_shop_without_one_needs_every_setting() -> None:
    given = frozenset({"DUTIFUL_SHOPIFY_APP_URL", "DUTIFUL_SHOPIFY_CLIENT_ID"})
    step = steps(Platform.SHOPIFY, shop(Platform.SHOPIFY), Doors(HERE, HERE, "", given))["shopify_service"]
    assert [fact.name for fact in step.facts if not fact.there] == ["DUTIFUL_SHOPIFY_CLIENT_SECRET"]
    assert step.done is False


def test_what_we_told_ourselves_is_no_call_of_the_shop() -> None:
    ours = ToldEvent("dutiful/installed", NOW, "done", 1, None)
    theirs = ToldEvent("orders/create", NOW - timedelta(hours=1), "done", 1, None)
    assert last_call([ours, theirs]) == theirs
    assert last_call([ours]) is None
