"""What a person sees when a page cannot be shown; programs get the problem as it is."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from dutiful_quote.tariff.schedule import TariffUnavailableError
from tests.e2e.console.forms import sign_in

pytestmark = pytest.mark.e2e

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "en"}


class FailingChanges:
    """Stands where the list of releases is read, and fails."""

    def __init__(self, failure: Exception) -> None:
        self.failure = failure

    async def releases(self) -> list[Any]:
        raise self.failure


@pytest.fixture
def failing(quote_app: FastAPI, request: pytest.FixtureRequest) -> Iterator[None]:
    rooms = quote_app.state.resources
    quote_app.state.resources = replace(rooms, changes=FailingChanges(request.param))
    yield
    quote_app.state.resources = rooms


async def test_an_address_that_is_none_is_a_page_with_the_request_s_id(browser: httpx2.AsyncClient) -> None:
    page = await browser.get("/console/nowhere", headers=HTML)
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert "There is no such page" in page.text
    assert page.headers["x-request-id"] in page.text


async def test_whoever_is_signed_in_keeps_the_navigation(browser: httpx2.AsyncClient, sandbox: str) -> None:
    assert "<nav" not in (await browser.get("/console/nowhere", headers=HTML)).text
    await sign_in(browser, sandbox)
    for path in ("/console/nowhere", "/console/tariff/US/abc", "/console/shops/shop_x", "/console/tariff?country=Mars"):
        page = await browser.get(path, headers=HTML)
        assert page.status_code in (404, 422)
        assert 'href="/console/freshness"' in page.text
        assert 'action="/console/sign-out"' in page.text
    assert '<a href="/console/tariff" aria-current="page">' in page.text


async def test_an_address_that_no_page_has_shows_no_pattern(browser: httpx2.AsyncClient, sandbox: str) -> None:
    await sign_in(browser, sandbox)
    page = await browser.get("/console/quotes/q_1", headers=HTML)
    assert page.status_code == 404
    assert "There is no such page" in page.text
    assert "path.quote_id" not in page.text


async def test_a_code_that_the_tariff_does_not_have_is_said_with_those_that_begin_alike(
    browser: httpx2.AsyncClient, sandbox: str
) -> None:
    await sign_in(browser, sandbox)
    page = await browser.get("/console/tariff/GB/6109109999", headers={**HTML, "Accept-Language": "de"})
    assert page.status_code == 404
    assert "kennt in der geladenen Ausgabe keine Warennummer 6109109999" in page.text
    assert 'href="/console/tariff/GB/6109100010"' in page.text


@pytest.mark.parametrize(
    "path", ["/console/tariff/US/6109100012?date=&from=&to=&origin=", "/console/clearance?from=&to="]
)
async def test_a_day_that_was_emptied_is_left_open(browser: httpx2.AsyncClient, sandbox: str, path: str) -> None:
    await sign_in(browser, sandbox)
    assert (await browser.get(path, headers=HTML)).status_code != 422


async def test_a_program_gets_the_problem_as_it_is(browser: httpx2.AsyncClient) -> None:
    answer = await browser.get("/console/nowhere", headers={"Accept": "application/json"})
    assert answer.json()["code"] == "not_found"


async def test_problems_of_the_api_are_never_pages(browser: httpx2.AsyncClient) -> None:
    answer = await browser.get("/v1/nowhere", headers=HTML)
    assert answer.json()["code"] == "not_found"


@pytest.mark.parametrize(
    ("failing", "status", "heading"),
    [
        pytest.param(RuntimeError("of the inside"), 500, "Something went wrong here", id="failure"),
        pytest.param(TariffUnavailableError("of the inside"), 503, "Not available right now", id="away"),
    ],
    indirect=["failing"],
)
@pytest.mark.usefixtures("failing")
async def test_a_failure_says_what_to_do_and_nothing_of_the_inside(
    browser: httpx2.AsyncClient, sandbox: str, status: int, heading: str
) -> None:
    await sign_in(browser, sandbox)
    page = await browser.get("/console/freshness?x=1", headers=HTML)
    assert page.status_code == status
    assert heading in page.text
    assert 'href="/console/freshness?x=1"' in page.text
    assert page.headers["x-request-id"] in page.text
    assert "of the inside" not in page.text
    assert "Traceback" not in page.text


async def test_a_page_that_takes_too_long_is_a_page_too(browser: httpx2.AsyncClient, sandbox: str) -> None:
    await sign_in(browser, sandbox)
    page = await browser.get("/console/freshness", headers={**HTML, "X-Request-Deadline-Ms": "0"})
    assert page.status_code == 504
    assert "It took too long" in page.text


async def test_the_way_to_the_sign_in_is_kept(browser: httpx2.AsyncClient) -> None:
    page = await browser.get("/console/shops?a=b", headers=HTML)
    assert page.url.path == "/console/sign-in"
    assert page.url.params["to"] == "/console/shops?a=b"


async def test_a_field_that_is_wrong_is_named(browser: httpx2.AsyncClient, sandbox: str) -> None:
    await sign_in(browser, sandbox)
    page = await browser.get("/console/tariff?country=Mars", headers=HTML)
    assert page.status_code == 422
    assert "query.country" in page.text


@pytest.mark.parametrize(("name", "value"), [("language", "xx"), ("theme", "pink")])
async def test_a_language_or_a_light_that_there_is_not_is_refused(
    browser: httpx2.AsyncClient, name: str, value: str
) -> None:
    page = await browser.get("/console/preferences", params={name: value}, headers=HTML)
    assert page.status_code == 422
    assert f"query.{name}" in page.text
    assert "set-cookie" not in page.headers or f"dutiful_{name}" not in page.headers["set-cookie"]


async def test_days_in_the_wrong_order_are_said_and_the_usual_ones_shown(
    browser: httpx2.AsyncClient, sandbox: str
) -> None:
    await sign_in(browser, sandbox)
    page = await browser.get("/console/tariff/US/6109100012?from=2026-12-01&to=2026-01-01", headers=HTML)
    assert page.status_code == 422
    assert "The second day must come after the first" in page.text
    assert "What it pays on" in page.text
