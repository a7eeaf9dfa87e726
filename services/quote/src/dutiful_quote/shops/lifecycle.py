"""Acquiring the rooms of shops at start."""

from collections.abc import Callable, Collection
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime

from prometheus_client import CollectorRegistry
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_quote.settings import QuoteSettings
from dutiful_quote.shops.comparison_list import ComparisonList
from dutiful_quote.shops.directory import ShopDirectory
from dutiful_quote.shops.door_calls import DoorCalls
from dutiful_quote.shops.event_list import EventList
from dutiful_quote.shops.inbox import Inbox
from dutiful_quote.shops.inbox_event import Handlers
from dutiful_quote.shops.inbox_repository import InboxRepository
from dutiful_quote.shops.inbox_workers import InboxWorkers, WorkerSettings
from dutiful_quote.shops.mirror import VariantMirror
from dutiful_quote.shops.mirror_repository import MirrorRepository
from dutiful_quote.shops.register import ShopRegister
from dutiful_quote.shops.repository import ShopRepository
from dutiful_quote.shops.shop import Platform
from dutiful_shared.account.vault import Vault
from dutiful_shared.service.postgres import connect
from dutiful_shared.service.process_gauges import PoolGauges
from dutiful_shared.service.settings import key_ring
from dutiful_shared.service.tenancy import SERVICE_ROLE

#: The way to PostgreSQL under one role.
Database = AsyncEngine


@dataclass(frozen=True, slots=True)
class ShopRooms:
    """What stands between a shop and the rest: who it is, what it sells, and what it tells us. `now` is in UTC."""

    directory: ShopDirectory
    register: ShopRegister
    mirror: VariantMirror
    stored_mirror: MirrorRepository
    inbox: Inbox
    stored: InboxRepository
    comparisons: ComparisonList
    events: EventList
    calls: DoorCalls
    vault: Vault
    requests_engine: AsyncEngine
    service_engine: AsyncEngine
    now: Callable[[], datetime]


async def acquire_shops(
    stack: AsyncExitStack,
    settings: QuoteSettings,
    registry: CollectorRegistry,
    requests_engine: AsyncEngine,
    service_engine: AsyncEngine,
    now: Callable[[], datetime],
    pools: PoolGauges | None = None,
    redis: Redis | None = None,
) -> ShopRooms:
    """The rooms of shops; they close when `stack` unwinds.

    Args:
        pools: where the inbox's own connection is shown.
        redis: where calls at checkout are noted; None in a process that has no doors for them.
    """
    vault = Vault(key_ring(settings.secret_keys.get_secret_value()))
    repository = ShopRepository(requests_engine, service_engine)
    directory = ShopDirectory(
        repository,
        vault,
        token_secret=settings.token_secret.get_secret_value().encode(),
        refresh_seconds=min(settings.key_refresh_seconds, 2.0),
    )
    stack.push_async_callback(directory.close)
    await directory.start()
    # Groups of events are written one after the other: one connection is enough, and no handler can take it away.
    one = settings.model_copy(update={"database_pool_size": 1})
    writing = connect(one, "dutiful-inbox", single_statements=True, role=SERVICE_ROLE)
    stack.push_async_callback(writing.dispose)
    if pools is not None:
        pools.watch("inbox", writing)
    stored = InboxRepository(service_engine, writing)
    inbox = Inbox(stored, registry, settings.inbox_timeout_ms / 1000)
    inbox.start()
    stack.push_async_callback(inbox.close)
    stored_mirror = MirrorRepository(service_engine)
    mirror = VariantMirror(stored_mirror, registry)
    register = ShopRegister(repository, vault, now)
    comparisons, events = ComparisonList(requests_engine), EventList(requests_engine)
    calls = DoorCalls(redis, registry, now)
    stack.push_async_callback(calls.close)
    return ShopRooms(
        directory,
        register,
        mirror,
        stored_mirror,
        inbox,
        stored,
        comparisons,
        events,
        calls,
        vault,
        requests_engine,
        service_engine,
        now,
    )


async def run_inbox(
    stack: AsyncExitStack,
    settings: QuoteSettings,
    registry: CollectorRegistry,
    rooms: ShopRooms,
    handlers: Handlers,
    left: Collection[tuple[Platform, str]] = (),
) -> InboxWorkers | None:
    """Workers that handle the inbox until `stack` unwinds; None where this process has none. `left`: topics that only
    another kind of process can handle."""
    if settings.inbox_concurrency == 0:
        return None
    chosen = WorkerSettings(
        concurrency=settings.inbox_concurrency,
        lease_seconds=settings.inbox_lease_seconds,
        keep_hours=settings.inbox_body_hours,
        keep_days=settings.inbox_event_days,
    )
    workers = InboxWorkers(rooms.stored, rooms.inbox, rooms.directory, handlers, registry, chosen, left)
    stack.push_async_callback(workers.close)
    await workers.start()
    return workers
