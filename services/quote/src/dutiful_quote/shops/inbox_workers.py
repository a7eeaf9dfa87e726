"""The workers behind the inbox: each event is handled until it is done, or is put with the dead letters."""

import asyncio
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from dutiful_quote.shops.backoff import Backoff
from dutiful_quote.shops.directory import ShopDirectory
from dutiful_quote.shops.inbox import Inbox
from dutiful_quote.shops.inbox_event import Effect, Handler, Handlers, InboxEvent, PoisonedEventError, pattern_for
from dutiful_quote.shops.inbox_repository import InboxRepository
from dutiful_quote.shops.shop import Platform
from dutiful_shared.service.job_lease import LeaseLostError
from dutiful_shared.service.logs import logger
from dutiful_shared.service.periodic import Periodic
from dutiful_shared.service.postgres import STORE_ERRORS

_LOOK_SECONDS: Final = 0.5  # between two looks for events that other processes took in
_GAUGE_SECONDS: Final = 15.0
_ERASE_SECONDS: Final = 600.0


@dataclass(frozen=True, slots=True)
class WorkerSettings:
    """How the workers of one process behave.

    Attributes:
        concurrency: events handled at the same time.
        lease_seconds: an event not settled by then is taken over by another worker; handlers get nine tenths of it.
        keep_hours, keep_days: how long bodies of settled and of dead events are kept, see `InboxRepository.erase`.
    """

    concurrency: int = 4
    lease_seconds: float = 60.0
    backoff: Backoff = field(default_factory=Backoff)
    keep_hours: int = 72
    keep_days: int = 30


class InboxWorkers:
    """Handles events until it is closed; an event under way is then left to its lease, and handled again.

    Args:
        left: topics that only workers of another kind of process can handle.
    """

    def __init__(
        self,
        repository: InboxRepository,
        inbox: Inbox,
        directory: ShopDirectory,
        handlers: Handlers,
        registry: CollectorRegistry,
        settings: WorkerSettings | None = None,
        left: Collection[tuple[Platform, str]] = (),
    ) -> None:
        self._left = tuple(left)
        self._repository = repository
        self._inbox = inbox
        self._directory = directory
        self._handlers = handlers
        self._settings = settings or WorkerSettings()
        self._task: asyncio.Task[None] | None = None
        self._gauging = Periodic("inbox-gauges", self._gauge, _GAUGE_SECONDS, passing=STORE_ERRORS)
        self._erasing = Periodic("inbox-erasure", self.erase, _ERASE_SECONDS, passing=STORE_ERRORS)
        self._depth = Gauge("dutiful_inbox_depth", "Events by state.", ("state",), registry=registry)
        self._age = Gauge(
            "dutiful_inbox_oldest_seconds", "How long the oldest event has been waiting.", registry=registry
        )
        self._handled = Counter(
            "dutiful_inbox_handled_total", "Events by how their handling ended.", ("platform", "topic", "outcome"),
            registry=registry,
        )  # fmt: skip
        self._seconds = Histogram("dutiful_inbox_handling_seconds", "Time of handling an event.", registry=registry)

    async def start(self) -> None:
        """Begin to handle, to count and to erase."""
        await self._gauging.start()
        await self._erasing.start()
        self._task = asyncio.create_task(self._work(), name="inbox-workers")

    async def close(self) -> None:
        """Stop at once."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None
        await self._erasing.close()
        await self._gauging.close()

    async def drain(self) -> int:
        """Handle what is due now, until nothing is; how many attempts were made."""
        made = 0
        while events := await self._repository.claim(
            self._settings.concurrency, self._settings.lease_seconds, self._left
        ):
            await asyncio.gather(*(self._handle(event) for event in events))
            made += len(events)
        return made

    async def erase(self) -> None:
        """Erase bodies and forget events, each after the time that the settings give it."""
        await self._repository.erase(hours=self._settings.keep_hours, days=self._settings.keep_days)

    async def _work(self) -> None:
        failing = False
        while True:
            self._inbox.arrived.clear()
            try:
                await self.drain()
                failing = False
            except Exception as exc:
                # The loop must outlive whatever happens; events that were claimed come back when their lease ends.
                if not failing:
                    logger().warning("inbox workers cannot go on", error=type(exc).__name__)
                failing = True
                await asyncio.sleep(_LOOK_SECONDS)
            with suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_SECONDS):
                    await self._inbox.arrived.wait()

    async def _handle(self, event: InboxEvent) -> None:
        pattern = pattern_for(self._handlers, event.platform, event.topic)
        handler = self._handlers[event.platform, pattern] if pattern is not None else None
        with self._seconds.time():
            try:
                async with asyncio.timeout(self._settings.lease_seconds * 0.9):
                    await self._settle(event, await self._effect(event, handler))
                outcome = "done" if handler is not None else "ignored"
            except LeaseLostError:
                outcome = "taken_over"
            except PoisonedEventError as exc:
                outcome = await self._bury(event, str(exc))
            except Exception as exc:  # a handler may fail in any way; the event is what must not be lost
                outcome = await self._fail(event, exc)
        # Never the topic itself: of those that a pattern covers there are as many as a shop cares to make up.
        self._handled.labels(event.platform.value, pattern or "other", outcome).inc()

    async def _effect(self, event: InboxEvent, handler: Handler | None) -> Effect | None:
        if handler is None:
            return None
        await self._directory.meet(event.shop_id)  # or its handler would take the shop for one that is gone
        return await handler(event)

    async def _settle(self, event: InboxEvent, effect: Effect | None) -> None:
        async with self._repository.settling(event, "done") as transaction:
            if effect is not None:
                await effect(transaction)

    async def _fail(self, event: InboxEvent, exc: Exception) -> str:
        # The kind of the error and where it arose, never its text: that may hold what the shop has sent.
        reason = _where(exc)
        if self._settings.backoff.exhausted(event.attempt):
            return await self._bury(event, reason)
        wait = self._settings.backoff.wait_seconds(event.attempt)
        await self._repository.retry_later(event, wait, reason)
        logger().warning(
            "inbox event failed", event_id=event.id, topic=event.topic, attempt=event.attempt, error=reason
        )
        return "failed"

    async def _bury(self, event: InboxEvent, reason: str) -> str:
        with suppress(LeaseLostError):
            async with self._repository.settling(event, "dead", reason):
                pass
        logger().error("inbox event is dead", event_id=event.id, topic=event.topic, attempt=event.attempt, error=reason)
        return "dead"

    async def _gauge(self) -> None:
        found = await self._repository.gauges()
        self._depth.labels("waiting").set(found.waiting)
        self._depth.labels("dead").set(found.dead)
        self._age.set(found.oldest_seconds)


def _where(exc: Exception) -> str:
    """`KeyError in orders.py:42`: enough to find the fault."""
    trace, last = exc.__traceback__, ""
    while trace is not None:
        code = trace.tb_frame.f_code
        if "dutiful_" in code.co_filename:
            last = f" in {code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(exc).__name__}{last}"
