"""What the register of sessions asks of where sessions are kept."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Protocol

from dutiful_quote.sessions.session import Session
from dutiful_shared.account.directory import Caller


class SessionStore(Protocol):
    """Where sessions are kept; `SessionRepository` in production, which says what each method does.

    Every method raises SessionsUnavailableError where it is out of reach.
    """

    async def begin(self, caller: Caller, session: Session) -> Collection[bytes]:
        """Keep a session; the hashes of those of its key that end for it. It raises CodeLackingError too."""
        ...

    async def find(self, caller: Caller, id_hash: bytes) -> Session | None:
        """The session, if it is kept."""
        ...

    async def live(self, caller: Caller, moment: datetime) -> list[Session]:
        """Those of the key that have not ended by `moment`, the newest first."""
        ...

    async def saw(self, caller: Caller, id_hash: bytes, moment: datetime, every: timedelta) -> None:
        """Note that a page was seen, if the last note is older than `every`."""
        ...

    async def end(self, caller: Caller, id_hash: bytes, moment: datetime) -> Collection[bytes]:
        """End one session of the key; its hash, nothing where the key has none such."""
        ...

    async def end_others(self, caller: Caller, id_hash: bytes, moment: datetime) -> Collection[bytes]:
        """End the other sessions of the key; their hashes."""
        ...

    async def leave(self, hashes: Collection[bytes], moment: datetime) -> None:
        """End sessions whoever holds their key."""
        ...

    async def forget(self, before: datetime) -> None:
        """Remove what began before a moment."""
        ...
