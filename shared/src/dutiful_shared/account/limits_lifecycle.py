"""Acquiring the limits of keys at start."""

import secrets
from contextlib import AsyncExitStack

from prometheus_client import CollectorRegistry
from redis.asyncio import Redis

from dutiful_shared.account.limits import Policy
from dutiful_shared.account.limits_gate import Limits
from dutiful_shared.account.limits_lease import RedisLeases
from dutiful_shared.service.redis import connect_redis
from dutiful_shared.service.settings import ServiceSettings

_PROCESS_ID_BYTES = 6


def acquire_limits(
    stack: AsyncExitStack, settings: ServiceSettings, registry: CollectorRegistry, redis: Redis | None = None
) -> Limits:
    """The limits of keys until `stack` unwinds, leased through `redis`, or through a client of their own."""
    if redis is None:
        redis = connect_redis(settings, client_name="dutiful-limits")
        stack.push_async_callback(redis.aclose)
    defaults = Policy(settings.limit_requests_per_second, settings.limit_burst, settings.limit_concurrency)
    leases = RedisLeases(redis, secrets.token_hex(_PROCESS_ID_BYTES))
    limits = Limits(leases, defaults, registry, enforced=settings.limits_enforced)
    stack.push_async_callback(limits.close)
    return limits
