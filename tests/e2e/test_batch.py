"""Many carts at once, through the public door."""

import asyncio
import json
from decimal import Decimal
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from dutiful_quote.examples import EXAMPLES, example
from dutiful_shared.contract.batch import BatchAnswer, BatchItem
from dutiful_shared.contract.quote_answer import QuoteAnswer
from dutiful_shared.contract.reference_answer import TariffSearchAnswer

CART = example("t-shirts-to-us")
LINES = {"Content-Type": "application/jsonl"}


def of(quantity: int) -> dict[str, Any]:
    return {**CART, "lines": [{**CART["lines"][0], "quantity": quantity}]}


def read(response: httpx2.Response) -> list[BatchItem]:
    assert response.status_code == 200, response.text
    if response.headers["content-type"].startswith("application/jsonl"):
        return [BatchItem.model_validate_json(line) for line in response.text.splitlines()]
    return list(BatchAnswer.model_validate_json(response.content).results)


async def send(api: httpx2.AsyncClient, form: str, carts: list[Any]) -> list[BatchItem]:
    if form == "list":
        return read(await api.post("/v1/quotes/batch", json=carts))
    body = "\n".join(json.dumps(cart) for cart in carts)
    return read(await api.post("/v1/quotes/batch", content=body, headers=LINES))


@pytest.mark.parametrize("form", ["list", "lines"])
async def test_the_answers_come_in_the_order_of_the_carts(form: str, quote_api: httpx2.AsyncClient) -> None:
    counts = list(range(1, 31))

    items = await send(quote_api, form, [of(count) for count in counts])

    assert [item.index for item in items] == list(range(30))
    values = [item.quote and Decimal(item.quote.goods_total.amount) for item in items]
    assert values == [Decimal("19.99") * count for count in counts]


@pytest.mark.parametrize("form", ["list", "lines"])
async def test_a_faulty_cart_has_its_problem_and_the_others_their_quotes(
    form: str, quote_api: httpx2.AsyncClient
) -> None:
    carts = [of(1), {**CART, "colour": "red"}, {**CART, "ship_to": {"country": "AQ"}}, "no cart", of(2)]

    items = await send(quote_api, form, carts)

    assert [item.status for item in items] == [200, 422, 422, 422, 200]
    assert items[1].problem
    assert items[1].problem.errors[0].pointer == "/colour"
    assert items[2].problem
    assert items[2].problem.errors[0].pointer == "/ship_to/country"


async def test_a_line_that_is_no_json_has_its_problem(quote_api: httpx2.AsyncClient) -> None:
    lines = [json.dumps(of(1)), "{", '{"shipping": NaN}', "\xff", "", json.dumps(of(2))]

    items = read(await quote_api.post("/v1/quotes/batch", content="\n".join(lines).encode("latin-1"), headers=LINES))

    assert [item.status for item in items] == [200, 400, 400, 400, 200]


async def test_each_cart_is_recorded_like_a_single_quote(quote_api: httpx2.AsyncClient) -> None:
    items = await send(quote_api, "list", [example(name) for name in EXAMPLES])

    for item in items:
        assert item.quote
        recorded = await quote_api.get(f"/v1/quotes/{item.quote.id}")
        assert QuoteAnswer.model_validate(recorded.json()) == item.quote
        replayed = await quote_api.post(f"/v1/quotes/{item.quote.id}/replay")
        assert replayed.json()["identical"]


@pytest.mark.parametrize(
    ("body", "kind", "refusal"),
    [
        pytest.param(b"{}", "application/json", (422, "invalid_request"), id="no list"),
        pytest.param(b"[]", "application/json", (422, "invalid_request"), id="an empty list"),
        pytest.param(b"[{}", "application/json", (400, "malformed_json"), id="cut off"),
        pytest.param(b"[{},]", "application/json", (400, "malformed_json"), id="a comma too many"),
        pytest.param(b"[{}] x", "application/json", (400, "malformed_json"), id="something after it"),
        pytest.param(b"[" + b"{}," * 500 + b"{}]", "application/json", (422, "invalid_request"), id="501 carts"),
        pytest.param(b"[" * 90_000, "application/json", (400, "json_too_deep"), id="deep"),
        pytest.param(b"a,b", "text/csv", (415, "unsupported_media_type"), id="another format"),
        pytest.param(b" " * 9_000_000, "application/json", (413, "body_too_large"), id="too large"),
    ],
)
async def test_a_broken_batch_is_one_problem(
    body: bytes, kind: str, refusal: tuple[int, str], quote_api: httpx2.AsyncClient
) -> None:
    response = await quote_api.post("/v1/quotes/batch", content=body, headers={"Content-Type": kind})

    assert (response.status_code, response.json()["code"]) == refusal


@pytest.mark.parametrize("path", ["/v1/quotes/batch", "/v1/catalog/import"])
async def test_a_key_for_repetitions_is_refused_where_no_answer_is_kept(
    path: str, quote_api: httpx2.AsyncClient
) -> None:
    response = await quote_api.post(path, content=json.dumps(CART), headers={**LINES, "Idempotency-Key": "once"})

    assert (response.status_code, response.json()["code"]) == (400, "bad_request")
    assert [(one["code"], one["parameter"]) for one in response.json()["errors"]] == [
        ("idempotency_key_not_taken", "header.idempotency-key")
    ]


async def test_of_more_lines_than_fit_the_first_are_answered(quote_api: httpx2.AsyncClient) -> None:
    items = read(await quote_api.post("/v1/quotes/batch", content=b"{}\n" * 600, headers=LINES))

    assert len(items) == 501
    assert items[-1].problem
    assert "500" in items[-1].problem.detail


async def test_a_line_is_answered_before_the_next_is_sent(quote_app: FastAPI, sandbox: str) -> None:
    """Over the application's own door: clients in tests read an answer only when it is whole."""
    sent: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    answered: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "POST",
        "path": "/v1/quotes/batch",
        "raw_path": b"/v1/quotes/batch",
        "root_path": "",
        "scheme": "http",
        "query_string": b"",
        "headers": [(b"content-type", b"application/jsonl"), (b"authorization", f"Bearer {sandbox}".encode())],
        "client": ("127.0.0.1", 1),
        "server": ("quote", 80),
    }
    serving = asyncio.create_task(quote_app(scope, sent.get, answered.put))
    line = json.dumps(of(1)).encode() + b"\n"
    assert (await answered.get())["status"] == 200

    for index in range(3):
        await sent.put({"type": "http.request", "body": line, "more_body": True})
        async with asyncio.timeout(10):
            assert BatchItem.model_validate_json((await answered.get())["body"]).index == index

    await sent.put({"type": "http.request", "body": b"", "more_body": False})
    await serving


async def test_a_batch_in_work_leaves_single_quotes_alone(quote_api: httpx2.AsyncClient) -> None:
    batch = asyncio.create_task(send(quote_api, "list", [of(1 + i % 50) for i in range(300)]))
    await asyncio.sleep(0.05)

    single = await quote_api.post("/v1/quotes", json=of(1))
    first = not batch.done()
    await batch

    assert (single.status_code, first) == (200, True)


@pytest.mark.parametrize("country", ["US", "DE", "XI", "KE"])
async def test_a_tariff_is_searched_by_words(country: str, quote_api: httpx2.AsyncClient) -> None:
    response = await quote_api.get(f"/v1/tariffs/{country}/search", params={"q": "cotton t-shrits"})

    found = TariffSearchAnswer.model_validate(response.json())
    assert "610910" in [one.code for one in found.results]


async def test_a_hit_has_the_codes_of_the_countrys_tariff(quote_api: httpx2.AsyncClient) -> None:
    whole, narrow = [
        TariffSearchAnswer.model_validate(
            (await quote_api.get("/v1/tariffs/US/search", params={"q": digits})).json()
        ).results
        for digits in ("610910", "6109.10.00.12")
    ]

    assert "6109100012" in whole[0].declarable
    assert narrow[0].declarable == ("6109100012",)


async def test_pages_of_a_search_follow_each_other(quote_api: httpx2.AsyncClient) -> None:
    cursor: int | None = 0
    codes: list[str] = []
    while cursor is not None:
        query = {"q": "61", "limit": "50", "cursor": str(cursor)}
        page = TariffSearchAnswer.model_validate((await quote_api.get("/v1/tariffs/US/search", params=query)).json())
        codes += [one.code for one in page.results]
        cursor = page.next

    assert codes == sorted(set(codes))
    assert len(codes) > 100
