"""What people decided is answered again: for a SKU, for the same words, and for as long as it holds."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from dutiful_classify.settings import ClassifySettings
from dutiful_shared.service.postgres import connect
from tests.integration.classification_service.conftest import MakeShop, Shop, client_of
from tests.integration.classification_service.keyword_classifier import KeywordClassifier

pytestmark = pytest.mark.integration

CODES = {"HS": "610990", "US": "6109901007", "EU": "6109902000"}


async def fixed(shop: Shop, **values: Any) -> dict[str, Any]:
    body = {"codes": CODES, "reason": "It is of linen.", "author": "Ana", **values}
    response = await shop.http.put("/v1/overrides", json=body)
    assert response.status_code == 200, response.text
    return dict(response.json())


async def audit_of(database_url: str, merchant_id: str) -> list[tuple[str, str]]:
    engine = connect(ClassifySettings(database_url=database_url))  # type: ignore[arg-type]
    async with engine.connect() as connection:
        rows = await connection.execute(
            text("SELECT action, subject FROM account.audit WHERE merchant_id = :id ORDER BY id"), {"id": merchant_id}
        )
        found = [(row.action, row.subject) for row in rows]
    await engine.dispose()
    return [line for line in found if not line[0].startswith(("key.", "merchant."))]


async def test_a_fixed_sku_is_answered_as_it_was_fixed_without_the_model(
    shop: Shop, classifier: KeywordClassifier
) -> None:
    override = await fixed(shop, sku="TEE")
    answer = await shop.classify("T-shirt", sku="TEE", destinations=["US", "DE", "JP"])

    assert (answer["decision"], answer["source"], answer["candidates"][0]["hs6"]) == ("auto", "override", "610990")
    assert [(line["destination"], line["code"], line["author"]) for line in answer["national"]] == [
        ("US", "6109901007", "Ana"),
        ("DE", "6109902000", "Ana"),
    ]
    remembered = answer["memory"]
    assert (remembered["override_id"], remembered["matched"], remembered["reason"]) == (
        override["id"],
        "sku",
        "It is of linen.",
    )
    assert classifier.calls == []


@pytest.mark.parametrize(
    "again",
    [
        pytest.param({"title": "Linen  T-SHIRT"}, id="other blanks and capitals"),
        pytest.param({"title": "\uff2cinen t-shirt", "language": "de"}, id="wide letters, another language"),
        pytest.param({"title": "linen t-shirt", "sku": "ANOTHER"}, id="another SKU"),
    ],
)
async def test_equal_words_are_answered_alike(shop: Shop, again: dict[str, Any]) -> None:
    await fixed(shop, product={"title": "Linen T-shirt"})

    assert (await shop.classify(**again))["source"] == "override"


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"title": "Linen T-shirt", "attributes": {"material": "cotton"}}, id="another material"),
        pytest.param({"title": "Linen T-shirt", "description": "with print"}, id="more words"),
        pytest.param({"title": "Linen T-shirt < 5 % elastane"}, id="another sign"),
    ],
)
async def test_other_words_are_not(shop: Shop, other: dict[str, Any]) -> None:
    await fixed(shop, product={"title": "Linen T-shirt"})

    assert (await shop.classify(**other))["source"] == "model"


async def test_a_decision_for_the_sku_comes_before_one_for_the_words(shop: Shop) -> None:
    await fixed(shop, sku="TEE", codes={"HS": "610910"})
    await fixed(shop, product={"title": "T-shirt"}, codes={"HS": "610990"})

    assert (await shop.classify("T-shirt", sku="TEE"))["memory"]["codes"] == {"HS": "610910"}


async def test_what_is_fixed_for_a_while_leaves_the_floor_to_what_stood_before(shop: Shop) -> None:
    now = datetime.now(UTC)
    await fixed(shop, sku="TEE", codes={"HS": "610910"})
    past = {"valid_from": (now - timedelta(days=9)).isoformat(), "valid_to": (now - timedelta(days=2)).isoformat()}
    await fixed(shop, sku="TEE", codes={"HS": "611020"}, **past)
    await fixed(shop, sku="TEE", codes={"HS": "610990"}, valid_from=(now + timedelta(days=1)).isoformat())

    assert (await shop.classify("T-shirt", sku="TEE"))["memory"]["codes"] == {"HS": "610910"}
    in_force = (await shop.http.get("/v1/overrides", params={"in_force": True})).json()["overrides"]
    assert [one["codes"] for one in in_force] == [{"HS": "610910"}]


async def test_an_override_that_is_ended_uncovers_the_one_below(shop: Shop) -> None:
    await fixed(shop, sku="TEE", codes={"HS": "610910"})
    newest = await fixed(shop, sku="TEE", codes={"HS": "610990"})
    ended = await shop.http.delete(f"/v1/overrides/{newest['id']}")
    again = await shop.http.delete(f"/v1/overrides/{newest['id']}")

    assert (await shop.classify("T-shirt", sku="TEE"))["memory"]["codes"] == {"HS": "610910"}
    assert (ended.json()["valid_to"], again.json()) == (again.json()["valid_to"], ended.json())


async def test_what_is_fixed_already_is_not_fixed_again(shop: Shop) -> None:
    first = await fixed(shop, sku="TEE")

    assert await fixed(shop, sku="TEE") == first


async def test_every_change_is_in_the_audit(shop: Shop, database_url: str) -> None:
    await shop.settle(auto_at=0.7)
    override = await fixed(shop, sku="TEE")
    await shop.http.delete(f"/v1/overrides/{override['id']}")

    assert await audit_of(database_url, shop.merchant_id) == [
        ("classification_settings.replace", shop.merchant_id),
        ("override.create", override["id"]),
        ("override.end", override["id"]),
    ]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        pytest.param({}, "/sku", id="of nothing"),
        pytest.param({"sku": "A", "codes": {"HS": "610990", "US": "6204620000"}}, "/codes/US", id="two subheadings"),
        pytest.param({"sku": "A", "codes": {"HS": "6109"}}, "/codes/HS", id="a heading alone"),
        pytest.param({"sku": "A", "codes": {"HS": "619999"}}, "/codes/HS", id="no such code"),
        pytest.param({"sku": "A", "codes": {"XX": "610910"}}, "/codes/XX", id="no such system"),
        pytest.param({"sku": "A", "codes": {}}, "/codes", id="no codes"),
        pytest.param({"sku": "A", "reason": ""}, "/reason", id="no reason"),
        pytest.param({"sku": "A", "valid_to": "2020-01-01T00:00:00Z"}, "/valid_to", id="over already"),
        pytest.param({"sku": "A", "valid_from": "2026-01-01"}, "/valid_from", id="a day without an hour"),
        pytest.param({"sku": "A", "product": {"title": "x", "sku": "B"}}, "/product/sku", id="two SKUs"),
    ],
)
async def test_an_unusable_override_is_refused_by_name(shop: Shop, body: dict[str, Any], pointer: str) -> None:
    response = await shop.http.put("/v1/overrides", json={"codes": CODES, "reason": "r", **body})

    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_a_checkouts_key_may_not_fix_codes(shop: Shop) -> None:
    response = await shop.checkout.put("/v1/overrides", json={"sku": "A", "codes": CODES, "reason": "r"})

    assert response.status_code == 403


async def test_the_export_has_everything_as_csv_and_as_json_lines(shop: Shop) -> None:
    made = [await fixed(shop, sku=f"S,{number}\u00fc", reason='with "quotes"') for number in range(3)]
    table = await shop.http.get("/v1/overrides/export")
    lines = await shop.http.get("/v1/overrides/export", headers={"Accept": "application/jsonl"})

    rows = list(csv.DictReader(io.StringIO(table.text)))
    assert {(row["id"], row["sku"], row["code_system"], row["code"]) for row in rows} == {
        (one["id"], one["sku"], system, code) for one in made for system, code in CODES.items()
    }
    assert [json.loads(line)["id"] for line in lines.text.splitlines()] == [one["id"] for one in made[::-1]]


async def test_a_merchant_without_overrides_exports_a_header(shop: Shop) -> None:
    assert (await shop.http.get("/v1/overrides/export")).text.startswith("id,sku,title,code_system,code")


async def test_pages_of_overrides_hold_each_once(shop: Shop) -> None:
    made = [(await fixed(shop, sku=f"S{number}"))["id"] for number in range(5)]
    first = (await shop.http.get("/v1/overrides", params={"limit": 3})).json()
    rest = (await shop.http.get("/v1/overrides", params={"limit": 3, "cursor": first["next"]})).json()

    assert [one["id"] for one in first["overrides"] + rest["overrides"]] == made[::-1]
    assert rest["next"] is None


async def test_what_another_merchant_decided_answers_nothing(make_shop: MakeShop) -> None:
    mine, other = await make_shop(), await make_shop()
    override = await fixed(other, sku="TEE", product={"title": "T-shirt"})

    assert (await mine.classify("T-shirt", sku="TEE"))["source"] == "model"
    assert (await mine.http.get(f"/v1/overrides/{override['id']}")).status_code == 404
    assert (await mine.http.delete(f"/v1/overrides/{override['id']}")).status_code == 404


async def test_metrics_tell_what_was_remembered(app: FastAPI, shop: Shop) -> None:
    await fixed(shop, sku="TEE")
    await shop.classify("T-shirt", sku="TEE")

    metrics = (await client_of(app, shop.key).get("/metrics")).text
    assert 'dutiful_classification_memory_hits_total{matched="sku"} 1.0' in metrics
    assert 'dutiful_classifications_total{decision="auto",source="override"} 1.0' in metrics
