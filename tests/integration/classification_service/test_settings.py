"""Thresholds of a merchant that are no such."""

from typing import Any

import pytest

from tests.integration.classification_service.conftest import Shop

pytestmark = pytest.mark.integration


@pytest.mark.parametrize("minutes", ["30", True])
async def test_minutes_that_are_no_number_are_refused(shop: Shop, minutes: Any) -> None:
    headers = {"If-Match": (await shop.http.get("/v1/classifications/settings")).headers["etag"]}
    answer = await shop.http.put("/v1/classifications/settings", json={"claim_minutes": minutes}, headers=headers)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/claim_minutes")
