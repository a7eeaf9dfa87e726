"""The way to a Redis-protocol server: bounded pools whose every wait is short, because Redis only ever saves time.

The URL says what stands there: one server (`redis://`), a cluster (`redis+cluster://host:port,host:port`), or servers
that sentinels watch (`redis+sentinel://host:port,host:port/<service>/<database>`). `rediss` instead of `redis` is TLS.
"""

from typing import Any, Final
from urllib.parse import SplitResult, unquote, urlsplit

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.cluster import ClusterNode
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import Sentinel
from redis.backoff import NoBackoff

from dutiful_shared.service.redis_cluster import Cluster
from dutiful_shared.service.redis_reads import read_fairly
from dutiful_shared.service.settings import REDIS_CLUSTER, REDIS_SENTINEL, ServiceSettings

#: Idle connections are tried with a PING after this many seconds, so that a restarted server is noticed off the path.
_HEALTH_CHECK_SECONDS: Final = 15
_PORTS: Final = {REDIS_CLUSTER: 6379, REDIS_SENTINEL: 26379}


def connect_redis(settings: ServiceSettings, *, client_name: str = "dutiful") -> Redis:
    """A client that speaks bytes. Nothing is opened before the first command; `aclose()` it at shutdown.

    A command fails with `redis.exceptions.RedisError` within `redis_timeout_ms` instead of being tried again: the
    callers know a slower store to ask. Time in which our own event loop was busy does not count. A cluster's client
    follows its redirections, within that time each, on the wall; it is a `RedisCluster`, which takes the same commands
    as long as the keys of one command have one hash tag.
    """
    url = settings.redis_url.get_secret_value()
    timeout = settings.redis_timeout_ms / 1000
    options: dict[str, Any] = {
        "socket_timeout": timeout,
        "socket_connect_timeout": timeout,
        "health_check_interval": _HEALTH_CHECK_SECONDS,
        "client_name": client_name,
    }
    parts = urlsplit(url)
    kind = parts.scheme.partition("+")[2]
    if kind == REDIS_CLUSTER:
        return _cluster(parts, settings.redis_pool_size, options)
    options["retry"] = Retry(NoBackoff(), 0)
    if kind == REDIS_SENTINEL:
        return _watched(parts, settings.redis_pool_size, options)
    pool = BlockingConnectionPool.from_url(url, max_connections=settings.redis_pool_size, timeout=timeout, **options)
    return Redis.from_pool(read_fairly(pool))


def _cluster(parts: SplitResult, connections: int, options: dict[str, Any]) -> Redis:
    cluster: Any = Cluster(
        startup_nodes=[ClusterNode(host, port) for host, port in _hosts(parts, REDIS_CLUSTER)],
        max_connections=connections,
        # One more try, with the new owner of the keys: a failover then costs no answer.
        retry=Retry(NoBackoff(), 1),
        **_login(parts),
        **options,
    )
    return cluster  # type: ignore[no-any-return]


def _watched(parts: SplitResult, connections: int, options: dict[str, Any]) -> Redis:
    service, _, database = parts.path.strip("/").partition("/")
    sentinel: Any = Sentinel(  # type: ignore[no-untyped-call]
        _hosts(parts, REDIS_SENTINEL),
        sentinel_kwargs={name: options[name] for name in ("socket_timeout", "socket_connect_timeout")},
        max_connections=connections,
        **_login(parts),
        **options,
    )
    master: Redis = sentinel.master_for(service, redis_class=_Watched, db=int(database or 0))
    read_fairly(master.connection_pool)
    return master


class _Watched(Redis):
    """The server that the sentinels name now. It closes the connections to them too, which redis-py leaves open."""

    async def aclose(self, close_connection_pool: bool | None = None) -> None:
        await super().aclose(close_connection_pool)
        manager: Any = self.connection_pool.sentinel_manager  # type: ignore[attr-defined]
        for one in manager.sentinels:
            await one.aclose()


def _hosts(parts: SplitResult, kind: str) -> list[tuple[str, int]]:
    hosts = []
    for one in parts.netloc.rpartition("@")[2].split(","):
        host, _, port = one.rpartition(":") if ":" in one else (one, "", "")
        hosts.append((host, int(port or _PORTS[kind])))
    return hosts


def _login(parts: SplitResult) -> dict[str, Any]:
    user, _, password = parts.netloc.rpartition("@")[0].partition(":")
    found: dict[str, Any] = {"ssl": True} if parts.scheme.startswith("rediss") else {}
    if user:
        found["username"] = unquote(user)
    if password:
        found["password"] = unquote(password)
    return found
