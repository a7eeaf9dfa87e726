"""The catalogue through its public door."""

import asyncio
import json
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from dutiful_shared.client import BaseUrls, DutifulClient, DutifulProblem
from dutiful_shared.contract.catalogue import Article, Lack, Override, OverridesRequest
from dutiful_shared.contract.catalogue_imports import ImportState
from tests.builders.catalogue_over_http import SHIRT, path, put


async def test_an_article_is_what_was_put(quote_api: httpx2.AsyncClient) -> None:
    await put(quote_api, "put-1")

    answer = (await quote_api.get(path("put-1"))).json()

    assert answer["article"] == SHIRT | {"codes": {"HS": "610910", "US": "6109100012"}, "facts": {}}
    assert answer["values"]["codes.US"] == {"value": "6109100012", "source": "merchant"}


@pytest.mark.parametrize("sku", ["a/b c", "health", "import", "%", "ÄÖ/history", "..", "x/overrides", "a?b#c", "日本"])
async def test_a_sku_may_have_any_printable_characters(sku: str, quote_api: httpx2.AsyncClient) -> None:
    await put(quote_api, sku)

    assert (await quote_api.get(path(sku))).json()["sku"] == sku
    assert (await quote_api.get(path(sku, "/history"))).json()["changes"][0]["action"] == "put"


@pytest.mark.parametrize("segment", ["%20x", "a%00b", "%ff", "x" * 101])
async def test_what_is_no_sku_is_refused(segment: str, quote_api: httpx2.AsyncClient) -> None:
    response = await quote_api.put(f"/v1/catalog/{segment}", json=SHIRT)

    assert (response.status_code, response.json()["errors"][0]["code"]) == (422, "invalid_sku")


async def test_the_first_put_creates_and_the_same_put_changes_nothing(quote_api: httpx2.AsyncClient) -> None:
    first = await quote_api.put(path("put-2"), json=SHIRT)
    again = await quote_api.put(path("put-2"), json=SHIRT)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.headers["etag"] == again.headers["etag"] == '"1"'


async def test_a_put_on_top_of_an_older_version_is_refused(quote_api: httpx2.AsyncClient) -> None:
    await put(quote_api, "put-3")
    await put(quote_api, "put-3", {"origin": "CN"})

    late = await quote_api.put(path("put-3"), json=SHIRT, headers={"If-Match": '"1"'})
    fresh = await quote_api.put(path("put-3"), json=SHIRT, headers={"If-None-Match": "*"})

    assert {late.json()["code"], fresh.json()["code"]} == {"precondition_failed"}


@pytest.mark.parametrize(
    ("if_match", "status"),
    [("*", 200), ('"7", "1"', 200), ('W/"1"', 412), ('"7"', 412), ("1", 422)],
)
async def test_a_put_goes_through_where_if_match_names_the_version(
    quote_api: httpx2.AsyncClient, if_match: str, status: int
) -> None:
    sku = f"named-{status}-{len(if_match)}"
    await put(quote_api, sku)
    answer = await quote_api.put(path(sku), json={"origin": "CN"}, headers={"If-Match": if_match})
    assert answer.status_code == status


async def test_any_version_is_not_named_by_an_article_that_is_not_there(quote_api: httpx2.AsyncClient) -> None:
    answer = await quote_api.put(path("named-none"), json=SHIRT, headers={"If-Match": "*"})
    assert answer.json()["code"] == "precondition_failed"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"codes": {"HS": "61"}}, "/codes/HS"),
        ({"origin": "ZZ"}, "/origin"),
        ({"quantities": {"XYZ": "1"}}, "/quantities/XYZ"),
        ({"materials": {"cotton": "0.9", "wool": "0.2"}}, "/materials"),
        ({"facts": {"steel_shar": "0.3"}}, "/facts/steel_shar"),
        ({"facts": {"repair_value": "30"}}, "/facts/repair_value"),
        ({"color": "red"}, "/color"),
    ],
)
async def test_a_wrong_value_is_refused_at_its_place(
    change: dict[str, Any], pointer: str, quote_api: httpx2.AsyncClient
) -> None:
    response = await quote_api.put(path("wrong"), json={**SHIRT, **change})

    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_a_deleted_article_is_gone_and_its_history_stays(quote_api: httpx2.AsyncClient) -> None:
    await put(quote_api, "gone")

    assert (await quote_api.delete(path("gone"))).status_code == 204

    assert (await quote_api.get(path("gone"))).status_code == 404
    changes = (await quote_api.get(path("gone", "/history"))).json()["changes"]
    assert [one["action"] for one in changes] == ["delete", "put"]
    assert changes[0]["before"] == changes[1]["after"]


async def test_an_override_wins_over_what_is_put_later_and_says_who_and_why(quote_api: httpx2.AsyncClient) -> None:
    await put(quote_api, "fixed")
    ruling = {"field": "codes.US", "value": "6109.10.0040", "author": "Ann", "reason": "binding ruling"}
    first = await quote_api.put(path("fixed", "/overrides"), json={"overrides": [ruling]})
    await put(quote_api, "fixed", {**SHIRT, "codes": {"US": "6110200010"}})

    answer = (await quote_api.get(path("fixed"))).json()

    assert answer["values"]["codes.US"] == {"value": "6109100040", "source": "override"}
    assert answer["overrides"] == first.json()["overrides"]
    assert {"author": "Ann", "reason": "binding ruling"}.items() <= answer["overrides"]["codes.US"].items()


async def test_overrides_that_are_not_named_are_taken_back(quote_api: httpx2.AsyncClient) -> None:
    await put(quote_api, "back")
    fixed = {"overrides": [{"field": "origin", "value": "CN", "reason": "supplier's statement"}]}
    await quote_api.put(path("back", "/overrides"), json=fixed)

    answer = await quote_api.put(path("back", "/overrides"), json={"overrides": []})

    assert answer.json()["values"]["origin"] == {"value": "PT", "source": "merchant"}


@pytest.mark.parametrize(("field", "value"), [("origin", "ZZ"), ("codes.US", "61"), ("net_weight_kg", "-1")])
async def test_an_override_must_be_a_value_of_its_field(field: str, value: str, quote_api: httpx2.AsyncClient) -> None:
    await put(quote_api, "fixed-wrong")
    body = {"overrides": [{"field": field, "value": value, "reason": "typing error"}]}

    response = await quote_api.put(path("fixed-wrong", "/overrides"), json=body)

    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (422, "/overrides/0/value")


async def test_articles_are_listed_page_by_page(quote_api: httpx2.AsyncClient) -> None:
    for number in range(5):
        await put(quote_api, f"page-{number}", {"origin": "PT"})

    found: list[str] = []
    cursor = "page-"
    while cursor is not None:
        parameters = {"cursor": cursor, "limit": "2", "missing": "code"}
        page = (await quote_api.get("/v1/catalog", params=parameters)).json()
        found += [one["sku"] for one in page["articles"]]
        cursor = page["next"]

    assert [sku for sku in found if sku.startswith("page-")] == [f"page-{number}" for number in range(5)]


async def test_a_key_without_the_scope_is_refused(quote_app: FastAPI) -> None:
    transport = httpx2.ASGITransport(app=quote_app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://quote") as nobody:
        assert (await nobody.get("/v1/catalog")).status_code == 401


async def test_a_file_is_imported_followed_and_exported(quote_api: httpx2.AsyncClient) -> None:
    file = b"sku,origin,codes.HS\nfile-1,PT,610910\nfile-2,ZZ,610910\n"
    taken = await quote_api.post("/v1/catalog/import", content=file, headers={"Content-Type": "text/csv"})
    assert taken.status_code == 202, taken.text

    answer = await followed(quote_api, taken.json()["id"])

    assert (answer["state"], answer["rows_written"], answer["faults"][0]["pointer"]) == ("done", 1, "origin")
    exported = await quote_api.get("/v1/catalog/export", headers={"Accept": "application/jsonl"})
    assert {"sku": "file-1", "codes": {"HS": "610910"}, "origin": "PT"} in map(json.loads, exported.text.splitlines())


async def followed(api: httpx2.AsyncClient, import_id: str) -> dict[str, Any]:
    while True:
        answer: dict[str, Any] = (await api.get(f"/v1/catalog/imports/{import_id}")).json()
        if answer["state"] in {"done", "failed"}:
            return answer
        await asyncio.sleep(0.02)


async def test_a_finished_import_cannot_be_resumed(quote_api: httpx2.AsyncClient) -> None:
    headers = {"Content-Type": "application/x-ndjson"}
    taken = await quote_api.post("/v1/catalog/import", content=b'{"sku": "resumed"}', headers=headers)
    await followed(quote_api, taken.json()["id"])

    response = await quote_api.post(f"/v1/catalog/imports/{taken.json()['id']}/resume")

    assert response.json()["code"] == "conflict"


@pytest.mark.parametrize("media_type", ["application/json", "text/plain", ""])
async def test_a_file_of_another_kind_is_refused(media_type: str, quote_api: httpx2.AsyncClient) -> None:
    response = await quote_api.post("/v1/catalog/import", content=b"x", headers={"Content-Type": media_type})

    assert response.json()["code"] == "unsupported_media_type"


async def test_a_file_above_the_limit_is_refused_before_it_is_read(quote_api: httpx2.AsyncClient) -> None:
    headers = {"Content-Type": "text/csv", "Content-Length": str(65 * 1024 * 1024)}

    response = await quote_api.post("/v1/catalog/import", content=b"sku\n", headers=headers)

    assert response.json()["code"] == "body_too_large"


async def test_an_export_that_nobody_can_give_is_not_acceptable(quote_api: httpx2.AsyncClient) -> None:
    response = await quote_api.get("/v1/catalog/export", headers={"Accept": "application/pdf"})

    assert response.json()["code"] == "not_acceptable"


async def test_the_health_report_counts_by_problem(quote_api: httpx2.AsyncClient) -> None:
    await put(quote_api, "unhealthy", {"codes": {"HS": "999998"}})

    report = (await quote_api.get("/v1/catalog/health", params={"problem": "missing_origin"})).json()

    assert report["counts"]["missing_origin"] >= 1
    assert {one["problem"] for one in report["findings"]} == {"missing_origin"}


async def test_the_client_speaks_all_of_it(quote_app: FastAPI, sandbox: str) -> None:
    transport = httpx2.ASGITransport(app=quote_app)
    async with DutifulClient(BaseUrls(quote="http://quote"), sandbox, transport=transport) as client:
        sku = "client/ü 1"
        stated = Article(codes={"HS": "610910"}, origin="PT")
        first = await client.put_article(sku, stated)
        fixed = OverridesRequest(overrides=(Override(field="origin", value="CN", reason="invoice"),))
        second = await client.override_article(sku, fixed, version=first.version)
        with pytest.raises(DutifulProblem, match="precondition_failed"):
            await client.put_article(sku, stated, version=first.version)

        assert (await client.article(sku)) == second
        assert len((await client.article_history(sku)).changes) == 2
        assert sku in {one.sku for one in (await client.articles(cursor="client", missing=[Lack.WEIGHT])).articles}
        assert (await client.catalogue_health()).articles >= 1
        taken = await client.import_articles(b'{"sku": "client-2"}\n', "jsonl")
        while (await client.catalogue_import(taken.id)).state is not ImportState.DONE:
            await asyncio.sleep(0.02)
        with pytest.raises(DutifulProblem, match="conflict"):
            await client.resume_import(taken.id)
        assert b"client-2" in b"".join([piece async for piece in client.export_articles("csv")])
        await client.delete_article(sku)
        with pytest.raises(DutifulProblem, match="not_found"):
            await client.article(sku)


@pytest.mark.parametrize("path_and_query", ["?cursor=%00", "/health?cursor=a%00"])
async def test_a_cursor_with_a_character_that_no_article_has_is_refused(
    path_and_query: str, quote_api: httpx2.AsyncClient
) -> None:
    response = await quote_api.get(f"/v1/catalog{path_and_query}")

    assert (response.status_code, response.json()["errors"][0]["parameter"]) == (422, "query.cursor")
