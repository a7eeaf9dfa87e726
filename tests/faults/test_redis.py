"""Redis away, hanging, resetting or slow: no quote fails, and after a few tries nobody asks it any more."""

from collections.abc import Awaitable, Callable

import httpx2
import pytest

from tests.faults.house import House, until
from tests.faults.toxic_proxy import ToxicProxy, Toxics


async def latency(proxy: ToxicProxy) -> None:
    proxy.toxics = Toxics(latency=1.0, jitter=0.5)


@pytest.mark.parametrize("fault", [ToxicProxy.down, ToxicProxy.timeout, ToxicProxy.reset_peer, latency])
async def test_no_quote_fails_and_redis_is_left_alone(
    house: House, fault: Callable[[ToxicProxy], Awaitable[None]]
) -> None:
    before = await house.calls("redis", "open")
    answers: list[httpx2.Response] = []

    async def left_alone() -> bool:
        answers.extend([await house.cold_quote(), *await house.quotes(4)])
        return await house.calls("redis", "open") > before

    await fault(house.redis)
    await until(left_alone)
    answers += await house.quotes(40)

    assert {(one.status_code, one.json()["status"], bool(one.json()["id"])) for one in answers} <= {
        (200, "complete", True),
        (200, "partial", True),  # some of the cold codes have more to say than the cart does
    }
