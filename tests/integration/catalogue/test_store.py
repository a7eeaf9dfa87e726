"""What memory knows of articles, when others change them and when PostgreSQL is gone."""

import asyncio
from datetime import date

import pytest
from sqlalchemy import text

from dutiful_local.postgres import Postgres
from dutiful_local.stack import asyncpg_url
from dutiful_quote.catalogue.rooms import CatalogueRooms
from dutiful_quote.exchange.customs_rates import CustomsRates
from dutiful_quote.quotes.completion import Completion
from dutiful_quote.settings import QuoteSettings
from dutiful_quote.tariff.territories import Territories
from dutiful_shared.contract.catalogue import Article
from dutiful_shared.contract.quote_request import QuoteRequest
from dutiful_shared.service.migrate import declared_schemas, migrate
from dutiful_shared.service.postgres import connect
from tests.builders.catalogue import DefaultSettings, opened, somebody

#: The store itself waits 50 ms; a machine that runs tests may be slow.
_PATIENCE_SECONDS = 5
SHIRT = Article(codes={"HS": "610910"}, origin="PT")


LINES = [{"id": sku, "sku": sku, "quantity": 1, "unit_price": "20"} for sku in ("shirt", "unknown")]
CART = QuoteRequest.model_validate(
    {"ship_from": {"country": "PT"}, "ship_to": {"country": "GB"}, "currency": "GBP", "lines": LINES}
)


def completion_of(rooms: CatalogueRooms) -> Completion:
    return Completion(DefaultSettings(), rooms.store, Territories.packaged(), CustomsRates())


async def put(rooms: CatalogueRooms, merchant: str, sku: str, **values: object) -> None:
    article = SHIRT.model_copy(update=values)
    await rooms.articles.put(merchant, sku, article, "tests", None)


async def test_only_the_merchants_own_articles_are_found(catalogue: CatalogueRooms) -> None:
    merchant = somebody()
    await put(catalogue, merchant, "shirt")

    assert (await catalogue.store.find(merchant, ["shirt", "unknown"])).keys() == {"shirt"}
    assert not await catalogue.store.find(somebody(), ["shirt"])


async def test_a_change_in_another_process_is_known_within_seconds(database_url: str) -> None:
    merchant = somebody()
    async with opened(database_url) as here, opened(database_url) as there:
        await put(here, merchant, "shirt")
        await here.store.find(merchant, ["shirt", "new"])
        await put(there, merchant, "shirt", origin="CN")
        await put(there, merchant, "new")
        await asyncio.sleep(2.5)

        found = await here.store.find(merchant, ["shirt", "new"])

    assert (found["shirt"].origin, "new" in found) == ("CN", True)


async def test_quotes_of_one_moment_share_one_reading(catalogue: CatalogueRooms) -> None:
    merchant = somebody()
    await put(catalogue, merchant, "shirt")

    found = await asyncio.gather(*(catalogue.store.find(merchant, ["shirt"]) for _ in range(20)))

    assert len({id(one["shirt"]) for one in found}) == 1


async def test_articles_that_left_memory_are_read_again(catalogue: CatalogueRooms) -> None:
    merchant = somebody()
    for number in range(5):
        await put(catalogue, merchant, str(number))
    skus = [str(number) for number in range(990)]
    await catalogue.store.find(merchant, skus)
    await catalogue.store.find(somebody(), skus)

    assert (await catalogue.store.find(merchant, ["4"])).keys() == {"4"}


async def test_a_quote_waits_no_longer_than_it_may_and_the_next_one_has_the_article(database_url: str) -> None:
    merchant = somebody()
    locker = connect(QuoteSettings(database_url=database_url))
    async with opened(database_url, timeout_ms=50) as rooms:
        await put(rooms, merchant, "shirt")
        async with locker.begin() as connection:
            await connection.execute(text("LOCK TABLE quote.catalogue_article IN ACCESS EXCLUSIVE MODE"))
            async with asyncio.timeout(_PATIENCE_SECONDS):  # nor than the lock is held
                assert await rooms.store.find(merchant, ["shirt"]) == {}
        await asyncio.sleep(1)

        assert (await rooms.store.find(merchant, ["shirt"])).keys() == {"shirt"}
    await locker.dispose()


async def test_more_changes_than_can_be_told_one_by_one_empty_the_memory(
    catalogue: CatalogueRooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    merchant = somebody()
    monkeypatch.setattr("dutiful_quote.catalogue.store.MOST_CHANGES", 1)
    await put(catalogue, merchant, "shirt")
    before = (await catalogue.store.find(merchant, ["shirt"]))["shirt"]
    for sku in "abc":
        await put(catalogue, merchant, sku)
    await asyncio.sleep(1.5)

    assert (await catalogue.store.find(merchant, ["shirt"]))["shirt"] is not before


async def test_without_postgresql_known_articles_are_still_found_and_nobody_waits(spare_postgres: Postgres) -> None:
    url = asyncpg_url(spare_postgres.url)
    for schema, package in declared_schemas().items():
        await migrate(url, package, schema)
    merchant = somebody()
    async with opened(url, timeout_ms=50) as rooms:
        await put(rooms, merchant, "shirt")
        while not await rooms.store.find(merchant, ["shirt"]):
            await asyncio.sleep(0.01)
        spare_postgres.stop()
        async with asyncio.timeout(_PATIENCE_SECONDS):
            completed = await completion_of(rooms).complete(merchant, CART, date(2026, 11, 20))

        known, unknown = completed.request.lines
        assert (known.hs_code, known.origin, unknown.hs_code) == ("610910", "PT", None)
