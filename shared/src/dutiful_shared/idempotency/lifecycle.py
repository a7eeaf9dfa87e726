"""Acquiring idempotency at start, with the background work that deletes what has expired."""

import asyncio
import random
from contextlib import AsyncExitStack, suppress
from typing import Final

from prometheus_client import CollectorRegistry, Counter
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_shared.account.vault import Vault
from dutiful_shared.idempotency.claims import Idempotency
from dutiful_shared.idempotency.seals import AnswerSeals
from dutiful_shared.idempotency.store import IdempotencyStore, IdempotencyUnavailableError
from dutiful_shared.service.logs import logger
from dutiful_shared.service.settings import ServiceSettings, key_ring

_SECONDS_PER_HOUR: Final = 3600
_CLEAN_SECONDS: Final = 600.0
#: What an attempt began before its deadline may still be at work in PostgreSQL for this long (seconds) after it.
_LEASE_BEYOND_DEADLINE: Final = 2.0
#: Part of a request's deadline that may pass in waiting for its claim.
_CLAIM_PART: Final = 0.4


def lease_seconds(settings: ServiceSettings) -> float:
    """How long an attempt has its request for itself: longer than it can last."""
    return (settings.request_deadline_ms + settings.database_statement_timeout_ms) / 1000 + _LEASE_BEYOND_DEADLINE


async def acquire_idempotency(
    stack: AsyncExitStack,
    settings: ServiceSettings,
    registry: CollectorRegistry,
    requests: AsyncEngine,
    service: AsyncEngine,
) -> Idempotency:
    """The store of keyed requests until `stack` unwinds. PostgreSQL need not be there yet.

    Args:
        requests, service: engines with the roles of requests and of the background.
    """
    store = IdempotencyStore(
        requests,
        service,
        keep_seconds=settings.idempotency_hours * _SECONDS_PER_HOUR,
        lease_seconds=lease_seconds(settings),
    )
    with suppress(IdempotencyUnavailableError):
        await store.warm()
    cleaning = asyncio.create_task(_keep_clean(store), name="idempotency-cleanup")
    stack.push_async_callback(_stop, cleaning)
    outcomes = Counter(
        "dutiful_idempotency_total", "Requests with an Idempotency-Key, by outcome.", ["outcome"], registry=registry
    )
    seals = AnswerSeals(Vault(key_ring(settings.secret_keys.get_secret_value())))
    return Idempotency(store, seals, outcomes, claim_seconds=settings.request_deadline_ms / 1000 * _CLAIM_PART)


async def _keep_clean(store: IdempotencyStore) -> None:
    while True:
        # Processes that were started together do not all clean at the same moment.
        await asyncio.sleep(_CLEAN_SECONDS * random.uniform(0.5, 1.5))  # noqa: S311 - no secret
        try:
            deleted = await store.clean()
        except IdempotencyUnavailableError:
            logger().warning("expired answers could not be deleted")
        except Exception:
            logger().exception("deleting expired answers failed")
        else:
            if deleted:
                logger().info("expired answers deleted", answers=deleted)


async def _stop(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
