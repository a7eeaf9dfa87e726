"""The ledger, for order systems and for our own services."""

from dutiful_shared.client.transport import Transport, given
from dutiful_shared.contract.ledger import (
    ConsistencyAnswer,
    EnteredLeaves,
    HeadAnswer,
    NewEntries,
    Openings,
    ProofAnswer,
    VerifyAnswer,
)


class LedgerCalls(Transport):
    """What `DutifulClient` asks of the ledger. None of it checks a signature: `dutiful ledger verify` does."""

    async def ledger_head(self, size: int | None = None) -> HeadAnswer:
        """The newest signed head, or that of a size."""
        return await self._call("GET", self._ledger(f"heads/{'latest' if size is None else size}"), HeadAnswer)

    async def ledger_leaf(self, leaf: str) -> VerifyAnswer:
        """Whether a leaf is in the log, with its proof."""
        return await self._call("GET", self._ledger(f"verify/{leaf}"), VerifyAnswer)

    async def ledger_proof(self, leaf: str, size: int | None = None) -> ProofAnswer:
        """The proof that a leaf is in the log, under the newest head or that of a size."""
        query = given({"size": None if size is None else str(size)})
        return await self._call("GET", self._ledger(f"leaves/{leaf}/proof"), ProofAnswer, params=query)

    async def ledger_consistency(self, first: int, second: int) -> ConsistencyAnswer:
        """The proof that the log has only grown between two sizes."""
        query = {"first": str(first), "second": str(second)}
        return await self._call("GET", self._ledger("consistency"), ConsistencyAnswer, params=query)

    async def ledger_openings(self, subject_id: str) -> Openings:
        """The salts of a subject's leaves, such as those of a committed quote: to be kept beside it."""
        return await self._call("GET", self._ledger("entries"), Openings, params={"subject_id": subject_id})

    async def erase_ledger_opening(self, leaf: str) -> None:
        """Forget what a leaf commits to."""
        await self._send("DELETE", self._ledger(f"entries/{leaf}"))

    def _ledger(self, path: str) -> str:
        return f"{self._urls.docs}/v1/ledger/{path}"


class LedgerClient(Transport):
    """Enters contents, as one of Dutiful's own services, which shows a ticket in place of an API key."""

    async def enter(self, entries: NewEntries) -> EnteredLeaves:
        """Enter a batch; it may be repeated freely."""
        return await self._post(f"{self._urls.docs}/v1/ledger/entries", entries, EnteredLeaves)
