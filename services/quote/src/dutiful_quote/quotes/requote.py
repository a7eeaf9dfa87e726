"""A merchant's recent carts under a candidate release: what would change, before anything is activated."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import orjson
from pydantic import ValidationError

from dutiful_quote.quotes.answer import write
from dutiful_quote.quotes.completed import Completed
from dutiful_quote.quotes.errors import QuoteError
from dutiful_quote.quotes.landing import Landing
from dutiful_quote.quotes.repository import QuoteRecord, QuoteRepository
from dutiful_quote.quotes.service import as_completed


@dataclass(frozen=True, slots=True)
class Requoted:
    """One recorded cart, computed twice on its own day: with the active releases, and with the candidate among them.

    Amounts are texts in the cart's currency; None where the quote has no total. `charges` names the charges that
    differ, as (line, programme, amount before, amount after); an amount is None where there is no such charge.
    """

    quote_id: str
    merchant_id: str
    currency: str
    before: str | None
    after: str | None
    charges: tuple[tuple[str, str, str | None, str | None], ...]
    refused: str = ""

    @property
    def differs(self) -> bool:
        """Whether the candidate changes an amount, or the cart cannot be quoted any more."""
        return bool(self.charges or self.refused or self.before != self.after)


async def requote(
    landing: Landing,
    repository: QuoteRepository,
    active: Sequence[str],
    candidate: Sequence[str],
    merchant_id: str | None,
    last: int,
) -> AsyncIterator[Requoted]:
    """The newest `last` carts (of one merchant, or of all) under both sets of releases. Nothing is recorded.

    Raises:
        QuotesUnavailableError, TariffUnavailableError: a store is out of reach.
    """
    for record in await repository.recent(merchant_id, last):
        yield await _requoted(landing, record, active, candidate)


async def _requoted(landing: Landing, record: QuoteRecord, active: Sequence[str], candidate: Sequence[str]) -> Requoted:
    try:
        completed = as_completed(record)
    except ValidationError as exc:
        # Recorded under an older contract: the other carts can still be compared.
        return Requoted(record.id, record.merchant_id, "", None, None, (), f"no longer a request: {_first(exc)}")
    try:
        before = await _answer(landing, completed, record, active)
        after = await _answer(landing, completed, record, candidate)
    except QuoteError as exc:
        return Requoted(
            record.id, record.merchant_id, completed.request.currency, None, None, (), f"{exc.pointer}: {exc.text}"
        )
    return Requoted(
        record.id,
        record.merchant_id,
        completed.request.currency,
        _total(before),
        _total(after),
        tuple(_differing(before, after)),
    )


def _first(error: ValidationError) -> str:
    fault = error.errors()[0]
    return f"/{'/'.join(str(part) for part in fault['loc'])}: {fault['msg']}"


async def _answer(
    landing: Landing, completed: Completed, record: QuoteRecord, releases: Sequence[str]
) -> Mapping[str, Any]:
    landed = await landing.land(completed, record.created_at, releases)
    answer: Mapping[str, Any] = orjson.loads(orjson.dumps(write(landed, record.id)))
    return answer


def _total(answer: Mapping[str, Any]) -> str | None:
    landed = answer["landed_cost"]
    return None if landed is None else landed["amount"]


def _differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, str, str | None, str | None]]:
    old, new = _charges(before), _charges(after)
    places = sorted(old.keys() | new.keys())
    return [(*place, old.get(place), new.get(place)) for place in places if old.get(place) != new.get(place)]


def _charges(answer: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    """(line, or empty; programme) -> amount, of all consignments and of all parts of a line together."""
    placed = [("", charge) for charge in answer["charges"]]
    placed += [(line["id"], charge) for line in answer["lines"] for charge in line["charges"]]
    sums: dict[tuple[str, str], Decimal] = {}
    for line, charge in placed:
        place = (line, charge["programme"])
        sums[place] = sums.get(place, Decimal(0)) + Decimal(charge["amount"]["amount"])
    return {place: str(amount) for place, amount in sums.items()}
