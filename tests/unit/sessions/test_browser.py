"""Browsers by two names, and nothing else of what they say."""

import pytest

from dutiful_quote.sessions.browser import Browser

KIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("system", "product", "shown"),
    [
        ("X11; Linux x86_64; rv:140.0", "Gecko/20100101 Firefox/140.0", "Firefox · Linux"),
        ("Windows NT 10.0; Win64; x64", f"{KIT} Chrome/140.0 Safari/537.36", "Chrome · Windows"),
        ("Windows NT 10.0", f"{KIT} Chrome/140.0 Safari/537.36 Edg/140.0", "Edge · Windows"),
        ("Windows NT 10.0", f"{KIT} Chrome/140.0 Safari/537.36 OPR/120.0", "Opera · Windows"),
        ("Linux; Android 10; K", f"{KIT} SamsungBrowser/28.0 Chrome/130.0 Safari/537.36", "Samsung Internet · Android"),
        ("X11; CrOS x86_64 14541.0.0", f"{KIT} Chrome/140.0 Safari/537.36", "Chrome · ChromeOS"),
        ("Macintosh; Intel Mac OS X 10_15_7", f"{KIT} Version/19.0 Safari/605.1.15", "Safari · macOS"),
        ("iPhone; CPU iPhone OS 19_0 like Mac OS X", f"{KIT} CriOS/140.0 Mobile Safari/604.1", "Chrome · iOS"),
    ],
    ids=["firefox", "chrome", "edge", "opera", "samsung", "chromebook", "safari", "chrome on a phone"],
)
def test_a_browser_is_told_by_its_family_and_its_system(system: str, product: str, shown: str) -> None:
    assert str(Browser.of(f"Mozilla/5.0 ({system}) {product}")) == shown


@pytest.mark.parametrize("user_agent", ["python-httpx2/2.0", ""], ids=["a program", "nothing said"])
def test_what_is_no_browser_has_no_name(user_agent: str) -> None:
    assert str(Browser.of(user_agent)) == ""


def test_nothing_that_a_caller_wrote_is_kept() -> None:
    hostile = "<script>Firefox/1 192.0.2.7 Windows" + "x" * 100_000
    assert Browser.of(hostile) == Browser("Firefox", "Windows")
    assert Browser.of("x" * 512 + "Firefox/1 Windows") == Browser()
