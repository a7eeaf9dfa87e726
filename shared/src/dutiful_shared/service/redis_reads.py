"""Connections to Redis whose time for an answer does not run while our own event loop is busy."""

import math
from typing import Any, TypeVar

from redis.asyncio import ConnectionPool
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import TimeoutError as RedisTimeoutError

from dutiful_shared.service.fair_timeout import fair_timeout

Pool = TypeVar("Pool", bound=ConnectionPool)


def read_fairly(pool: Pool) -> Pool:
    """The pool, of which connections to come read with a fair limit of time in place of one on the wall."""
    kind: Any = pool.connection_class
    pool.connection_class = type(f"Fair{kind.__name__}", (_FairReads, kind), {})
    return pool


class _FairReads(AbstractConnection):
    """Mixed into a kind of connection. A read that names its own time, as a subscription's does, has that."""

    async def _connect(self) -> None:
        limit, self.socket_connect_timeout = self.socket_connect_timeout, None
        try:
            async with fair_timeout(limit):
                await super()._connect()  # type: ignore[no-untyped-call,safe-super]
        finally:
            self.socket_connect_timeout = limit

    async def read_response(
        self,
        disable_decoding: bool = False,
        timeout: float | None = None,  # noqa: ASYNC109 - redis-py's signature
        **options: Any,
    ) -> Any:
        read = super().read_response
        if timeout is not None or self.socket_timeout is None:
            return await read(disable_decoding, timeout, **options)
        try:
            async with fair_timeout(self.socket_timeout):
                return await read(disable_decoding, math.inf, **options)  # without another limit
        except TimeoutError as exc:
            raise RedisTimeoutError(f"Redis did not answer within {self.socket_timeout:g} s") from exc
