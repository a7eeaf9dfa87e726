"""A count is a whole number as JSON has it: what is written as a text, or as `true`, is refused and named."""

from typing import Any
from uuid import uuid4

import httpx2
import pytest

from dutiful_quote.examples import example

pytestmark = pytest.mark.e2e

NO_COUNTS = [pytest.param("5", id="text"), pytest.param(True, id="flag"), pytest.param("", id="empty")]


def refused(answer: httpx2.Response) -> list[str]:
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    return [one["pointer"] for one in answer.json()["errors"]]


@pytest.mark.parametrize("count", NO_COUNTS)
async def test_days_of_a_service(quote_api: httpx2.AsyncClient, count: Any) -> None:
    service = {"code": "std", "mode": "post", "shipping": "5.00", "transit_days": {"min": count, "max": 5}}
    answer = await quote_api.post("/v1/quotes", json={**example("t-shirts-to-us"), "services": [service]})
    assert refused(answer) == ["/services/0/transit_days/min"]


async def test_a_number_is_whole_by_its_value(quote_api: httpx2.AsyncClient) -> None:
    service = {"code": "std", "mode": "post", "shipping": "5.00", "transit_days": {"min": 2.0, "max": 5}}
    answer = await quote_api.post("/v1/quotes", json={**example("t-shirts-to-us"), "services": [service]})
    assert answer.status_code == 200
    service["transit_days"] = {"min": 2.5, "max": 5}
    answer = await quote_api.post("/v1/quotes", json={**example("t-shirts-to-us"), "services": [service]})
    assert refused(answer) == ["/services/0/transit_days/min"]


@pytest.mark.parametrize("count", NO_COUNTS)
async def test_the_time_of_a_shop_s_callbacks(quote_api: httpx2.AsyncClient, count: Any) -> None:
    asked = {"platform": "generic", "external_id": uuid4().hex, "settings": {"budget_ms": count}}
    assert refused(await quote_api.post("/v1/shops", json=asked)) == ["/settings/budget_ms"]


@pytest.mark.parametrize("flag", ["yes", "true", 1])
async def test_flags_of_a_shop(quote_api: httpx2.AsyncClient, flag: Any) -> None:
    asked = {"platform": "shopify", "external_id": uuid4().hex, "settings": {"require_rate_signature": flag}}
    assert refused(await quote_api.post("/v1/shops", json=asked)) == ["/settings/require_rate_signature"]


@pytest.mark.parametrize("count", NO_COUNTS)
async def test_how_long_an_old_key_lives(quote_api: httpx2.AsyncClient, count: Any) -> None:
    path = f"/v1/merchant/keys/key_{'0' * 20}/rotate"
    assert refused(await quote_api.post(path, json={"end_old_after_seconds": count})) == ["/end_old_after_seconds"]
