"""Lines without a code: asked of a real classification service, within a budget, and never at a cart's cost."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from dutiful_local.ports import free_port
from dutiful_quote.app import create_app
from dutiful_quote.settings import QuoteSettings
from dutiful_quote.shops.shop import ShopSettings
from dutiful_shared.account.api_key import new_key
from dutiful_shared.account.merchant_ticket import Purpose, issue_ticket
from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.account.scopes import ALL_SCOPES, Scope
from dutiful_shared.contract.quote_answer import QuoteAnswer
from dutiful_shared.service.internal import InternalSettings
from dutiful_shared.service.postgres import connect
from tests.builders import bigcommerce as bc
from tests.builders.listening import listening
from tests.conftest import Servers
from tests.e2e.bigcommerce_shop import a_store
from tests.integration.classification_service.keyword_classifier import KeywordClassifier

#: Long enough for a machine that is busy with other tests.
_PATIENT_MS: Final = 2_000
_PATIENT_SHOP: Final = ShopSettings(budget_ms=3_500)
CART: Final[dict[str, Any]] = {
    "ship_from": {"country": "CN"},
    "ship_to": {"country": "GB"},
    "currency": "GBP",
    "incoterm": "DDP",
    "transport_mode": "express",
    "import_date": "2026-11-20",
}


def cart(*descriptions: str, code: str | None = None) -> dict[str, Any]:
    lines = [
        {"id": str(i), "description": words, "origin": "CN", "quantity": 1, "unit_price": "200.00", "hs_code": code}
        for i, words in enumerate(descriptions, 1)
    ]
    return {**CART, "lines": lines}


@dataclass(frozen=True, slots=True)
class Merchant:
    id: str
    key: str
    #: Of a key that may not classify.
    quoting_key: str


@pytest.fixture
async def merchant(seeded_database_url: str, quote_app: FastAPI) -> Merchant:
    """A merchant of whom neither service has heard."""
    engine = connect(QuoteSettings(database_url=seeded_database_url))
    accounts = AccountRepository(engine)
    made = await accounts.create_merchant(f"Shop {uuid4().hex}", "tests")
    keys = [new_key("test"), new_key("test")]
    for key, scopes in zip(keys, (ALL_SCOPES, (Scope.QUOTE,)), strict=True):
        await accounts.create_key(made.id, key, scopes, "", "tests")
    await engine.dispose()
    return Merchant(made.id, *(key.plain for key in keys))


@dataclass(frozen=True, slots=True)
class Quoting:
    """A quote service that asks a classifier, and a client of it."""

    app: FastAPI
    http: httpx2.AsyncClient

    async def quote(self, body: dict[str, Any], key: str) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {key}"}
        response = await self.http.post("/v1/quotes", json=body, headers=headers)
        assert response.status_code == 200, response.text
        QuoteAnswer.model_validate(response.json())
        return dict(response.json())

    async def outcomes(self) -> dict[str, float]:
        """Lines by what came of asking, of those that there were."""
        found = {}
        for line in (await self.http.get("/metrics")).text.splitlines():
            if line.startswith("dutiful_quote_classified_lines_total{"):
                name, _, number = line.partition(" ")
                found[name.split('"')[1]] = float(number)
        return {name: number for name, number in found.items() if number}


Open = Callable[..., Awaitable[Quoting]]


@pytest.fixture
async def open_quoting(seeded_database_url: str, servers: Servers, quote_app: FastAPI) -> AsyncIterator[Open]:
    """Opens quote services that ask the classifier at a port."""
    async with AsyncExitStack() as stack:

        async def opened(port: int, **settings: Any) -> Quoting:
            values = {"classify_url": f"http://127.0.0.1:{port}", "classify_budget_ms": _PATIENT_MS, **settings}
            app = create_app(
                QuoteSettings(
                    database_url=seeded_database_url, redis_url=servers.redis_url, webhook_concurrency=0, **values
                )
            )
            await stack.enter_async_context(app.router.lifespan_context(app))
            transport = httpx2.ASGITransport(app=app)
            http = httpx2.AsyncClient(transport=transport, base_url="http://quote", timeout=30)
            return Quoting(app, await stack.enter_async_context(http))

        yield opened


@asynccontextmanager
async def answering(answer: Callable[[], tuple[int, bytes]]) -> AsyncIterator[int]:
    """The port of a service that answers whatever is asked in its own way."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        status, body = answer()
        headers = [(b"content-type", b"application/jsonl"), (b"location", b"/elsewhere")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async with listening(app, "off") as port:  # type: ignore[arg-type]
        yield port


def substance(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer without what differs from quote to quote."""
    return {
        name: value for name, value in answer.items() if name not in {"id", "created_at", "expires_at", "token"}
    } | {"freshness": {**answer["freshness"], "tier": ""}}


def code_question(answer: dict[str, Any]) -> dict[str, Any]:
    (found,) = (one for one in answer["missing"] if one["fact"] == "hs_code")
    return dict(found)


async def recorded(database_url: str, quote_id: str) -> Any:
    engine = connect(QuoteSettings(database_url=database_url))  # type: ignore[arg-type]
    async with engine.connect() as connection:
        found = await connection.execute(text("SELECT completed FROM quote.quote WHERE id = :id"), {"id": quote_id})
        completed = found.scalar_one()
    await engine.dispose()
    return json.loads(completed) if isinstance(completed, str) else completed


# ---------------------------------------------------------------------------------------------- candidates


async def test_a_question_has_the_candidates_with_what_each_would_cost(
    open_quoting: Open, classify_port: int, merchant: Merchant, quote_api: httpx2.AsyncClient
) -> None:
    quoting = await open_quoting(classify_port)
    answer = await quoting.quote(cart("a shirt"), merchant.key)

    asked = code_question(answer)
    candidates = asked["classification"]["candidates"]
    alone = [(await quote_api.post("/v1/quotes", json=cart("a shirt", code=one["code"]))).json() for one in candidates]
    assert [(one["code"], one["probability"]) for one in candidates] == [
        ("620520", 0.45),
        ("610510", 0.35),
        ("620530", 0.1),
    ]
    assert [one["duty"] for one in candidates] == [one["lines"][0]["duty"] for one in alone]
    totals = [Decimal(one["lines"][0]["duty"]["amount"]) + Decimal(one["lines"][0]["tax"]["amount"]) for one in alone]
    assert [Decimal(one["total"]["likely"]) for one in candidates] == totals
    assert asked["spread"] == {
        "min": f"{min(totals):.2f}",
        "likely": f"{totals[0]:.2f}",
        "max": f"{max(totals):.2f}",
        "currency": "GBP",
    }


async def test_the_classifiers_own_question_is_passed_on(
    open_quoting: Open, classify_port: int, merchant: Merchant
) -> None:
    quoting = await open_quoting(classify_port)
    asked = code_question(await quoting.quote(cart("a shirt"), merchant.key))

    assert asked["classification"]["question"] == {
        "text": "Is it knitted or woven?",
        "attribute": "fabric",
        "answers": [{"value": "woven", "leads_to": "620520"}, {"value": "knitted", "leads_to": "610510"}],
    }


async def test_candidates_are_never_charged(
    open_quoting: Open, classify_port: int, merchant: Merchant, quote_api: httpx2.AsyncClient
) -> None:
    quoting = await open_quoting(classify_port)
    answer = await quoting.quote(cart("a shirt"), merchant.key)
    best = (await quote_api.post("/v1/quotes", json=cart("a shirt", code="620520"))).json()

    assert (answer["status"], answer["landed_cost"], answer["token"]) == ("partial", None, None)
    assert (answer["lines"][0]["tariff_code"], answer["lines"][0]["calculable"]) == (None, False)
    assert answer["options"]["ddp"]["available"] is False
    assert (answer["estimate"]["likely"], answer["estimate"]["max"]) == (best["landed_cost"]["amount"], None)


async def test_all_lines_of_a_cart_are_asked_in_one_go(
    open_quoting: Open, classify_port: int, merchant: Merchant, classifier: KeywordClassifier
) -> None:
    quoting = await open_quoting(classify_port)
    classifier.calls.clear()
    answer = await quoting.quote(cart("a shirt", "one handbag", "some thing", "gift voucher"), merchant.key)

    found = [one["classification"] for one in answer["missing"] if one["fact"] == "hs_code"]
    assert [(one["decision"], len(one["candidates"])) for one in found] == [
        ("ask", 3),
        ("review", 3),
        ("review", 3),
        ("not_goods", 0),
    ]
    assert [len(titles) for titles in classifier.calls] == [4]


async def test_words_that_were_asked_before_are_remembered(
    open_quoting: Open, classify_port: int, merchant: Merchant, classifier: KeywordClassifier
) -> None:
    quoting = await open_quoting(classify_port)
    first = await quoting.quote(cart("a shirt"), merchant.key)
    classifier.calls.clear()
    second = await quoting.quote(cart("a shirt"), merchant.key)

    assert (substance(second), classifier.calls) == (substance(first), [])
    assert await quoting.outcomes() == {"answered": 1, "memory": 1}


async def test_a_key_that_may_not_classify_is_not_sent_there(
    open_quoting: Open, classify_port: int, merchant: Merchant, quote_api: httpx2.AsyncClient
) -> None:
    quoting = await open_quoting(classify_port)
    answer = await quoting.quote(cart("a shirt"), merchant.quoting_key)
    usual = (await quote_api.post("/v1/quotes", json=cart("a shirt"))).json()

    assert substance(answer) == substance(usual)
    assert await quoting.outcomes() == {}


async def test_goods_that_cross_no_border_are_not_asked_about(
    open_quoting: Open, classify_port: int, merchant: Merchant
) -> None:
    quoting = await open_quoting(classify_port)
    at_home = {**cart("a shirt"), "ship_from": {"country": "GB"}}
    answer = await quoting.quote(at_home, merchant.key)

    assert (answer["status"], await quoting.outcomes()) == ("no_import", {})


# ---------------------------------------------------------------------------------------------- codes that are taken


async def settle(quoting: Quoting, merchant: Merchant, **settings: Any) -> None:
    headers = {"Authorization": f"Bearer {merchant.key}"}
    before = (await quoting.http.get("/v1/merchant/settings", headers=headers)).headers["etag"]
    headers["If-Match"] = before
    answer = await quoting.http.put("/v1/merchant/settings", json=settings, headers=headers)
    assert answer.status_code == 200, answer.text
    profiles = quoting.app.state.resources.quotes.completion.profiles
    for _ in range(100):
        if profiles.of(merchant.id).use_classified_codes:
            return
        await asyncio.sleep(0.1)
    raise AssertionError("the settings did not come into force")


async def test_a_sure_code_is_not_taken_unless_the_merchant_said_so(
    open_quoting: Open, classify_port: int, merchant: Merchant
) -> None:
    quoting = await open_quoting(classify_port)
    answer = await quoting.quote(cart("a t-shirt"), merchant.key)

    assert (answer["status"], answer["lines"][0]["tariff_code"]) == ("partial", None)
    assert code_question(answer)["classification"]["decision"] == "auto"


async def test_a_sure_code_that_may_be_taken_is_said_and_recorded(
    open_quoting: Open, classify_port: int, merchant: Merchant, seeded_database_url: str
) -> None:
    quoting = await open_quoting(classify_port)
    await settle(quoting, merchant, use_classified_codes=True)
    answer = await quoting.quote(cart("a t-shirt"), merchant.key)

    (said,) = (one for one in answer["assumptions"] if one["fact"] == "classified_code")
    (kept,) = (await recorded(seeded_database_url, answer["id"]))["classified"]
    assert answer["landed_cost"] is not None
    assert answer["lines"][0]["tariff_code"] == "610910"
    assert (said["value"], said["pointer"]) == ("610910", "/lines/0/hs_code")
    assert "0.90" in said["text"]
    assert kept["suggestion"]["classification_id"] in said["text"]
    assert (kept["source"], kept["taken"], kept["probability"]) == ("classifier", "610910", 0.9)


async def test_an_unsure_code_is_never_taken(open_quoting: Open, classify_port: int, merchant: Merchant) -> None:
    quoting = await open_quoting(classify_port)
    await settle(quoting, merchant, use_classified_codes=True)
    answer = await quoting.quote(cart("a shirt"), merchant.key)

    assert (answer["status"], answer["lines"][0]["tariff_code"]) == ("partial", None)


async def test_no_threshold_of_a_merchant_goes_below_that_of_the_service(
    open_quoting: Open, classify_port: int, merchant: Merchant
) -> None:
    quoting = await open_quoting(classify_port, classify_take_at=0.95)
    await settle(quoting, merchant, use_classified_codes=True)
    answer = await quoting.quote(cart("a t-shirt"), merchant.key)

    assert (answer["status"], code_question(answer)["classification"]["decision"]) == ("partial", "auto")


@pytest.mark.parametrize("words", [pytest.param("a t-shirt", id="taken"), pytest.param("a shirt", id="asked")])
async def test_a_replay_needs_no_classifier_and_is_identical(
    open_quoting: Open, classify_port: int, merchant: Merchant, quote_api: httpx2.AsyncClient, words: str
) -> None:
    quoting = await open_quoting(classify_port)
    await settle(quoting, merchant, use_classified_codes=True)
    answer = await quoting.quote(cart(words), merchant.key)
    headers = {"Authorization": f"Bearer {merchant.key}"}
    replay = (await quote_api.post(f"/v1/quotes/{answer['id']}/replay", headers=headers)).json()

    assert (replay["identical"], replay["differences"]) == (True, [])


# ---------------------------------------------------------------------------------------------- slow, down, wrong


async def test_a_late_answer_costs_the_budget_and_serves_the_next_quote(
    open_quoting: Open,
    classify_port: int,
    merchant: Merchant,
    classifier: KeywordClassifier,
    quote_api: httpx2.AsyncClient,
) -> None:
    quoting = await open_quoting(classify_port, classify_budget_ms=60, classify_timeout_ms=20_000)
    await quoting.quote(cart("warm up", code="610910"), merchant.key)
    classifier.seconds = 1.0
    try:
        first = await quoting.quote(cart("one shirt"), merchant.key)
        outcomes = await quoting.outcomes()
    finally:
        classifier.seconds = 0.0
    usual = (await quote_api.post("/v1/quotes", json=cart("one shirt"))).json()
    second = await quoting.quote(cart("one shirt"), merchant.key)
    for _ in range(100):
        if "classification" in code_question(second):
            break
        await asyncio.sleep(0.1)
        second = await quoting.quote(cart("one shirt"), merchant.key)

    assert substance(first) == substance(usual)
    assert outcomes == {"late": 1}
    assert code_question(second)["classification"]["candidates"][0]["code"] == "620520"


async def test_a_classifier_that_is_down_leaves_the_quote_as_it_is_and_is_left_alone(
    open_quoting: Open, merchant: Merchant, quote_api: httpx2.AsyncClient
) -> None:
    quoting = await open_quoting(free_port(), classify_breaker_failures=2)
    answers = [await quoting.quote(cart(f"shirt {i}"), merchant.key) for i in range(4)]
    usual = (await quote_api.post("/v1/quotes", json=cart("shirt 3"))).json()

    assert substance(answers[-1]) == substance(usual)
    assert await quoting.outcomes() == {"failed": 2, "paused": 2}


def _told(**changes: Any) -> bytes:
    candidate = {"hs6": "620520", "probability": 0.9, "hs4_probability": 0.9, "hs2_probability": 0.9, "reasons": []}
    answer = {
        "id": "cls_1",
        "decision": "auto",
        "candidates": [candidate],
        "national": [],
        "versions": {"model": "m", "nomenclature": "n"},
    }
    return json.dumps({"row": 1, "classification": answer} | changes).encode() + b"\n"


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        pytest.param(200, b"<html>", "failed", id="no JSON"),
        pytest.param(200, b"", "failed", id="nothing"),
        pytest.param(200, _told(row=7), "failed", id="another row"),
        pytest.param(200, _told(classification={"id": "cls_1"}), "failed", id="another shape"),
        pytest.param(500, b"", "failed", id="an error of its own"),
        pytest.param(307, b"", "refused", id="a redirect"),
        pytest.param(429, b"", "refused", id="too many requests"),
    ],
)
async def test_an_answer_that_is_none_leaves_the_quote_as_it_is(
    open_quoting: Open, merchant: Merchant, quote_api: httpx2.AsyncClient, status: int, body: bytes, outcome: str
) -> None:
    async with answering(lambda: (status, body)) as port:
        quoting = await open_quoting(port)
        answer = await quoting.quote(cart("a shirt"), merchant.key)
    usual = (await quote_api.post("/v1/quotes", json=cart("a shirt"))).json()

    assert substance(answer) == substance(usual)
    assert await quoting.outcomes() == {outcome: 1}


async def test_a_code_that_does_not_exist_is_neither_taken_nor_shown(open_quoting: Open, merchant: Merchant) -> None:
    body = _told().replace(b"620520", b"999998").replace(b"99", b"00", 1)
    async with answering(lambda: (200, body)) as port:
        quoting = await open_quoting(port)
        await settle(quoting, merchant, use_classified_codes=True)
        answer = await quoting.quote(cart("a shirt"), merchant.key)

    assert (answer["status"], code_question(answer)["classification"]["candidates"]) == ("partial", [])


# ---------------------------------------------------------------------------------------------- the hot path


async def test_a_cart_whose_lines_have_codes_never_reaches_the_classifier(
    open_quoting: Open, merchant: Merchant, quote_api: httpx2.AsyncClient
) -> None:
    asked: list[bool] = []

    def answer() -> tuple[int, bytes]:
        asked.append(True)
        return 500, b""

    async with answering(answer) as port:
        quoting = await open_quoting(port)
        found = await quoting.quote(cart("a shirt", "a handbag", code="610910"), merchant.key)
    usual = (await quote_api.post("/v1/quotes", json=cart("a shirt", "a handbag", code="610910"))).json()

    assert json.dumps(substance(found)) == json.dumps(substance(usual))
    assert (asked, await quoting.outcomes()) == ([], {})


@pytest.mark.parametrize(
    "settings",
    [pytest.param({"classify_budget_ms": 0}, id="no budget"), pytest.param({"classify_url": ""}, id="no url")],
)
async def test_the_feature_can_be_switched_off(
    open_quoting: Open, classify_port: int, settings: dict[str, Any]
) -> None:
    quoting = await open_quoting(classify_port, **settings)

    assert quoting.app.state.resources.quotes.completion.classifier is None


def nameless(words: str) -> dict[str, Any]:
    """Something in a BigCommerce cart of which only the name is known."""
    return bc.shirts(400, name=words, tax_properties=[], item_code="", item_reference="")


async def classified_for(quoting: Quoting, merchant_id: str) -> list[str]:
    """The titles of what the classification service keeps for a merchant."""
    statement = text("SELECT request->>'title' AS title FROM classify.classification WHERE merchant_id = :merchant")
    async with quoting.app.state.resources.shops.service_engine.connect() as connection:
        return [row.title for row in await connection.execute(statement, {"merchant": merchant_id})]


async def test_a_cart_of_a_platform_is_classified_for_the_merchant_of_its_shop(
    open_quoting: Open, classify_port: int
) -> None:
    quoting = await open_quoting(classify_port, bigcommerce_tax_budget_ms=3_500)
    async with a_store(quoting.app, settings=_PATIENT_SHOP) as store:
        await store.estimate(bc.document(nameless("shirt"), to=bc.BRITAIN))
        (quote,) = await store.quotes()
        assert code_question(quote)["classification"]["candidates"][0]["code"] == "620520"
        assert await classified_for(quoting, store.merchant_id) == ["shirt"]
    assert await quoting.outcomes() == {"answered": 1}


@pytest.mark.parametrize(
    "settings",
    [
        pytest.param({"classify_for_shops": False}, id="switched-off"),
        pytest.param({"internal_key": "another key than the classifier has"}, id="a-key-that-is-not-taken"),
    ],
)
async def test_without_leave_a_cart_of_a_platform_is_quoted_as_it_came(
    settings: dict[str, Any], open_quoting: Open, classify_port: int
) -> None:
    quoting = await open_quoting(classify_port, bigcommerce_tax_budget_ms=3_500, **settings)
    async with a_store(quoting.app, settings=_PATIENT_SHOP) as store:
        await store.tax("estimate", bc.cart(bc.document(nameless("shirt"), to=bc.BRITAIN)))
        (quote,) = await store.quotes()
        assert "classification" not in code_question(quote)
        assert await classified_for(quoting, store.merchant_id) == []


async def test_a_ticket_opens_nothing_but_lines(classify_port: int, merchant: Merchant) -> None:
    ticket = issue_ticket(InternalSettings(), Purpose.CLASSIFY_LINES, merchant.id, datetime.now(UTC))
    headers = {"Authorization": f"Bearer {ticket}", "Content-Type": "application/jsonl"}
    async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{classify_port}", headers=headers) as http:
        lines = await http.post("/v1/classifications/lines", content=b'{"title": "shirt"}')
        others = [
            await http.get("/v1/classifications"),
            await http.get("/v1/overrides"),
            await http.post("/v1/classifications", json={"title": "shirt"}),
        ]
        old = issue_ticket(
            InternalSettings(), Purpose.CLASSIFY_LINES, merchant.id, datetime.now(UTC) - timedelta(minutes=2)
        )
        late = await http.post(
            "/v1/classifications/lines", content=b'{"title": "shirt"}', headers={"Authorization": f"Bearer {old}"}
        )
    assert lines.status_code == 200, lines.text
    assert {one.status_code for one in (*others, late)} == {401}
