"""The API and the console under names of their own, so that a page is not of the API's origin."""

from collections.abc import AsyncIterator

import httpx2
import pytest
from pydantic import ValidationError

from dutiful_quote.app import create_app
from dutiful_quote.settings import QuoteSettings

CART = {"ship_from": {"country": "CN"}}


@pytest.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    """Not started: what is asked here is refused, or answered, before any room is needed."""
    settings = QuoteSettings(api_hosts="API.example, quote", console_hosts="desk.example")
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=create_app(settings))) as made:
        yield made


@pytest.mark.parametrize("path", ["/openapi.json", "/docs"])
@pytest.mark.parametrize("host", ["api.example", "API.EXAMPLE:443", "quote:8000"])
async def test_the_api_is_served_under_its_names(client: httpx2.AsyncClient, path: str, host: str) -> None:
    assert (await client.get(f"http://any{path}", headers={"Host": host})).status_code == 200


@pytest.mark.parametrize(
    "host", ["desk.example", "desk.example:443", "api.example.rebound.example", "x@api.example", ""]
)
async def test_the_api_is_not_served_under_any_other(client: httpx2.AsyncClient, host: str) -> None:
    quoted = await client.post("http://any/v1/quotes", json=CART, headers={"Host": host})
    asked = await client.get("http://any/v1/countries/US", headers={"Host": host})
    shop = await client.post("http://any/channels/shopify/webhooks", content=b"{}", headers={"Host": host})

    assert [(one.status_code, one.json()["code"]) for one in (quoted, asked, shop)] == [(421, "misdirected")] * 3
    assert all(one.json()["request_id"] == one.headers["x-request-id"] for one in (quoted, asked, shop))


@pytest.mark.parametrize("host", ["api.example", "desk.example", "10.0.0.7:8000"])
async def test_what_a_process_tells_of_itself_is_served_under_any_name(client: httpx2.AsyncClient, host: str) -> None:
    answers = [await client.get(f"http://any{path}", headers={"Host": host}) for path in ("/livez", "/problems")]

    assert [answer.status_code for answer in answers] == [200, 200]


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        pytest.param({"api_hosts": "api.example"}, "DUTIFUL_CONSOLE_HOSTS", id="a console under any name"),
        pytest.param(
            {"api_hosts": "one.example,API.example", "console_hosts": "api.example"},
            "must not share api.example",
            id="one name for both",
        ),
        pytest.param({"api_hosts": "https://api.example", "console_hosts": "d"}, "without scheme", id="no name"),
    ],
)
def test_hosts_that_are_not_apart_are_refused(values: dict[str, str], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        QuoteSettings(**values)
