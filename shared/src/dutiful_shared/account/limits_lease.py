"""Leases of tokens from Redis: one bucket per key, shared by all processes, and one script that works on it.

The script uses Redis's clock, the only one that all processes share, and one key, so it runs on a cluster too.
"""

from dataclasses import dataclass
from typing import Final, Protocol, cast

from redis.asyncio import Redis

from dutiful_shared.account.limits import Policy

#: A process counts for a key's share of concurrency if it leased within this time (microseconds).
_ACTIVE_MICROSECONDS: Final = 15_000_000
#: A bucket that nobody asks is forgotten this long (seconds) after it is full: a new one is full as well.
_FORGET_SECONDS: Final = 60

#: ARGV: tokens per second, burst, tokens wanted, id of the process, the time in microseconds ('' for Redis's own).
#: Answer: tokens granted, whole tokens left, milliseconds until the next whole token, processes active for the key.
LEASE_SCRIPT: Final = f"""
local rate, burst, wanted = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local now = tonumber(ARGV[5])
if not now then
    local time = redis.call('TIME')
    now = time[1] * 1000000 + time[2]
end
local tokens, at = burst, now
local held = redis.call('HMGET', KEYS[1], 'tokens', 'at')
if held[1] then
    at = tonumber(held[2])
    tokens = math.min(burst, tonumber(held[1]) + math.max(0, now - at) * rate / 1000000)
    at = math.max(at, now)
end
local granted = math.min(wanted, math.floor(tokens))
tokens = tokens - granted
redis.call('HSET', KEYS[1], 'tokens', string.format('%.6f', math.floor(tokens * 1000000) / 1000000),
           'at', string.format('%.0f', at), 'process:' .. ARGV[4], string.format('%.0f', at))
local active = 0
local fields = redis.call('HGETALL', KEYS[1])
for i = 1, #fields, 2 do
    if string.sub(fields[i], 1, 8) == 'process:' then
        if tonumber(fields[i + 1]) < at - {_ACTIVE_MICROSECONDS} then
            redis.call('HDEL', KEYS[1], fields[i])
        else
            active = active + 1
        end
    end
end
redis.call('EXPIRE', KEYS[1], math.ceil((burst - tokens) / rate) + {_FORGET_SECONDS})
local wait = 0
if tokens < 1 then wait = math.ceil((1 - tokens) / rate * 1000) end
return {{granted, math.floor(tokens), wait, active}}
"""


@dataclass(frozen=True, slots=True)
class Lease:
    """What Redis gave: tokens that are this process's now, tokens left for all, and how the key fares.

    `wait` is the time in seconds until the next whole token if none is left; `processes` counts those that serve the
    key at present.
    """

    granted: int
    left: int
    wait: float
    processes: int


class Leases(Protocol):
    """Where tokens are leased; `RedisLeases` in production."""

    async def lease(self, key_id: str, policy: Policy, wanted: int) -> Lease:
        """As many of the wanted tokens as there are, which may be none."""


class RedisLeases:
    """Leases for one process. `process` tells it from all others; `now` is for tests, in microseconds."""

    def __init__(self, redis: Redis, process: str, *, now: int | None = None) -> None:
        self._script = redis.register_script(LEASE_SCRIPT)
        self._process = process
        self.now = now

    async def lease(self, key_id: str, policy: Policy, wanted: int) -> Lease:
        """Up to `wanted` tokens of the key's bucket.

        Raises:
            redis.exceptions.RedisError: Redis is out of reach or refuses.
        """
        now = "" if self.now is None else str(self.now)
        arguments: list[str | int | float] = [policy.requests_per_second, policy.burst, wanted, self._process, now]
        answer = await self._script(keys=[f"dutiful:limits:{{{key_id}}}"], args=arguments)
        granted, left, wait, processes = cast("list[int]", answer)
        return Lease(granted, left, wait / 1000, processes)
