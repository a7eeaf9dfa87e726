"""The client of a BigCommerce store: it waits as long as it is told, and gives up in the end."""

import pytest

from dutiful_quote.channels.bigcommerce.client import StoreClient, StoreUnavailableError
from tests.builders.bigcommerce_api import FakeBigCommerce


async def test_a_client_waits_as_long_as_it_is_told(platform: FakeBigCommerce) -> None:
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    platform.refusals = 2
    async with platform.client() as http:
        found = await StoreClient(http, "http://api/stores/s1", "token-1", pause).product("205")

    assert found is not None
    assert pauses == [1.5, 1.5]


async def test_a_client_gives_up_when_the_quota_stays_used_up(platform: FakeBigCommerce) -> None:
    async def pause(_: float) -> None:
        return

    platform.refusals = 9
    async with platform.client() as http:
        with pytest.raises(StoreUnavailableError, match="quota"):
            await StoreClient(http, "http://api/stores/s1", "token-1", pause).product("205")
