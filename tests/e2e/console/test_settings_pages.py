"""Changing what a merchant has settled, and how a shop is served, on pages."""

import re
from collections.abc import AsyncIterator
from typing import Final
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI

from dutiful_quote.settings import QuoteSettings
from dutiful_shared.account.api_key import new_key
from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.account.scopes import Scope
from dutiful_shared.service.postgres import connect
from tests.e2e.console.forms import form_token, sign_in

pytestmark = pytest.mark.e2e

PATH: Final = "/console/settings"
VERSION: Final = re.compile(r'name="version" value="([^"]*)"')
ORIGIN: Final = {"code": "lisbon", "place": {"country": "PT"}}
FORM: Final = {
    "seller_country": "PT",
    "incoterm": "DAP",
    "on_unknown": "refuse",
    "on_degraded": "dap_only",
    "rounding_step": "0.05",
    "rounding_direction": "up",
    "language": "fr",
    "use_classified_codes": "on",
    "prices_include": ["freight", "home_tax"],
    "scheme": ["IOSS", ""],
    "number": ["IM2760000001", ""],
}


async def a_key(database_url: str, scopes: list[Scope]) -> str:
    """That of a fresh merchant."""
    engine = connect(QuoteSettings(database_url=database_url))
    accounts = AccountRepository(engine)
    merchant = await accounts.create_merchant(f"Shop {uuid4().hex}", "tests")
    key = new_key("test")
    await accounts.create_key(merchant.id, key, scopes, "", "tests")
    await engine.dispose()
    return key.plain


@pytest.fixture
async def key(seeded_database_url: str) -> str:
    return await a_key(seeded_database_url, [Scope.ADMIN, Scope.QUOTE])


@pytest.fixture
async def api(quote_app: FastAPI, key: str) -> AsyncIterator[httpx2.AsyncClient]:
    """A client with the merchant's key, who has said where goods are sent from and how they go to Germany."""
    headers = {"Authorization": f"Bearer {key}"}
    transport = httpx2.ASGITransport(app=quote_app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://quote", headers=headers) as client:
        etag = (await client.get("/v1/merchant/settings")).headers["etag"]
        settings = {"origins": [ORIGIN], "incoterms": {"DE": "DDP"}}
        told = await client.put("/v1/merchant/settings", json=settings, headers={"If-Match": etag})
        assert told.status_code == 200, told.text
        yield client


async def seen(browser: httpx2.AsyncClient, path: str) -> dict[str, str]:
    """What a form of this page carries to be taken."""
    version = VERSION.search((await browser.get(path)).text)
    assert version is not None
    return {"version": version[1], "form_token": await form_token(browser, path)}


async def test_what_is_settled_on_the_page_is_settled_and_the_rest_stays(
    browser: httpx2.AsyncClient, api: httpx2.AsyncClient, key: str
) -> None:
    await sign_in(browser, key)
    page = await browser.post(PATH, data={**FORM, **await seen(browser, PATH)})
    assert "Saved." in page.text

    settings = (await api.get("/v1/merchant/settings")).json()
    assert settings["incoterms"] == {"DE": "DDP", "*": "DAP"}
    assert settings["prices_include"] == {"*": ["freight", "home_tax"]}
    assert settings["rounding"] == {"step": "0.05", "direction": "up"}
    assert [one["scheme"] for one in settings["registrations"]] == ["IOSS"]
    assert (settings["on_unknown"], settings["on_degraded"]) == ("refuse", "dap_only")
    assert (settings["seller_country"], settings["language"], settings["use_classified_codes"]) == ("PT", "fr", True)
    assert [one["code"] for one in settings["origins"]] == ["lisbon"]


async def test_who_has_seen_an_older_version_changes_nothing(
    browser: httpx2.AsyncClient, api: httpx2.AsyncClient, key: str
) -> None:
    await sign_in(browser, key)
    before = await seen(browser, PATH)
    await browser.post(PATH, data={**FORM, **before})
    late = await browser.post(PATH, data={**FORM, "incoterm": "EXW", **before})
    assert late.status_code == 412
    assert "Somebody has changed these settings" in late.text
    assert (await api.get("/v1/merchant/settings")).json()["incoterms"]["*"] == "DAP"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"rounding_step": "much"}, "rounding_step"), ({"number": ["IM1", ""]}, "registrations")],
    ids=["no number", "a number of no registration"],
)
async def test_what_is_wrong_stands_above_the_form_that_keeps_what_was_typed(
    browser: httpx2.AsyncClient, api: httpx2.AsyncClient, key: str, wrong: dict[str, str | list[str]], field: str
) -> None:
    await sign_in(browser, key)
    page = await browser.post(PATH, data={**FORM, **wrong, **await seen(browser, PATH)})
    assert page.status_code == 422
    assert f'<a href="#{field}">' in page.text
    typed = next(iter(wrong.values()))
    assert f'value="{typed if isinstance(typed, str) else typed[0]}"' in page.text
    assert (await api.get("/v1/merchant/settings")).json()["incoterms"] == {"DE": "DDP"}


async def test_a_form_that_no_page_of_ours_made_settles_nothing(
    browser: httpx2.AsyncClient, api: httpx2.AsyncClient, key: str
) -> None:
    await sign_in(browser, key)
    page = await browser.post(PATH, data={**FORM, **await seen(browser, PATH), "form_token": "0" * 64})
    assert page.status_code == 403
    assert (await api.get("/v1/merchant/settings")).json()["incoterms"] == {"DE": "DDP"}


async def test_a_key_that_may_not_administer_sees_no_settings(
    browser: httpx2.AsyncClient, seeded_database_url: str
) -> None:
    await sign_in(browser, await a_key(seeded_database_url, [Scope.QUOTE]))
    assert (await browser.get(PATH)).status_code == 403


async def test_a_shop_s_settings_are_changed_and_kept_from_a_late_form(
    browser: httpx2.AsyncClient, api: httpx2.AsyncClient, key: str
) -> None:
    name = f"https://settings-{uuid4().hex}.example"
    added = await api.post("/v1/shops", json={"platform": "woocommerce", "external_id": name})
    assert added.status_code == 201, added.text
    shop = f"/console/shops/{added.json()['id']}/settings"
    await sign_in(browser, key)
    form = {
        "weight_unit": "lb",
        "default_origin_code": "lisbon",
        "charges_in_shipping": "no",
        "budget_ms": "1500",
        "hs_code_field": "_code",
        "origin_field": "_origin",
        **await seen(browser, shop),
    }
    assert "Saved." in (await browser.post(shop, data=form)).text
    late = await browser.post(shop, data={**form, "weight_unit": "kg"})
    too_long = await browser.post(shop, data={**form, "budget_ms": "99999", **await seen(browser, shop)})

    assert late.status_code == 412
    assert (too_long.status_code, '<a href="#budget_ms">' in too_long.text) == (422, True)
    settings = (await api.get(f"/v1/shops/{added.json()['id']}/settings")).json()
    assert (settings["weight_unit"], settings["budget_ms"]) == ("lb", 1500)
    assert (settings["charges_in_shipping"], settings["default_origin_code"]) == (False, "lisbon")
