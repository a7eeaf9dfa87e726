"""Holds in PostgreSQL, behind the wall between merchants: the queue, and what people decide."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dutiful_docs.screening.errors import HoldConflictError, UnknownScreeningError
from dutiful_docs.screening.record import Hold, HoldState
from dutiful_docs.screening.stored_rows import HOLD_COLUMNS, hold_of, reachable
from dutiful_shared.account.audit import write_audit
from dutiful_shared.service.tenancy import as_merchant

_QUEUE: Final = text(
    f"""
    SELECT {HOLD_COLUMNS} FROM docs.screening_hold
    WHERE merchant_id = :merchant_id AND state = ANY(:states)
      AND (CAST(:after AS text) IS NULL OR (opened_at, id) >
           (SELECT opened_at, id FROM docs.screening_hold WHERE id = :after AND merchant_id = :merchant_id))
    ORDER BY opened_at, id LIMIT :most
    """  # noqa: S608
)
_LOCK_HOLD: Final = text(f"SELECT {HOLD_COLUMNS} FROM docs.screening_hold WHERE id = :id FOR UPDATE")  # noqa: S608
_CHANGE_HOLD: Final = text(
    """
    UPDATE docs.screening_hold SET state = :state, claimed_by = :claimed_by, claimed_at = :claimed_at,
        first_by = :first_by, first_reason = :first_reason, decided_by = :decided_by, decided_at = :decided_at,
        reason = :reason
    WHERE id = :id
    """
)
#: After this time somebody else may take a hold on: a key that is gone must not keep it for ever.
CLAIM_LASTS: Final = timedelta(hours=24)


class HoldRepository:
    """The only SQL about decisions.

    Args:
        requests: an engine of the request role.
    """

    def __init__(self, requests: AsyncEngine) -> None:
        self._requests = requests

    async def holds(self, merchant_id: str, states: Sequence[HoldState], after: str | None, most: int) -> list[Hold]:
        """Holds in one of the states, the oldest first, those behind the hold `after`.

        Raises:
            ScreeningUnavailableError: PostgreSQL is out of reach.
        """
        values = {"merchant_id": merchant_id, "states": [one.value for one in states], "after": after, "most": most}
        with reachable():
            async with as_merchant(self._requests, merchant_id) as connection:
                return [hold_of(row) for row in await connection.execute(_QUEUE, values)]

    async def claim(self, merchant_id: str, hold_id: str, at: datetime, actor: str) -> Hold:
        """Take a hold on; whoever has it already has it again.

        Raises:
            UnknownScreeningError: the merchant has no such hold.
            HoldConflictError: it is decided, or somebody else's.
            ScreeningUnavailableError: PostgreSQL is out of reach.
        """
        with reachable():
            async with as_merchant(self._requests, merchant_id) as connection:
                found = await _locked(connection, hold_id)
                if found.state is HoldState.CLAIMED and found.claimed_by == actor:
                    return found
                _undecided(found)
                _free_for(found, actor, at)
                changed = {"state": HoldState.CLAIMED.value, "claimed_by": actor, "claimed_at": at}
                return await self._change(connection, merchant_id, found, changed, actor, "screening_hold.claim")

    async def release(
        self, merchant_id: str, hold_id: str, reason: str, at: datetime, actor: str, *, four_eyes: bool
    ) -> Hold:
        """Let the order go on: it is somebody else, or may go for another reason.

        Args:
            four_eyes: two different keys must release it; the first is noted and decides nothing.

        Raises: as `claim`.
        """
        with reachable():
            async with as_merchant(self._requests, merchant_id) as connection:
                found = await _locked(connection, hold_id)
                if found.state is HoldState.RELEASED and actor in (found.decided_by, found.first_by):
                    return found
                _undecided(found)
                _free_for(found, actor, at)
                if four_eyes and found.first_by == actor:
                    return found
                if four_eyes and found.first_by is None:
                    # The claim ends, so that somebody else can take it up.
                    changed: dict[str, Any] = {"first_by": actor, "first_reason": reason, "state": HoldState.OPEN.value}
                    changed |= {"claimed_by": None, "claimed_at": None}
                    action = "screening_hold.first_release"
                else:
                    changed = {
                        "state": HoldState.RELEASED.value,
                        "decided_by": actor,
                        "decided_at": at,
                        "reason": reason,
                    }
                    action = "screening_hold.release"
                return await self._change(connection, merchant_id, found, changed, actor, action, reason=reason)

    async def confirm(self, merchant_id: str, hold_id: str, reason: str, at: datetime, actor: str) -> Hold:
        """It is the listed party, or the goods may not go: the order stays held for good.

        Raises: as `claim`.
        """
        with reachable():
            async with as_merchant(self._requests, merchant_id) as connection:
                found = await _locked(connection, hold_id)
                if found.state is HoldState.CONFIRMED and found.decided_by == actor:
                    return found
                _undecided(found)
                _free_for(found, actor, at)
                changed = {"state": HoldState.CONFIRMED.value, "decided_by": actor, "decided_at": at, "reason": reason}
                action = "screening_hold.confirm"
                return await self._change(connection, merchant_id, found, changed, actor, action, reason=reason)

    async def _change(
        self,
        connection: AsyncConnection,
        merchant_id: str,
        found: Hold,
        changed: dict[str, Any],
        actor: str,
        action: str,
        **details: Any,
    ) -> Hold:
        kept = ("claimed_by", "claimed_at", "first_by", "first_reason", "decided_by", "decided_at", "reason")
        values = {name: getattr(found, name) for name in kept} | {"id": found.id, "state": found.state.value} | changed
        await connection.execute(_CHANGE_HOLD, values)
        await write_audit(connection, merchant_id, actor, action, found.id, screening=found.screening_id, **details)
        return await _locked(connection, found.id)


def _undecided(found: Hold) -> None:
    if found.state in (HoldState.RELEASED, HoldState.CONFIRMED):
        raise HoldConflictError(f"the hold is {found.state.value} by {found.decided_by}")


def _free_for(found: Hold, actor: str, at: datetime) -> None:
    if found.claimed_by in (None, actor) or found.claimed_at is None:
        return
    if at - found.claimed_at < CLAIM_LASTS:
        raise HoldConflictError(f"the hold is claimed by {found.claimed_by}")


async def _locked(connection: AsyncConnection, hold_id: str) -> Hold:
    row = (await connection.execute(_LOCK_HOLD, {"id": hold_id})).one_or_none()
    if row is None:
        raise UnknownScreeningError(f"no hold {hold_id}")
    return hold_of(row)
