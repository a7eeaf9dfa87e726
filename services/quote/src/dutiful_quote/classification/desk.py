"""`ClassifierDesk`: what the classifier says of goods, as far as it is known within the budget of a quote."""

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from hashlib import sha256
from time import perf_counter
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from dutiful_quote.classification.client import ClassifierRefusedError, ClassifierUnreachableError, Classifying
from dutiful_quote.classification.memory import SuggestionMemory
from dutiful_quote.classification.suggestion import Suggestion
from dutiful_shared.contract.classification import ClassificationRequest
from dutiful_shared.contract.classification_batch import LineResult
from dutiful_shared.service.breaker import Breaker
from dutiful_shared.service.logs import logger
from dutiful_shared.service.telemetry import span

#: Of each line. `late`, `paused` and `busy` leave the question as it would be without a classifier.
OUTCOMES: Final = ("memory", "answered", "late", "failed", "refused", "paused", "busy")
_BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.02, 0.03, 0.045, 0.06, 0.1, 0.25, 0.5, 1)
#: A row that the service could not answer just now, as its contract names it.
_UNAVAILABLE: Final = "unavailable"


@dataclass(frozen=True, slots=True)
class Asker:
    """For whom is asked, and what is shown for it: the key that the quote itself is asked with, or a shop's ticket."""

    merchant_id: str
    credential: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class DeskLimits:
    """Bounds of asking.

    Attributes:
        budget_seconds: the longest that a quote waits.
        flight_seconds: the longest that one request to the service may take; what comes after the budget is kept for
            the next quote.
        flights: requests under way at a time; a quote beyond that is not kept waiting for a place.
    """

    budget_seconds: float
    flight_seconds: float
    flights: int


class ClassifierDesk:
    """Asks for all lines of a cart at once. It never raises for the service's sake, and never waits past the budget."""

    def __init__(
        self,
        service: Classifying,
        memory: SuggestionMemory,
        breaker: Breaker,
        limits: DeskLimits,
        registry: CollectorRegistry,
    ) -> None:
        self._service, self._memory, self._breaker, self._limits = service, memory, breaker, limits
        self._flights: dict[bytes, asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        lines = Counter(
            "dutiful_quote_classified_lines_total",
            "Lines without a code of which the classifier was asked.",
            ["outcome"],
            registry=registry,
        )
        self._lines = {outcome: lines.labels(outcome) for outcome in OUTCOMES}
        self._waited = Histogram(
            "dutiful_quote_classification_wait_seconds",
            "What quotes waited for the classifier.",
            registry=registry,
            buckets=_BUCKETS,
        )
        Gauge(
            "dutiful_quote_classification_memory_items", "Answers of the classifier in memory.", registry=registry
        ).set_function(lambda: len(memory))

    async def close(self) -> None:
        """Stop what is under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def suggest(self, asker: Asker, products: Sequence[ClassificationRequest]) -> list[Suggestion | None]:
        """For each product what the classifier says; None where that is not known in time."""
        keys = [_key(asker, product) for product in products]
        asked = dict(zip(keys, products, strict=True))
        outcomes = dict.fromkeys(keys, "memory")
        absent = {key: product for key, product in asked.items() if self._memory.find(key) is None}
        if absent:
            outcomes |= await self._wait_for(asker, absent)
        found = [self._memory.find(key) for key in keys]
        for key, known in zip(keys, found, strict=True):
            outcome = outcomes[key]
            if outcome == "asked":  # and by now answered, refused, failed or still under way
                outcome = self._ended(key, known is not None)
            elif known is not None and known.suggestion is None:
                outcome = "refused"
            self._lines[outcome].inc()
        return [None if known is None else known.suggestion for known in found]

    async def _wait_for(self, asker: Asker, absent: dict[bytes, ClassificationRequest]) -> dict[bytes, str]:
        fresh = {key: product for key, product in absent.items() if key not in self._flights}
        outcomes = dict.fromkeys(absent, "asked")
        if fresh and (hindrance := self._hindrance()):
            outcomes |= dict.fromkeys(fresh, hindrance)
        elif fresh:
            task = asyncio.create_task(self._fly(asker.credential, fresh), name="classify-lines")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            self._flights.update(dict.fromkeys(fresh, task))
        waiting = {self._flights[key] for key in absent if key in self._flights}
        if waiting:
            started = perf_counter()
            await asyncio.wait(waiting, timeout=self._limits.budget_seconds)
            self._waited.observe(perf_counter() - started)
        return outcomes

    def _hindrance(self) -> str:
        if len(self._tasks) >= self._limits.flights:
            return "busy"
        return "" if self._breaker.allows() else "paused"

    def _ended(self, key: bytes, known: bool) -> str:
        if known:
            found = self._memory.find(key)
            return "refused" if found is None or found.suggestion is None else "answered"
        return "late" if key in self._flights else "failed"

    async def _fly(self, credential: str, products: dict[bytes, ClassificationRequest]) -> None:
        """One request; each answer is in memory as soon as it is there."""
        keys = list(products)
        try:
            answers = self._service.classify(credential, list(products.values()))
            with span("classify", peer_service="classify"):
                async with asyncio.timeout(self._limits.flight_seconds), aclosing(answers):
                    async for result in answers:
                        self._keep(keys, result)
            self._breaker.succeeded()
        except ClassifierRefusedError as exc:
            self._breaker.succeeded()  # it answers; what it refuses is this key, or this request
            for key in keys:
                self._memory.keep(key, None)
            logger().info("the classifier refused", reason=str(exc))
        except (ClassifierUnreachableError, TimeoutError) as exc:
            self._breaker.failed()
            logger().warning("the classifier gave no answer", reason=str(exc) or type(exc).__name__)
        except asyncio.CancelledError:
            self._breaker.failed()
            raise
        except Exception:  # a defect here must neither hold the breaker's one try for ever nor go unseen
            self._breaker.failed()
            logger().exception("asking the classifier failed")
        finally:
            for key in keys:
                self._flights.pop(key, None)

    def _keep(self, keys: Sequence[bytes], result: LineResult) -> None:
        if not 0 < result.row <= len(keys):
            raise ClassifierUnreachableError(f"row {result.row} was not asked for")
        answer = result.classification
        if answer is not None:
            self._memory.keep(keys[result.row - 1], Suggestion.of(answer))
        elif all(fault.code != _UNAVAILABLE for fault in result.faults):
            self._memory.keep(keys[result.row - 1], None)


def _key(asker: Asker, product: ClassificationRequest) -> bytes:
    """A digest of the merchant and of all that is asked."""
    asked = product.model_dump_json(exclude_unset=True)
    return sha256(f"{asker.merchant_id}\n{asked}".encode()).digest()
