"""Screenings in PostgreSQL, behind the wall between merchants."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_docs.screening.engine.party import Party, Restriction, Verdict
from dutiful_docs.screening.plain import plain_parties, plain_restrictions, plain_verdict
from dutiful_docs.screening.record import ScreeningRecord, new_findings
from dutiful_docs.screening.stored_rows import ADD_RUN, as_json, open_hold, reachable, record_of, told
from dutiful_shared.account.audit import write_audit
from dutiful_shared.service.tenancy import as_merchant

_ADD: Final = text(
    """
    INSERT INTO docs.screening (id, merchant_id, reference, parties, restrictions, state, verdict, lists_key,
                                created_at, screened_at)
    VALUES (:id, :merchant_id, :reference, CAST(:parties AS jsonb), CAST(:restrictions AS jsonb), :state,
            CAST(:verdict AS jsonb), :lists_key, :at, :at)
    ON CONFLICT (id) DO NOTHING RETURNING id
    """
)


@dataclass(frozen=True, slots=True)
class NewScreening:
    """What is to be recorded."""

    id: str
    hold_id: str
    merchant_id: str
    reference: str
    parties: tuple[Party, ...]
    restrictions: tuple[Restriction, ...]
    verdict: Verdict
    lists_key: str


class ScreeningRepository:
    """The only SQL about screenings.

    Args:
        requests: an engine of the request role.
    """

    def __init__(self, requests: AsyncEngine) -> None:
        self._requests = requests

    async def add(self, new: NewScreening, at: datetime, actor: str) -> ScreeningRecord:
        """Record a screening, and hold what it found. One that has this id stands as it is.

        Raises:
            ScreeningUnavailableError: PostgreSQL is out of reach.
        """
        values = {
            "id": new.id,
            "merchant_id": new.merchant_id,
            "reference": new.reference,
            "parties": as_json(plain_parties(new.parties)),
            "restrictions": as_json(plain_restrictions(new.restrictions)),
            "state": new.verdict.state.value,
            "verdict": as_json(plain_verdict(new.verdict)),
            "lists_key": new.lists_key,
            "at": at,
        }
        with reachable():
            async with as_merchant(self._requests, new.merchant_id) as connection:
                if (await connection.execute(_ADD, values)).scalar_one_or_none() is not None:
                    await connection.execute(ADD_RUN, {**values, "number": 1})
                    hits, blocking = new_findings(new.verdict, ())
                    await open_hold(connection, new.merchant_id, new.id, new.hold_id, hits, blocking, at)
                    said = told(new.verdict)
                    await write_audit(connection, new.merchant_id, actor, "screening.make", new.id, **said)
                return await record_of(connection, new.id)

    async def screening(self, merchant_id: str, screening_id: str) -> ScreeningRecord:
        """A screening of the merchant.

        Raises:
            UnknownScreeningError: it has none of this id.
            ScreeningUnavailableError: PostgreSQL is out of reach.
        """
        with reachable():
            async with as_merchant(self._requests, merchant_id) as connection:
                return await record_of(connection, screening_id)
