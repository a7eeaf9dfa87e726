"""A process whose clock is ten minutes wrong, beside stores whose clock is right."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests.faults.house import House


@pytest.mark.parametrize("minutes", [-10, 10])
async def test_quotes_are_recorded_found_and_committed(house: House, minutes: int) -> None:
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=minutes), tick=True):
        answer = await house.quote()
        found = await house.recorded(answer.json()["id"])
    order = {"reference": answer.json()["id"], "token": answer.json()["token"]}
    committed = await house.client.post(f"/v1/quotes/{answer.json()['id']}/commit", json=order)

    assert (answer.status_code, answer.json()["status"]) == (200, "complete")
    assert found == answer.content
    assert committed.is_success, committed.text
