"""Who looks at a page, in what language and light, and whether their session goes on."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Annotated, Final

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials

from dutiful_quote.api.state import Rooms, State
from dutiful_quote.console.hosts import from_this_machine
from dutiful_quote.console.rooms import Console, ConsoleRooms
from dutiful_quote.console.session import Held
from dutiful_quote.console.words import Words, language_of, words_of
from dutiful_quote.sessions.session import Session, SessionOverError, SessionsUnavailableError
from dutiful_shared.account.authentication import Caller, authenticated
from dutiful_shared.account.directory import UnknownKeyError
from dutiful_shared.account.records import RegisterUnavailableError
from dutiful_shared.account.scopes import Scope
from dutiful_shared.account.vault import SealError
from dutiful_shared.service.problems import ProblemException, problem, unavailable

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
    """Somebody with a key. `session_id` is empty for those who look in with this machine's own key."""

    caller: Caller
    key: str = field(repr=False)
    session_id: str = field(repr=False)

    @property
    def signed_in(self) -> bool:
        """Whether somebody signed in, rather than this machine's own key being used."""
        return bool(self.session_id)


def guest(request: Request, console: Console) -> Guest:
    """Whoever has not signed in: language and light are those of the cookies, else the browser's."""
    language = language_of(request.cookies.get(LANGUAGE_COOKIE), request.headers.get("accept-language", ""))
    theme = request.cookies.get(THEME_COOKIE, "")
    nonce = console.sessions.nonce_in(request)
    return Guest(words_of(language), theme if theme in THEMES else THEMES[0], nonce, console.sessions.form_token(nonce))


AnyGuest = Annotated[Guest, Depends(guest)]


def visitor(
    scope: Scope, *, cost: int = 1, awake: bool = True, factor: bool = True
) -> Callable[..., Awaitable[Visitor]]:
    """A FastAPI dependency: the visitor, whose key must have `scope`; the page counts as `cost` requests of that key.

    It raises the problems of `authenticated`, `unavailable` where nobody can say whether the session goes on, and
    `second_factor_required`; a page answers `unauthenticated` by leading to the sign-in.

    Args:
        awake: false where a script asks by itself: it does not keep a session from ending.
        factor: false where whoever has no second factor may look in also where the settings require one.
    """
    identify = authenticated(scope, cost=cost)

    async def found(request: Request, guest: AnyGuest, console: Console, state: State) -> Visitor:
        held, session = await _held_here(request, console, state, awake=awake)
        # First the session, then the key: what is over must not use up the key's limits.
        caller = await identify(request, HTTPAuthorizationCredentials(scheme="Bearer", credentials=held.key))
        if factor and console.factor_required and not (session is not None and session.proven):
            raise problem("second_factor_required", "Whoever uses the console here needs a second factor for the key.")
        return _visitor(guest, held, caller)

    return found


async def onlooker(request: Request, console: ConsoleRooms, state: Rooms) -> Guest:
    """Who is told that a page cannot be shown: the visitor where the key is a known one, whatever its scopes. It counts
    as no request, and where nobody can be found out, or a register is away, it is a guest."""
    found = guest(request, console)
    try:
        held, _ = await _held_here(request, console, state, awake=False)
        return _visitor(found, held, await state.keys.identify(held.key))
    except (ProblemException, UnknownKeyError, RegisterUnavailableError):
        return found


@contextmanager
def sessions_kept() -> Iterator[None]:
    """Around what asks the register of sessions.

    Raises:
        ProblemException: `unavailable`: it does not answer, or the secret of a second factor cannot be opened.
    """
    try:
        yield
    except SessionsUnavailableError as exc:
        raise unavailable("Sessions of the console are kept in PostgreSQL, and it does not answer now.") from exc
    except SealError as exc:
        raise unavailable(
            "No key in DUTIFUL_SECRET_KEYS opens the second factor of this key: put the one back that sealed it, or "
            "take the factor off with `dutiful second-factor drop`."
        ) from exc


def _visitor(guest: Guest, held: Held, caller: Caller) -> Visitor:
    return Visitor(guest.words, guest.theme, guest.nonce, guest.form_token, caller, held.key, held.session_id)


async def _held_here(
    request: Request, console: ConsoleRooms, state: Rooms, *, awake: bool
) -> tuple[Held, Session | None]:
    """What the browser holds if its session goes on, else this machine's own key, with no session."""
    held = console.sessions.held_in(request, state.now())
    session = None if held is None else await _going_on(held, console, state, awake=awake)
    if held is not None and session is not None:
        return held, session
    return Held(await _key_of_this_machine(request, console), ""), None


async def _going_on(held: Held, console: ConsoleRooms, state: Rooms, *, awake: bool) -> Session | None:
    try:
        caller = await state.keys.identify(held.key)
        with sessions_kept():
            return await console.register.go_on(caller, held.session_id, awake=awake)
    except (UnknownKeyError, SessionOverError):
        return None
    except RegisterUnavailableError as exc:
        raise unavailable(
            "The key is not known here and the register of keys is out of reach.", "authentication_unavailable"
        ) from exc


async def _key_of_this_machine(request: Request, console: ConsoleRooms) -> str:
    if console.key_file is None or not from_this_machine(request):
        raise problem("unauthenticated", "Sign in with an API key.")
    try:
        return (await asyncio.to_thread(console.key_file.read_text, encoding="utf-8")).strip()
    except OSError:
        raise problem("unauthenticated", "The key of this machine cannot be read; sign in with one.") from None


Quoter = Annotated[Visitor, Depends(visitor(Scope.QUOTE))]
