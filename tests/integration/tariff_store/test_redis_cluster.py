"""A cluster that is out of reach fails as a single Redis does: whoever knows a slower store asks that one."""

import pytest
from redis.exceptions import RedisError

from dutiful_local.ports import LOOPBACK, free_port
from dutiful_quote.tariff.redis_tier import RedisTier, SharedTierError
from dutiful_shared.service.redis import connect_redis
from dutiful_shared.service.settings import ServiceSettings


async def test_a_cluster_out_of_reach_fails_as_a_single_server_does() -> None:
    client = connect_redis(ServiceSettings(redis_url=f"redis+cluster://{LOOPBACK}:{free_port()}"))
    with pytest.raises(RedisError):
        await client.get("any")
    with pytest.raises(SharedTierError):
        await RedisTier(client).put({"a": b"1"}, {})
    with pytest.raises(SharedTierError):
        await anext(RedisTier(client).announcements(lambda: None))
    await client.aclose()
