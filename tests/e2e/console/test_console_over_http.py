"""Who may see the console, and what its pages carry: without a browser."""

import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI

from dutiful_quote.console.hosts import Hosts
from dutiful_quote.console.words import words_of
from dutiful_quote.examples import example
from dutiful_quote.settings import QuoteSettings
from dutiful_shared.account.api_key import new_key
from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.account.scopes import Scope
from dutiful_shared.client import BaseUrls, DutifulClient
from dutiful_shared.contract.classification import ClassificationRequest
from dutiful_shared.service.postgres import connect
from tests.e2e.console.forms import form_token, sign_in

pytestmark = pytest.mark.e2e

CART = {
    "from_country": "CN",
    "to_country": "US",
    "currency": "USD",
    "shipping": "12.50",
    "transport_mode": "express",
    "import_date": "2026-11-20",
    "line-0-hs_code": "6109100012",
    "line-0-origin": "CN",
    "line-0-quantity": "2",
    "line-0-unit_price": "19.99",
}


async def test_whoever_is_not_signed_in_is_led_to_the_sign_in_and_back(
    browser: httpx2.AsyncClient, sandbox: str
) -> None:
    asked = await browser.get("/console/tariff?country=US&q=tea")
    assert asked.url.path == "/console/sign-in"
    signed_in = await sign_in(browser, sandbox, asked.url.params["to"])
    assert signed_in.url.raw_path == b"/console/tariff?country=US&q=tea"
    assert "090240" in signed_in.text


async def test_an_unknown_key_opens_nothing(browser: httpx2.AsyncClient) -> None:
    refused = await sign_in(browser, new_key("test").plain)
    assert refused.status_code == 401
    assert (await browser.get("/")).url.path == "/console/sign-in"


async def test_signing_out_ends_it(browser: httpx2.AsyncClient, sandbox: str) -> None:
    await sign_in(browser, sandbox)
    await browser.post("/console/sign-out", data={"form_token": await form_token(browser, "/")})
    assert (await browser.get("/")).url.path == "/console/sign-in"


async def test_a_cart_becomes_a_recorded_quote_that_its_page_explains(
    browser: httpx2.AsyncClient, quote_api: httpx2.AsyncClient, sandbox: str
) -> None:
    await sign_in(browser, sandbox)
    page = await browser.post("/", data={**CART, "form_token": await form_token(browser, "/")})
    assert page.url.path.startswith("/console/quotes/q_")
    recorded = (await quote_api.get(f"/v1/quotes/{page.url.path.rpartition('/')[2]}")).json()
    assert f"${recorded['landed_cost']['amount']}" in page.text
    for charge in recorded["lines"][0]["charges"]:
        assert charge["legal_reference"]["text"].partition(";")[0] in page.text


async def test_a_fault_stands_above_the_form_that_keeps_what_was_typed(
    browser: httpx2.AsyncClient, sandbox: str
) -> None:
    await sign_in(browser, sandbox)
    token = await form_token(browser, "/")
    page = await browser.post("/", data={**CART, "line-0-quantity": "many", "form_token": token})
    assert page.status_code == 422
    assert '<a href="#line-0-quantity">Line 1 · Quantity</a> Write a number above 0' in page.text
    assert 'name="line-0-quantity" aria-invalid="true"' in page.text
    assert 'value="many"' in page.text


async def test_a_postal_code_that_there_is_not_is_told_at_its_field(browser: httpx2.AsyncClient, sandbox: str) -> None:
    await sign_in(browser, sandbox)
    nowhere = {**CART, "to_country": "DE", "to_postal_code": "ABC", "form_token": await form_token(browser, "/")}

    page = await browser.post("/", data=nowhere)

    assert page.status_code == 422
    assert '<a href="#to_postal_code">' in page.text


async def test_the_page_of_a_quote_names_what_the_buyer_is_asked_for(browser: httpx2.AsyncClient, sandbox: str) -> None:
    await sign_in(browser, sandbox)
    to_brazil = {**CART, "to_country": "BR", "line-0-hs_code": "610910"}

    page = await browser.post("/", data={**to_brazil, "form_token": await form_token(browser, "/")})

    assert "CPF, taxpayer number of a person, or: Number of the passport" in page.text


LANGUAGES = ("en", "de", "fr", "es", "ja")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_faults_are_told_in_the_page_s_language_by_the_names_of_its_fields(
    browser: httpx2.AsyncClient, sandbox: str, language: str
) -> None:
    await sign_in(browser, sandbox)
    wrong = {
        "line-0-hs_code": "61",
        "line-0-quantity": "0",
        "line-0-description": "x\x01",
        "shipping": "-1",
        "import_date": "2060-01-01",
        "to_region": "r" * 65,
        "currency": "XXX",
    }
    headers = {"Accept-Language": language}
    token = await form_token(browser, "/")
    page = await browser.post("/", data={**CART, **wrong, "form_token": token}, headers=headers)
    faults = page.text.partition('role="alert"')[2].partition("</div>")[0]
    words = words_of(language)

    assert page.status_code == 422
    for name in ("code", "quantity", "description", "shipping", "import_date", "region", "currency"):
        assert f"{words('cart.' + name)}</a>" in faults
    for kind in ("code", "quantity", "control", "choice"):
        assert words(f"faults.{kind}") in faults
    assert not re.search(r"\^\[|/lines/|<code>|lang=\"en\"", faults)
    unpriced = {**CART, "line-0-unit_price": "", "form_token": token}
    assert words("faults.price") in (await browser.post("/", data=unpriced, headers=headers)).text


@pytest.mark.parametrize(
    ("language", "typed"),
    [("de", "19,99"), ("fr", "19,99"), ("es", "19,99"), ("de", "19.99"), ("en", "19.99"), ("ja", "19.99")],
)
async def test_a_price_is_read_as_the_page_s_language_writes_it(
    browser: httpx2.AsyncClient, quote_api: httpx2.AsyncClient, sandbox: str, language: str, typed: str
) -> None:
    await sign_in(browser, sandbox)
    sent = {**CART, "line-0-unit_price": typed, "form_token": await form_token(browser, "/")}
    page = await browser.post("/", data=sent, headers={"Accept-Language": language})
    quote_id = page.url.path.rpartition("/")[2]
    assert (await quote_api.get(f"/v1/quotes/{quote_id}")).json()["goods_total"]["amount"] == "39.98"
    again = await browser.get("/", params={"quote": quote_id}, headers={"Accept-Language": language})
    assert f'value="19{words_of(language).decimal_sign}99"' in again.text


@pytest.mark.parametrize(
    ("language", "typed"),
    [
        ("de", "1.234"),
        ("de", "1,234.50"),
        ("de", "1.234,50"),
        ("fr", "1\u202f234,50"),
        ("en", "19,99"),
        ("en", "1,234"),
    ],
)
async def test_a_number_that_may_be_two_is_never_guessed(
    browser: httpx2.AsyncClient, sandbox: str, language: str, typed: str
) -> None:
    await sign_in(browser, sandbox)
    sent = {**CART, "line-0-unit_price": typed, "form_token": await form_token(browser, "/")}
    page = await browser.post("/", data=sent, headers={"Accept-Language": language})
    words = words_of(language)
    sign = words.decimal_sign
    assert page.status_code == 422
    assert words("faults.unclear", sign=sign, plain=f"1234{sign}50") in unescape(page.text)
    assert f'value="{typed}"' in page.text


@pytest.mark.parametrize(
    "path", ["/?quote=%00", "/console/tariff?q=te%00a", "/console/codes?q=%01", "/console/shops?x=%7f"]
)
async def test_control_characters_in_an_address_are_refused(
    browser: httpx2.AsyncClient, sandbox: str, path: str
) -> None:
    await sign_in(browser, sandbox)
    page = await browser.get(path)
    assert page.status_code == 422


async def test_control_characters_in_a_form_are_refused_by_name(browser: httpx2.AsyncClient, sandbox: str) -> None:
    await sign_in(browser, sandbox)
    token = await form_token(browser, "/console/shops")
    sent = {"platform": "generic", "external_id": "out\x00let", "form_token": token}
    page = await browser.post("/console/shops", data=sent)
    assert page.status_code == 422
    assert "form.external_id" in page.text
    cart = await browser.post("/", data={**CART, "base": "q_\x00", "form_token": token})
    assert cart.status_code == 404


async def test_a_form_that_no_page_of_ours_made_is_refused(browser: httpx2.AsyncClient, sandbox: str) -> None:
    await sign_in(browser, sandbox)
    assert (await browser.post("/", data=CART)).status_code == 403


async def test_the_answer_to_a_question_quotes_the_cart_anew(
    browser: httpx2.AsyncClient, quote_api: httpx2.AsyncClient, sandbox: str
) -> None:
    await sign_in(browser, sandbox)
    cart = example("t-shirts-to-us")
    cart["lines"][0] = {name: value for name, value in cart["lines"][0].items() if name not in {"hs_code", "sku"}}
    asked = (await quote_api.post("/v1/quotes", json=cart)).json()
    assert asked["status"] == "partial"
    path = f"/console/quotes/{asked['id']}"
    answer = {"pointer": "/lines/0/hs_code", "value": "6109100012", "form_token": await form_token(browser, path)}
    page = await browser.post(f"{path}/answers", data=answer)
    answered = (await quote_api.get(f"/v1/quotes/{page.url.path.rpartition('/')[2]}")).json()
    assert answered["status"] == "complete"


async def test_a_quote_of_another_merchant_is_not_there(
    browser: httpx2.AsyncClient, stranger_api: httpx2.AsyncClient, sandbox: str
) -> None:
    foreign = (await stranger_api.post("/v1/quotes", json=example("t-shirts-to-us"))).json()["id"]
    await sign_in(browser, sandbox)
    assert (await browser.get(f"/console/quotes/{foreign}")).status_code == 404
    assert (await browser.get("/", params={"quote": foreign})).status_code == 404


async def test_a_key_without_the_scope_is_told_so(
    browser: httpx2.AsyncClient, seeded_database_url: str, sandbox_merchant: str
) -> None:
    engine = connect(QuoteSettings(database_url=seeded_database_url))
    key = new_key("test")
    await AccountRepository(engine).create_key(sandbox_merchant, key, [Scope.DOCUMENTS], "tests", "tests")
    await engine.dispose()
    assert (await sign_in(browser, key.plain)).status_code == 403


async def test_the_catalogue_s_faults_are_listed(
    browser: httpx2.AsyncClient, quote_api: httpx2.AsyncClient, sandbox: str
) -> None:
    stated = await quote_api.put("/v1/catalog/console-lamp", json={"descriptions": {"en": "Lamp"}})
    assert stated.status_code in (200, 201), stated.text
    await sign_in(browser, sandbox)
    page = await browser.get("/console/catalogue", params={"problem": "missing_origin"})
    assert "console-lamp" in page.text


async def test_a_product_is_classified_and_what_is_unsure_decided(
    browser: httpx2.AsyncClient, quote_app: FastAPI, classify_port: int, sandbox: str
) -> None:
    rooms = quote_app.state.resources
    urls = BaseUrls(classify=f"http://127.0.0.1:{classify_port}")
    quote_app.state.resources = replace(rooms, console=replace(rooms.console, neighbours=urls))
    try:
        await sign_in(browser, sandbox)
        token = await form_token(browser, "/console/classification")
        product = {"title": "Cotton T-shirt", "destination": "US", "form_token": token}
        answer = await browser.post("/console/classification", data=product)
        async with DutifulClient(urls, sandbox) as dutiful:
            asked = await dutiful.classify(ClassificationRequest(title=f"Thing {uuid4().hex}", review=True))
        decision = {"code": "9405.21", "reason": "It is a lamp.", "form_token": token}
        decided = await browser.post(f"/console/classification/reviews/{asked.review_id}", data=decision)
        async with DutifulClient(urls, sandbox) as dutiful:
            review = await dutiful.review(str(asked.review_id))
    finally:
        quote_app.state.resources = rooms
    assert answer.url.path.startswith("/console/classification/cls_")
    assert '<h2 id="answer">Cotton T-shirt</h2>' in answer.text
    assert decided.status_code == 200
    assert review.decision is not None
    assert review.decision.codes == {"HS": "940521"}


async def test_pages_take_nothing_from_elsewhere_and_run_nothing_inline(
    browser: httpx2.AsyncClient, sandbox: str
) -> None:
    await sign_in(browser, sandbox)
    page = await browser.get("/")
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert page.headers["cache-control"] == "no-store"
    assert page.headers.get_list("x-content-type-options") == ["nosniff"]
    assert not re.search(r"<script(?! src=\"/)| style=| on[a-z]+=", page.text)


async def test_the_key_of_this_machine_is_only_for_this_machine(
    quote_app: FastAPI, sandbox: str, tmp_path: Path
) -> None:
    file = tmp_path / "key"
    file.write_text(sandbox, encoding="utf-8")
    rooms = quote_app.state.resources
    hosts = Hosts.read(["Desk.example"], local=True)
    quote_app.state.resources = replace(rooms, console=replace(rooms.console, key_file=file, hosts=hosts))
    named = ("localhost:8080", "127.0.0.1", "[::1]:8080", "desk.example:8080")
    foreign = ("rebound.example", "127.0.0.1.rebound.example", "localhost@rebound.example", "x@127.0.0.1", "")
    try:
        transport = httpx2.ASGITransport(app=quote_app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client:
            here = [await client.get("/", headers={"Host": name}) for name in named]
            elsewhere = [await client.get("/", headers={"Host": name}) for name in foreign]
            signing_in = await client.get("/console/sign-in", headers={"Host": foreign[0]})
            api = await client.get("/livez", headers={"Host": foreign[0]})
    finally:
        quote_app.state.resources = rooms
    # Under a name of the setting people sign in: whoever reaches it may sit anywhere.
    assert [one.status_code for one in here] == [200, 200, 200, 303]
    assert [one.status_code for one in (*elsewhere, signing_in)] == [421] * 6
    assert api.status_code == 200
