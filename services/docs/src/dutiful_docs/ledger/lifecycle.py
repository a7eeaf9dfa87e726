"""The rooms of the ledger, opened together."""

from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime

from prometheus_client import CollectorRegistry
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_docs.ledger.appender import Appender
from dutiful_docs.ledger.checkpoint import VerifyingKey
from dutiful_docs.ledger.desk import LedgerDesk
from dutiful_docs.ledger.entries import Ledger
from dutiful_docs.ledger.reader import LogReader
from dutiful_docs.ledger.settings import LedgerSettings
from dutiful_docs.ledger.worker import LedgerMetrics, LedgerWorker, SelfMonitor


@dataclass(frozen=True, slots=True)
class LedgerRooms:
    """`ledger` is for other rooms, `desk` for callers, `reader` for everybody; `keys` by id, the signing one first."""

    ledger: Ledger
    desk: LedgerDesk
    reader: LogReader
    worker: LedgerWorker
    keys: Mapping[str, VerifyingKey]
    origin: str
    public_url: str

    def verify_url(self, leaf: str) -> str:
        """Where the code on a paper leads."""
        return f"{self.public_url}/v1/ledger/verify/{leaf}"


async def acquire_ledger(
    stack: AsyncExitStack,
    settings: LedgerSettings,
    registry: CollectorRegistry,
    requests_engine: AsyncEngine,
    service_engine: AsyncEngine,
    now: Callable[[], datetime],
) -> LedgerRooms:
    """The ledger; it appends and signs until `stack` unwinds."""
    ledger = Ledger()
    reader = LogReader(service_engine)
    keys = settings.ledger_verifying_keys
    appender = Appender(
        service_engine,
        settings.ledger_signer,
        settings.ledger_origin,
        now,
        most=settings.ledger_batch_entries,
        head_seconds=settings.ledger_head_seconds,
    )
    metrics = LedgerMetrics(registry, now)
    worker = LedgerWorker(
        appender if settings.ledger_appends else None,
        reader,
        SelfMonitor(reader, tuple(keys.values()), metrics),
        metrics,
        settings.ledger_batch_seconds,
    )
    stack.push_async_callback(worker.close)
    await worker.start()
    desk = LedgerDesk(ledger, requests_engine, service_engine)
    return LedgerRooms(ledger, desk, reader, worker, keys, settings.ledger_origin, settings.ledger_public_url)
