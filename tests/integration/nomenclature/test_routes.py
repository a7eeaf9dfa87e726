"""`/v1/nomenclature` over HTTP."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_classify.app import create_app
from dutiful_classify.codes.edition_repository import EditionRepository, NewEdition
from dutiful_classify.codes.import_files import digest_of
from dutiful_classify.settings import ClassifySettings
from dutiful_shared.account.api_key import new_key
from dutiful_shared.account.repository import AccountRepository
from tests.builders.nomenclature import SHIRTS, rows
from tests.integration.nomenclature.conftest import NOW

pytestmark = pytest.mark.integration


@pytest.fixture
async def http(settings: ClassifySettings, engine: AsyncEngine) -> AsyncIterator[httpx2.AsyncClient]:
    accounts = AccountRepository(engine)
    merchant = await accounts.create_merchant(f"Codes {uuid4().hex}", "tests")
    key = new_key("test")
    await accounts.create_key(merchant.id, key, ["classify"], "", "tests")
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        transport = httpx2.ASGITransport(app=app)
        headers = {"Authorization": f"Bearer {key.plain}"}
        async with httpx2.AsyncClient(transport=transport, base_url="http://classify", headers=headers) as client:
            yield client


async def got(http: httpx2.AsyncClient, path: str, **query: str) -> dict[str, Any]:
    response = await http.get(f"/v1/nomenclature/{path}", params=query)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


async def test_a_heading_has_its_children(http: httpx2.AsyncClient) -> None:
    answer = await got(http, "US/6109", date="2026-11-29")
    assert (answer["state"], answer["edition"]["languages"]) == ("not_declarable", [])
    assert [child["digits"] for child in answer["children"]] == ["61091000", "610990"]
    assert sum(child["lines"] for child in answer["children"]) == answer["path"][-1]["lines"]


async def test_a_line_has_its_place_and_what_it_was(http: httpx2.AsyncClient) -> None:
    answer = await got(http, "US/6109.10.00.12", date="2026-11-29")
    assert (answer["state"], answer["code"], answer["children"]) == ("declarable", "6109100012", [])
    assert [row["digits"] for row in answer["path"]][:2] == ["6109", "61091000"]
    assert [one["code"] for one in answer["predecessors"]] == ["610910"]


async def test_a_code_that_is_none_is_answered_with_one_that_is(http: httpx2.AsyncClient) -> None:
    answer = await got(http, "EU/6109100099", date="2026-11-29")
    assert (answer["state"], answer["level"], answer["nearest"]) == ("unknown", "61091000", "6109100090")


async def test_a_system_without_codes_is_checked_as_far_as_six_digits(http: httpx2.AsyncClient) -> None:
    answer = await got(http, "CH/61091000")
    assert (answer["state"], answer["edition"], answer["level"]) == ("not_checked", None, "610910")


async def test_lines_without_a_heading_are_listed_under_their_beginning(http: httpx2.AsyncClient) -> None:
    answer = await got(http, "JP/420221", date="2026-11-29")
    assert (answer["path"], len(answer["children"])) == ([], 4)


async def test_words_and_digits_are_searched(http: httpx2.AsyncClient) -> None:
    by_words = await got(http, "search", system="US", q="t-shirts cotton")
    by_digits = await got(http, "search", system="US", q="6109.10", limit="2")
    assert by_words["hits"][0]["digits"] == "610910"
    assert [hit["code"] for hit in by_digits["hits"]] == ["6109100004", "6109100007"]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("ZZ/6109", 404, "not_found"),
        ("us/6109", 422, "invalid_request"),
        ("US/61x", 422, "invalid_request"),
        ("search?system=ZZ&q=shirt", 404, "not_found"),
        ("search?system=US&q=s", 422, "invalid_request"),
        ("US/6109?date=soon", 422, "invalid_request"),
    ],
)
async def test_what_cannot_be_answered_is_a_problem(
    path: str, status: int, code: str, http: httpx2.AsyncClient
) -> None:
    response = await http.get(f"/v1/nomenclature/{path}")
    assert (response.status_code, response.json()["code"]) == (status, code)


async def test_which_edition_answers_is_seen_from_outside(
    http: httpx2.AsyncClient, repository: EditionRepository
) -> None:
    held = rows(SHIRTS)
    new = NewEdition("NO", "en", "of shirts", NOW.date(), digest_of(held), "shirts.csv")
    found, _ = await repository.load(new, held, NOW, "tests")
    await repository.activate(found, NOW, "tests")
    wanted = 'dutiful_nomenclature_lines{edition="of shirts",system="NO"} 8.0'
    async with asyncio.timeout(5):
        while wanted not in (seen := (await http.get("/metrics")).text):
            await asyncio.sleep(0.05)
    age = next(line for line in seen.splitlines() if line.startswith("dutiful_nomenclature_pointer_age_seconds"))
    assert float(age.split()[1]) < 5
