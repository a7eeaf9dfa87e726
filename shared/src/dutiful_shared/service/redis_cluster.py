"""A Redis Cluster that fails as a single Redis does, so that whoever knows a slower store asks that one."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

from redis.asyncio import RedisCluster
from redis.asyncio.cluster import ClusterPipeline
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisClusterException


@contextmanager
def _out_of_reach() -> Iterator[None]:
    """What a cluster raises where no node answers, or a slot has none, is no `RedisError` by itself."""
    try:
        yield
    except RedisClusterException as exc:
        raise RedisConnectionError(str(exc)) from exc


class Cluster(RedisCluster):
    """The commands of a cluster.

    Raises:
        redis.exceptions.RedisError: from every command, whatever went wrong.
    """

    async def initialize(self, *args: Any, **kwargs: Any) -> Self:
        """Learn which node has which slots. Raises the errors of a single Redis."""
        with _out_of_reach():
            await super().initialize(*args, **kwargs)
        return self

    async def execute_command(self, *args: Any, **kwargs: Any) -> Any:
        """As the library does, with the errors of a single Redis."""
        with _out_of_reach():
            return await super().execute_command(*args, **kwargs)

    def pipeline(self, transaction: Any = None, shard_hint: Any = None) -> "Pipeline":
        """A pipeline whose errors are those of a single Redis, too."""
        return Pipeline(self, transaction)  # type: ignore[abstract] # an attribute that the library sets nowhere else


class Pipeline(ClusterPipeline):
    """Commands sent together, to the nodes that have their keys."""

    async def execute(self, *args: Any, **kwargs: Any) -> list[Any]:
        """As the library does, with the errors of a single Redis."""
        with _out_of_reach():
            return list(await super().execute(*args, **kwargs))
