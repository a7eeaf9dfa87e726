"""`/v1/merchant/settings`: read, replace as a whole, and never over a change that was not seen."""

from typing import Any

import httpx2
import pytest

from dutiful_shared.account.scopes import Scope
from tests.integration.merchant_api.conftest import Administrator, MakeAdministrator

pytestmark = pytest.mark.integration

SETTINGS: dict[str, Any] = {
    "seller_country": "GB",
    "incoterms": {"DE": "DDP", "*": "DAP"},
    "registrations": [{"scheme": "IOSS", "number": "IM3720000224"}],
    "on_unknown": "charge_max",
}


async def put(who: Administrator, settings: Any = SETTINGS, if_match: str | None = '"0"') -> httpx2.Response:
    headers = {} if if_match is None else {"If-Match": if_match}
    return await who.http.put("/v1/merchant/settings", json=settings, headers=headers)


async def test_a_merchant_starts_with_defaults_as_version_0(administrator: Administrator) -> None:
    response = await administrator.http.get("/v1/merchant/settings")
    assert (response.status_code, response.headers["ETag"]) == (200, '"0"')
    assert response.json()["on_unknown"] == "dap_only"


async def test_what_was_put_is_what_is_read(administrator: Administrator) -> None:
    answered = await put(administrator)
    read = await administrator.http.get("/v1/merchant/settings")
    assert (answered.status_code, answered.headers["ETag"], read.headers["ETag"]) == (200, '"1"', '"1"')
    assert answered.json() == read.json()
    assert {name: read.json()[name] for name in ("seller_country", "incoterms", "on_unknown")} == {
        name: SETTINGS[name] for name in ("seller_country", "incoterms", "on_unknown")
    }


async def test_what_was_read_can_be_put_again_as_it_is(administrator: Administrator) -> None:
    await put(administrator)
    read = await administrator.http.get("/v1/merchant/settings")
    assert (await put(administrator, read.json(), read.headers["ETag"])).json() == read.json()


async def test_the_whole_document_is_replaced(administrator: Administrator) -> None:
    await put(administrator)
    await put(administrator, {"language": "fr"}, '"1"')
    read = (await administrator.http.get("/v1/merchant/settings")).json()
    assert (read["language"], read["registrations"], read["incoterms"]) == ("fr", [], {})


async def test_without_the_version_nothing_is_replaced(administrator: Administrator) -> None:
    response = await put(administrator, if_match=None)
    assert (response.status_code, response.json()["code"]) == (428, "precondition_required")


@pytest.mark.parametrize("if_match", ['"0"', '"2"', 'W/"1"', '"1x"'])
async def test_another_version_than_the_newest_is_refused(if_match: str, administrator: Administrator) -> None:
    await put(administrator)
    response = await put(administrator, {}, if_match)
    assert (response.status_code, response.json()["code"]) == (412, "precondition_failed")
    assert response.headers["ETag"] == '"1"'


@pytest.mark.parametrize("if_match", ["*", '"7", "0"', '"0","8"'])
async def test_any_form_of_the_precondition_that_names_the_newest_is_taken(
    if_match: str, administrator: Administrator
) -> None:
    assert (await put(administrator, if_match=if_match)).status_code == 200


async def test_a_precondition_that_is_no_entity_tag_is_named(administrator: Administrator) -> None:
    response = await put(administrator, if_match="0")
    assert response.status_code == 422
    assert response.json()["errors"][0]["parameter"] == "header.if-match"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        pytest.param({"seller_country": "ZZ"}, "/seller_country", id="country"),
        pytest.param({"registrations": [{"scheme": ""}]}, "/registrations/0/scheme", id="scheme"),
        pytest.param({"registrations": [{"scheme": "NOPE"}]}, "/registrations/0/scheme", id="no such scheme"),
        pytest.param(
            {"registrations": [{"scheme": "IOSS", "number": "12"}]}, "/registrations/0/number", id="no such number"
        ),
        pytest.param({"incoterms": {"DE": "XXX"}}, "/incoterms/DE", id="incoterm"),
        pytest.param({"incoterms": {"ZZ": "DDP"}}, "/incoterms/ZZ", id="destination"),
        pytest.param({"colour": "red"}, "/colour", id="unknown field"),
        pytest.param({"rounding": {"step": "0"}}, "/rounding/step", id="rounding"),
        pytest.param(
            {"origins": [{"code": "a", "place": {"country": "CN"}}] * 2}, "/origins/1/code", id="origin twice"
        ),
    ],
)
async def test_a_fault_names_its_field(change: dict[str, Any], pointer: str, administrator: Administrator) -> None:
    response = await put(administrator, change)
    assert response.status_code == 422
    assert [fault["pointer"] for fault in response.json()["errors"]] == [pointer]


async def test_settings_need_the_scope_admin(make_administrator: MakeAdministrator) -> None:
    plain = await make_administrator(Scope.QUOTE, Scope.CATALOG)
    assert (await plain.http.get("/v1/merchant/settings")).status_code == 403
    assert (await put(plain)).status_code == 403


async def test_settings_of_one_merchant_are_not_those_of_another(make_administrator: MakeAdministrator) -> None:
    one, other = await make_administrator(), await make_administrator()
    await put(one)
    assert (await other.http.get("/v1/merchant/settings")).headers["ETag"] == '"0"'


async def test_every_change_stands_in_the_audit_with_its_versions(administrator: Administrator) -> None:
    await put(administrator)
    await put(administrator, {}, '"1"')
    entries = (await administrator.http.get("/v1/merchant/audit")).json()["entries"]
    changes = [(entry["actor"], entry["details"]) for entry in entries if entry["action"] == "settings.replace"]
    actor = f"key:{administrator.key_id}"
    assert changes == [(actor, {"before": 1, "after": 2}), (actor, {"before": 0, "after": 1})]
