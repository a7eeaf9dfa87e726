"""Asks for a second opinion within a budget, remembers it, and lets it move candidates but never invent one."""

import asyncio
import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Final

import httpx2
from prometheus_client import CollectorRegistry, Counter

from dutiful_classify.engine.assessment import Assessment, Candidate, Nature, Reason
from dutiful_classify.engine.product import Product
from dutiful_classify.reranking.prompt import chosen, messages
from dutiful_classify.reranking.settings import RerankSettings
from dutiful_shared.service.logs import logger

#: What a second opinion weighs beside the calibrated probabilities; alone it never makes an answer automatic.
_WEIGHT: Final = 0.4
#: After so many failures in a row nothing is asked for so long (seconds).
_FAILURES, _PAUSE = 3, 30.0


class Reranker:
    """Second opinions on the candidates of an assessment.

    Args:
        http: instead of a client of our own, in tests.
        now: the time, in UTC, by which the daily budget is counted.
    """

    def __init__(
        self,
        settings: RerankSettings,
        texts: Mapping[str, str],
        registry: CollectorRegistry,
        *,
        http: httpx2.AsyncClient | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._settings, self._texts, self._now = settings, texts, now
        headers = {"Authorization": f"Bearer {settings.key.get_secret_value()}"} if settings.key else {}
        self._http = http or httpx2.AsyncClient(headers=headers, timeout=settings.timeout_ms / 1000)
        self._slots = asyncio.Semaphore(settings.concurrency)
        self._known: OrderedDict[str, str | None] = OrderedDict()
        self._day: date | None = None
        self._spent = self._failed = 0
        self._paused_until = 0.0
        self._asked = Counter(
            "dutiful_classify_rerank_total", "Second opinions by outcome.", ["outcome"], registry=registry
        )

    async def rerank(self, product: Product, assessment: Assessment) -> Assessment:
        """The assessment with the second opinion weighed in; unchanged where there is none. Never raises, never waits
        longer than the timeout."""
        settings = self._settings
        candidates = assessment.candidates
        if settings.url is None or assessment.nature is not Nature.GOODS or len(candidates) < 2:
            return assessment
        if candidates[0].probability >= settings.below:
            return assessment
        code = await self._opinion(product, assessment)
        return assessment if code is None else _weighed(assessment, code, settings.model)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def _opinion(self, product: Product, assessment: Assessment) -> str | None:
        chat = messages(product, assessment.candidates, self._texts)
        key = hashlib.sha256(json.dumps(chat).encode()).hexdigest()
        if key in self._known:
            self._known.move_to_end(key)
            self._asked.labels("remembered").inc()
            return self._known[key]
        if not self._may_ask():
            return None
        try:
            async with asyncio.timeout(self._settings.timeout_ms / 1000), self._slots:
                answer = await self._http.post(
                    f"{str(self._settings.url).rstrip('/')}/chat/completions",
                    json={"model": self._settings.model, "messages": chat, "temperature": 0, "max_tokens": 50},
                )
                answer.raise_for_status()
                code = chosen(answer.json(), assessment.candidates)
        except httpx2.HTTPStatusError as exc:
            self._failure(f"status {exc.response.status_code}")
            return None
        except (httpx2.HTTPError, TimeoutError, ValueError) as exc:
            self._failure(type(exc).__name__)
            return None
        self._failed = 0
        self._remember(key, code)
        self._asked.labels("answered" if code is not None else "refused").inc()
        return code

    def _may_ask(self) -> bool:
        now = self._now()
        if now.date() != self._day:
            self._day, self._spent = now.date(), 0
        if self._spent >= self._settings.calls_a_day:
            self._asked.labels("over_budget").inc()
            return False
        if now.timestamp() < self._paused_until:
            self._asked.labels("paused").inc()
            return False
        self._spent += 1
        return True

    def _failure(self, why: str) -> None:
        # Three at most between two pauses, so that a wrong key or address is seen and floods no log.
        logger().warning("a second opinion failed", reason=why, model=self._settings.model)
        self._asked.labels("failed").inc()
        self._failed += 1
        if self._failed >= _FAILURES:
            self._paused_until, self._failed = self._now().timestamp() + _PAUSE, 0

    def _remember(self, key: str, code: str | None) -> None:
        self._known[key] = code
        while len(self._known) > self._settings.remembered:
            self._known.popitem(last=False)


def _weighed(assessment: Assessment, code: str, model: str) -> Assessment:
    """The candidates with `code` raised; heading and chapter follow, and the sum of the probabilities stays."""
    total = sum(candidate.probability for candidate in assessment.candidates)
    raised = {
        candidate.hs6: (1 - _WEIGHT) * candidate.probability + (_WEIGHT * total if candidate.hs6 == code else 0.0)
        for candidate in assessment.candidates
    }
    moved = [_moved(candidate, assessment.candidates, raised) for candidate in assessment.candidates]
    told = [
        replace(
            one, reasons=(*one.reasons, Reason(f"A language model ({model}) chose it among the candidates", "model"))
        )
        if one.hs6 == code
        else one
        for one in moved
    ]
    return replace(assessment, candidates=tuple(sorted(told, key=lambda one: -one.probability)))


def _moved(candidate: Candidate, all_of_them: tuple[Candidate, ...], raised: Mapping[str, float]) -> Candidate:
    def change(digits: int) -> float:
        family = [one for one in all_of_them if one.hs6[:digits] == candidate.hs6[:digits]]
        return sum(raised[one.hs6] - one.probability for one in family)

    return replace(
        candidate,
        probability=raised[candidate.hs6],
        hs4_probability=min(1.0, max(0.0, candidate.hs4_probability + change(4))),
        hs2_probability=min(1.0, max(0.0, candidate.hs2_probability + change(2))),
    )
