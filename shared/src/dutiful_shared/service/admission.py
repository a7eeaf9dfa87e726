"""Admission: what a process would answer too late anyway is refused at once, before any work and without any store.

Checkouts have the whole of the limit to themselves; what can wait is let in only while at most a part of the limit is
in use. Probes and metrics are always let in.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from time import perf_counter
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge
from starlette.types import ASGIApp, Receive, Scope, Send

from dutiful_shared.service.adaptive_limit import AdaptiveLimit, LimitPolicy
from dutiful_shared.service.problems import ProblemException, problem, problem_response
from dutiful_shared.service.request_context import QUIET_ROUTES, RECORD_KEY
from dutiful_shared.service.route_template import NOT_ADMITTED_KEY
from dutiful_shared.service.telemetry import RequestRecord

#: So many times as long as a turn of the loop may be late, one single turn may last before no more is begun in it.
_LONGEST_TURN: Final = 4
_RETRY_AFTER: Final = {"checkout": {"Retry-After": "1"}, "deferrable": {"Retry-After": "5"}}


class Priority(StrEnum):
    """As the metrics call it."""

    CHECKOUT = "checkout"
    DEFERRABLE = "deferrable"


class Refusal(StrEnum):
    """Why a request was refused before any work: the label of the metric."""

    LIMIT = "limit"  # too many requests are in flight
    BACKLOG = "backlog"  # they came faster than they were begun
    EXPIRED = "expired"  # the caller's deadline is over before the work begins


@dataclass(frozen=True, slots=True)
class AdmissionRules:
    """What a service refuses when it has too much to do.

    Attributes:
        checkout: the beginnings of paths that somebody waits for at a checkout.
        not_checkout: of these, those that can wait after all. Every other path can.
        deferrable_share: what can wait is let in while less than this share of the limit is in flight.
        enforced: False lets everything in, and counts what would have been refused.
    """

    checkout: tuple[str, ...]
    not_checkout: tuple[str, ...] = ()
    deferrable_share: float = 0.5
    enforced: bool = True
    policy: LimitPolicy = field(default_factory=LimitPolicy)


class AdmissionMetrics:
    """Made once a registry."""

    def __init__(self, registry: CollectorRegistry, service: str) -> None:
        shed = Counter(
            "dutiful_admission_shed_total",
            "Requests refused before any work, by reason and priority.",
            ("service", "reason", "priority"),
            registry=registry,
        )
        self.shed = {
            (reason, priority): shed.labels(service, reason.value, priority.value)
            for reason in Refusal
            for priority in Priority
        }
        self.limit = Gauge(
            "dutiful_admission_limit", "Requests that may be in flight now.", ("service",), registry=registry
        ).labels(service)
        in_flight = Gauge(
            "dutiful_admission_in_flight", "Requests in flight.", ("service", "priority"), registry=registry
        )
        self.in_flight = {priority: in_flight.labels(service, priority.value) for priority in Priority}
        self.delay = Gauge(
            "dutiful_admission_loop_delay_seconds",
            "How long the event loop took to come round when last measured.",
            ("service",),
            registry=registry,
        ).labels(service)


class Admission:
    """Pure ASGI middleware, inside of `RequestContext`, whose record it needs.

    Args:
        clock: seconds of a clock that is good for small differences; the limit uses it too.
    """

    def __init__(
        self,
        app: ASGIApp,
        rules: AdmissionRules,
        metrics: AdmissionMetrics,
        problem_base_uri: str,
        clock: Callable[[], float] = perf_counter,
    ) -> None:
        self.app = app
        self.limit = AdaptiveLimit(rules.policy, clock)
        self._rules = rules
        self._metrics = metrics
        self._problem_base_uri = problem_base_uri
        self._clock = clock
        self._in_flight = dict.fromkeys(Priority, 0)
        self._delay = 0.0
        self._measuring = False
        self._turn_began = 0.0
        metrics.limit.set_function(lambda: self.limit.current)
        metrics.delay.set_function(lambda: self._delay)
        for priority in Priority:
            metrics.in_flight[priority].set_function(partial(self._in_flight.__getitem__, priority))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in or refuse it before any work. Quiet routes, such as health checks, are always let in."""
        if scope["type"] != "http" or (path := scope["path"]) in QUIET_ROUTES:
            await self.app(scope, receive, send)
            return
        rules = self._rules
        urgent = path.startswith(rules.checkout) and not path.startswith(rules.not_checkout)
        priority = Priority.CHECKOUT if urgent else Priority.DEFERRABLE
        if not self._measuring:
            self._measuring = True
            self._turn_began = self._clock()
            asyncio.get_running_loop().call_soon(self._came_round)
        refusal = self._refusal(scope, priority)
        if refusal is not None:
            self._metrics.shed[refusal, priority].inc()
            if rules.enforced:
                await self._refuse(refusal, priority, scope, receive, send)
                return
        in_flight = self._in_flight
        in_flight[priority] += 1
        try:
            await self.app(scope, receive, send)
        finally:
            in_flight[priority] -= 1

    def _refusal(self, scope: Scope, priority: Priority) -> Refusal | None:
        taken, share = self._in_flight[Priority.CHECKOUT], 1.0
        if priority is Priority.DEFERRABLE:
            # What waits for nothing, such as a long import, takes no place from a checkout.
            taken, share = taken + self._in_flight[Priority.DEFERRABLE], self._rules.deferrable_share
        if taken >= self.limit.current * share:
            return Refusal.LIMIT
        # It was read before this turn of the loop began, so it has waited for what the turn has taken so far. What
        # stands behind it waits longer still, and the stores' answers that are in by now wait too.
        waited = self._clock() - self._turn_began
        policy = self._rules.policy
        if waited > _LONGEST_TURN * policy.late_seconds and taken >= policy.least * share:
            return Refusal.BACKLOG
        record: RequestRecord = scope[RECORD_KEY]
        if record.deadline is not None and record.deadline <= max(self._delay, waited):
            return Refusal.EXPIRED
        return None

    def _came_round(self) -> None:
        self._measuring = False
        self._delay = self._clock() - self._turn_began
        self.limit.observe(self._delay, sum(self._in_flight.values()))

    async def _refuse(self, refusal: Refusal, priority: Priority, scope: Scope, receive: Receive, send: Send) -> None:
        record: RequestRecord = scope[RECORD_KEY]
        exception = _PROBLEMS[refusal](priority)
        record.fields["problem"] = exception.code
        scope[NOT_ADMITTED_KEY] = True
        response = problem_response(exception, request_id=record.request_id, base_uri=self._problem_base_uri)
        await response(scope, receive, send)


def _overloaded(priority: Priority) -> ProblemException:
    text = "More requests are in flight than can be answered in time; nothing was done."
    return problem("overloaded", text, headers=_RETRY_AFTER[priority])


def _expired(_: Priority) -> ProblemException:
    return problem("deadline_exceeded", "The caller's deadline was over before the work began; nothing was done.")


_PROBLEMS: Final[dict[Refusal, Callable[[Priority], ProblemException]]] = {
    Refusal.LIMIT: _overloaded,
    Refusal.BACKLOG: _overloaded,
    Refusal.EXPIRED: _expired,
}
