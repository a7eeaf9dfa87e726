"""Returns over HTTP."""

from typing import Any

import httpx2
import pytest

from tests.integration.dossier.told import dossier, told

pytestmark = pytest.mark.integration


def _asked(reference: str, quantity: str, line: str = "1") -> dict[str, Any]:
    return {"reference": reference, "lines": [{"id": line, "quantity": quantity}]}


async def test_the_parts_of_two_returns_are_the_charges(shop: httpx2.AsyncClient) -> None:
    made = await told(shop)
    path = f"/v1/shipments/{made['id']}/returns"
    answers = [(await shop.post(path, json=_asked(name, "1"))).json() for name in ("r1", "r2")]

    assert [one["totals"] for one in answers] == [[{"amount": "8.33", "currency": "EUR"}]] * 2
    assert (await dossier(shop, made["id"]))["returns"] == answers


async def test_a_return_is_taken_once(shop: httpx2.AsyncClient) -> None:
    made = await told(shop)
    path = f"/v1/shipments/{made['id']}/returns"
    first, again = [(await shop.post(path, json=_asked("r1", "1"))).json() for _ in range(2)]
    other = await shop.post(path, json=_asked("r1", "2"))

    assert first == again
    assert (other.status_code, other.json()["code"]) == (409, "conflict")


async def test_no_more_comes_back_than_was_sent(shop: httpx2.AsyncClient) -> None:
    made = await told(shop)
    refused = await shop.post(f"/v1/shipments/{made['id']}/returns", json=_asked("r1", "3"))

    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")


async def test_a_line_that_was_not_sent_is_named(shop: httpx2.AsyncClient) -> None:
    made = await told(shop)
    refused = await shop.post(f"/v1/shipments/{made['id']}/returns", json=_asked("r1", "1", line="9"))

    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/lines/0/id")


async def test_who_may_reclaim_is_said_as_far_as_it_is_known(shop: httpx2.AsyncClient) -> None:
    expected = [
        {"kind": "duty", "amount": "4.00", "currency": "EUR", "payer": "seller", "recovery": "on_application"},
        {"kind": "fee", "amount": "4.00", "currency": "EUR"},
    ]
    made = await told(shop, expected=expected)
    answer = (await shop.post(f"/v1/shipments/{made['id']}/returns", json=_asked("r1", "1"))).json()

    duty, fee = answer["charges"]
    assert (duty["reclaimed_by"], duty["reclaim_until"]) == ("seller", None)
    assert "not known" in fee["hint"]
