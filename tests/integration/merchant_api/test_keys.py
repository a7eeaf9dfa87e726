"""`/v1/merchant/keys` and `/v1/merchant/audit`: keys are made, rotated, ended, and all of it is written down."""

import asyncio
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any

import httpx2
import pytest
import time_machine
from fastapi import FastAPI

from dutiful_shared.account.key_repository import MAX_LIVE_KEYS
from dutiful_shared.account.limits import KeyLimits
from dutiful_shared.account.scopes import Scope
from tests.integration.merchant_api.conftest import Administrator, MakeAdministrator, client_of

pytestmark = pytest.mark.integration

KEYS = "/v1/merchant/keys"


async def made(who: Administrator, **wanted: Any) -> dict[str, Any]:
    response = await who.http.post(KEYS, json={"scopes": ["admin"], **wanted})
    assert response.status_code == 201, response.text
    answer: dict[str, Any] = response.json()
    return answer


async def status_with(app: FastAPI, key: str) -> int:
    async with client_of(app, key) as http:
        return (await http.get(KEYS)).status_code


async def refused_within(app: FastAPI, key: str, seconds: float) -> bool:
    """Whether the key stops working in this time."""
    began = perf_counter()
    while perf_counter() - began < seconds:
        if await status_with(app, key) == 401:
            return True
        await asyncio.sleep(0.05)
    return False


async def test_a_key_that_was_made_works_at_once(app: FastAPI, administrator: Administrator) -> None:
    key = await made(administrator, label="till 4")
    assert await status_with(app, key["key"]) == 200


async def test_a_key_is_shown_in_plain_only_when_it_is_made(administrator: Administrator) -> None:
    key = await made(administrator)
    listed = await administrator.http.get(KEYS)
    assert key["key"] not in listed.text
    assert key["begins_with"] in listed.text


async def test_a_key_does_what_its_scopes_say_and_no_more(app: FastAPI, administrator: Administrator) -> None:
    key = await made(administrator, scopes=["quote"])
    assert await status_with(app, key["key"]) == 403


async def test_a_test_key_makes_no_live_keys(administrator: Administrator) -> None:
    response = await administrator.http.post(KEYS, json={"scopes": ["quote"], "environment": "live"})
    assert response.status_code == 403


async def test_a_live_key_makes_keys_of_either_kind(make_administrator: MakeAdministrator) -> None:
    live = await make_administrator(environment="live")
    assert (await made(live))["key"].startswith("dk_live_")
    assert (await made(live, environment="test"))["key"].startswith("dk_test_")


async def test_a_key_has_the_limits_of_the_key_that_made_it(make_administrator: MakeAdministrator) -> None:
    limited = await make_administrator(limits=KeyLimits(50.0, 20, 3))
    key = await made(limited)
    assert (key["requests_per_second"], key["burst"], key["concurrency"]) == (50.0, 20, 3)


async def test_after_a_rotation_both_keys_live(app: FastAPI, administrator: Administrator) -> None:
    old = await made(administrator, label="till")
    new = (await administrator.http.post(f"{KEYS}/{old['id']}/rotate", json={})).json()
    assert [await status_with(app, key["key"]) for key in (old, new)] == [200, 200]
    assert (new["label"], new["scopes"]) == (old["label"], old["scopes"])


async def test_the_old_key_ends_when_the_rotation_says_so(app: FastAPI, administrator: Administrator) -> None:
    old = await made(administrator)
    assert await status_with(app, old["key"]) == 200
    rotation = {"end_old_after_seconds": 1}
    new = (await administrator.http.post(f"{KEYS}/{old['id']}/rotate", json=rotation)).json()
    assert await refused_within(app, old["key"], 5)
    assert await status_with(app, new["key"]) == 200


async def test_a_revoked_key_stops_within_five_seconds(app: FastAPI, administrator: Administrator) -> None:
    key = await made(administrator)
    assert await status_with(app, key["key"]) == 200
    assert (await administrator.http.delete(f"{KEYS}/{key['id']}")).status_code == 204
    assert await refused_within(app, key["key"], 5)


async def test_a_key_ends_at_its_moment(app: FastAPI, administrator: Administrator) -> None:
    end = datetime.now(UTC) + timedelta(hours=1)
    key = await made(administrator, expires_at=end.isoformat())
    assert await status_with(app, key["key"]) == 200
    with time_machine.travel(end + timedelta(seconds=1)):
        assert await status_with(app, key["key"]) == 401


async def test_a_moment_that_has_passed_is_refused(administrator: Administrator) -> None:
    response = await administrator.http.post(KEYS, json={"scopes": ["quote"], "expires_at": "2020-01-01T00:00:00Z"})
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/expires_at"


@pytest.mark.parametrize("wanted", [{}, {"scopes": []}, {"scopes": ["root"]}, {"scopes": ["quote"], "burst": 9}])
async def test_a_key_that_makes_no_sense_is_refused(wanted: dict[str, Any], administrator: Administrator) -> None:
    assert (await administrator.http.post(KEYS, json=wanted)).status_code == 422


async def test_the_keys_of_another_merchant_do_not_exist(make_administrator: MakeAdministrator) -> None:
    one, other = await make_administrator(), await make_administrator()
    revoked: httpx2.Response = await one.http.delete(f"{KEYS}/{other.key_id}")
    rotated = await one.http.post(f"{KEYS}/{other.key_id}/rotate", json={})
    assert (revoked.status_code, rotated.status_code) == (404, 404)
    assert other.key_id not in (await one.http.get(KEYS)).text


async def test_keys_need_the_scope_admin(make_administrator: MakeAdministrator) -> None:
    plain = await make_administrator(Scope.QUOTE)
    assert (await plain.http.get(KEYS)).status_code == 403
    assert (await plain.http.get("/v1/merchant/audit")).status_code == 403


async def test_a_merchant_has_a_bounded_number_of_live_keys(administrator: Administrator) -> None:
    for _ in range(MAX_LIVE_KEYS - 1):
        key = await made(administrator)
    full = await administrator.http.post(KEYS, json={"scopes": ["quote"]})
    assert (full.status_code, full.json()["code"]) == (409, "conflict")
    await administrator.http.delete(f"{KEYS}/{key['id']}")
    await made(administrator)


async def test_the_audit_tells_who_did_what_and_holds_no_key(administrator: Administrator) -> None:
    key = await made(administrator)
    await administrator.http.post(f"{KEYS}/{key['id']}/rotate", json={})
    await administrator.http.delete(f"{KEYS}/{key['id']}")
    response = await administrator.http.get("/v1/merchant/audit")
    entries = [entry for entry in response.json()["entries"] if entry["actor"] == f"key:{administrator.key_id}"]
    assert [entry["action"] for entry in entries] == ["key.revoke", "key.rotate", "key.create", "key.create"]
    assert key["key"].rpartition("_")[2] not in response.text


async def test_the_audit_comes_in_pages(administrator: Administrator) -> None:
    for _ in range(3):
        await made(administrator)
    whole = (await administrator.http.get("/v1/merchant/audit")).json()
    ids, cursor = [], None
    while True:
        page: dict[str, Any] = (
            await administrator.http.get(
                "/v1/merchant/audit", params={"limit": 2, **({"cursor": cursor} if cursor else {})}
            )
        ).json()
        ids += [entry["id"] for entry in page["entries"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert ids == [entry["id"] for entry in whole["entries"]]
    assert whole["next"] is None
