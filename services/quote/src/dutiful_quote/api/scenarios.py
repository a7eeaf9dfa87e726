"""The header `Dutiful-Scenario`: a sandbox key sees how a bad day is answered, by the code that answers a bad day.

A live key is never affected. What is played harms nobody else: it is counted under a route of its own and not among the
quotes, and only a few requests may be held at a time. Under an `Idempotency-Key` nothing of it is remembered.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

from fastapi import Request
from prometheus_client import CollectorRegistry

from dutiful_quote.quotes.freshness import FreshnessPolicy
from dutiful_quote.quotes.landing import QuotePolicy
from dutiful_quote.quotes.metrics import QuoteMetrics
from dutiful_quote.quotes.service import Quoted, QuoteService
from dutiful_quote.tariff.schedule import TariffUnavailableError
from dutiful_shared.account.admission import refuse_as_spent
from dutiful_shared.account.authentication import Caller
from dutiful_shared.contract.problems import ProblemError
from dutiful_shared.contract.scenario import SCENARIO_HEADER, Scenario
from dutiful_shared.service.problems import problem
from dutiful_shared.service.request_context import RECORD_KEY
from dutiful_shared.service.route_template import PLAYED_KEY
from dutiful_shared.service.telemetry import RequestRecord, note

#: Requests of one process that may be held at a time; further ones are answered alike, but at once.
MOST_HELD: Final = 16
#: An age that every fact has passed.
_ALWAYS_TOO_OLD: Final = timedelta(days=-36_500)
_SENT_BACK: Final = SCENARIO_HEADER.lower().encode()

#: A quote by the service it is given, recorded or not.
Quoting = Callable[[QuoteService, bool], Awaitable[Quoted]]


@dataclass(slots=True)
class Scenarios:
    """What scenarios are played with: quote services of their own, which count nothing.

    Attributes:
        deadline: of a request, in seconds.
    """

    apart: QuoteService
    aged: QuoteService
    deadline: float
    held: int = field(default=0, init=False)

    @classmethod
    def beside(cls, quotes: QuoteService, deadline: float) -> "Scenarios":
        """The scenarios of a quote service, from the same tariff, catalogue and journal."""
        landing = replace(quotes.landing, metrics=QuoteMetrics(CollectorRegistry()))
        policy = QuotePolicy(landing.policy.valid_for, FreshnessPolicy(_ALWAYS_TOO_OLD, _ALWAYS_TOO_OLD))
        aged = replace(landing, policy=policy)
        return cls(replace(quotes, landing=landing), replace(quotes, landing=aged), deadline)

    async def quote(self, scenario: Scenario, request: Request, quoting: Quoting) -> Quoted:
        """The quote as the scenario has it.

        Raises:
            TariffUnavailableError: the scenario is that the tariff cannot be reached.
            ProblemException: `rate_limited`, or `deadline_exceeded` where too many requests are held.
        """
        match scenario:
            case Scenario.STALE:
                return await quoting(self.aged, True)
            case Scenario.DEGRADED:
                return await quoting(self.apart, False)
            case Scenario.SLOW:
                await self._hold(self._deadline(request) / 2)
                return await quoting(self.apart, True)
            case Scenario.TIMEOUT:
                # The request's own clock ends it before.
                await self._hold(2 * self._deadline(request))
                raise problem("deadline_exceeded", "The answer was not ready in time.")
            case Scenario.UNAVAILABLE:
                raise TariffUnavailableError("a scenario")
            case Scenario.TOO_MANY_REQUESTS:
                raise refuse_as_spent(request)

    def _deadline(self, request: Request) -> float:
        record: RequestRecord = request.scope[RECORD_KEY]
        return self.deadline if record.deadline is None else min(record.deadline, self.deadline)

    async def _hold(self, seconds: float) -> None:
        if self.held >= MOST_HELD:
            return
        self.held += 1
        try:
            await asyncio.sleep(seconds)
        finally:
            self.held -= 1


def scenario_of(request: Request, caller: Caller) -> Scenario | None:
    """What the caller wants to see; None for an ordinary quote, as always with a live key.

    Raises:
        ProblemException: `invalid_request`: a sandbox key names a scenario that there is not.
    """
    record: RequestRecord = request.scope[RECORD_KEY]
    if not record.scenario:
        return None
    if caller.environment != "test":
        record.headers.append((_SENT_BACK, b"ignored"))
        return None
    try:
        scenario = Scenario(record.scenario.strip())
    except ValueError:
        known = ", ".join(one.value for one in Scenario)
        fault = ProblemError(
            code="unknown_scenario", detail=f"Must be one of {known}.", parameter=f"header.{SCENARIO_HEADER.lower()}"
        )
        raise problem("invalid_request", "There is no such scenario.", errors=[fault]) from None
    record.headers.append((_SENT_BACK, scenario.value.encode()))
    request.scope[PLAYED_KEY] = True
    note(scenario=scenario.value)
    return scenario
