"""Who looks at a page, in what language and light."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials

from dutiful_quote.api.state import Rooms, State
from dutiful_quote.console.hosts import from_this_machine
from dutiful_quote.console.rooms import Console, ConsoleRooms
from dutiful_quote.console.words import Words, language_of, words_of
from dutiful_shared.account.authentication import Caller, authenticated
from dutiful_shared.account.directory import UnknownKeyError
from dutiful_shared.account.records import RegisterUnavailableError
from dutiful_shared.account.scopes import Scope
from dutiful_shared.service.problems import ProblemException, problem

LANGUAGE_COOKIE: Final = "dutiful_language"
THEME_COOKIE: Final = "dutiful_theme"
THEMES: Final = ("auto", "light", "dark")


@dataclass(frozen=True, slots=True)
class Guest:
    """Anybody. `nonce` is what forms are bound to, `form_token` what they carry."""

    words: Words
    theme: str
    nonce: str
    form_token: str


@dataclass(frozen=True, slots=True)
class Visitor(Guest):
    """Somebody with a key. `signed_in` is false for those who look in with this machine's own key."""

    caller: Caller
    key: str
    signed_in: bool


def guest(request: Request, console: Console) -> Guest:
    """Whoever has not signed in: language and light are those of the cookies, else the browser's."""
    language = language_of(request.cookies.get(LANGUAGE_COOKIE), request.headers.get("accept-language", ""))
    theme = request.cookies.get(THEME_COOKIE, "")
    nonce = console.sessions.nonce_in(request)
    return Guest(words_of(language), theme if theme in THEMES else THEMES[0], nonce, console.sessions.form_token(nonce))


AnyGuest = Annotated[Guest, Depends(guest)]


def visitor(scope: Scope, *, cost: int = 1) -> Callable[..., Awaitable[Visitor]]:
    """A FastAPI dependency: the visitor, whose key must have `scope`; the page counts as `cost` requests of that key.

    It raises the problems of `authenticated`; a page answers `unauthenticated` by leading to the sign-in.
    """
    identify = authenticated(scope, cost=cost)

    async def found(request: Request, guest: AnyGuest, console: Console, state: State) -> Visitor:
        key = console.sessions.key_in(request, state.now())
        signed_in = key is not None
        if key is None:
            key = await _key_of_this_machine(request, console)
        caller = await identify(request, HTTPAuthorizationCredentials(scheme="Bearer", credentials=key))
        return Visitor(guest.words, guest.theme, guest.nonce, guest.form_token, caller, key, signed_in)

    return found


async def onlooker(request: Request, console: ConsoleRooms, state: Rooms) -> Guest:
    """Who is told that a page cannot be shown: the visitor where the key is a known one, whatever its scopes. It counts
    as no request, and where nobody can be found out, or the key's register is away, it is a guest."""
    found = guest(request, console)
    try:
        key = console.sessions.key_in(request, state.now())
        signed_in = key is not None
        if key is None:
            key = await _key_of_this_machine(request, console)
        caller = await state.keys.identify(key)
    except (ProblemException, UnknownKeyError, RegisterUnavailableError):
        return found
    return Visitor(found.words, found.theme, found.nonce, found.form_token, caller, key, signed_in)


async def _key_of_this_machine(request: Request, console: ConsoleRooms) -> str:
    if console.key_file is None or not from_this_machine(request):
        raise problem("unauthenticated", "Sign in with an API key.")
    try:
        return (await asyncio.to_thread(console.key_file.read_text, encoding="utf-8")).strip()
    except OSError:
        raise problem("unauthenticated", "The key of this machine cannot be read; sign in with one.") from None


Quoter = Annotated[Visitor, Depends(visitor(Scope.QUOTE))]
