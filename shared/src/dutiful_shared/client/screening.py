"""The calls of `DutifulClient` that concern screening."""

from collections.abc import Collection

from dutiful_shared.client.transport import Transport
from dutiful_shared.contract.screening import (
    HoldDecision,
    HoldsAnswer,
    ScreeningAnswer,
    ScreeningHold,
    ScreeningListsAnswer,
    ScreeningRequest,
)
from dutiful_shared.contract.screening_terms import HoldState


class ScreeningCalls(Transport):
    """Parties against lists of sanctioned and denied persons, and the queue of what is held."""

    async def screen(self, wanted: ScreeningRequest, *, idempotency_key: str | None = None) -> ScreeningAnswer:
        """Screen the parties of an order. Issue papers only where the answer `may_proceed`."""
        return await self._post(f"{self._urls.docs}/v1/screenings", wanted, ScreeningAnswer, idempotency_key)

    async def screening(self, screening_id: str) -> ScreeningAnswer:
        """A screening as it stands now."""
        return await self._call("GET", f"{self._urls.docs}/v1/screenings/{screening_id}", ScreeningAnswer)

    async def screening_lists(self) -> ScreeningListsAnswer:
        """Which lists are active, and how fresh."""
        return await self._call("GET", f"{self._urls.docs}/v1/screenings/lists", ScreeningListsAnswer)

    async def screening_holds(self, *, states: Collection[HoldState] = (), cursor: str | None = None) -> HoldsAnswer:
        """A page of the queue, the oldest first; without `states`, of what is not decided."""
        parameters: dict[str, str | list[str]] = {}
        if states:
            parameters["state"] = [state.value for state in states]
        if cursor is not None:
            parameters["cursor"] = cursor
        return await self._call("GET", f"{self._urls.docs}/v1/screenings/holds", HoldsAnswer, params=parameters)

    async def claim_hold(self, hold_id: str, *, idempotency_key: str | None = None) -> ScreeningHold:
        """Take a hold on."""
        return await self._post(self._hold_url(hold_id, "claim"), None, ScreeningHold, idempotency_key)

    async def release_hold(self, hold_id: str, reason: str, *, idempotency_key: str | None = None) -> ScreeningHold:
        """Let the order go on."""
        decision = HoldDecision(reason=reason)
        return await self._post(self._hold_url(hold_id, "release"), decision, ScreeningHold, idempotency_key)

    async def confirm_hold(self, hold_id: str, reason: str, *, idempotency_key: str | None = None) -> ScreeningHold:
        """It is the listed party: the order stays held."""
        decision = HoldDecision(reason=reason)
        return await self._post(self._hold_url(hold_id, "confirm"), decision, ScreeningHold, idempotency_key)

    def _hold_url(self, hold_id: str, action: str) -> str:
        return f"{self._urls.docs}/v1/screenings/holds/{hold_id}/{action}"
