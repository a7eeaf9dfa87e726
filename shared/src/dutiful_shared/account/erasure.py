"""Erasing what is held of a buyer: the law on persons' data asks for it (GDPR, article 17).

A room that holds such data declares an `Eraser` under the entry point group `dutiful.erasure`. What is asked for names
an order, a quote or the person; each room adds what it knows to belong to that, until none knows more, and then all
erase in one transaction.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from importlib.metadata import entry_points
from typing import Any, Final, Protocol

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dutiful_shared.account.audit import write_audit

ENTRY_POINT_GROUP: Final = "dutiful.erasure"
#: What stands where a text of the person stood, in fields that must not be empty.
ERASED: Final = "erased"
_NO_LIMIT: Final = text("SET LOCAL statement_timeout = 0")
# An answer that is kept for a repetition may name the person as well.
_FORGET_ANSWERS: Final = text(
    "DELETE FROM account.idempotency WHERE merchant_id = :merchant_id AND subject = ANY(:subjects)"
)


@dataclass(frozen=True, slots=True)
class PersonalTraces:
    """What belongs to a buyer.

    Attributes:
        keys: texts that are the person's alone: a tax number, an e-mail address, a telephone number, a full name.
        orders: the merchant's own references.
        quotes, papers, screenings: ids.
    """

    keys: frozenset[str] = frozenset()
    orders: frozenset[str] = frozenset()
    quotes: frozenset[str] = frozenset()
    papers: frozenset[str] = frozenset()
    screenings: frozenset[str] = frozenset()

    def with_all(self, other: "PersonalTraces") -> "PersonalTraces":
        """These and those."""
        return PersonalTraces(*(getattr(self, field.name) | getattr(other, field.name) for field in fields(self)))


class Eraser(Protocol):
    """A room that holds data of buyers. Both work in the transaction of a role that owns the tables."""

    async def traces(self, connection: AsyncConnection, merchant_id: str, known: PersonalTraces) -> PersonalTraces:
        """What the room knows to belong to the buyer, beside what is known."""

    async def erase(self, connection: AsyncConnection, merchant_id: str, whom: PersonalTraces) -> Mapping[str, int]:
        """Erase it; how much of each kind. Erasing twice is harmless."""


def declared_erasers() -> tuple[Eraser, ...]:
    """The erasers of every installed package."""
    points = sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda point: point.name)
    return tuple(point.load()() for point in points)


async def erase_buyer(
    engine: AsyncEngine, erasers: Iterable[Eraser], merchant_id: str, whom: PersonalTraces, actor: str
) -> dict[str, int]:
    """Erase what the rooms hold of a buyer of the merchant, and write down that it was done; how much of each kind.

    Args:
        engine: of the role that owns the tables.
        whom: what is known beforehand: an order, a quote, or a text that is the person's alone.
    """
    rooms = tuple(erasers)
    async with engine.begin() as connection:
        await connection.execute(_NO_LIMIT)
        known, before = whom, PersonalTraces()
        while known != before:
            before = known
            for room in rooms:
                known = known.with_all(await room.traces(connection, merchant_id, known))
        erased: dict[str, int] = {}
        for room in rooms:
            erased |= await room.erase(connection, merchant_id, known)
        subjects = sorted(known.quotes | known.papers | known.screenings)
        values: dict[str, Any] = {"merchant_id": merchant_id, "subjects": subjects}
        erased["repeatable_answers"] = (await connection.execute(_FORGET_ANSWERS, values)).rowcount
        # The keys are what was erased: the audit names orders and quotes alone.
        subject = min(known.orders | known.quotes, default="nothing")
        details = {"orders": sorted(known.orders), "quotes": sorted(known.quotes), "erased": erased}
        await write_audit(connection, merchant_id, actor, "buyer.erase", subject, **details)
    return erased


def without_texts(value: Any, kept: frozenset[str]) -> Any:
    """A plain value in which every text says `ERASED`, but for those of the names `kept`; the shape stays."""
    if isinstance(value, str):
        return ERASED
    if isinstance(value, dict):
        return {name: one if name in kept else without_texts(one, kept) for name, one in value.items()}
    if isinstance(value, list):
        return [without_texts(one, kept) for one in value]
    return value
