"""The inbox: what was acknowledged is on disk, and has its effect once."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest
from prometheus_client import CollectorRegistry
from sqlalchemy import text

from dutiful_local.postgres import Postgres
from dutiful_quote.settings import QuoteSettings
from dutiful_quote.shops.backoff import Backoff
from dutiful_quote.shops.errors import InboxUnavailableError
from dutiful_quote.shops.inbox import Accepted
from dutiful_quote.shops.inbox_event import Effect, Handlers, InboxEvent, PoisonedEventError, Transaction
from dutiful_quote.shops.inbox_repository import redact
from dutiful_quote.shops.inbox_workers import InboxWorkers, WorkerSettings
from dutiful_quote.shops.lifecycle import ShopRooms
from dutiful_quote.shops.shop import Platform, Shop, ShopSettings

from .conftest import delivery, rooms_on

AT_ONCE = Backoff(first_seconds=0.0, attempts=3)


class Ledger:
    """A handler that writes down what it did, in the transaction of the event."""

    def __init__(self, *, fail_first: int = 0, error: type[Exception] = RuntimeError) -> None:
        self.seen: list[tuple[str, str]] = []
        self.done: list[str] = []
        self._failures = fail_first
        self._error = error

    async def __call__(self, event: InboxEvent) -> Effect:
        self.seen.append((event.resource, event.event_id))
        if self._failures > 0:
            self._failures -= 1
            raise self._error(f"jane@example.com {event.body!r}")

        async def effect(_: Transaction) -> None:
            self.done.append(event.event_id)

        return effect


def workers(
    rooms: ShopRooms, handler: Callable[[InboxEvent], Awaitable[Effect | None]], **more: object
) -> InboxWorkers:
    handlers: Handlers = {(Platform.GENERIC, "order.*"): handler}
    settings = WorkerSettings(**{"backoff": AT_ONCE, **more})  # type: ignore[arg-type]
    return InboxWorkers(rooms.stored, rooms.inbox, rooms.directory, handlers, CollectorRegistry(), settings)


async def state_of(rooms: ShopRooms, event_id: str) -> tuple[str, int, str | None, bytes | None]:
    async with rooms.service_engine.connect() as connection:
        statement = text("SELECT state, attempts, error, body FROM quote.inbox WHERE event_id = :id")
        return tuple((await connection.execute(statement, {"id": event_id})).one())  # type: ignore[return-value]


async def test_an_event_is_taken_once_however_often_it_comes(rooms: ShopRooms, shop: Shop) -> None:
    outcomes = await asyncio.gather(*(rooms.inbox.accept(delivery(shop, "e-many")) for _ in range(50)))
    assert sorted(outcomes) == [Accepted.DUPLICATE] * 49 + [Accepted.INSERTED]
    assert await rooms.inbox.accept(delivery(shop, "e-many")) is Accepted.DUPLICATE


async def test_events_that_come_together_are_written_together(
    rooms: ShopRooms, shop: Shop, registry: CollectorRegistry
) -> None:
    await asyncio.gather(*(rooms.inbox.accept(delivery(shop, f"e-group-{i}")) for i in range(500)))
    statements = registry.get_sample_value("dutiful_inbox_group_size_count")
    assert statements is not None
    assert statements <= 5


async def test_events_are_taken_in_while_handlers_have_every_connection(
    rooms: ShopRooms, shop: Shop, settings: QuoteSettings
) -> None:
    async with AsyncExitStack() as stack:
        for _ in range(settings.database_pool_size):
            await stack.enter_async_context(rooms.service_engine.connect())
        assert await rooms.inbox.accept(delivery(shop, "e-busy")) is Accepted.INSERTED


async def test_a_duplicate_in_flight_has_one_effect(rooms: ShopRooms, shop: Shop) -> None:
    ledger = Ledger()
    await asyncio.gather(*(rooms.inbox.accept(delivery(shop, "e-one")) for _ in range(10)))
    await asyncio.gather(*(workers(rooms, ledger).drain() for _ in range(4)))
    assert ledger.done.count("e-one") == 1


async def test_events_of_a_resource_are_handled_in_the_order_they_came(rooms: ShopRooms, shop: Shop) -> None:
    for i in range(20):
        await rooms.inbox.accept(delivery(shop, f"e-order-{i}", resource=f"orders:ordered-{i % 2}"))
    ledger = Ledger()
    await asyncio.gather(*(workers(rooms, ledger).drain() for _ in range(3)))
    await workers(rooms, ledger).drain()
    for odd in (0, 1):
        mine = [event for resource, event in ledger.seen if resource == f"orders:ordered-{odd}"]
        assert mine == [f"e-order-{i}" for i in range(20) if i % 2 == odd]


async def test_a_failed_event_is_tried_again_until_it_is_done(rooms: ShopRooms, shop: Shop) -> None:
    ledger = Ledger(fail_first=2)
    await rooms.inbox.accept(delivery(shop, "e-retry"))
    await workers(rooms, ledger).drain()
    assert (await state_of(rooms, "e-retry"))[:2] == ("done", 3)


async def test_an_event_that_always_fails_goes_to_the_dead_letters(rooms: ShopRooms, shop: Shop) -> None:
    await rooms.inbox.accept(delivery(shop, "e-dead"))
    await workers(rooms, Ledger(fail_first=99)).drain()
    assert (await state_of(rooms, "e-dead"))[:2] == ("dead", 3)
    dead = [row for row in await rooms.stored.rows("dead", 100) if row.event_id == "e-dead"]
    assert await rooms.stored.revive(dead[0].id)
    await workers(rooms, Ledger()).drain()
    assert (await state_of(rooms, "e-dead"))[0] == "done"


async def test_an_event_that_cannot_be_read_is_dead_at_once(rooms: ShopRooms, shop: Shop) -> None:
    await rooms.inbox.accept(delivery(shop, "e-poison"))
    await workers(rooms, Ledger(fail_first=9, error=PoisonedEventError)).drain()
    assert (await state_of(rooms, "e-poison"))[:2] == ("dead", 1)


async def test_the_error_of_a_failed_event_says_nothing_of_what_it_holds(
    rooms: ShopRooms, shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    await rooms.inbox.accept(delivery(shop, "e-private", body=b'{"email": "jane@example.com"}'))
    await workers(rooms, Ledger(fail_first=99)).drain()
    _, _, error, _ = await state_of(rooms, "e-private")
    written = capsys.readouterr()
    assert error is not None
    assert "jane" not in error + written.out + written.err


async def test_an_event_without_a_handler_is_settled(rooms: ShopRooms, shop: Shop) -> None:
    await rooms.inbox.accept(delivery(shop, "e-nobody"))
    await InboxWorkers(rooms.stored, rooms.inbox, rooms.directory, {}, CollectorRegistry()).drain()
    assert (await state_of(rooms, "e-nobody"))[0] == "done"


async def test_a_worker_meets_a_shop_that_another_process_took_in_a_moment_ago(
    settings: QuoteSettings, registry: CollectorRegistry, merchant_id: str
) -> None:
    async with AsyncExitStack() as stack:
        elsewhere = await rooms_on(stack, settings, CollectorRegistry())
        here = await rooms_on(stack, settings, registry)
        await here.directory.close()  # it reads no changes by itself from now on
        shop_id = await elsewhere.register.add(merchant_id, Platform.GENERIC, "new", ShopSettings())
        await elsewhere.directory.refresh()
        shop = elsewhere.directory.by_id(shop_id, Platform.GENERIC)
        assert shop is not None
        await elsewhere.inbox.accept(delivery(shop, f"e-{shop_id}"))
        known = []

        async def handler(event: InboxEvent) -> None:
            known.append(here.directory.by_id(event.shop_id, Platform.GENERIC))

        await workers(here, handler).drain()
    assert [one and one.id for one in known if one is None or one.id == shop_id] == [shop_id]


async def test_an_effect_and_its_mark_happen_both_or_neither(rooms: ShopRooms, shop: Shop) -> None:
    async def handler(event: InboxEvent) -> Effect:
        async def effect(transaction: Transaction) -> None:
            statement = "UPDATE quote.shop SET settings = '{\"budget_ms\": 77}' WHERE id = :id"
            await transaction.execute(text(statement), {"id": event.shop_id})
            raise RuntimeError

        return effect

    await rooms.inbox.accept(delivery(shop, "e-both"))
    await workers(rooms, handler).drain()
    assert (await state_of(rooms, "e-both"))[0] == "dead"
    assert (await rooms.register.shop(shop.id)).settings.budget_ms != 77


async def test_an_event_whose_worker_died_is_taken_over_and_the_dead_one_changes_nothing(
    rooms: ShopRooms, shop: Shop
) -> None:
    await rooms.inbox.accept(delivery(shop, "e-lease"))
    (held,) = await rooms.stored.claim(1, 0.05)
    assert await rooms.stored.claim(1, 60) == []
    await asyncio.sleep(0.1)
    ledger = Ledger()
    await workers(rooms, ledger).drain()
    assert ledger.done == ["e-lease"]
    with pytest.raises(Exception, match="no longer held"):
        async with rooms.stored.settling(held, "done"):
            pass


async def test_bodies_are_erased_once_they_are_settled_and_kept_long_enough(rooms: ShopRooms, shop: Shop) -> None:
    await rooms.inbox.accept(delivery(shop, "e-old", body=b'{"name": "Jane"}'))
    await workers(rooms, Ledger()).drain()
    await rooms.stored.erase(hours=1, days=30)
    assert (await state_of(rooms, "e-old"))[3] == b'{"name": "Jane"}'
    await rooms.stored.erase(hours=0, days=30)
    assert (await state_of(rooms, "e-old"))[3] is None
    assert await rooms.inbox.accept(delivery(shop, "e-old")) is Accepted.DUPLICATE


async def test_what_a_shops_events_hold_is_erased_on_request(rooms: ShopRooms, shop: Shop) -> None:
    await rooms.inbox.accept(delivery(shop, "e-redact-1", resource="orders:9", body=b"Jane"))
    await rooms.inbox.accept(delivery(shop, "e-redact-2", resource="orders:8", body=b"Joe"))
    async with rooms.service_engine.begin() as connection:
        await redact(connection, shop.id, ["orders:9"])
    assert (await state_of(rooms, "e-redact-1"))[::3] == ("discarded", None)
    assert (await state_of(rooms, "e-redact-2"))[::3] == ("waiting", b"Joe")


async def test_an_event_that_cannot_be_written_is_refused(spare_postgres: Postgres, shop: Shop) -> None:
    away = QuoteSettings(database_url=spare_postgres.url, inbox_timeout_ms=500)
    async with AsyncExitStack() as stack:
        rooms = await rooms_on(stack, away, CollectorRegistry())
        spare_postgres.kill()
        with pytest.raises(InboxUnavailableError):
            await rooms.inbox.accept(delivery(shop, "e-away"))


async def test_a_text_that_postgresql_does_not_take_harms_no_other_event(rooms: ShopRooms, shop: Shop) -> None:
    strange = delivery(shop, "e-\x00-\ud800", resource="orders:\x00")
    outcomes = await asyncio.gather(rooms.inbox.accept(strange), rooms.inbox.accept(delivery(shop, "e-plain")))
    assert outcomes == [Accepted.INSERTED, Accepted.INSERTED]


async def test_topics_that_a_shop_makes_up_are_counted_together(rooms: ShopRooms, shop: Shop) -> None:
    registry = CollectorRegistry()
    handlers: Handlers = {(Platform.GENERIC, "order.*"): Ledger()}
    working = InboxWorkers(
        rooms.stored, rooms.inbox, rooms.directory, handlers, registry, WorkerSettings(backoff=AT_ONCE)
    )
    for i in range(3):
        await rooms.inbox.accept(replace(delivery(shop, f"made-up-{i}"), topic=f"order.made-up-{i}"))

    await working.drain()

    samples = (sample for metric in registry.collect() for sample in metric.samples if "topic" in sample.labels)
    topics = {sample.labels["topic"] for sample in samples}
    assert "order.*" in topics
    assert not [topic for topic in topics if "made-up" in topic]
