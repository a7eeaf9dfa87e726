"""The use case of a quote, one direction, each room entered once:

request -> what the merchant has settled -> the landing (one lookup of the tariff, the engine) -> the journal -> bytes.
"""

import hashlib
import os
from codecs import BOM_UTF8
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson
from pydantic import ValidationError

from dutiful_quote.classification.desk import Asker
from dutiful_quote.engine.assessment import ENGINE_VERSION
from dutiful_quote.engine.findings import Assumption
from dutiful_quote.quotes.addresses import check_addresses
from dutiful_quote.quotes.answer import Landed, write
from dutiful_quote.quotes.blame import blamed
from dutiful_quote.quotes.completed import Completed
from dutiful_quote.quotes.completion import Completion
from dutiful_quote.quotes.differences import differences
from dutiful_quote.quotes.errors import OutdatedRequestError, QuoteError, QuoteNotFoundError, QuotesUnavailableError
from dutiful_quote.quotes.identity import new_quote_id
from dutiful_quote.quotes.journal import JournalUnavailableError, QuoteJournal
from dutiful_quote.quotes.landing import Landing
from dutiful_quote.quotes.repository import QuoteRecord, QuoteRepository
from dutiful_quote.quotes.tax_numbers import check_tax_numbers
from dutiful_quote.quotes.token import Merchant, sign
from dutiful_shared.contract.quote_request import QuoteRequest


@dataclass(frozen=True, slots=True)
class Quoted:
    """An answered quote: the bytes that were recorded. `id` is None where they could not be; it is degraded then."""

    id: str | None
    answer: bytes

    @property
    def plain(self) -> dict[str, Any]:
        """The answer as plain values of the contract (`QuoteAnswer`), read anew each time."""
        found: dict[str, Any] = orjson.loads(self.answer)
        return found


@dataclass(frozen=True, slots=True)
class QuoteService:
    """Quotes carts.

    Attributes:
        now: the clock, in UTC.
        asker_of_shop: for a merchant in whose shop a cart lies, who asks the classifier; None where nobody shall.
    """

    completion: Completion
    landing: Landing
    journal: QuoteJournal
    repository: QuoteRepository
    now: Callable[[], datetime]
    asker_of_shop: Callable[[str], Asker | None] = lambda _merchant_id: None

    def check_addresses(self, request: QuoteRequest) -> None:
        """Refuse addresses that no country has. A cart of a shop is quoted without this: what is wrong with its address
        is then passed over, and told.

        Raises:
            UnknownPlaceError: naming the field.
        """
        check_addresses(request, self.landing.territories)

    async def quote(
        self,
        caller: Merchant,
        request: QuoteRequest,
        body: bytes,
        *,
        quote_id: str | None = None,
        recorded: bool = True,
        said: tuple[Assumption, ...] = (),
        asker: Asker | None = None,
    ) -> Quoted:
        """The answer to a request, recorded for the merchant.

        Args:
            body: the request as it came; it is recorded as such.
            quote_id: the id to give, where the caller has chosen it beforehand.
            recorded: False for an answer without any effect; it is degraded then and has no id.
            said: what a channel knows about the cart, for the answer's assumptions.
            asker: for whom the classifier is asked about lines without a code; None where it shall not be.

        Raises:
            QuoteError: the request cannot be quoted; the error names the field.
            TariffUnavailableError: the tariff cannot be reached.
        """
        created_at = self.now()
        check_tax_numbers(request)
        completed = await self.completion.complete(caller.merchant_id, request, created_at.date(), asker)
        completed = replace(completed, taken=(*completed.taken, *said)) if said else completed
        with self.landing.metrics.stage("assess"):
            try:
                landed = await self.landing.land(completed, created_at)
            except QuoteError as exc:
                raise blamed(exc, request) from exc
        self.landing.metrics.count(landed)
        if recorded:
            plain = write(landed, quote_id or new_quote_id(created_at, os.urandom))
            plain["token"] = sign(plain, caller)
            answer = orjson.dumps(plain)
            record = _to_record(landed, caller.merchant_id, completed, plain["id"], body, answer)
            with suppress(JournalUnavailableError), self.landing.metrics.stage("journal"):
                await self.journal.record(record)
                return Quoted(plain["id"], answer)
        return Quoted(None, orjson.dumps(write(landed, None)))

    async def quote_again(
        self, caller: Merchant, request: QuoteRequest, body: bytes, quote_id: str, asker: Asker | None = None
    ) -> Quoted:
        """The answer to a request that an earlier attempt may have recorded under `quote_id`: what stands there.

        Raises:
            QuoteError: the request cannot be quoted; the error names the field.
            TariffUnavailableError: the tariff cannot be reached.
            QuotesUnavailableError: the record cannot be looked up, or is on its way to PostgreSQL.
        """
        record = await self.repository.find(quote_id, caller.merchant_id)
        if record is None:
            quoted = await self.quote(caller, request, body, quote_id=quote_id, asker=asker)
            if quoted.id is None:
                return quoted
            # PostgreSQL may have written the earlier attempt's record a moment ago, and then kept that one.
            record = await self.repository.find(quote_id, caller.merchant_id)
            if record is None:
                # It waits in the spool, maybe behind the earlier attempt's: which of them stands is not known yet.
                raise QuotesUnavailableError("the quote waits to be delivered to PostgreSQL")
        return Quoted(record.id, record.answer.encode())

    async def find(self, merchant_id: str, quote_id: str) -> bytes:
        """The recorded answer, byte for byte.

        Raises:
            QuoteNotFoundError: the merchant has no such quote.
        """
        return (await self.record(merchant_id, quote_id)).answer.encode()

    async def cart(self, merchant_id: str, quote_id: str) -> bytes:
        """The request of a recorded quote as JSON, with what the merchant's settings and catalogue gave then.

        Raises:
            QuoteNotFoundError: the merchant has no such quote.
            OutdatedRequestError: the contract has changed since, and no longer takes the request.
        """
        record = await self.record(merchant_id, quote_id)
        try:
            request = as_completed(record).request
        except ValidationError as exc:
            raise OutdatedRequestError(quote_id) from exc
        return request.model_dump_json(exclude_unset=True).encode()

    async def replay(self, merchant_id: str, quote_id: str) -> bytes:
        """The recorded request computed again with the releases it used, and whether the answer is the same.

        Raises:
            QuoteNotFoundError: the merchant has no such quote.
            OutdatedRequestError: the contract has changed since, and no longer takes the request.
        """
        record = await self.record(merchant_id, quote_id)
        then = orjson.loads(record.answer)
        try:
            completed = as_completed(record)
        except ValidationError as exc:
            raise OutdatedRequestError(quote_id) from exc
        landed = await self.landing.land(completed, record.created_at, record.releases.split())
        again = orjson.loads(orjson.dumps(write(landed, record.id)))
        different = list(differences(then, again, ""))
        # Where the facts were cached, and through which day they are verified by now, is no part of the answer's
        # substance, and a replay signs nothing.
        different = [
            pointer
            for pointer in different
            if pointer not in {"/freshness/tier", "/token"} and not pointer.endswith("/verified_until")
        ]
        return orjson.dumps(
            {
                "id": record.id,
                "identical": not different,
                "differences": different,
                "engine_version_then": record.engine_version,
                "engine_version_now": ENGINE_VERSION,
                "quote": again,
            }
        )

    async def record(self, merchant_id: str, quote_id: str) -> QuoteRecord:
        """A recorded quote.

        Raises:
            QuoteNotFoundError: the merchant has no such quote.
            QuotesUnavailableError: quotes cannot be read.
        """
        record = await self.repository.find(quote_id, merchant_id)
        if record is None:
            raise QuoteNotFoundError(quote_id)
        return record


def as_completed(record: QuoteRecord) -> Completed:
    """The request of a recorded quote with what was filled in then.

    Raises:
        pydantic.ValidationError: it was recorded under an older contract.
    """
    if record.completed is not None:
        return Completed.from_json(record.completed)
    return Completed(QuoteRequest.model_validate_json(record.request))


def _to_record(
    landed: Landed, merchant_id: str, completed: Completed, quote_id: str, body: bytes, answer: bytes
) -> QuoteRecord:
    return QuoteRecord(
        id=quote_id,
        merchant_id=merchant_id,
        created_at=landed.created_at,
        expires_at=landed.created_at + landed.valid_for,
        status=landed.status,
        engine_version=ENGINE_VERSION,
        releases=" ".join([name for edition in landed.editions for name in edition.ids]),
        fingerprint=hashlib.sha256(body).hexdigest(),
        # The parser passes over a byte order mark; JSON as it is stored has none.
        request=body.removeprefix(BOM_UTF8).decode(),
        completed=completed.to_json(),
        answer=answer.decode(),
    )
