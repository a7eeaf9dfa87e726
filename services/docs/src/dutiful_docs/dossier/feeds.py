"""`CarrierFeeds`: who may tell of parcels by webhook; each with a secret of its own, sealed at rest."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_docs.dossier.connections import of_merchant
from dutiful_docs.dossier.errors import DossierUnavailableError, UnknownFeedError
from dutiful_shared.account.audit import write_audit
from dutiful_shared.account.sealed import SealedColumn
from dutiful_shared.account.vault import Vault
from dutiful_shared.contract.shipment_events import FeedFormat, FeedRequest
from dutiful_shared.service.postgres import unreachable_as
from dutiful_shared.service.signing import new_secret

_INSERT: Final = text(
    """
    INSERT INTO docs.carrier_feed (id, merchant_id, carrier, format, sealed, created_at)
    VALUES (:id, :merchant_id, :carrier, :format, :sealed, :created_at)
    ON CONFLICT (id) DO UPDATE SET sealed = EXCLUDED.sealed
    """
)
_ALL: Final = text("SELECT * FROM docs.carrier_feed ORDER BY created_at, id")
_ONE: Final = text("SELECT * FROM docs.carrier_feed WHERE id = :id")
_DELETE: Final = text("DELETE FROM docs.carrier_feed WHERE id = :id")
#: So that `dutiful merchant rotate-secrets` finds them.
SEALED_COLUMNS: Final = (SealedColumn("docs.carrier_feed", ("id",), "sealed", "feed:{id}"),)


@dataclass(frozen=True, slots=True)
class Feed:
    """A sender's address with us. Its secret is sealed and not among these."""

    id: str
    merchant_id: str
    carrier: str
    format: FeedFormat
    created_at: datetime


@dataclass(frozen=True, slots=True)
class CarrierFeeds:
    """Every call raises DossierUnavailableError where PostgreSQL is out of reach.

    Args:
        requests: an engine of the request role.
        service: an engine of the service role: a webhook names its feed, not its merchant.
    """

    requests: AsyncEngine
    service: AsyncEngine
    vault: Vault
    now: Callable[[], datetime]

    async def add(self, merchant_id: str, feed_id: str, asked: FeedRequest, actor: str) -> tuple[Feed, str]:
        """A feed and its secret, which is said this once. One of this id gets another: nobody knows the first."""
        secret, now, carrier = asked.secret or new_secret(), self.now(), asked.carrier
        values = {"id": feed_id, "merchant_id": merchant_id, "carrier": carrier, "created_at": now}
        values["format"] = asked.format.value
        async with of_merchant(self.requests, merchant_id) as connection:
            sealed = self.vault.seal(secret.encode(), f"feed:{feed_id}")
            await connection.execute(_INSERT, {**values, "sealed": sealed})
            said = {"carrier": carrier, "format": asked.format}
            await write_audit(connection, merchant_id, actor, "carrier_feed.add", feed_id, **said)
            row = (await connection.execute(_ONE, {"id": feed_id})).one()
        return _feed(row), secret

    async def feeds(self, merchant_id: str) -> Sequence[Feed]:
        """The merchant's feeds, the oldest first."""
        async with of_merchant(self.requests, merchant_id) as connection:
            return [_feed(row) for row in await connection.execute(_ALL)]

    async def remove(self, merchant_id: str, feed_id: str, actor: str) -> None:
        """Take nothing more from this feed.

        Raises:
            UnknownFeedError: the merchant has no such feed.
        """
        async with of_merchant(self.requests, merchant_id) as connection:
            if not (await connection.execute(_DELETE, {"id": feed_id})).rowcount:
                raise UnknownFeedError(feed_id)
            await write_audit(connection, merchant_id, actor, "carrier_feed.remove", feed_id)

    async def opened(self, feed_id: str) -> tuple[Feed, bytes]:
        """A feed of whatever merchant, with its secret.

        Raises:
            UnknownFeedError: there is no such feed.
        """
        with unreachable_as(DossierUnavailableError, "the feeds cannot be read now"):
            async with self.service.connect() as connection:
                row = (await connection.execute(_ONE, {"id": feed_id})).one_or_none()
        if row is None:
            raise UnknownFeedError(feed_id)
        return _feed(row), self.vault.open(row.sealed, f"feed:{feed_id}")


def _feed(row: Row[Any]) -> Feed:
    return Feed(row.id, row.merchant_id, row.carrier, FeedFormat(row.format), row.created_at)
