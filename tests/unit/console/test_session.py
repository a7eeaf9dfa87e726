"""Cookies of the console: the key and the session's id sealed for a time, forms bound to a browser."""

from datetime import UTC, datetime, timedelta

import pytest
from fastapi import Request
from starlette.responses import Response

from dutiful_quote.console.session import Held, Sessions
from dutiful_quote.sessions.session import SESSION_TIME
from dutiful_shared.account.vault import Vault
from dutiful_shared.service.problems import ProblemException

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HELD = Held("dk_test_000000000000_secret", "5e55" * 16)
SESSIONS = Sessions(Vault({"a": b"1" * 32}), b"secret", secure=False)


def request_with(cookies: dict[str, str], site: str = "same-origin") -> Request:
    text = "; ".join(f"{name}={value}" for name, value in cookies.items())
    headers = [(b"cookie", text.encode()), (b"sec-fetch-site", site.encode())]
    return Request({"type": "http", "method": "POST", "path": "/", "headers": headers})


def cookie_of(response: Response) -> str:
    return response.headers["set-cookie"].partition("=")[2].partition(";")[0].strip('"')


def begun() -> str:
    response = Response()
    SESSIONS.begin(response, HELD, NOW)
    return cookie_of(response)


def test_the_cookie_gives_key_and_id_back_and_does_not_show_them() -> None:
    sealed = begun()
    assert SESSIONS.held_in(request_with({"dutiful_key": sealed}), NOW) == HELD
    assert HELD.key not in sealed
    assert HELD.session_id not in sealed


def test_a_session_ends_by_itself() -> None:
    request = request_with({"dutiful_key": begun()})
    assert SESSIONS.held_in(request, NOW + SESSION_TIME - timedelta(seconds=1)) == HELD
    assert SESSIONS.held_in(request, NOW + SESSION_TIME) is None


def test_a_cookie_sealed_elsewhere_is_none() -> None:
    elsewhere = Sessions(Vault({"a": b"2" * 32}), b"secret", secure=False)
    assert elsewhere.held_in(request_with({"dutiful_key": begun()}), NOW) is None


def test_over_https_cookies_are_of_this_host_alone() -> None:
    response = Response()
    Sessions(SESSIONS.vault, b"secret", secure=True).begin(response, HELD, NOW)
    cookie = response.headers["set-cookie"]
    assert cookie.startswith("__Host-")
    assert all(part in cookie for part in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"))


def test_a_form_of_our_own_page_is_taken() -> None:
    SESSIONS.check_form(request_with({"dutiful_form": "nonce"}), SESSIONS.form_token("nonce"))


@pytest.mark.parametrize(
    ("cookies", "token", "site"),
    [
        ({}, SESSIONS.form_token(""), "same-origin"),
        ({"dutiful_form": "nonce"}, "", "same-origin"),
        ({"dutiful_form": "nonce"}, SESSIONS.form_token("another"), "same-origin"),
        ({"dutiful_form": "nonce"}, SESSIONS.form_token("nonce"), "cross-site"),
    ],
    ids=["no cookie", "no token", "of another browser", "from another site"],
)
def test_other_forms_are_refused(cookies: dict[str, str], token: str, site: str) -> None:
    with pytest.raises(ProblemException) as refusal:
        SESSIONS.check_form(request_with(cookies, site), token)
    assert refusal.value.code == "forbidden"
