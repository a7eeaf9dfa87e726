"""The register of shops, and the directory that holds it in memory."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from dutiful_quote.settings import QuoteSettings
from dutiful_quote.shops.directory import ShopDirectory
from dutiful_quote.shops.errors import ShopExistsError, ShopsUnavailableError, TooManyShopsError, UnknownShopError
from dutiful_quote.shops.lifecycle import ShopRooms
from dutiful_quote.shops.register import MalformedShopError
from dutiful_quote.shops.repository import ShopRepository
from dutiful_quote.shops.shop import MOST_SHOPS, Platform, SecretName, Shop, ShopSettings
from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.account.vault import Vault
from dutiful_shared.service.postgres import connect
from dutiful_shared.service.tenancy import REQUEST_ROLE, SERVICE_ROLE, as_merchant

from .conftest import utc_now


async def test_a_shop_is_found_by_the_name_its_platform_gives_it(rooms: ShopRooms, merchant_id: str) -> None:
    shop_id = await rooms.register.add(merchant_id, Platform.SHOPIFY, "Tea-And-Co.myshopify.com", ShopSettings())
    await rooms.directory.refresh()
    found = rooms.directory.by_name(Platform.SHOPIFY, "tea-and-co.myshopify.com")
    assert found is not None
    assert (found.id, found.merchant_id, found.installed) == (shop_id, merchant_id, True)


async def test_a_platforms_shop_belongs_to_one_merchant_only(rooms: ShopRooms, merchant_id: str, shop: Shop) -> None:
    await rooms.register.add(merchant_id, Platform.BIGCOMMERCE, "abc123", ShopSettings())
    with pytest.raises(ShopExistsError):
        await rooms.register.add(shop.merchant_id, Platform.BIGCOMMERCE, "abc123", ShopSettings())


@pytest.mark.parametrize("name", ["evil.com", "x.myshopify.com.evil.com", "-a.myshopify.com", "", "a b.myshopify.com"])
async def test_a_name_that_the_platform_cannot_have_given_is_refused(
    rooms: ShopRooms, merchant_id: str, name: str
) -> None:
    with pytest.raises(MalformedShopError):
        await rooms.register.add(merchant_id, Platform.SHOPIFY, name, ShopSettings())


async def test_a_merchant_has_so_many_shops_and_no_more(rooms: ShopRooms, merchant_id: str) -> None:
    many = text(
        "INSERT INTO quote.shop (id, merchant_id, platform, external_id, settings, installed_at)"
        " SELECT :merchant || n, :merchant, 'generic', n::text, '{}', now() FROM generate_series(1, :most) AS n"
    )
    async with rooms.service_engine.begin() as connection:
        await connection.execute(many, {"merchant": merchant_id, "most": MOST_SHOPS})
    try:
        with pytest.raises(TooManyShopsError):
            await rooms.register.add(merchant_id, Platform.GENERIC, "one-more", ShopSettings())
    finally:
        async with rooms.service_engine.begin() as connection:
            await connection.execute(text("DELETE FROM quote.shop WHERE merchant_id = :id"), {"id": merchant_id})


async def test_a_removed_shop_is_gone_and_its_secrets_are_forgotten(rooms: ShopRooms, shop: Shop) -> None:
    await rooms.register.remove(shop.merchant_id, shop.id)
    await rooms.directory.refresh()
    assert rooms.directory.by_id(shop.id, Platform.GENERIC) is None
    async with rooms.service_engine.connect() as connection:
        statement = text("SELECT count(*) FROM quote.shop_secret WHERE shop_id = :id")
        left = await connection.execute(statement, {"id": shop.id})
        assert left.scalar_one() == 0


async def test_another_merchant_cannot_remove_a_shop(rooms: ShopRooms, shop: Shop) -> None:
    with pytest.raises(UnknownShopError):
        await rooms.register.remove("mer_other", shop.id)


async def test_a_request_sees_no_row_of_another_merchant(rooms: ShopRooms, shop: Shop) -> None:
    for table in ("shop", "shop_secret", "shop_variant", "shop_customs", "inbox", "order_comparison"):
        async with as_merchant(rooms.requests_engine, "mer_other") as connection:
            assert (await connection.execute(text(f"SELECT count(*) FROM quote.{table}"))).scalar_one() == 0


async def test_secrets_are_sealed_where_they_are_stored(rooms: ShopRooms, shop: Shop) -> None:
    plain = shop.secret(SecretName.CLIENT_SECRET, utc_now())
    assert plain is not None
    async with rooms.service_engine.connect() as connection:
        rows = (await connection.execute(text("SELECT sealed FROM quote.shop_secret"))).scalars().all()
    assert rows
    assert not any(plain.decode() in row for row in rows)


async def test_secrets_do_not_show_in_the_text_of_a_shop(shop: Shop) -> None:
    plain = shop.secret(SecretName.CLIENT_SECRET, utc_now())
    assert plain is not None
    assert plain.decode() not in repr(shop)


async def test_a_changed_client_secret_leaves_the_one_before_alive_for_a_day(rooms: ShopRooms, shop: Shop) -> None:
    before = shop.secret(SecretName.CLIENT_SECRET, utc_now())
    new = await rooms.register.new_client_secret(shop.merchant_id, shop.id)
    await rooms.directory.refresh()
    changed = rooms.directory.by_id(shop.id, Platform.GENERIC)
    assert changed is not None
    assert changed.signing_keys(utc_now()) == (new.encode(), before)
    assert changed.signing_keys(utc_now() + timedelta(hours=25)) == (new.encode(),)


async def test_an_uninstalled_shop_keeps_what_verifies_its_last_webhooks(rooms: ShopRooms, shop: Shop) -> None:
    await rooms.register.set_secrets(shop.merchant_id, shop.id, {SecretName.ACCESS_TOKEN: b"shpat_1"})
    await rooms.register.mark_installed(shop.merchant_id, shop.id, installed=False)
    await rooms.directory.refresh()
    found = rooms.directory.by_id(shop.id, Platform.GENERIC)
    assert found is not None
    assert not found.installed
    assert found.secret(SecretName.ACCESS_TOKEN, utc_now()) is None
    assert found.secret(SecretName.CLIENT_SECRET, utc_now()) is not None


async def test_the_caller_of_a_shop_signs_as_the_merchants_keys_do(rooms: ShopRooms, shop: Shop) -> None:
    caller = rooms.directory.caller_for(shop)
    assert caller.merchant_id == shop.merchant_id
    assert len(caller.signing_secret) == 32
    assert caller.signing_secret != rooms.directory.caller_for(replace(shop, merchant_id="mer_other")).signing_secret


async def test_a_directory_that_was_never_read_does_not_say_that_a_shop_is_unknown() -> None:
    away = QuoteSettings(database_url="postgresql://dutiful:x@127.0.0.1:9/none", database_connect_timeout_ms=200)
    requests, service = connect(away, role=REQUEST_ROLE), connect(away, role=SERVICE_ROLE)
    vault = Vault({"k": b"k" * 32})
    directory = ShopDirectory(ShopRepository(requests, service), vault, token_secret=b"x" * 32)
    await directory.start()
    try:
        with pytest.raises(ShopsUnavailableError):
            directory.by_id("shop_1", Platform.GENERIC)
    finally:
        await directory.close()
        await requests.dispose()
        await service.dispose()


async def test_what_is_known_stays_while_the_register_is_away(rooms: ShopRooms, shop: Shop) -> None:
    await rooms.service_engine.dispose()
    assert rooms.directory.by_id(shop.id, Platform.GENERIC) is shop


async def test_a_merchants_new_signing_generation_reaches_its_shops(
    rooms: ShopRooms, shop: Shop, settings: QuoteSettings
) -> None:
    engine = connect(settings, "tests")
    async with engine.begin() as connection:
        statement = "UPDATE account.merchant SET signing_generation = 2, changed_at = clock_timestamp() WHERE id = :id"
        await connection.execute(text(statement), {"id": shop.merchant_id})
    assert await AccountRepository(engine).merchant(shop.merchant_id)
    await engine.dispose()
    before = rooms.directory.caller_for(shop)
    await rooms.directory.refresh()
    changed = rooms.directory.by_id(shop.id, Platform.GENERIC)
    assert changed is not None
    assert rooms.directory.caller_for(changed).signing_secret != before.signing_secret
