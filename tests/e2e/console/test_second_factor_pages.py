"""Second factors over HTTP: set up, asked for at the sign-in, taken off; and a console that requires one."""

import base64
import html
import logging
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import numpy as np
import pyotp
import pytest
import zxingcpp
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_quote.console.hosts import Hosts
from dutiful_quote.console.words import words_of
from dutiful_quote.sessions.acquire import second_factors
from dutiful_quote.settings import QuoteSettings
from dutiful_shared.account.api_key import new_key
from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.account.scopes import Scope
from dutiful_shared.service.lifecycle import acquire_postgres
from dutiful_shared.service.postgres import connect
from dutiful_shared.service.tenancy import REQUEST_ROLE
from tests.e2e.console.forms import form_token, sign_in

pytestmark = pytest.mark.e2e

SIGN_IN = "/console/sign-in"
PAGE = "/console/second-factor"
CONFIRM, OFF = f"{PAGE}/confirm", f"{PAGE}/off"
STEP = timedelta(seconds=30)
SECRET = re.compile(r'<code class="secret">([A-Z2-7]{32})</code>')
NewBrowser = Callable[[], httpx2.AsyncClient]
WORDS = words_of("en")


@pytest.fixture
async def key(seeded_database_url: str, sandbox_merchant: str) -> str:
    """A key of the sandbox merchant that has no factor yet."""
    engine = connect(QuoteSettings(database_url=seeded_database_url))
    made = new_key("test")
    await AccountRepository(engine).create_key(sandbox_merchant, made, list(Scope), "tests", "tests")
    await engine.dispose()
    return made.plain


@dataclass
class Console:
    """The pages with second factors by a clock of the test."""

    app: FastAPI
    moment: datetime
    engine: AsyncEngine

    def read_with(self, settings: QuoteSettings) -> None:
        """Read factors with the ring of keys that the settings name."""
        rooms = self.app.state.resources
        factors = second_factors(settings, self.engine, lambda: self.moment)
        self.app.state.resources = replace(rooms, console=replace(rooms.console, factors=factors))

    def require(self) -> None:
        rooms = self.app.state.resources
        self.app.state.resources = replace(rooms, console=replace(rooms.console, factor_required=True))


@pytest.fixture
async def console(quote_app: FastAPI, seeded_database_url: str) -> AsyncIterator[Console]:
    chosen, rooms = QuoteSettings(database_url=seeded_database_url), quote_app.state.resources
    async with AsyncExitStack() as stack:
        engine = acquire_postgres(stack, chosen, "tests", REQUEST_ROLE)
        made = Console(quote_app, datetime(2026, 11, 20, 12, tzinfo=UTC), engine)
        made.read_with(chosen)
        yield made
    quote_app.state.resources = rooms


@pytest.fixture
async def open_browser(console: Console) -> AsyncIterator[NewBrowser]:
    async with AsyncExitStack() as stack:
        opened: list[httpx2.AsyncClient] = []

        def open_one() -> httpx2.AsyncClient:
            transport = httpx2.ASGITransport(app=console.app)
            client = httpx2.AsyncClient(transport=transport, base_url="http://quote", follow_redirects=True)
            opened.append(client)
            stack.push_async_callback(client.aclose)
            return client

        yield open_one


async def send(browser: httpx2.AsyncClient, path: str, **fields: str) -> httpx2.Response:
    return await browser.post(path, data={**fields, "form_token": await form_token(browser, PAGE)})


async def is_signed_in(browser: httpx2.AsyncClient) -> bool:
    return (await browser.get(PAGE)).url.path != SIGN_IN


async def begin(browser: httpx2.AsyncClient, key: str) -> pyotp.TOTP:
    """The authenticator that scanned what the page showed."""
    page = await send(browser, PAGE, key=key)
    assert page.status_code == 200
    found = SECRET.search(page.text)
    assert found is not None
    return pyotp.TOTP(found[1])


async def set_up(browser: httpx2.AsyncClient, key: str, console: Console) -> pyotp.TOTP:
    """Signed in with a factor; the next code is one step away."""
    await sign_in(browser, key)
    codes = await begin(browser, key)
    page = await send(browser, CONFIRM, code=codes.at(console.moment))
    assert WORDS("second_factor.on") in page.text
    console.moment += STEP
    return codes


# ---------------------------------------------------------------------------------------------------------- set up


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "ja"])
async def test_each_step_is_told_in_the_language_of_the_reader(
    open_browser: NewBrowser, key: str, console: Console, language: str
) -> None:
    browser, words = open_browser(), words_of(language)
    browser.headers["Accept-Language"] = language
    assert html.escape(words("second_factor.code_hint"), quote=False) in html.unescape(
        (await browser.get(SIGN_IN)).text
    )
    await sign_in(browser, key)
    assert words("second_factor.begin") in (await browser.get(PAGE)).text
    page = await send(browser, PAGE, key=key)
    assert words("second_factor.once", minutes=10) in html.unescape(page.text)
    found = SECRET.search(page.text)
    assert found is not None
    page = await send(browser, CONFIRM, code="no code")
    assert words("second_factor.wrong") in html.unescape(page.text)
    page = await send(browser, CONFIRM, code=pyotp.TOTP(found[1]).at(console.moment))
    assert words("second_factor.on") in page.text


async def test_the_picture_is_a_qr_code_of_the_address_and_takes_nothing_from_elsewhere(
    open_browser: NewBrowser, key: str
) -> None:
    browser = open_browser()
    await sign_in(browser, key)
    page = await send(browser, PAGE, key=key)
    address = re.search(r'<a href="(otpauth:[^"]+)">', page.text)
    drawn = re.search(r'<svg class="qr".*viewBox="0 0 (\d+) \1".*<path d="([^"]+)"', page.text)
    assert address is not None
    assert drawn is not None
    picture = np.full((int(drawn[1]), int(drawn[1])), 255, np.uint8)
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", drawn[2]):
        picture[int(y), int(x) : int(x) + int(width)] = 0
    (read,) = zxingcpp.read_barcodes(picture.repeat(4, 0).repeat(4, 1))
    assert read.text == html.unescape(address[1])
    assert "img-src 'self'" in page.headers["content-security-policy"]


async def test_the_secret_is_shown_once(open_browser: NewBrowser, key: str, console: Console) -> None:
    browser = open_browser()
    await sign_in(browser, key)
    codes = await begin(browser, key)
    for page in (await browser.get(PAGE), await send(browser, CONFIRM, code="000000")):
        assert codes.secret not in page.text
    assert (await send(browser, CONFIRM, code=codes.at(console.moment))).status_code == 200


async def test_whoever_only_found_a_browser_open_changes_nothing(
    open_browser: NewBrowser, key: str, sandbox: str, console: Console
) -> None:
    browser = open_browser()
    await sign_in(browser, key)
    for wrong in ("", sandbox):
        page = await send(browser, PAGE, key=wrong)
        assert (page.status_code, SECRET.search(page.text)) == (403, None)
    codes = await set_up(browser, key, console)
    for wrong in ("", sandbox):
        assert (await send(browser, OFF, key=wrong, code=codes.at(console.moment))).status_code == 403
    assert WORDS("second_factor.on") in (await browser.get(PAGE)).text


async def test_a_form_that_no_page_of_ours_made_changes_nothing(open_browser: NewBrowser, key: str) -> None:
    browser = open_browser()
    await sign_in(browser, key)
    for path in (PAGE, CONFIRM, OFF):
        assert (await browser.post(path, data={"key": key, "code": "000000"})).status_code == 403


async def test_other_sessions_of_the_key_end_with_every_change(
    open_browser: NewBrowser, key: str, console: Console
) -> None:
    mine, other = open_browser(), open_browser()
    await sign_in(other, key)
    codes = await set_up(mine, key, console)
    assert (await is_signed_in(mine), await is_signed_in(other)) == (True, False)
    await sign_in(other, key, code=codes.at(console.moment))
    assert await is_signed_in(other)
    console.moment += STEP
    page = await send(mine, OFF, key=key, code=codes.at(console.moment))
    assert WORDS("second_factor.begin") in page.text
    assert (await is_signed_in(mine), await is_signed_in(other)) == (True, False)


# --------------------------------------------------------------------------------------------------------- sign in


async def test_a_key_with_a_factor_opens_nothing_without_a_fresh_code(
    open_browser: NewBrowser, key: str, console: Console
) -> None:
    codes = await set_up(open_browser(), key, console)
    browser = open_browser()
    used = codes.at(console.moment - STEP)
    for code, said in (("", "lacking"), (used, "stale"), (codes.at(console.moment + 9 * STEP), "wrong")):
        page = await sign_in(browser, key, code=code)
        assert page.status_code == 401
        assert WORDS(f"second_factor.{said}") in page.text
        assert not await is_signed_in(browser)
    page = await sign_in(browser, key, "/console/tariff", code=codes.at(console.moment))
    assert (page.status_code, page.url.path) == (200, "/console/tariff")


async def test_a_factor_that_no_key_of_the_ring_opens_says_which_setting_lacks_it(
    open_browser: NewBrowser, key: str, console: Console, seeded_database_url: str
) -> None:
    codes = await set_up(open_browser(), key, console)
    ring = f"other:{base64.urlsafe_b64encode(b'o' * 32).decode()}"
    console.read_with(QuoteSettings(database_url=seeded_database_url, secret_keys=SecretStr(ring)))
    page = await sign_in(open_browser(), key, code=codes.at(console.moment))
    assert page.status_code == 503
    assert "DUTIFUL_SECRET_KEYS" in page.text


async def test_a_code_opens_one_session(open_browser: NewBrowser, key: str, console: Console) -> None:
    codes = await set_up(open_browser(), key, console)
    first, second = [await sign_in(open_browser(), key, code=codes.at(console.moment)) for _ in range(2)]
    assert (first.status_code, second.status_code) == (200, 401)


async def test_a_wrong_key_is_told_nothing_of_codes(open_browser: NewBrowser, key: str, console: Console) -> None:
    codes = await set_up(open_browser(), key, console)
    plain = await sign_in(open_browser(), key[:-1] + ("0" if key[-1] != "0" else "1"))
    with_code = await sign_in(open_browser(), key[:-1], code=codes.at(console.moment))
    for page in (plain, with_code):
        assert page.status_code == 401
        assert WORDS("sign_in.refused") in page.text
        assert WORDS("second_factor.lacking") not in page.text
    assert (await sign_in(open_browser(), key, code=codes.at(console.moment))).status_code == 200  # it was not used up


async def test_five_wrong_codes_shut_the_door_for_a_quarter_of_an_hour(
    open_browser: NewBrowser, key: str, console: Console
) -> None:
    codes, browser = await set_up(open_browser(), key, console), open_browser()
    answers = [(await sign_in(browser, key, code="no code")).status_code for _ in range(5)]
    assert answers == [401] * 4 + [429]
    page = await sign_in(browser, key, code=codes.at(console.moment))
    assert (page.status_code, WORDS("second_factor.locked", minutes=15) in page.text) == (429, True)
    console.moment += timedelta(minutes=15)
    assert (await sign_in(browser, key, code=codes.at(console.moment))).status_code == 200


async def test_programs_with_the_key_are_asked_for_no_code(
    open_browser: NewBrowser, key: str, console: Console
) -> None:
    browser = open_browser()
    await set_up(browser, key, console)
    answer = await open_browser().get("/v1/tariffs/releases", headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 200


async def test_neither_secret_nor_code_stands_in_the_log(
    open_browser: NewBrowser,
    key: str,
    console: Console,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    codes = await set_up(open_browser(), key, console)
    code = codes.at(console.moment)
    await sign_in(open_browser(), key, code=code)
    too_long = await sign_in(open_browser(), key, code=f"{code} and more than a code has")
    written = "".join(capsys.readouterr()) + caplog.text + too_long.text
    assert codes.secret not in written
    assert code not in written


# -------------------------------------------------------------------------------------------------------- required


async def test_where_one_is_required_a_session_without_reaches_its_page_alone(
    open_browser: NewBrowser, key: str, console: Console
) -> None:
    console.require()
    browser = open_browser()
    page = await sign_in(browser, key)
    assert page.url.path == PAGE
    assert WORDS("second_factor.required") in page.text
    for path in console_pages(console.app):
        found = await browser.get(path)
        assert (path, found.url.path) == (path, PAGE)
    posted = await browser.post("/console/sessions", data={"session": "others", "key": key, "form_token": ""})
    assert posted.url.path == PAGE
    refused = await browser.get("/", headers={"Accept": "application/json"})
    assert (refused.status_code, refused.json()["code"]) == (403, "second_factor_required")

    await browser.get("/console/preferences", params={"language": "de", "to": PAGE})
    assert words_of("de")("second_factor.required") in (await browser.get(PAGE)).text
    await browser.post("/console/sign-out", data={"form_token": await form_token(browser, PAGE)})
    assert not await is_signed_in(browser)


async def test_where_one_is_required_its_confirmation_opens_the_other_pages(
    open_browser: NewBrowser, key: str, console: Console
) -> None:
    console.require()
    browser = open_browser()
    codes = await set_up(browser, key, console)
    assert (await browser.get("/console/freshness")).url.path == "/console/freshness"
    assert (await sign_in(open_browser(), key, code=codes.at(console.moment))).url.path == "/"
    console.moment += STEP
    await send(browser, OFF, key=key, code=codes.at(console.moment))
    assert (await browser.get("/console/freshness")).url.path == PAGE


async def test_the_key_of_this_machine_has_no_factor(
    console: Console, sandbox: str, tmp_path: Path, open_browser: NewBrowser
) -> None:
    file = tmp_path / "key"
    file.write_text(sandbox, encoding="utf-8")
    rooms = console.app.state.resources
    here = replace(rooms.console, key_file=file, hosts=Hosts.read([], local=True))
    console.app.state.resources = replace(rooms, console=here)
    browser = open_browser()
    browser.base_url = httpx2.URL("http://localhost")
    page = await browser.get(PAGE)
    assert html.escape(WORDS("second_factor.machine"), quote=False) in page.text
    token = await form_token(browser, SIGN_IN)
    refused = await browser.post(PAGE, data={"key": sandbox, "form_token": token})
    assert refused.status_code == 403


def console_pages(app: FastAPI) -> Iterator[str]:
    """Every page whose address has nothing to fill in, but those that need no session and the one of the factor."""
    open_to_all = {SIGN_IN, "/console/preferences", PAGE}
    found = {one.path for one in iter_route_contexts(app.routes) if "GET" in (one.methods or ())}
    found = {path for path in found if path == "/" or path.startswith("/console/")}
    pages = sorted(one for one in found - open_to_all if "{" not in one)
    assert len(pages) > 8
    yield from pages
