"""Webhooks that we send."""

import asyncio
import base64
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from standardwebhooks.webhooks import Webhook

from dutiful_quote.settings import QuoteSettings
from dutiful_quote.webhooks.delivery import RestTimes
from dutiful_quote.webhooks.endpoint import MOST_ENDPOINTS, TooManyEndpointsError, UnknownEndpointError
from dutiful_quote.webhooks.event_type import EventType
from dutiful_quote.webhooks.outbox import announce
from dutiful_quote.webhooks.register import EndpointRegister
from dutiful_quote.webhooks.release_news import announce_releases
from dutiful_quote.webhooks.sender import RETRY_WAITS
from dutiful_shared.service.postgres import connect
from dutiful_shared.service.tenancy import as_merchant

from .conftest import MakeSender
from .receiver import Receiver, receiving

COMMITTED = EventType.QUOTE_COMMITTED


async def tell(engine: AsyncEngine, merchant_id: str, number: int = 1, kind: EventType = COMMITTED) -> str:
    async with as_merchant(engine, merchant_id) as connection:
        return await announce(connection, merchant_id, kind, {"quote_id": f"q_{number}"})


async def state_of(engine: AsyncEngine, event_id: str) -> tuple[str, int, int | None, str | None]:
    async with engine.connect() as connection:
        statement = text("SELECT state, attempts, status, error FROM quote.webhook_delivery WHERE event_id = :id")
        found: Any = tuple((await connection.execute(statement, {"id": event_id})).one())
        return found  # type: ignore[no-any-return]


def verify(receiver: Receiver, secret: str, number: int = -1) -> dict[str, Any]:
    message = receiver.received[number]
    return Webhook(secret).verify(message.body, message.headers)  # type: ignore[no-any-return]


async def test_what_happened_is_told_and_signed_so_that_the_reference_library_takes_it(
    register: EndpointRegister, make_sender: MakeSender, requests_engine: AsyncEngine, merchant_id: str
) -> None:
    async with receiving() as receiver:
        _, secret = await register.add(merchant_id, receiver.url, [COMMITTED])
        event_id = await tell(requests_engine, merchant_id)
        await make_sender().drain()
    message = verify(receiver, secret)
    assert (message["type"], message["data"]) == ("quote.committed", {"quote_id": "q_1"})
    assert receiver.received[0].headers["webhook-id"] == event_id


async def test_nothing_is_told_of_what_was_rolled_back(
    register: EndpointRegister, make_sender: MakeSender, requests_engine: AsyncEngine, merchant_id: str
) -> None:
    async with receiving() as receiver:
        await register.add(merchant_id, receiver.url, [COMMITTED])
        async with as_merchant(requests_engine, merchant_id) as connection:
            await announce(connection, merchant_id, COMMITTED, {})
            await connection.rollback()
        await make_sender().drain()
    assert receiver.received == []


async def test_an_endpoint_is_told_only_what_it_asked_for_and_only_of_its_merchant(
    register: EndpointRegister, make_sender: MakeSender, requests_engine: AsyncEngine, merchant_id: str
) -> None:
    async with receiving() as receiver:
        await register.add(merchant_id, receiver.url, [EventType.QUOTE_VOIDED])
        await tell(requests_engine, merchant_id)
        await tell(requests_engine, "mer_other", kind=EventType.QUOTE_VOIDED)
        await make_sender().drain()
    assert receiver.received == []


async def test_a_failed_attempt_is_made_again_under_the_same_id(
    register: EndpointRegister, make_sender: MakeSender, requests_engine: AsyncEngine, service_engine: AsyncEngine,
    merchant_id: str,
) -> None:  # fmt: skip
    async with receiving(500, 302, 204) as receiver:
        await register.add(merchant_id, receiver.url, [COMMITTED])
        event_id = await tell(requests_engine, merchant_id)
        await make_sender().drain()
    assert [one.headers["webhook-id"] for one in receiver.received] == [event_id] * 3
    assert await state_of(service_engine, event_id) == ("delivered", 3, 204, None)


async def test_after_the_last_attempt_the_event_is_dead_and_can_be_replayed(
    register: EndpointRegister, make_sender: MakeSender, requests_engine: AsyncEngine, service_engine: AsyncEngine,
    merchant_id: str,
) -> None:  # fmt: skip
    async with receiving(500, 500, 0, 204) as receiver:
        endpoint_id, _ = await register.add(merchant_id, receiver.url, [COMMITTED])
        event_id = await tell(requests_engine, merchant_id)
        sender = make_sender()
        await sender.drain()
        assert (await state_of(service_engine, event_id))[:2] == ("dead", 3)
        since, until = datetime.now(UTC) - timedelta(minutes=1), datetime.now(UTC) + timedelta(minutes=1)
        assert await register.replay(merchant_id, endpoint_id, since, until, delivered_too=False) == 1
        await sender.drain()
        assert (await state_of(service_engine, event_id))[0] == "delivered"
        assert await register.replay(merchant_id, endpoint_id, since, until, delivered_too=False) == 0
        assert await register.replay(merchant_id, endpoint_id, since, until, delivered_too=True) == 1
        await sender.drain()
    assert len(receiver.received) == 5


async def test_an_endpoint_that_says_it_is_gone_is_disabled_until_it_is_changed(
    register: EndpointRegister, make_sender: MakeSender, requests_engine: AsyncEngine, merchant_id: str
) -> None:
    async with receiving(410, 204) as receiver:
        endpoint_id, _ = await register.add(merchant_id, receiver.url, [COMMITTED])
        await tell(requests_engine, merchant_id, 1)
        await tell(requests_engine, merchant_id, 2)
        sender = make_sender()
        await sender.drain()
        assert len(receiver.received) == 1
        assert (await register.endpoint(merchant_id, endpoint_id)).disabled_reason == "answered 410"
        await register.change(merchant_id, endpoint_id, receiver.url, [COMMITTED])
        await sender.drain()
    assert len(receiver.received) == 2


async def test_an_endpoint_that_keeps_failing_rests_and_then_is_tried_with_one_event(
    register: EndpointRegister, make_sender: MakeSender, requests_engine: AsyncEngine, merchant_id: str
) -> None:
    async with receiving(500) as receiver:
        await register.add(merchant_id, receiver.url, [COMMITTED])
        for number in range(10):
            await tell(requests_engine, merchant_id, number)
        sender = make_sender(waits=(0.0,) * 50, rest=RestTimes(opens_at=3, first_seconds=0.3, longest_seconds=60))
        await sender.drain()
        assert len(receiver.received) == 3
        await asyncio.sleep(0.35)
        await sender.drain()
        assert len(receiver.received) == 4
        await asyncio.sleep(0.35)
        assert await sender.drain() == 0, "the rest has become longer"
        receiver.answers = [204]
        await asyncio.sleep(0.35)
        await sender.drain()
    assert len(receiver.received) == 14


async def test_an_endpoint_that_says_nothing_does_not_hold_up_the_others(
    register: EndpointRegister, make_sender: MakeSender, requests_engine: AsyncEngine, merchant_id: str
) -> None:
    async with receiving(-1) as silent, receiving() as receiver:
        await register.add(merchant_id, silent.url, [COMMITTED])
        await register.add(merchant_id, receiver.url, [COMMITTED])
        await tell(requests_engine, merchant_id)
        sender = make_sender(timeout=1.0)
        await asyncio.wait_for(asyncio.gather(sender.drain(), sender.drain()), 10)
    assert len(receiver.received) == 1


async def test_for_a_day_both_secrets_verify(
    register: EndpointRegister, make_sender: MakeSender, requests_engine: AsyncEngine, merchant_id: str
) -> None:
    async with receiving() as receiver:
        endpoint_id, old = await register.add(merchant_id, receiver.url, [COMMITTED])
        new = await register.rotate(merchant_id, endpoint_id)
        await tell(requests_engine, merchant_id)
        await make_sender().drain()
    assert verify(receiver, old) == verify(receiver, new)


async def test_several_senders_tell_each_event_once_and_in_order(
    register: EndpointRegister, make_sender: MakeSender, requests_engine: AsyncEngine, merchant_id: str
) -> None:
    async with receiving() as receiver:
        await register.add(merchant_id, receiver.url, [COMMITTED])
        for number in range(20):
            await tell(requests_engine, merchant_id, number)
        await asyncio.gather(*(make_sender().drain() for _ in range(3)))
    numbers = [orjson.loads(one.body)["data"]["quote_id"] for one in receiver.received]
    assert numbers == [f"q_{number}" for number in range(20)]


async def test_secrets_of_endpoints_are_sealed(
    register: EndpointRegister, service_engine: AsyncEngine, merchant_id: str
) -> None:
    _, secret = await register.add(merchant_id, "https://shop.example/", [COMMITTED])
    assert len(base64.b64decode(secret.removeprefix("whsec_"))) == 32
    async with service_engine.connect() as connection:
        rows = (await connection.execute(text("SELECT sealed FROM quote.webhook_endpoint"))).scalars().all()
    assert not any(secret.removeprefix("whsec_") in row for row in rows)


async def test_another_merchants_endpoint_cannot_be_seen_or_changed(
    register: EndpointRegister, merchant_id: str
) -> None:
    endpoint_id, _ = await register.add(merchant_id, "https://shop.example/", [COMMITTED])
    assert await register.endpoints("mer_other") == []
    with pytest.raises(UnknownEndpointError):
        await register.remove("mer_other", endpoint_id)


async def test_a_merchant_has_so_many_endpoints_and_no_more(register: EndpointRegister, merchant_id: str) -> None:
    adding = [register.add(merchant_id, "https://shop.example/", [COMMITTED]) for _ in range(MOST_ENDPOINTS + 3)]
    outcomes = await asyncio.gather(*adding, return_exceptions=True)
    assert sum(isinstance(one, TooManyEndpointsError) for one in outcomes) == 3


def test_the_attempts_spread_over_more_than_three_days() -> None:
    assert RETRY_WAITS[:2] == (5, 300)
    assert sum(RETRY_WAITS) > timedelta(days=3).total_seconds()


async def test_a_busy_endpoint_gives_way_to_the_others(
    register: EndpointRegister, make_sender: MakeSender, requests_engine: AsyncEngine, merchant_id: str
) -> None:
    async with receiving() as busy, receiving() as receiver:
        await register.add(merchant_id, busy.url, [COMMITTED])
        await register.add(merchant_id, receiver.url, [EventType.QUOTE_VOIDED])
        for number in range(60):
            await tell(requests_engine, merchant_id, number)
        await tell(requests_engine, merchant_id, kind=EventType.QUOTE_VOIDED)
        await make_sender().drain()
    assert (len(busy.received), len(receiver.received)) == (60, 1)
    assert sum(one.at < receiver.received[0].at for one in busy.received) <= 50


async def test_an_activated_release_is_told_once_to_those_who_asked(
    register: EndpointRegister,
    make_sender: MakeSender,
    service_engine: AsyncEngine,
    settings: QuoteSettings,
    merchant_id: str,
) -> None:
    async with receiving() as receiver:
        await register.add(merchant_id, receiver.url, [EventType.RELEASE_CHANGED])
        await _activate(settings)
        made = await asyncio.gather(*(announce_releases(service_engine) for _ in range(4)))
        assert sorted(made) == [0, 0, 0, 1]
        await make_sender().drain()
    (message,) = receiver.received
    assert orjson.loads(message.body)["data"]["release"] == "ZZ:test:1"


async def test_a_release_activated_before_an_endpoint_was_made_is_no_news(
    register: EndpointRegister, service_engine: AsyncEngine, merchant_id: str
) -> None:
    await register.add(merchant_id, "https://shop.example/", [EventType.RELEASE_CHANGED])
    assert await announce_releases(service_engine) == 0


async def _activate(settings: QuoteSettings) -> None:
    """Note that a release came into force, as the tariff's room does."""
    owner = connect(settings, "tests")
    async with owner.begin() as connection:
        await connection.execute(
            text(
                """
                INSERT INTO quote.tariff_release (id, jurisdiction, publication, edition, title, publisher, source_url,
                                                  licence, published_on, digest, profile)
                VALUES ('ZZ:test:1', 'ZZ', 'test', '1', '', '', '', '', '2026-11-29', '1', '{}')
                """
            )
        )
        await connection.execute(
            text(
                """
                INSERT INTO quote.tariff_activation
                    (jurisdiction, publication, release_id, action, activated_at, activated_by)
                VALUES ('ZZ', 'test', 'ZZ:test:1', 'activate', clock_timestamp(), 'tests')
                """
            )
        )
    await owner.dispose()
