"""`Rooms`: what the service holds while it runs, made once at start and typed."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_docs.documents.batches.room import Batches
from dutiful_docs.documents.quote_source import QuoteSource
from dutiful_docs.documents.service import PaperService
from dutiful_docs.dossier.acquire import DossierRooms
from dutiful_docs.ledger.lifecycle import LedgerRooms
from dutiful_docs.order_papers.room import OrderPapersRoom
from dutiful_docs.screening.lifecycle import ScreeningRooms
from dutiful_shared.account.directory import KeyDirectory
from dutiful_shared.account.limits_gate import Limits
from dutiful_shared.idempotency.claims import Idempotency


@dataclass(frozen=True, slots=True)
class Rooms:
    """What the service holds while it runs."""

    engine: AsyncEngine
    keys: KeyDirectory
    limits: Limits
    idempotency: Idempotency
    papers: PaperService
    quotes: QuoteSource
    batches: Batches
    order_papers: OrderPapersRoom
    ledger: LedgerRooms
    screening: ScreeningRooms
    dossier: DossierRooms
