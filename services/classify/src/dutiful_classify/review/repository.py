"""The only SQL about reviews. Whoever changes one holds its row until the change is on disk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from dutiful_shared.contract.reviews import Proposal, Review, ReviewCounts, ReviewEvent

#: A claim that ran out is none: the review waits again, for its first or for its second pair of eyes.
_STATE: Final = (
    "CASE WHEN state = 'claimed' AND claimed_until <= :now"
    " THEN CASE WHEN proposal IS NULL THEN 'waiting' ELSE 'confirming' END ELSE state END"
)
_CLAIM: Final = "CASE WHEN claimed_until > :now THEN {} END AS {}"
_COLUMNS: Final = (
    f"id, {_STATE} AS state, cause, created_at, classification, product, sku, note, hs6, probability,"
    f" {_CLAIM.format('claimed_by', 'claimed_by')}, {_CLAIM.format('claimed_until', 'claimed_until')},"
    " proposal, decision, confirmed_by, override, fingerprint, product::text AS product_text"
)
_SELECT: Final = f"SELECT {_COLUMNS} FROM classify.review WHERE merchant_id = :merchant_id"  # noqa: S608 - constants
_FIND: Final = text(f"{_SELECT} AND id = :id")
_LOCK: Final = text(f"{_SELECT} AND id = :id FOR UPDATE")
_NEXT: Final = text(
    f"{_SELECT} AND {_STATE} IN ('waiting', 'confirming') AND (proposal IS NULL OR proposal->>'actor' <> :actor)"
    " ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED"
)
_PAGE: Final = text(
    f"{_SELECT} AND (CAST(:after AS text) IS NULL OR id > :after)"
    f" AND (CAST(:states AS text[]) = '{{}}' OR {_STATE} = ANY(CAST(:states AS text[])))"
    " AND (CAST(:sku AS text) IS NULL OR sku = :sku)"
    " AND (CAST(:claimant AS text) IS NULL OR (claimed_by = :claimant AND claimed_until > :now))"
    " ORDER BY id LIMIT :most"
)
_COUNTS: Final = text(
    f"SELECT {_STATE} AS state, count(*) AS number, min(created_at) AS oldest FROM classify.review"  # noqa: S608
    " WHERE merchant_id = :merchant_id GROUP BY 1"
)
_SAVE: Final = text(
    """
    UPDATE classify.review SET state = :state, claimed_by = :claimed_by, claimed_until = :claimed_until,
           proposal = CAST(:proposal AS jsonb), decision = CAST(:decision AS jsonb), confirmed_by = :confirmed_by,
           override = :override
    WHERE id = :id AND merchant_id = :merchant_id
    """
)
_SIBLINGS: Final = text(
    """
    UPDATE classify.review SET state = 'decided', claimed_by = NULL, claimed_until = NULL,
           decision = CAST(:decision AS jsonb), confirmed_by = :confirmed_by, override = :override
    WHERE merchant_id = :merchant_id AND fingerprint = :fingerprint AND state <> 'decided' AND id <> :id
    RETURNING id
    """
)
_OPEN: Final = text(
    """
    INSERT INTO classify.review (id, merchant_id, classification, cause, created_at, sku, fingerprint, product, hs6,
                                 probability, note)
    VALUES (:id, :merchant_id, :classification, 'feedback', :now, :sku, :fingerprint, CAST(:product AS json), :hs6,
            :probability, :note)
    """
)
_OPEN_OF_WORDS: Final = text(
    "SELECT id FROM classify.review WHERE merchant_id = :merchant_id AND fingerprint = :fingerprint"
    " AND state <> 'decided' ORDER BY id LIMIT 1"
)
_TELL: Final = text(
    """
    INSERT INTO classify.review_event (review, merchant_id, at, actor, action, details)
    VALUES (:review, :merchant_id, :at, :actor, :action, CAST(:details AS jsonb))
    """
)
_HISTORY: Final = text(
    "SELECT at, actor, action, details FROM classify.review_event"
    " WHERE review = :id AND merchant_id = :merchant_id ORDER BY id"
)
_ALONE: Final = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
_FOUR_EYES: Final = text("SELECT document FROM classify.settings WHERE merchant_id = :merchant_id")


@dataclass(frozen=True, slots=True)
class StoredReview:
    """A review as it stands now, with what a decision on it is remembered by."""

    review: Review
    fingerprint: bytes
    product: str


@dataclass(frozen=True, slots=True)
class ReviewRows:
    """The reviews of one merchant, in one transaction.

    Args:
        connection: as the merchant (see `tenancy.as_merchant`).
        now: of the transaction; claims are held against it.
    """

    connection: AsyncConnection
    merchant_id: str
    now: datetime

    async def find(self, review_id: str) -> StoredReview | None:
        """One review, as it stood when it was read; to change one, ask for it by `locked`."""
        return await self._one(_FIND, id=review_id)

    async def locked(self, review_id: str) -> StoredReview | None:
        """The review, which nobody else can change for as long as the transaction lasts."""
        return await self._one(_LOCK, id=review_id)

    async def alone_with(self, fingerprint: bytes) -> None:
        """Wait until nobody else decides on products of these words.

        A decision locks a review and then its siblings: two of them would wait for each other for ever.
        """
        await self.connection.execute(_ALONE, {"name": f"{self.merchant_id} {fingerprint.hex()}"})

    async def next_for(self, actor: str) -> StoredReview | None:
        """The oldest one that waits, but for those that wait for other eyes than the actor's; locked."""
        return await self._one(_NEXT, actor=actor)

    async def page(
        self, after: str | None, states: Sequence[str], sku: str | None, claimant: str | None, most: int
    ) -> list[Review]:
        """The oldest first, from behind `after` on. No states means all; `claimant` is whose claim lasts now."""
        values = {"after": after, "states": list(states), "sku": sku, "claimant": claimant, "most": most}
        rows = await self.connection.execute(_PAGE, {**values, **self._own()})
        return [_stored(row).review for row in rows]

    async def counts(self) -> ReviewCounts:
        """How many are in each state. A claim that ran out counts as waiting."""
        rows = {row.state: row for row in await self.connection.execute(_COUNTS, self._own())}
        numbers = {
            state: rows[state].number if state in rows else 0
            for state in ("waiting", "claimed", "confirming", "decided")
        }
        return ReviewCounts(**numbers, oldest_waiting_at=rows["waiting"].oldest if "waiting" in rows else None)

    async def history(self, review_id: str) -> list[ReviewEvent]:
        """All that happened to it, the oldest first."""
        rows = await self.connection.execute(_HISTORY, {"id": review_id, "merchant_id": self.merchant_id})
        return [ReviewEvent.model_validate(dict(row._mapping)) for row in rows]

    async def save(self, changed: Review) -> None:
        """Write state, claim and decision back; the rest of a review never changes."""
        values = {
            "id": changed.id,
            "merchant_id": self.merchant_id,
            "state": changed.state.value,
            "claimed_by": changed.claimed_by,
            "claimed_until": changed.claimed_until,
            "proposal": _json(changed.proposal),
            "decision": _json(changed.decision),
            "confirmed_by": changed.confirmed_by,
            "override": changed.override,
        }
        await self.connection.execute(_SAVE, values)

    async def decide_siblings(self, decided: Review, fingerprint: bytes) -> list[str]:
        """Other open reviews of the same words have the same answer; their ids."""
        values = {
            "id": decided.id,
            "merchant_id": self.merchant_id,
            "fingerprint": fingerprint,
            "decision": _json(decided.decision),
            "confirmed_by": decided.confirmed_by,
            "override": decided.override,
        }
        return list((await self.connection.execute(_SIBLINGS, values)).scalars())

    async def open_of_words(self, fingerprint: bytes) -> str | None:
        """The oldest open review of a product of these words."""
        values = {"merchant_id": self.merchant_id, "fingerprint": fingerprint}
        found: str | None = (await self.connection.execute(_OPEN_OF_WORDS, values)).scalar_one_or_none()
        return found

    async def open(self, review_id: str, **values: Any) -> None:
        """Open a review that feedback asks for."""
        await self.connection.execute(
            _OPEN, {"id": review_id, "merchant_id": self.merchant_id, "now": self.now, **values}
        )

    async def tell(self, review_id: str, actor: str, action: str, **details: Any) -> None:
        """Add to the history."""
        values = {"review": review_id, "merchant_id": self.merchant_id, "at": self.now, "actor": actor}
        await self.connection.execute(_TELL, {**values, "action": action, "details": orjson.dumps(details).decode()})

    async def four_eyes(self) -> bool:
        """Whether a second key must confirm what the first one decides."""
        document = (await self.connection.execute(_FOUR_EYES, {"merchant_id": self.merchant_id})).scalar_one_or_none()
        return bool((document or {}).get("four_eyes", False))

    async def _one(self, statement: Any, **values: Any) -> StoredReview | None:
        row = (await self.connection.execute(statement, {**values, **self._own()})).one_or_none()
        return None if row is None else _stored(row)

    def _own(self) -> dict[str, Any]:
        return {"merchant_id": self.merchant_id, "now": self.now}


def _stored(row: Any) -> StoredReview:
    values = dict(row._mapping)
    fingerprint, product = bytes(values.pop("fingerprint")), values.pop("product_text")
    return StoredReview(Review.model_validate(values), fingerprint, product)


def _json(proposal: Proposal | None) -> str | None:
    return None if proposal is None else proposal.model_dump_json()
