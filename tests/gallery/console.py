"""`make screenshots`: pictures of the console for the handbook, taken from the service that `make run` has started."""

import importlib.util
import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from playwright.sync_api import Browser, Page, sync_playwright

FOLDER: Final = Path(__file__).resolve().parents[2] / "handbook" / "images" / "console"
DEFAULT_URL: Final = "http://127.0.0.1:8080"
#: Packages whose fonts the pictures are set in, so that they look alike wherever they are taken.
FONTS: Final = ("fontpkg_noto_sans", "noto_cjk_sans_otc")


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as somebody sees it. `quote` sends the cart that the page shows first, `paper` then draws a draft of its
    invoice; `height` 0 is the whole page."""

    name: str
    path: str
    quote: bool = False
    language: str = "en"
    theme: Literal["light", "dark"] = "light"
    width: int = 1080
    height: int = 0
    paper: bool = False


#: What is filled in before the draft of a paper is drawn; the rest is what it lacks.
FILLED: Final = {
    "/invoice/number": "INV-1042",
    "/invoice/place_of_sale": "Shenzhen",
    "/parties/exporter/name": "Lantern Textiles Ltd",
    "/parties/exporter/street/0": "18 Keyuan Road",
    "/parties/exporter/city": "Shenzhen",
    "/parties/consignee/name": "Dana Reyes",
    "/parties/consignee/street/0": "1100 Congress Ave",
}
PICTURES: Final = (
    Picture("cart", "/"),
    Picture("quote", "/", quote=True),
    Picture("quote-ja-dark", "/", quote=True, language="ja", theme="dark", height=1000),
    Picture("partial-de-phone", "/?begin=mixed-cart-to-switzerland", quote=True, language="de", width=390, height=1000),
    Picture("partial-fr", "/?begin=mixed-cart-to-switzerland", quote=True, language="fr", height=1200),
    Picture("quote-es-phone-dark", "/?begin=shoes-to-germany", True, "es", "dark", 390, 1000),
    Picture("tariff", "/console/tariff/US/6109100012?origin=CN", height=1300),
    Picture("search", "/console/tariff?country=US&q=cotton+shirt", height=900),
    Picture("paper", "/", quote=True, height=1500, paper=True),
    Picture("shop", "/console/shops/guide/woocommerce", height=1500),
    Picture("settings", "/console/settings"),
    Picture("freshness", "/console/freshness", height=1100),
)


def main(url: str) -> None:
    """Take each picture."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox"], env={**os.environ, "FONTCONFIG_FILE": _fonts(Path(folder))}
        )
        for picture in PICTURES:
            _take(browser, url, picture)
        browser.close()


def _take(browser: Browser, url: str, picture: Picture) -> None:
    context = browser.new_context(
        viewport={"width": picture.width, "height": picture.height or 900},
        locale=picture.language,
        color_scheme=picture.theme,
    )
    page = context.new_page()
    page.goto(url + picture.path)
    if picture.quote:
        page.locator(".actions button[value=quote]").click()
        page.wait_for_url("**/console/quotes/*")
    if picture.paper:
        _draw(page)
    page.screenshot(path=FOLDER / f"{picture.name}.png", full_page=not picture.height)
    context.close()


def _draw(page: Page) -> None:
    page.goto(f"{page.url.replace('/quotes/', '/documents?quote=')}")
    for name, value in FILLED.items():
        page.locator(f'[name="{name}"]').fill(value)
    with page.expect_navigation():
        page.locator(".actions button[value=preview]").click()
    page.wait_for_load_state("networkidle")
    page.locator(".sheet").first.wait_for()
    page.evaluate("document.activeElement.blur()")


def _fonts(folder: Path) -> str:
    """A configuration that finds the packages' fonts before those of the system."""
    places = [importlib.util.find_spec(name) for name in FONTS]
    named = "".join(f"<dir>{Path(str(place.origin)).parent}</dir>" for place in places if place is not None)
    file = folder / "fonts.conf"
    system = '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
    file.write_text(f"<fontconfig>{system}{named}<cachedir>{folder}/cache</cachedir></fontconfig>", encoding="utf-8")
    return str(file)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else DEFAULT_URL)
