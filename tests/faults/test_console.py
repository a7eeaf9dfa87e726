"""The console while PostgreSQL is away, hanging or resetting: no page fails, and whoever was just there goes on."""

from collections.abc import AsyncIterator, Awaitable, Callable

import httpx2
import pytest

from tests.e2e.console.forms import sign_in
from tests.faults.house import House
from tests.faults.toxic_proxy import ToxicProxy

Fault = Callable[[ToxicProxy], Awaitable[None]]
FAULTS = [ToxicProxy.down, ToxicProxy.timeout, ToxicProxy.reset_peer]


@pytest.fixture
async def browsers(house: House) -> AsyncIterator[tuple[httpx2.AsyncClient, httpx2.AsyncClient]]:
    """Two, both at the first page or what it leads to."""
    transport = httpx2.ASGITransport(app=house.app)
    async with (
        httpx2.AsyncClient(transport=transport, base_url="http://quote", follow_redirects=True) as one,
        httpx2.AsyncClient(transport=transport, base_url="http://quote", follow_redirects=True) as other,
    ):
        yield one, other


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_session_of_a_moment_ago_goes_on_and_none_begins(
    house: House, browsers: tuple[httpx2.AsyncClient, httpx2.AsyncClient], fault: Fault
) -> None:
    here, outside = browsers
    key = house.client.headers["authorization"].removeprefix("Bearer ")
    assert (await sign_in(here, key)).status_code == 200
    await fault(house.postgres)
    pages = [await here.get(path) for path in ("/", "/console/tariff?country=GB")]
    refused = await sign_in(outside, key)
    await house.well_again()
    signed_in = await sign_in(outside, key)

    assert {(page.status_code, page.url.path) for page in pages} == {(200, "/"), (200, "/console/tariff")}
    assert refused.status_code == 503
    assert "kept in PostgreSQL" in refused.text
    assert (signed_in.status_code, signed_in.url.path) == (200, "/")


@pytest.mark.parametrize("fault", FAULTS)
async def test_the_page_of_the_sessions_says_that_they_cannot_be_listed(
    house: House, browsers: tuple[httpx2.AsyncClient, httpx2.AsyncClient], fault: Fault
) -> None:
    here, _ = browsers
    await sign_in(here, house.client.headers["authorization"].removeprefix("Bearer "))
    await fault(house.postgres)
    page = await here.get("/console/sessions")
    await house.well_again()

    assert page.status_code == 503
    assert "kept in PostgreSQL" in page.text
