"""The way to a Redis-protocol server: a bounded pool whose every wait is short, because Redis only ever saves time."""

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from dutiful_shared.service.settings import ServiceSettings

#: Idle connections are tried with a PING after this many seconds, so that a restarted server is noticed off the path.
_HEALTH_CHECK_SECONDS = 15


def connect_redis(settings: ServiceSettings, *, client_name: str = "dutiful") -> Redis:
    """A client that speaks bytes. Nothing is opened before the first command; `aclose()` it at shutdown.

    A command fails with `redis.exceptions.RedisError` within `redis_timeout_ms` instead of being tried again: the
    callers know a slower store to ask.
    """
    timeout = settings.redis_timeout_ms / 1000
    pool = BlockingConnectionPool.from_url(
        settings.redis_url.get_secret_value(),
        max_connections=settings.redis_pool_size,
        timeout=timeout,
        socket_timeout=timeout,
        socket_connect_timeout=timeout,
        health_check_interval=_HEALTH_CHECK_SECONDS,
        retry=Retry(NoBackoff(), 0),
        client_name=client_name,
    )
    return Redis.from_pool(pool)
