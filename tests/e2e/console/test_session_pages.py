"""Sessions of the console over HTTP: how many, how long, how they are listed and ended, and without their store."""

import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from dutiful_quote.console.hosts import Hosts
from dutiful_quote.console.words import words_of
from dutiful_quote.sessions.register import SessionRegister
from dutiful_quote.settings import QuoteSettings
from dutiful_shared.account.api_key import new_key
from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.account.scopes import Scope
from dutiful_shared.service.postgres import connect
from tests.builders.sessions import RULES, SessionsInMemory
from tests.e2e.console.forms import form_token, sign_in

pytestmark = pytest.mark.e2e

SIGN_IN = "/console/sign-in"
SESSIONS = "/console/sessions"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/19.0 Safari/605.1.15"
NewBrowser = Callable[[str], httpx2.AsyncClient]


@pytest.fixture
async def key(seeded_database_url: str, sandbox_merchant: str) -> str:
    """A key of the sandbox merchant that nobody is signed in with."""
    engine = connect(QuoteSettings(database_url=seeded_database_url))
    made = new_key("test")
    await AccountRepository(engine).create_key(sandbox_merchant, made, [Scope.QUOTE, Scope.ADMIN], "tests", "tests")
    await engine.dispose()
    return made.plain


@pytest.fixture
async def open_browser(quote_app: FastAPI) -> AsyncIterator[NewBrowser]:
    """Opens one browser more, by its User-Agent."""
    async with AsyncExitStack() as stack:
        opened: list[httpx2.AsyncClient] = []

        def open_one(user_agent: str = "") -> httpx2.AsyncClient:
            client = httpx2.AsyncClient(
                transport=httpx2.ASGITransport(app=quote_app),
                base_url="http://quote",
                follow_redirects=True,
                headers={"User-Agent": user_agent},
            )
            opened.append(client)
            stack.push_async_callback(client.aclose)
            return client

        yield open_one


async def is_signed_in(browser: httpx2.AsyncClient) -> bool:
    page = await browser.get("/console/freshness")
    assert page.status_code == 200
    return page.url.path != SIGN_IN


async def end(browser: httpx2.AsyncClient, session: str, key: str) -> httpx2.Response:
    token = await form_token(browser, SESSIONS)
    return await browser.post(SESSIONS, data={"session": session, "key": key, "form_token": token})


async def sessions_of(browser: httpx2.AsyncClient) -> list[str]:
    """What the page lets somebody end."""
    return re.findall(r'<option value="([0-9a-f]{64})">', (await browser.get(SESSIONS)).text)


# ---------------------------------------------------------------------------------------------- how many, listed, ended


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "ja"])
async def test_the_page_lists_every_session_of_the_key_and_marks_its_own(
    open_browser: NewBrowser, key: str, language: str
) -> None:
    mine, other = open_browser(FIREFOX), open_browser(SAFARI)
    for one in (other, mine):
        await sign_in(one, key)
    text, words = (await mine.get(SESSIONS, headers={"Accept-Language": language})).text, words_of(language)
    assert f'Firefox · Linux <span class="status">{words("sessions.own")}</span>' in text
    assert text.count("Safari · macOS") == 2  # listed, and to be ended
    assert words("sessions.lead", minutes=30, hours=12, most=5) in text


async def test_a_session_is_ended_from_another_and_its_browser_led_to_the_sign_in(
    open_browser: NewBrowser, key: str
) -> None:
    mine, other = open_browser(FIREFOX), open_browser(SAFARI)
    for one in (other, mine):
        await sign_in(one, key)
    (listed,) = await sessions_of(mine)
    page = await end(mine, listed, key)
    assert page.status_code == 200
    assert words_of("en")("sessions.alone") in page.text
    assert (await is_signed_in(mine), await is_signed_in(other)) == (True, False)


async def test_all_others_are_ended_at_once(open_browser: NewBrowser, key: str) -> None:
    browsers = [open_browser(FIREFOX) for _ in range(3)]
    for one in browsers:
        await sign_in(one, key)
    await end(browsers[0], "others", key)
    assert [await is_signed_in(one) for one in browsers] == [True, False, False]


async def test_whoever_has_no_key_ends_nothing(open_browser: NewBrowser, key: str, sandbox: str) -> None:
    mine, other = open_browser(FIREFOX), open_browser(SAFARI)
    for one in (other, mine):
        await sign_in(one, key)
    for wrong in (sandbox, "", key[:-1]):
        page = await end(mine, "others", wrong)
        assert page.status_code == 403
        assert words_of("en")("sessions.refused") in page.text
    assert await is_signed_in(other)


async def test_a_form_that_no_page_of_ours_made_ends_nothing(open_browser: NewBrowser, key: str) -> None:
    mine, other = open_browser(FIREFOX), open_browser(SAFARI)
    for one in (other, mine):
        await sign_in(one, key)
    refused = await mine.post(SESSIONS, data={"session": "others", "key": key})
    assert refused.status_code == 403
    assert await is_signed_in(other)


async def test_a_session_of_another_key_is_neither_listed_nor_ended(
    open_browser: NewBrowser, key: str, sandbox: str
) -> None:
    mine, second, neighbour = (open_browser(FIREFOX) for _ in range(3))
    for browser, own in ((mine, key), (second, key), (neighbour, sandbox)):
        await sign_in(browser, own)
    (listed,) = await sessions_of(mine)
    assert listed not in await sessions_of(neighbour)
    await end(neighbour, listed, sandbox)
    assert await is_signed_in(second)


async def test_a_sixth_session_of_a_key_ends_the_oldest(open_browser: NewBrowser, key: str) -> None:
    browsers = [open_browser(FIREFOX) for _ in range(6)]
    for one in browsers:
        await sign_in(one, key)
    assert [await is_signed_in(one) for one in browsers] == [False, True, True, True, True, True]


async def test_signing_out_ends_every_copy_of_the_cookie(open_browser: NewBrowser, key: str) -> None:
    mine, thief = open_browser(FIREFOX), open_browser(FIREFOX)
    await sign_in(mine, key)
    thief.cookies.update(mine.cookies)
    assert await is_signed_in(thief)
    await mine.post("/console/sign-out", data={"form_token": await form_token(mine, "/")})
    assert not await is_signed_in(thief)


async def test_signing_in_again_ends_the_session_before(open_browser: NewBrowser, key: str) -> None:
    mine, thief = open_browser(FIREFOX), open_browser(FIREFOX)
    await sign_in(mine, key)
    thief.cookies.update(mine.cookies)
    await sign_in(mine, key)
    assert (await is_signed_in(mine), await is_signed_in(thief)) == (True, False)


# ---------------------------------------------------------------------------------------------- how long, and without


@dataclass
class Console:
    """The pages with sessions in a store of the test, by a clock of the test."""

    store: SessionsInMemory
    moment: datetime


@pytest.fixture
def console(quote_app: FastAPI) -> Iterator[Console]:
    made = Console(SessionsInMemory(), datetime.now(UTC))
    register = SessionRegister(made.store, RULES, lambda: made.moment, CollectorRegistry())
    rooms = quote_app.state.resources
    quote_app.state.resources = replace(rooms, console=replace(rooms.console, register=register))
    yield made
    quote_app.state.resources = rooms


async def test_half_an_hour_without_a_page_ends_a_session(open_browser: NewBrowser, key: str, console: Console) -> None:
    mine = open_browser(FIREFOX)
    await sign_in(mine, key)
    for _ in range(2):
        console.moment += timedelta(minutes=29)
        assert await is_signed_in(mine)
    console.moment += timedelta(minutes=30)
    assert not await is_signed_in(mine)


async def test_a_page_that_asks_by_itself_keeps_no_session_awake(
    open_browser: NewBrowser, key: str, console: Console
) -> None:
    mine = open_browser(FIREFOX)
    await sign_in(mine, key)
    console.moment += timedelta(minutes=29)
    assert (await mine.get(f"/console/shops/shop_{'0' * 20}/calls")).status_code == 404
    console.moment += timedelta(minutes=1)
    assert not await is_signed_in(mine)


async def test_without_the_store_a_session_that_was_seen_here_goes_on_and_any_other_is_told_why(
    open_browser: NewBrowser, key: str, console: Console
) -> None:
    mine, other = open_browser(FIREFOX), open_browser(SAFARI)
    await sign_in(mine, key)
    token = await form_token(mine, SESSIONS)
    console.store.away = True
    assert await is_signed_in(mine)

    listed = await mine.get(SESSIONS)
    ended = await mine.post(SESSIONS, data={"session": "others", "key": key, "form_token": token})
    signed_in = await sign_in(other, key)
    console.moment += timedelta(minutes=10)
    unknown = await mine.get("/console/freshness")
    for page in (listed, ended, signed_in, unknown):
        assert page.status_code == 503
        assert "Not available right now" in page.text
        assert "Sessions of the console are kept in PostgreSQL, and it does not answer now." in page.text

    console.store.away = False
    console.moment += timedelta(seconds=1)
    assert await is_signed_in(mine)


async def test_without_the_store_one_can_still_sign_out(open_browser: NewBrowser, key: str, console: Console) -> None:
    mine, thief = open_browser(FIREFOX), open_browser(FIREFOX)
    await sign_in(mine, key)
    thief.cookies.update(mine.cookies)
    token = await form_token(mine, "/")
    console.store.away = True
    signed_out = await mine.post("/console/sign-out", data={"form_token": token})
    assert signed_out.url.path == SIGN_IN
    assert (await is_signed_in(mine), await is_signed_in(thief)) == (False, False)


async def test_the_key_of_this_machine_needs_no_session(
    quote_app: FastAPI, sandbox: str, console: Console, tmp_path: Path
) -> None:
    console.store.away = True
    file = tmp_path / "key"
    file.write_text(sandbox, encoding="utf-8")
    rooms = quote_app.state.resources
    here = replace(rooms.console, key_file=file, hosts=Hosts.read([], local=True))
    quote_app.state.resources = replace(rooms, console=here)
    transport = httpx2.ASGITransport(app=quote_app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client:
        page = await client.get("/")
    assert page.status_code == 200
    assert SESSIONS not in page.text
