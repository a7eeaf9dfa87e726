"""What a call for BigCommerce's taxes may look like, who may make it, and what is kept of it."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import orjson
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.builders import bigcommerce as bc
from tests.e2e.bigcommerce_shop import TAX, Store, a_store

DOMESTIC = bc.document(origin_address=bc.GERMANY)


@pytest.fixture
async def store(quote_app: FastAPI) -> AsyncIterator[Store]:
    async with a_store(quote_app) as found:
        yield found


@pytest.mark.parametrize(
    "changes",
    [
        {"transaction_date": {"date": "2019-08-13 03:17:37.000000", "timezone_type": 3, "timezone": "UTC"}},
        {"customer": []},
        {"something_new": {"a": [1]}},
        {"customer": {"customer_id": 7, "tax_properties": None}},
    ],
    ids=["date as object", "empty customer", "new field", "ids as numbers"],
)
async def test_lenient_forms_are_read(store: Store, changes: dict[str, Any]) -> None:
    assert (await store.tax("estimate", bc.cart(**changes))).status_code == 200


async def test_amounts_may_be_texts(store: Store) -> None:
    texts = bc.document(bc.shirts(price=bc.price("40.00")), shipping=bc.carriage("shipping", "10"))

    assert bc.adds_up(await store.estimate(texts)) == bc.adds_up(await store.estimate())


@pytest.mark.parametrize(("number", "kind"), [("DE136695976", "business"), ("DE1", "consumer")])
async def test_a_buyer_who_tells_a_vat_number_that_can_be_one_is_a_business(
    store: Store, number: str, kind: str
) -> None:
    await store.estimate(customer={"tax_properties": [{"code": "eu_vat", "value": number}]})

    assert (await store.requests())[0]["buyer"]["type"] == kind


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Basic bm9ib2R5Og=="},
        {"Authorization": "Basic ***"},
        {"Authorization": "Bearer x"},
        {"X-Bc-Store-Hash": "nobody"},
        {"X-Bc-Store-Hash": "\x7f" * 300},
    ],
    ids=["wrong password", "no base64", "another scheme", "unknown store", "strange store"],
)
async def test_a_call_that_does_not_prove_its_store_is_refused(store: Store, headers: dict[str, str]) -> None:
    response = await store.door.post(f"{TAX}/estimate", json=bc.cart(), headers=headers)

    assert response.status_code == 401
    assert response.headers["www-authenticate"].startswith("Basic")


async def test_a_store_cannot_use_the_password_of_another(quote_app: FastAPI, store: Store) -> None:
    async with a_store(quote_app) as other:
        headers = bc.credentials(other.password, user=store.name, store=store.name)

        assert (await store.door.post(f"{TAX}/estimate", json=bc.cart(), headers=headers)).status_code == 401


async def test_nothing_personal_is_kept_or_logged(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    await store.tax("estimate", bc.cart())
    await store.tax("commit", bc.cart(id="4711"))
    await store.tax("estimate", bc.cart(bc.document(origin_address=[])))

    kept = (await store.recorded()) + capsys.readouterr().out
    assert not [word for word in ("Secret Lane", "Jane", "Doe Limited", store.password) if word in kept]


@pytest.mark.parametrize("body", [{}, {"id": "x"}, {"documents": 3}, {"documents": {}}, {"documents": "none"}])
async def test_what_has_no_documents_is_no_cart(store: Store, body: dict[str, Any]) -> None:
    response = await store.tax("estimate", body)

    assert (response.status_code, response.json()["code"]) == (400, "shop_tax_applies")
    assert "documents" in response.json()["detail"]


async def test_calls_are_counted_by_how_they_end(store: Store) -> None:
    await store.tax("estimate", bc.cart(DOMESTIC))

    metrics = (await store.door.get("/metrics")).text
    assert 'dutiful_bigcommerce_tax_calls_total{operation="estimate",outcome="domestic"}' in metrics


async def test_any_body_is_answered_without_failing(store: Store) -> None:
    bodies: list[Any] = [b"", b"[]", b"null", b"{", b'{"documents": 3}', b'{"id": "\\ud800", "currency_code": "EUR"}']
    bodies += [orjson.dumps(bc.cart(bc.document(bc.shirts(price=price)))) for price in ({"amount": "x"}, 7, {})]
    bodies += [orjson.dumps(bc.cart(currency_code=code)) for code in ("XXX", "eur", None)]
    for body in bodies:
        response: httpx2.Response = await store.door.post(f"{TAX}/estimate", content=body)
        assert response.status_code in (200, 400), (body, response.text)


FIELDS = [
    "id",
    "currency_code",
    "customer",
    "documents",
    "items",
    "shipping",
    "price",
    "amount",
    "wrapping",
    "quantity",
]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=12) | st.just("EUR"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=6),
    max_leaves=12,
)


@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plain=ANYTHING, header=st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=60))
async def test_any_header_and_any_message_is_answered_without_failing(store: Store, plain: Any, header: str) -> None:
    body = orjson.dumps(plain)
    strange = {
        "Authorization": f"Basic {header}".encode("latin-1"),
        "X-Bc-Store-Hash": header.strip().encode("latin-1"),
    }
    refused = await store.door.post(f"{TAX}/estimate", content=body, headers=list(strange.items()))
    answered = await store.door.post(f"{TAX}/estimate", content=body)

    assert refused.status_code == 401
    assert answered.status_code in (200, 400), answered.text
