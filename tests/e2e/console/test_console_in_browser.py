"""The console as a browser shows it: usable by keyboard and on a phone, accessible, in every language and light."""

import base64
import hashlib
import hmac
import time
from typing import Any
from uuid import uuid4

import httpx2
import orjson
import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Locator, Page, expect

pytestmark = pytest.mark.e2e

#: Milliseconds: a machine that runs tests may be slow.
expect.set_options(timeout=60_000)

PHONE = {"width": 360, "height": 740}
#: What a page of 1280 pixels is at 400 % (WCAG 1.4.10).
NARROW = {"width": 320, "height": 740}
PAGES = (
    "/",
    "/?begin=mixed-cart-to-switzerland",
    "/console/tariff?country=US&q=cotton+shirt",
    "/console/tariff/US/6109100012?origin=CN",
    "/console/catalogue",
    "/console/freshness",
    "/console/sessions",
    "/console/second-factor",
    "/console/shops",
    "/console/shops/guide/shopify",
    "/console/shops/guide/bigcommerce",
    "/console/shops/guide/woocommerce",
    "/console/settings",
)
PRODUCT = {"id": "p1", "updated_at": "2026-11-29T08:00:00Z", "title": "Tea", "variants": []}
FOCUS = """() => {
  const style = getComputedStyle(document.activeElement);
  const name = document.activeElement.name || document.activeElement.textContent.trim();
  return [document.activeElement === document.body ? "BODY" : name, style.outlineStyle];
}"""
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


async def test_the_secret_of_a_second_factor_is_accessible_and_fits_a_phone(page: Page, sandbox: str) -> None:
    await page.set_viewport_size(PHONE)
    await page.goto("/console/second-factor")
    await page.get_by_label("API key").fill(sandbox)
    await page.get_by_role("button", name="Set up").click()
    await expect(page.get_by_role("img", name="QR code of the secret")).to_be_visible()
    assert (await faults(page), await too_wide(page)) == ([], False)


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
    assert await faults(page) == []
    await page.set_viewport_size(NARROW)
    for path in (page.url, "/console/freshness", "/console/tariff/US/6109100012?origin=CN"):
        await page.goto(path)
        assert not await too_wide(page), path


async def test_a_shop_s_addresses_are_copied_and_its_first_call_is_heard(
    page: Page, quote_api: httpx2.AsyncClient
) -> None:
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await page.goto("/console/shops/guide/generic")
    await page.get_by_label("A name you choose").fill(f"browser-{uuid4().hex}")
    await page.get_by_role("button", name="Register the shop").click()
    secret = await page.locator("#value-secret").inner_text()
    await page.get_by_role("button", name="Copy").first.click()
    await expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert await page.evaluate("navigator.clipboard.readText()") == secret

    shop_id = (await page.locator(".intro code").inner_text()).strip()
    body = orjson.dumps({"type": "product.updated", "timestamp": "2026-11-29T08:00:00Z", "data": PRODUCT})
    at = str(int(time.time()))
    signed = hmac.new(secret.encode(), f"evt_1.{at}.".encode() + body, hashlib.sha256).digest()
    headers = {
        "webhook-id": "evt_1",
        "webhook-timestamp": at,
        "webhook-signature": f"v1,{base64.b64encode(signed).decode()}",
    }
    told = await quote_api.post(f"/channels/generic/{shop_id}/webhooks", content=body, headers=headers)
    assert told.status_code == 202, told.text
    await expect(page.get_by_text("We have received a signed call at")).to_be_visible()


async def test_lines_are_added_and_taken_away_without_losing_what_was_typed(page: Page) -> None:
    await page.get_by_label("Description").fill("A shirt")
    await page.get_by_role("button", name="Add a line").click()
    await expect(page.get_by_label("Description")).to_have_count(2)
    await page.get_by_role("button", name="Remove line 2").click()
    await expect(page.get_by_label("Description")).to_have_value("A shirt")


async def test_questions_are_answered_by_a_click_a_share_and_a_registration(page: Page) -> None:
    async def ask(country: str, code: str, price: str) -> None:
        await page.goto("/")
        await page.get_by_label("Ships to").select_option(country)
        await page.get_by_label("Region").fill("")
        await page.get_by_label("Postal code").fill("")
        await page.get_by_role("combobox", name="Goods code").fill(code)
        await page.get_by_label("Unit price").fill(price)
        await page.get_by_role("button", name="Show landed cost").last.click()
        await page.wait_for_url("**/console/quotes/*")

    def question(text: str) -> Locator:
        return page.locator(".question", has_text=text)

    await ask("US", "8708995500", "900")
    await question("Is it a part for a passenger vehicle").get_by_role("button", name="Yes").click()
    await expect(question("Is it a part for a passenger vehicle")).to_have_count(0)

    await ask("US", "8215992000", "50")
    share = question("What share of the weight is steel")
    await share.get_by_label("Share in per cent").fill("80")
    await share.get_by_role("button").click()
    await expect(question("What share of the weight is steel")).to_have_count(0)

    await ask("AU", "610910", "20")
    threshold = question("Is import tax due?")
    await threshold.get_by_label("Scheme").select_option("AU_GST")
    await threshold.get_by_label("Registration number").fill("51824753556")
    await threshold.get_by_role("button").click()
    await expect(question("Is import tax due?")).to_have_count(0)


async def test_the_first_key_leads_past_the_navigation(page: Page) -> None:
    await page.goto("/console/freshness")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    await expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.querySelector('main').contains(document.activeElement)")


async def test_every_place_that_keys_lead_to_is_seen_to_have_the_focus(page: Page) -> None:
    unseen = []
    for path in ("/", "/console/settings", "/console/tariff/US/6109100012?origin=CN"):
        await page.goto(path)
        for _ in range(60):
            await page.keyboard.press("Tab")
            place, outline = await page.evaluate(FOCUS)
            if place == "BODY":
                break
            if outline == "none":
                unseen.append((path, place))
    assert unseen == []
