"""What callers do with the ledger: enter in batches, ask for openings, have one erased."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dutiful_docs.ledger.entries import Ledger
from dutiful_docs.ledger.leaf import Leaf, LedgerUnavailableError, UnknownLeafError
from dutiful_shared.account.audit import write_audit
from dutiful_shared.contract.ledger import NewEntry
from dutiful_shared.service.postgres import unreachable_as
from dutiful_shared.service.tenancy import as_merchant


class LedgerDesk:
    """Every method may raise `LedgerUnavailableError`.

    Args:
        requests: an engine of the request role.
        service: of the service role.
    """

    def __init__(self, ledger: Ledger, requests: AsyncEngine, service: AsyncEngine) -> None:
        self._ledger = ledger
        self._requests = requests
        self._service = service

    async def enter(self, entries: Sequence[NewEntry]) -> list[Leaf]:
        """Enter what another service sends, all of it or nothing; in the order given."""
        with unreachable_as(LedgerUnavailableError, "the ledger cannot be written to now"):
            async with self._service.begin() as connection:
                # In one order, so that two batches with the same entries do not wait for each other.
                leaves = {
                    entry: await self._ledger.enter(
                        connection, entry.merchant, entry.kind, entry.subject, entry.content_sha256
                    )
                    for entry in sorted(set(entries), key=_identity)
                }
        return [leaves[entry] for entry in entries]

    async def openings(self, merchant_id: str, subject_id: str) -> list[Leaf]:
        """What the merchant's leaves of a subject commit to.

        Raises:
            UnknownLeafError: there are none, or all were erased.
        """
        async with self._as(merchant_id) as connection:
            leaves = await self._ledger.of_subject(connection, merchant_id, subject_id)
        if not leaves:
            raise UnknownLeafError(f"there is no opening of {subject_id}")
        return leaves

    async def erase(self, merchant_id: str, leaf: str, actor: str) -> None:
        """Forget what a leaf commits to; the audit holds that it was done, and of which leaf.

        Raises:
            UnknownLeafError: the merchant has no opening of such a leaf.
        """
        async with self._as(merchant_id) as connection:
            if not await self._ledger.erase(connection, merchant_id, leaf):
                raise UnknownLeafError(f"there is no opening of the leaf {leaf}")
            await write_audit(connection, merchant_id, actor, "ledger.erase", leaf)

    @asynccontextmanager
    async def _as(self, merchant_id: str) -> AsyncIterator[AsyncConnection]:
        with unreachable_as(LedgerUnavailableError, "the ledger cannot be read or changed now"):
            async with as_merchant(self._requests, merchant_id) as connection:
                yield connection


def _identity(entry: NewEntry) -> tuple[str, str, str, str]:
    return entry.merchant, entry.kind, entry.subject, entry.content_sha256
