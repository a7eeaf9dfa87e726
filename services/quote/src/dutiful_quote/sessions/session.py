"""A session of the console: when it began, when it was last used, and when it is over."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from dutiful_quote.sessions.browser import Browser

#: However much it is used, a session is over then.
SESSION_TIME: Final = timedelta(hours=12)


class SessionOverError(Exception):
    """The session was ended, was idle for too long, is too old, or never was."""


class CodeLackingError(Exception):
    """The key has a second factor, and no code of it was typed."""


class SessionsUnavailableError(Exception):
    """Where sessions are kept is out of reach, and this process does not know enough of this one."""


@dataclass(frozen=True, slots=True)
class SessionRules:
    """A session is over `idle` after its last page; one key has `most` at a time, and one more ends the oldest."""

    idle: timedelta
    most: int


@dataclass(frozen=True, slots=True)
class Session:
    """`id_hash` (32 bytes) is all that is kept of the id, which the browser alone holds. `proven`: it began with a code
    of the key's second factor. Times are in UTC."""

    id_hash: bytes
    begun_at: datetime
    seen_at: datetime
    browser: Browser
    proven: bool = False

    def over_at(self, moment: datetime, idle: timedelta) -> bool:
        """Whether time has ended it."""
        return moment >= self.begun_at + SESSION_TIME or moment >= self.seen_at + idle


def hash_of(session_id: str) -> bytes:
    """What is stored of an id. It has 256 random bits: there is nothing to guess that a slow hash would protect."""
    return sha256(session_id.encode()).digest()
