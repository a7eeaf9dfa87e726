"""A paper from the console: begun from a quote, drawn as a draft with its blanks, filled in and issued."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI

from dutiful_docs.app import create_app
from dutiful_docs.settings import DocsSettings
from dutiful_quote.examples import example
from dutiful_shared.client import BaseUrls
from tests.builders.listening import listening
from tests.e2e.console.forms import form_token, sign_in

pytestmark = pytest.mark.e2e

FILLED = {
    "/kind": "commercial_invoice",
    "/language": "en",
    "/reason_for_export": "sale",
    "/invoice/number": "INV-1042",
    "/invoice/date": "2026-11-20",
    "/invoice/place_of_sale": "Shenzhen",
    "/parties/exporter/name": "Lantern Textiles Ltd",
    "/parties/exporter/street/0": "18 Keyuan Road",
    "/parties/exporter/city": "Shenzhen",
    "/parties/exporter/country": "CN",
    "/parties/consignee/name": "Dana Reyes",
    "/parties/consignee/street/0": "1100 Congress Ave",
    "/parties/consignee/city": "Austin",
    "/parties/consignee/country": "US",
    "/goods/0/description": "T-shirt of cotton, knitted",
    "/transport/incoterm_place": "Austin",
    "/signatory/name": "Li Wen",
    "/signatory/date": "2026-11-20",
}
PAGE = "/console/documents"


@pytest.fixture(scope="module")
async def docs_url(
    console_url: str, seeded_database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[str]:
    settings = DocsSettings(
        database_url=seeded_database_url,  # type: ignore[arg-type]
        request_deadline_ms=30_000,
        quote_url=console_url,
        document_store=f"file://{tmp_path_factory.mktemp('papers')}",
    )
    async with listening(create_app(settings)) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(autouse=True)
def beside_docs(quote_app: FastAPI, docs_url: str) -> Iterator[None]:
    rooms = quote_app.state.resources
    console = replace(rooms.console, neighbours=BaseUrls(docs=docs_url), named=rooms.console.named | {"docs"})
    quote_app.state.resources = replace(rooms, console=console)
    yield
    quote_app.state.resources = rooms


@pytest.fixture
async def quote_id(quote_api: httpx2.AsyncClient) -> str:
    return str((await quote_api.post("/v1/quotes", json=example("t-shirts-to-us"))).json()["id"])


async def sent(browser: httpx2.AsyncClient, quote_id: str, do: str, **changes: str) -> httpx2.Response:
    token = await form_token(browser, f"{PAGE}?quote={quote_id}")
    fields = {**FILLED, "attempt": uuid4().hex, **changes, "quote": quote_id, "form_token": token, "do": do}
    return await browser.post(PAGE, data={name: value for name, value in fields.items() if value})


async def test_a_draft_shows_its_picture_and_what_it_lacks_with_the_rule(
    browser: httpx2.AsyncClient, sandbox: str, quote_id: str
) -> None:
    await sign_in(browser, sandbox)
    page = await sent(browser, quote_id, "preview", **{"/invoice/number": ""})
    assert page.status_code == 200
    assert "An invoice has a number by which customs and carriers refer to it." in page.text
    assert 'href="#f-invoice-number"' in page.text
    picture = page.text.partition('class="sheet" src="')[2].partition('"')[0]
    drawn = await browser.get(picture)
    assert drawn.headers["content-type"] == "image/png"
    assert drawn.content.startswith(b"\x89PNG")
    assert (await browser.get(picture.replace("/pages/1.png", "/pages/9.png"))).status_code == 404


async def test_a_paper_with_blanks_is_not_issued(browser: httpx2.AsyncClient, sandbox: str, quote_id: str) -> None:
    await sign_in(browser, sandbox)
    page = await sent(browser, quote_id, "issue", **{"/transport/incoterm_place": ""})
    assert page.status_code == 422
    assert "An Incoterm is complete with its named place only." in page.text
    assert 'value="Lantern Textiles Ltd"' in page.text


async def test_a_half_said_number_hides_nothing_that_is_missing(
    browser: httpx2.AsyncClient, sandbox: str, quote_id: str
) -> None:
    await sign_in(browser, sandbox)
    half = {"/parties/exporter/registrations/0/type": "EORI", "/invoice/number": ""}
    page = await sent(browser, quote_id, "issue", **half)
    assert page.status_code == 422
    assert 'href="#f-parties-exporter-registrations-0-number"' in page.text
    assert "An invoice has a number by which customs and carriers refer to it." in page.text


async def test_a_number_of_another_kind_than_is_needed_is_told(
    browser: httpx2.AsyncClient, quote_api: httpx2.AsyncClient, sandbox: str
) -> None:
    cart = {**example("t-shirts-to-us"), "ship_to": {"country": "BR"}}
    to_brazil = str((await quote_api.post("/v1/quotes", json=cart)).json()["id"])
    await sign_in(browser, sandbox)
    number = "/parties/consignee/registrations/0"
    said = {f"{number}/type": "VAT", f"{number}/number": "52998224725", "/parties/consignee/country": "BR"}
    page = await sent(browser, to_brazil, "preview", **said)
    assert "Brazil knows who receives goods by CPF" in page.text


async def test_a_consignee_elsewhere_is_told_with_what_is_missing(
    browser: httpx2.AsyncClient, sandbox: str, quote_id: str
) -> None:
    await sign_in(browser, sandbox)
    page = await sent(browser, quote_id, "preview", **{"/parties/consignee/country": "JP", "/invoice/number": ""})
    assert page.status_code == 422
    assert 'href="#f-parties-consignee-country"' in page.text
    assert 'href="#f-invoice-number"' in page.text


async def test_a_paper_to_which_nothing_is_missing_is_issued_and_fetched(
    browser: httpx2.AsyncClient, sandbox: str, quote_id: str
) -> None:
    await sign_in(browser, sandbox)
    page = await sent(browser, quote_id, "issue")
    assert page.url.path.startswith(f"{PAGE}/doc_"), page.text
    assert "Issued" in page.text
    pdf = await browser.get(f"{page.url.path}/file?form=pdf")
    assert pdf.content.startswith(b"%PDF")
    xml = await browser.get(f"{page.url.path}/file?form=xml")
    assert xml.headers["content-disposition"].startswith("attachment")


async def test_the_same_form_sent_twice_issues_one_paper(
    browser: httpx2.AsyncClient, sandbox: str, quote_id: str
) -> None:
    await sign_in(browser, sandbox)
    attempt = uuid4().hex
    first, second = [await sent(browser, quote_id, "issue", attempt=attempt) for _ in range(2)]
    assert first.url.path == second.url.path


async def test_a_form_that_is_data_alone_is_shown_as_data(
    browser: httpx2.AsyncClient, sandbox: str, quote_id: str
) -> None:
    await sign_in(browser, sandbox)
    page = await sent(browser, quote_id, "preview", **{"/kind": "upu_itmatt"})
    assert page.status_code == 200
    assert 'class="data"' in page.text
    assert "/pages/1.png" not in page.text


async def test_a_limit_that_nobody_could_check_is_said(
    browser: httpx2.AsyncClient, sandbox: str, quote_id: str
) -> None:
    """The value of a special drawing right is not loaded, so nobody can tell whether the goods keep within 300."""
    await sign_in(browser, sandbox)
    page = await sent(browser, quote_id, "preview", **{"/kind": "cn22"})
    assert page.status_code == 200
    assert "Not checked here; please check it yourself" in page.text
    assert "300 SDR" in page.text


async def test_orders_and_papers_are_there_to_go_on_from(
    browser: httpx2.AsyncClient, quote_api: httpx2.AsyncClient, sandbox: str, quote_id: str
) -> None:
    reference = f"order-{uuid4().hex}"
    committed = await quote_api.post(f"/v1/quotes/{quote_id}/commit", json={"reference": reference})
    assert committed.status_code == 200, committed.text
    await sign_in(browser, sandbox)
    page = await browser.get(PAGE)
    assert f'href="{PAGE}?quote={quote_id}">{reference}<' in page.text


async def test_papers_and_quotes_of_another_merchant_are_not_there(
    browser: httpx2.AsyncClient, stranger_api: httpx2.AsyncClient, sandbox: str
) -> None:
    foreign = (await stranger_api.post("/v1/quotes", json=example("t-shirts-to-us"))).json()["id"]
    await sign_in(browser, sandbox)
    assert (await browser.get(PAGE, params={"quote": foreign})).status_code == 404
    for path in ("", "/pages/1.png", "/file"):
        assert (await browser.get(f"{PAGE}/doc_{'0' * 20}{path}")).status_code == 404


async def test_a_quote_that_there_is_not_is_said_where_it_was_typed(browser: httpx2.AsyncClient, sandbox: str) -> None:
    await sign_in(browser, sandbox)
    page = await browser.get(PAGE, params={"quote": f"q_{'0' * 32}"})
    assert page.status_code == 404
    assert f"You have no quote q_{'0' * 32}" in page.text
    assert 'name="quote"' in page.text
