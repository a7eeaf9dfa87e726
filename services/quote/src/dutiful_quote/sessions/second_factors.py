"""`SecondFactors`: the room of second factors, by its clock."""

from collections.abc import Callable
from datetime import datetime

from dutiful_quote.sessions.factor_repository import FactorRepository
from dutiful_quote.sessions.one_time_code import Factor, NewSecret, Verdict
from dutiful_shared.account.directory import Caller


class SecondFactors:
    """The second factors of keys.

    Every method raises SessionsUnavailableError where PostgreSQL is out of reach: who might have to type a code does
    not get in without.

    Args:
        now: the time, in UTC.
    """

    def __init__(self, repository: FactorRepository, now: Callable[[], datetime]) -> None:
        self._repository = repository
        self._now = now

    async def found(self, caller: Caller) -> Factor | None:
        """The factor of the caller's key: confirmed, or still waiting to be."""
        factor = await self._repository.find(caller)
        alive = factor is not None and (factor.confirmed_at is not None or factor.waits_at(self._now()))
        return factor if alive else None

    async def begin(self, caller: Caller) -> NewSecret:
        """A secret for the caller's key, shown this once; it asks for nothing until it is confirmed.

        Raises:
            FactorExistsError: the key has a confirmed factor.
        """
        return await self._repository.begin(caller, self._now())

    async def confirm(self, caller: Caller, code: str) -> Verdict:
        """From a right code on the key asks for codes, and all its sessions end."""
        return await self._repository.confirm(caller, code, self._now())

    async def admit(self, caller: Caller, code: str) -> Verdict:
        """Whether somebody with the key gets in with this code: `RIGHT`, or `NONE` where the key asks for none."""
        return await self._repository.admit(caller, code, self._now())

    async def take_off(self, caller: Caller, code: str) -> Verdict:
        """From a right code on the key asks for none any more, and all its sessions end."""
        return await self._repository.take_off(caller, code, self._now())
