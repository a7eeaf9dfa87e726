"""An event that would hardly be written in time is refused at once, and nothing is done with it."""

import asyncio

import pytest
from prometheus_client import CollectorRegistry

from dutiful_quote.shops.errors import InboxOverloadedError, InboxUnavailableError
from dutiful_quote.shops.inbox import Inbox
from dutiful_quote.shops.inbox_event import ReceivedEvent
from dutiful_quote.shops.shop import Platform

_TIMEOUT = 0.1


def event(event_id: str) -> ReceivedEvent:
    return ReceivedEvent("mer_1", "shop_1", Platform.SHOPIFY, "orders/create", "orders:1", event_id, None, {}, b"{}")


class Silent:
    """A repository that never answers, and knows what it was asked to write."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def insert(self, deliveries: list[ReceivedEvent]) -> set[tuple[str, str, str]]:
        self.asked += [one.event_id for one in deliveries]
        await asyncio.Event().wait()
        raise AssertionError


async def test_while_others_have_waited_for_half_of_their_time_no_more_are_let_in() -> None:
    repository = Silent()
    inbox = Inbox(repository, CollectorRegistry(), _TIMEOUT)  # type: ignore[arg-type]
    inbox.start()
    first = asyncio.create_task(inbox.accept(event("first")))
    await asyncio.sleep(_TIMEOUT * 0.6)
    with pytest.raises(InboxOverloadedError):
        await inbox.accept(event("second"))
    with pytest.raises(InboxUnavailableError):
        await first
    await inbox.close()
    assert repository.asked == ["first"]
