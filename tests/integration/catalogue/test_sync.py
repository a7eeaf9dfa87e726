"""What shops say of articles: in any order, twice, and never over a person's word."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from dutiful_quote.catalogue.errors import ArticleNotFoundError
from dutiful_quote.catalogue.rooms import CatalogueRooms
from dutiful_quote.catalogue.sync import ShopProduct, ShopVariant
from dutiful_shared.contract.catalogue import Article, OverridesRequest
from tests.builders.catalogue import somebody

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def product(sku: str = "shirt", *, minutes: int = 0, **values: Any) -> ShopProduct:
    said: dict[str, Any] = {"hs_code": "6109.10", "origin": "PT", "weight_kg": Decimal("0.21"), **values}
    variant = ShopVariant(sku, "v1", NOON + timedelta(minutes=minutes), **said)
    return ShopProduct("T-shirt", [variant])


async def values_of(rooms: CatalogueRooms, merchant: str, sku: str = "shirt") -> dict[str, tuple[str, str]]:
    answer = await rooms.articles.get(merchant, sku)
    return {field: (one.value, one.source) for field, one in answer.values.items()}


async def test_what_a_shop_says_is_known_with_its_source(catalogue: CatalogueRooms) -> None:
    merchant = somebody()

    await catalogue.sync.take(merchant, "s1", [product(codes={"US": "6109.10.0012"})])

    assert await values_of(catalogue, merchant) == {
        "codes.HS": ("610910", "shop:s1"),
        "codes.US": ("6109100012", "shop:s1"),
        "origin": ("PT", "shop:s1"),
        "net_weight_kg": ("0.21", "shop:s1"),
    }


async def test_quotes_take_what_a_shop_says(catalogue: CatalogueRooms) -> None:
    merchant = somebody()
    await catalogue.sync.take(merchant, "s1", [product()])

    item = (await catalogue.store.find(merchant, ["shirt"]))["shirt"]

    assert (item.codes, item.origin, item.net_weight_kg) == ({"HS": "610910"}, "PT", Decimal("0.21"))


async def test_an_older_or_repeated_update_changes_nothing(catalogue: CatalogueRooms) -> None:
    merchant = somebody()
    await catalogue.sync.take(merchant, "s1", [product(minutes=1)])

    for late in (product(origin="CN"), product(minutes=1, origin="CN")):
        assert (await catalogue.sync.take(merchant, "s1", [late])).ignored == ["shirt"]

    assert (await values_of(catalogue, merchant))["origin"] == ("PT", "shop:s1")


async def test_of_two_updates_in_one_delivery_the_newer_one_stays(catalogue: CatalogueRooms) -> None:
    merchant = somebody()

    await catalogue.sync.take(merchant, "s1", [product(minutes=2, origin="VN"), product(minutes=1, origin="CN")])

    assert (await values_of(catalogue, merchant))["origin"] == ("VN", "shop:s1")


async def test_of_two_shops_the_one_that_spoke_last_holds(catalogue: CatalogueRooms) -> None:
    merchant = somebody()
    await catalogue.sync.take(merchant, "s1", [product(minutes=1)])

    await catalogue.sync.take(merchant, "s2", [product(minutes=0, origin="CN", codes={"US": "6109100040"})])

    values = await values_of(catalogue, merchant)
    assert (values["origin"], values["codes.US"]) == (("PT", "shop:s1"), ("6109100040", "shop:s2"))


async def test_the_merchant_and_people_win_over_shops(catalogue: CatalogueRooms) -> None:
    merchant = somebody()
    await catalogue.articles.put(merchant, "shirt", Article(codes={"HS": "610990"}), "tests", None)
    fixed = OverridesRequest.model_validate({"overrides": [{"field": "origin", "value": "VN", "reason": "invoice"}]})
    await catalogue.articles.override(merchant, "shirt", fixed, "tests", None)

    await catalogue.sync.take(merchant, "s1", [product()])

    assert await values_of(catalogue, merchant) == {
        "codes.HS": ("610990", "merchant"),
        "origin": ("VN", "override"),
        "net_weight_kg": ("0.21", "shop:s1"),
    }


async def test_values_that_are_none_are_left_out(catalogue: CatalogueRooms) -> None:
    merchant = somebody()

    await catalogue.sync.take(merchant, "s1", [product(hs_code="n/a", origin="Portugal", weight_kg=Decimal(-1))])

    assert await values_of(catalogue, merchant) == {}


async def test_a_variant_without_a_usable_sku_is_ignored(catalogue: CatalogueRooms) -> None:
    synced = await catalogue.sync.take(somebody(), "s1", [product(""), product(" x"), product("y" * 101)])

    assert (synced.changed, len(synced.ignored)) == ((), 3)


async def test_a_withdrawn_variant_is_gone_and_comes_back_with_a_newer_word(catalogue: CatalogueRooms) -> None:
    merchant = somebody()
    await catalogue.sync.take(merchant, "s1", [product()])
    await catalogue.sync.withdraw(merchant, "s1", ["v1"])
    assert not await catalogue.store.find(merchant, ["shirt"])

    await catalogue.sync.take(merchant, "s1", [product(minutes=1)])

    assert (await values_of(catalogue, merchant))["origin"] == ("PT", "shop:s1")


async def test_an_article_that_the_merchant_deleted_stays_deleted(catalogue: CatalogueRooms) -> None:
    merchant = somebody()
    await catalogue.sync.take(merchant, "s1", [product()])
    await catalogue.articles.delete(merchant, "shirt", "tests", None)

    await catalogue.sync.take(merchant, "s1", [product(minutes=1)])

    with pytest.raises(ArticleNotFoundError):
        await catalogue.articles.get(merchant, "shirt")
