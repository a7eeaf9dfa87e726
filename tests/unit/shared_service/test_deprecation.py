"""An operation that is deprecated says so in every answer and in the document; the others are as they were."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import httpx2
import pytest
from fastapi import APIRouter, FastAPI
from pydantic import BaseModel

from dutiful_shared.contract.deprecations import (
    DEPRECATIONS,
    LEAST_NOTICE,
    DeprecatedField,
    DeprecatedOperation,
    Deprecations,
    TooShortNoticeError,
)
from dutiful_shared.service.app import create_service
from dutiful_shared.service.problems import problem
from dutiful_shared.service.settings import ServiceSettings
from tests.contract.openapi_documents import SERVICES

SINCE, SUNSET = date(2027, 1, 1), date(2027, 12, 31)
OLD = DeprecatedOperation(SINCE, SUNSET, "Use `/v2/things`.", "GET", "/v1/things/{thing_id}", "/v2/things")
FIELD = DeprecatedField(SINCE, SUNSET, "Use `mass`.", "Thing", "weight")


class Thing(BaseModel):
    id: int
    weight: str | None = None


def things() -> APIRouter:
    router = APIRouter(prefix="/v1/things")

    @router.get("/{thing_id}")
    async def get_thing(thing_id: int) -> Thing:
        if thing_id == 404:
            raise problem("not_found", "There is none.")
        if thing_id == 500:
            raise ZeroDivisionError("a fault of ours")
        return Thing(id=thing_id)

    @router.get("")
    async def list_things() -> list[Thing]:
        return []

    return router


def service(settings: ServiceSettings, deprecations: Deprecations) -> FastAPI:
    return create_service("sample", title="Sample", settings=settings, routers=[things()], deprecations=deprecations)


@pytest.fixture
def app(settings: ServiceSettings) -> FastAPI:
    return service(settings, Deprecations((OLD,), (FIELD,)))


@pytest.fixture
async def api(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://sample") as client:
        yield client


@pytest.mark.parametrize(
    ("thing", "status", "sent"),
    [
        pytest.param("1", 200, {}, id="answered"),
        pytest.param("404", 404, {}, id="refused"),
        pytest.param("x", 422, {}, id="invalid"),
        pytest.param("500", 500, {}, id="failed"),
        pytest.param("1", 422, {"X-Request-Deadline-Ms": "soon"}, id="refused before its route"),
    ],
)
async def test_every_answer_of_a_deprecated_operation_says_since_when_until_when_and_what_follows(
    thing: str, status: int, sent: dict[str, str], api: httpx2.AsyncClient
) -> None:
    answer = await api.get(f"/v1/things/{thing}", headers=sent)
    headers = answer.headers

    assert answer.status_code == status
    assert headers["deprecation"] == "@1798761600"  # 2027-01-01
    assert headers["sunset"] == "Fri, 31 Dec 2027 00:00:00 GMT"
    assert headers["link"] == '</v2/things>; rel="successor-version"'


@pytest.mark.parametrize("path", ["/v1/things", "/v1/nothing"])
async def test_no_other_answer_says_so(path: str, api: httpx2.AsyncClient) -> None:
    assert not {"deprecation", "sunset"} & set((await api.get(path)).headers)


def test_the_document_marks_the_operation_and_its_headers(app: FastAPI) -> None:
    paths = app.openapi()["paths"]

    old = paths["/v1/things/{thing_id}"]["get"]
    assert (old["deprecated"], "gone from 2027-12-31 on. Use `/v2/things`." in old["description"]) == (True, True)
    assert {"Deprecation", "Sunset"} <= set(old["responses"]["200"]["headers"])
    assert "deprecated" not in paths["/v1/things"]["get"]


def test_the_document_marks_the_field(app: FastAPI) -> None:
    weight: dict[str, Any] = app.openapi()["components"]["schemas"]["Thing"]["properties"]["weight"]

    assert (weight["deprecated"], weight["description"]) == (True, FIELD.note)


def test_a_document_that_is_asked_for_twice_is_marked_once(app: FastAPI) -> None:
    app.openapi()

    assert app.openapi()["components"]["schemas"]["Thing"]["properties"]["weight"]["description"] == FIELD.note


@pytest.mark.parametrize(
    "wrong",
    [
        Deprecations((DeprecatedOperation(SINCE, SUNSET, "", "GET", "/v1/nothing"),)),
        Deprecations(fields=(DeprecatedField(SINCE, SUNSET, "", "Thing", "nothing"),)),
    ],
    ids=["operation", "field"],
)
def test_what_the_service_does_not_have_cannot_be_deprecated(wrong: Deprecations, settings: ServiceSettings) -> None:
    with pytest.raises(KeyError):
        service(settings, wrong).openapi()


def test_a_notice_shorter_than_the_policy_is_refused() -> None:
    with pytest.raises(TooShortNoticeError):
        DeprecatedField(SINCE, SINCE + LEAST_NOTICE - timedelta(days=1), "", "Thing", "weight")


def test_the_table_has_every_service_and_no_other() -> None:
    assert set(DEPRECATIONS) == set(SERVICES)
