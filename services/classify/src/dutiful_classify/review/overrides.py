"""`Overrides`: the merchant's own view of what was decided."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_classify.classifications.nomenclature import Nomenclature
from dutiful_classify.classifications.product import fingerprint_of
from dutiful_classify.classifications.tables import written_csv
from dutiful_classify.review import memory
from dutiful_classify.review.errors import MemoryUnavailableError, OverrideNotFoundError, UnusableOverrideError
from dutiful_shared.contract.overrides import Origin, Override, OverridePage, OverrideRequest
from dutiful_shared.service.postgres import unreachable_as
from dutiful_shared.service.row_files import RowFormat
from dutiful_shared.service.tenancy import as_merchant

#: Overrides read and written at a time: the loop that writes them serves others too.
_PORTION: Final = 100
COLUMNS: Final = (
    "id",
    "sku",
    "title",
    "code_system",
    "code",
    "reason",
    "author",
    "actor",
    "origin",
    "created_at",
    "valid_from",
    "valid_to",
)


def check_codes(codes: dict[str, str], nomenclature: Nomenclature) -> None:
    """Refuse codes that do not exist.

    Raises:
        UnusableOverrideError: it names the first one.
    """
    for system, code in codes.items():
        if not nomenclature.has(system, code):
            text = f"{code} is not in {nomenclature.version}"
            raise UnusableOverrideError(f"/codes/{system}", "unknown_code", text)


@dataclass(frozen=True, slots=True)
class Overrides:
    """Every method raises `MemoryUnavailableError` without PostgreSQL.

    Args:
        requests: as the role of requests.
        now: the clock, in UTC.
    """

    requests: AsyncEngine
    nomenclature: Nomenclature
    now: Callable[[], datetime]

    async def put(self, merchant_id: str, asked: OverrideRequest, actor: str) -> Override:
        """Fix codes. What is fixed in the same words already, and holds, stays as it is.

        Raises:
            UnusableOverrideError: a code does not exist.
        """
        check_codes(asked.codes, self.nomenclature)
        now = self.now()
        sku = asked.sku or (asked.product.sku if asked.product else None)
        decision = memory.Decision(
            sku=sku,
            fingerprint=None if asked.product is None else fingerprint_of(asked.product),
            product=None if asked.product is None else asked.product.model_dump_json(exclude_unset=True),
            codes=asked.codes,
            reason=asked.reason,
            author=asked.author or actor,
            actor=actor,
            origin=Origin.OVERRIDE,
            valid_from=asked.valid_from or now,
            valid_to=asked.valid_to,
        )
        if decision.valid_to is not None and decision.valid_to <= decision.valid_from:
            raise UnusableOverrideError("/valid_to", "inconsistent", "must lie in the future")
        with self._reachable():
            async with as_merchant(self.requests, merchant_id) as connection:
                if sku is not None:
                    for _, held in await memory.page(connection, merchant_id, None, sku, now, 1):
                        if _says_the_same(held, asked, decision):
                            return held
                return await memory.remember(connection, merchant_id, decision, now, memory.new_override_id(now))

    async def find(self, merchant_id: str, override_id: str) -> Override:
        """Raises `OverrideNotFoundError`."""
        with self._reachable():
            async with as_merchant(self.requests, merchant_id) as connection:
                found = await memory.find(connection, merchant_id, override_id)
        if found is None:
            raise OverrideNotFoundError(override_id)
        return found

    async def end(self, merchant_id: str, override_id: str, actor: str) -> Override:
        """Let it hold no longer from now on; what stood before it holds again. Repeating it changes nothing.

        Raises:
            OverrideNotFoundError
        """
        with self._reachable():
            async with as_merchant(self.requests, merchant_id) as connection:
                ended = await memory.end(connection, merchant_id, override_id, actor, self.now())
                found = ended or await memory.find(connection, merchant_id, override_id)
        if found is None:
            raise OverrideNotFoundError(override_id)
        return found

    async def page(
        self, merchant_id: str, cursor: int | None, sku: str | None, in_force: bool, most: int
    ) -> OverridePage:
        """The newest ones, or those behind the cursor."""
        found = await self._portion(merchant_id, cursor, sku, in_force, most + 1)
        following = str(found[most - 1][0]) if len(found) > most else None
        return OverridePage(overrides=[one for _, one in found[:most]], next=following)

    async def exported(self, merchant_id: str, form: RowFormat, in_force: bool) -> AsyncIterator[bytes]:
        """All of them, portion by portion: a line each as JSON, or a line for each code as CSV."""
        before: int | None = None
        # The header comes with the first portion: a store out of reach is noticed before anything is sent.
        head = written_csv([COLUMNS]) if form is RowFormat.CSV else b""
        while portion := await self._portion(merchant_id, before, None, in_force, _PORTION):
            overrides = [one for _, one in portion]
            if form is RowFormat.CSV:
                yield head + written_csv([row for one in overrides for row in _rows(one)])
            else:
                yield b"".join(one.model_dump_json().encode() + b"\n" for one in overrides)
            before, head = portion[-1][0], b""
        if head:
            yield head

    async def _portion(
        self, merchant_id: str, before: int | None, sku: str | None, in_force: bool, most: int
    ) -> Sequence[tuple[int, Override]]:
        at = self.now() if in_force else None
        with self._reachable():
            async with as_merchant(self.requests, merchant_id) as connection:
                return await memory.page(connection, merchant_id, before, sku, at, most)

    def _reachable(self) -> AbstractContextManager[None]:
        return unreachable_as(MemoryUnavailableError, "what was decided cannot be reached")


def _says_the_same(held: Override, asked: OverrideRequest, decision: memory.Decision) -> bool:
    product = None if asked.product is None else asked.product.model_dump(mode="json", exclude_unset=True)
    return asked.valid_from is None and (
        held.codes,
        held.reason,
        held.author,
        held.valid_to,
        held.origin,
        held.product,
    ) == (asked.codes, asked.reason, decision.author, decision.valid_to, Origin.OVERRIDE, product)


def _rows(one: Override) -> list[Sequence[str]]:
    title = "" if one.product is None else str(one.product.get("title", ""))
    valid_to = "" if one.valid_to is None else one.valid_to.isoformat()
    dates = (one.created_at.isoformat(), one.valid_from.isoformat(), valid_to)
    return [
        (one.id, one.sku or "", title, system, code, one.reason, one.author, one.actor, one.origin.value, *dates)
        for system, code in one.codes.items()
    ]
