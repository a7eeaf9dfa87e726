"""Sessions of the console in memory, in a store that can be away, and who has them."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from dutiful_quote.sessions.session import Session, SessionRules, SessionsUnavailableError
from dutiful_shared.account.directory import Caller

RULES = SessionRules(idle=timedelta(minutes=30), most=2)


def caller(merchant_id: str = "mer_1", key_id: str = "key_1") -> Caller:
    return Caller(merchant_id, key_id, frozenset({"quote"}), "test", b"secret")


@dataclass
class SessionsInMemory:
    """A `SessionStore`. While it is `away` every method fails; `written` are the moments that `saw` wrote."""

    rules: SessionRules = RULES
    away: bool = False
    asked: int = 0
    rows: dict[bytes, tuple[str, Session]] = field(default_factory=dict)
    written: list[datetime] = field(default_factory=list)

    async def begin(self, caller: Caller, session: Session) -> list[bytes]:
        others = await self.live(caller, session.begun_at)
        ended = [one.id_hash for one in others[self.rules.most - 1 :]]
        self.rows[session.id_hash] = (caller.key_id, session)
        return await self._ended(ended)

    async def find(self, caller: Caller, id_hash: bytes) -> Session | None:
        self.asked += 1
        self._answer()
        key_id, session = self.rows.get(id_hash, ("", None))
        return session if key_id == caller.key_id else None

    async def live(self, caller: Caller, moment: datetime) -> list[Session]:
        self._answer()
        own = [session for key_id, session in self.rows.values() if key_id == caller.key_id]
        live = [one for one in own if not one.over_at(moment, self.rules.idle)]
        return sorted(live, key=lambda one: one.begun_at, reverse=True)

    async def saw(self, caller: Caller, id_hash: bytes, moment: datetime, every: timedelta) -> None:
        self._answer()
        key_id, session = self.rows[id_hash]
        if session.seen_at <= moment - every:
            self.rows[id_hash] = (key_id, replace(session, seen_at=moment))
            self.written.append(moment)

    async def end(self, caller: Caller, id_hash: bytes, moment: datetime) -> list[bytes]:
        found = await self.find(caller, id_hash)
        return await self._ended([] if found is None else [id_hash])

    async def end_others(self, caller: Caller, id_hash: bytes, moment: datetime) -> list[bytes]:
        return await self._ended([one.id_hash for one in await self.live(caller, moment) if one.id_hash != id_hash])

    async def leave(self, hashes: Collection[bytes], moment: datetime) -> None:
        self._answer()
        await self._ended(hashes)

    async def forget(self, before: datetime) -> None:
        self._answer()
        await self._ended([one for one, (_, session) in self.rows.items() if session.begun_at < before])

    async def _ended(self, hashes: Collection[bytes]) -> list[bytes]:
        for id_hash in hashes:
            self.rows.pop(id_hash, None)
        return list(hashes)

    def _answer(self) -> None:
        if self.away:
            raise SessionsUnavailableError("the store is away")
