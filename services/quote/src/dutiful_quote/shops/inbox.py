"""The inbox: an event that was acknowledged is on disk.

Events that come at the same moment are written together, so that a thousand a second cost few flushes. Only then
is the sender told that it was heard; if it cannot be written, the sender is told to send it again.
"""

import asyncio
from enum import StrEnum
from typing import Final

from prometheus_client import CollectorRegistry, Counter

from dutiful_quote.shops.errors import InboxOverloadedError, InboxUnavailableError
from dutiful_quote.shops.inbox_event import ReceivedEvent
from dutiful_quote.shops.inbox_repository import InboxRepository
from dutiful_shared.service.group_commit import GroupCommit, NotWrittenError
from dutiful_shared.service.logs import logger

#: Part of the time for an event that the oldest may have waited while another one is let in.
_PATIENCE: Final = 0.5


class Accepted(StrEnum):
    """Whether an event is new, or came before and is on disk since then."""

    INSERTED = "inserted"
    DUPLICATE = "duplicate"


class Inbox:
    """Takes events in. `start` before use, `close` writes what is still waiting.

    Attributes:
        arrived: set when something new was written, so that workers of this process need not wait for their turn.
    """

    def __init__(self, repository: InboxRepository, registry: CollectorRegistry, timeout_seconds: float) -> None:
        self._repository = repository
        self._patience = timeout_seconds * _PATIENCE
        self.arrived = asyncio.Event()
        self._accepted = Counter(
            "dutiful_inbox_accepted_total", "Events of shops by what became of them.", ("platform", "outcome"),
            registry=registry,
        )  # fmt: skip
        self._groups: GroupCommit[ReceivedEvent, Accepted] = GroupCommit(
            "inbox",
            self._insert,
            timeout_seconds,
            # The type alone: a database's error text can quote what was being written.
            lambda events, exc: logger().warning("inbox write failed", events=events, error=type(exc).__name__),
            ("dutiful_inbox_group_size", "Events written by one statement."),
            registry,
        )

    def start(self) -> None:
        """Begin to write, in the running event loop."""
        self._groups.start()

    async def close(self) -> None:
        """Write what waits, then stop."""
        await self._groups.close()

    async def accept(self, delivery: ReceivedEvent) -> Accepted:
        """Return when the event is on disk, now or since an earlier delivery of it.

        Raises:
            InboxOverloadedError: others have waited for long already, so that this one would hardly be in time.
            InboxUnavailableError: it is not; the sender must be told to send it again.
        """
        if self._groups.age_seconds > self._patience:  # nothing was begun yet
            self._accepted.labels(delivery.platform.value, "refused").inc()
            raise InboxOverloadedError("too many events wait to be written")
        try:
            outcome = await self._groups.put(delivery)
        except NotWrittenError as exc:
            self._accepted.labels(delivery.platform.value, "refused").inc()
            raise InboxUnavailableError("the event could not be written") from exc
        self._accepted.labels(delivery.platform.value, outcome.value).inc()
        return outcome

    async def _insert(self, deliveries: list[ReceivedEvent]) -> list[Accepted]:
        new = await self._repository.insert(deliveries)
        outcomes = []
        for delivery in deliveries:
            # Of several deliveries of one event in a group, the first is the new one.
            outcomes.append(Accepted.INSERTED if delivery.key in new else Accepted.DUPLICATE)
            new.discard(delivery.key)
        self.arrived.set()
        return outcomes
