"""What a person does on the console's pages, without a browser: signing in, and sending forms."""

import re
from typing import Final

import httpx2

FORM_TOKEN: Final = re.compile(r'name="form_token" value="([0-9a-f]{64})"')


async def form_token(browser: httpx2.AsyncClient, path: str) -> str:
    """The token of a page's forms."""
    found = FORM_TOKEN.search((await browser.get(path)).text)
    assert found is not None
    return found[1]


async def sign_in(browser: httpx2.AsyncClient, key: str, to: str = "/", code: str = "") -> httpx2.Response:
    token = await form_token(browser, "/console/sign-in")
    return await browser.post("/console/sign-in", data={"key": key, "code": code, "form_token": token, "to": to})
