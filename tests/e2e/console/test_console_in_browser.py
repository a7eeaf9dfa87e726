"""The console as a browser shows it: usable by keyboard and on a phone, accessible, in every language and light."""

from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

pytestmark = pytest.mark.e2e

#: Milliseconds: a machine that runs tests may be slow.
expect.set_options(timeout=60_000)

PHONE = {"width": 360, "height": 740}
PAGES = (
    "/",
    "/?begin=mixed-cart-to-switzerland",
    "/console/tariff?country=US&q=cotton+shirt",
    "/console/tariff/US/6109100012?origin=CN",
    "/console/catalogue",
    "/console/freshness",
)
LEVELS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


async def faults(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await Axe().run(page, options=LEVELS)).response["violations"]
    return [{one["id"]: [node["html"] for node in one["nodes"]]} for one in found]


async def too_wide(page: Page) -> bool:
    return bool(await page.evaluate("document.documentElement.scrollWidth > innerWidth"))


async def quote(page: Page, name: str) -> None:
    await page.goto(f"/?begin={name}")
    await page.get_by_role("button", name="Show landed cost").last.click()
    await page.wait_for_url("**/console/quotes/*")


async def test_a_shopper_s_cart_is_quoted_by_keyboard_alone(page: Page) -> None:
    code = page.get_by_role("combobox", name="Goods code")
    await code.fill("")
    await code.press_sequentially("6109.10")
    await expect(page.locator(".code-list [role=option]").first).to_be_visible()
    await code.press("ArrowDown")
    await code.press("Enter")
    await expect(code).to_have_value("6109100004")
    await code.press("Enter")
    await page.wait_for_url("**/console/quotes/*")
    await expect(page.get_by_role("table")).to_contain_text("Section 301")
    law = page.locator("summary").first
    await law.press("Enter")
    await expect(page.get_by_text("HTSUS General Note 3(a)")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_every_page_is_accessible_and_fits_a_phone(page: Page, theme: str) -> None:
    await page.goto(f"/console/preferences?theme={theme}")
    await page.set_viewport_size(PHONE)
    found: dict[str, Any] = {}
    for path in PAGES:
        await page.goto(path)
        found[path] = (await faults(page), await too_wide(page))
    await quote(page, "mixed-cart-to-switzerland")
    await page.locator("details").first.evaluate("element => element.open = true")
    found["quote"] = (await faults(page), await too_wide(page))
    assert found == dict.fromkeys([*PAGES, "quote"], ([], False))


@pytest.mark.parametrize(
    ("language", "heading"),
    [
        ("de", "Kosten bis zur Haustür"),
        ("fr", "Coût rendu"),
        ("es", "Coste en destino"),
        ("ja", "輸入総費用"),
    ],
)
async def test_a_quote_is_told_in_the_language_chosen(page: Page, language: str, heading: str) -> None:
    await quote(page, "t-shirts-to-us")
    await page.get_by_label("Language").select_option(language)
    await page.get_by_role("button", name="Apply").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    assert await page.locator("html").get_attribute("lang") == language
    assert not await too_wide(page)


async def test_lines_are_added_and_taken_away_without_losing_what_was_typed(page: Page) -> None:
    await page.get_by_label("Description").fill("A shirt")
    await page.get_by_role("button", name="Add a line").click()
    await expect(page.get_by_label("Description")).to_have_count(2)
    await page.get_by_role("button", name="Remove line 2").click()
    await expect(page.get_by_label("Description")).to_have_value("A shirt")
