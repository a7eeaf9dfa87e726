"""An event of a shop on its way through the inbox, and what a handler of it is."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Protocol

import orjson
from sqlalchemy.ext.asyncio import AsyncConnection

from dutiful_quote.shops.shop import Platform

#: The database transaction in which an event's effect happens and the event is marked as done: both or neither.
Transaction = AsyncConnection
#: What a handler wants done in that transaction. It must not wait for anything but the database.
Effect = Callable[[Transaction], Awaitable[None]]
_LONGEST_TEXT: Final = 255


@dataclass(frozen=True, slots=True)
class ReceivedEvent:
    """What a shop has sent, verified but not yet read.

    Attributes:
        resource: events of one resource of a shop are handled one after the other, such as `orders:4711`.
        event_id: the same for every delivery of the event; with shop and topic it is taken once.
        headers: the few that matter; nothing that identifies a person.
        body: as it came, byte for byte.
    """

    merchant_id: str
    shop_id: str
    platform: Platform
    topic: str
    resource: str
    event_id: str
    triggered_at: datetime | None
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    def __post_init__(self) -> None:
        for name in ("topic", "resource", "event_id"):
            object.__setattr__(self, name, storable(getattr(self, name)))
        object.__setattr__(self, "headers", {key: storable(value) for key, value in self.headers.items()})

    @property
    def key(self) -> tuple[str, str, str]:
        """By which duplicates are known."""
        return self.shop_id, self.topic, self.event_id


@dataclass(frozen=True, slots=True)
class InboxEvent:
    """An event that a worker holds. `attempt` counts from 1."""

    id: int
    merchant_id: str
    shop_id: str
    platform: Platform
    topic: str
    resource: str
    event_id: str
    triggered_at: datetime | None
    received_at: datetime
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    attempt: int = 1

    def json(self) -> Any:
        """The body, parsed.

        Raises:
            PoisonedEventError: it is not JSON.
        """
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError as exc:
            raise PoisonedEventError("the body is not JSON") from exc


class PoisonedEventError(Exception):
    """The event can never be handled: it goes to the dead letters at once. The text must hold no personal data."""


class Handler(Protocol):
    """Handles events of one topic.

    It may read and call whatever it likes, several times over if it fails or its process dies. What it returns is done
    once, in one transaction with marking the event as done.
    """

    async def __call__(self, event: InboxEvent) -> Effect | None:
        """What the event has to change, if anything. May be called several times for one event.

        Raises:
            PoisonedEventError: it can never be handled. Anything else is tried again later.
        """


#: (platform, topic) -> handler. A topic that ends with `*` stands for all that begin so; the longest match wins.
Handlers = Mapping[tuple[Platform, str], Handler]


def pattern_for(handlers: Handlers, platform: Platform, topic: str) -> str | None:
    """This topic, if it has a handler of its own, or else the longest pattern that covers it and has one."""
    if (platform, topic) in handlers:
        return topic
    covering = [
        name
        for of, name in handlers
        if of is platform and name.endswith("*") and topic.startswith(name.removesuffix("*"))
    ]
    return max(covering, key=len) if covering else None


def storable(text: str) -> str:
    """The text as PostgreSQL takes it: without control characters and lone surrogates, and not too long."""
    plain = text.encode("utf-8", "replace").decode()
    return "".join(char for char in plain if char.isprintable())[:_LONGEST_TEXT]
