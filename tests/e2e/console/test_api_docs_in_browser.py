"""The interactive documentation in a browser, under its own content security policy: what it forbids fails a test."""

import re

import httpx2
import pytest
from playwright.async_api import Page, expect

pytestmark = pytest.mark.e2e

expect.set_options(timeout=60_000)


async def test_an_operation_is_tried_from_the_documentation(page: Page, sandbox: str) -> None:
    await page.goto("/docs")
    await page.get_by_role("button", name="Authorize").first.click()
    await page.locator(".auth-container input").fill(sandbox)
    await page.locator(".auth-container").get_by_role("button", name="Apply credentials").click()
    await page.locator(".auth-container").get_by_role("button", name="Close").click()
    operation = page.locator(".opblock-get", has=page.get_by_text("/v1/tariffs/releases", exact=True))
    await operation.locator(".opblock-summary-control").click()
    await operation.get_by_role("button", name="Execute").click()

    await expect(operation.locator(".live-responses-table")).to_contain_text('"releases"')


async def test_the_documentation_is_in_no_frame(browser: httpx2.AsyncClient) -> None:
    assert "frame-ancestors 'none'" in (await browser.get("/docs")).headers["content-security-policy"]


async def test_the_documentation_runs_no_script_but_its_own(page: Page) -> None:
    answer = await page.goto("/docs")

    assert answer is not None
    scripts = re.findall(r"script-src ([^;]*);", answer.headers["content-security-policy"])
    assert len(scripts) == 1
    assert re.fullmatch(r"'self' 'sha256-[A-Za-z0-9+/]{43}='", scripts[0])
