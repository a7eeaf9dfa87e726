"""A browser that looks at the console, and what stands in for one."""

import shutil
from collections.abc import AsyncIterator

import httpx2
import pytest
from fastapi import FastAPI
from playwright.async_api import Browser, Page, async_playwright

from tests.builders.listening import listening

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture
async def browser(quote_app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    """What keeps cookies and follows redirects, as a browser does; nobody is signed in yet."""
    transport = httpx2.ASGITransport(app=quote_app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://quote", follow_redirects=True) as client:
        yield client


@pytest.fixture(scope="module")
async def chromium() -> AsyncIterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed: apt-get install chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        await browser.close()


@pytest.fixture(scope="module")
async def console_url(quote_app: FastAPI) -> AsyncIterator[str]:
    async with listening(quote_app, lifespan="off") as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
async def page(chromium: Browser, console_url: str, sandbox: str) -> AsyncIterator[Page]:
    """A page of somebody who signed in. Whatever the browser complains about (faults of the script, what the content
    security policy forbids) fails the test."""
    context = await chromium.new_context(base_url=console_url, locale="en", reduced_motion="reduce")
    context.set_default_timeout(60_000)
    page = await context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    await page.goto("/console/sign-in")
    await page.get_by_label("API key").fill(sandbox)
    await page.get_by_role("button", name="Sign in").click()
    await page.wait_for_url("**/")
    yield page
    await context.close()
    assert complaints == []
