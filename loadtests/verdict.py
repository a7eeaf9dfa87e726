"""What a recording of a shape comes to, and which of the shape's criteria it does not hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from loadtests.plans import Plan
from loadtests.recording import Recording, Span

Measures = dict[str, float | None]
#: The first seconds of a run, in which connections are made and nothing is in memory, are nobody's steady state.
_ARRIVAL_SECONDS: Final = 3.0
#: A step of a breakpoint is judged without its first second.
_STEP_ARRIVAL_SECONDS: Final = 1.0
#: Share of refused requests up to which a step still counts as borne.
_BORNE_REFUSED: Final = 0.01
#: Drift and growth compare quarters of the time.
_QUARTER: Final = 0.25


def measure(plan: Plan, recording: Recording, criteria: Mapping[str, Any]) -> Measures:
    """The figures of the shape. Times in milliseconds unless the name says otherwise; None where there is no answer."""
    whole = recording.span(0, plan.seconds + 30)  # what was under way at the end counts
    found: Measures = {
        "requests": whole.requests,
        "errors": whole.failed,
        "refused_share": round(whole.refused_share, 4),
        "rate": round(whole.answered / plan.seconds, 1),
    }
    return found | _BY_SHAPE[plan.shape](plan, recording, criteria)


def breaches(measures: Measures, criteria: Mapping[str, Any]) -> list[str]:
    """One sentence for each criterion that is not held. A criterion is a measure's name with `_max` or `_min`."""
    return list(_breaches(measures, criteria))


def limits_of(criteria: Mapping[str, Any]) -> dict[str, float]:
    """The criteria among the entries of a shape's table; the others say what the load is."""
    return {name: value for name, value in criteria.items() if name.endswith(("_max", "_min"))}


def _breaches(measures: Measures, criteria: Mapping[str, Any]) -> Iterator[str]:
    for name, limit in limits_of(criteria).items():
        measured = measures[name.rpartition("_")[0]]
        what = name.rpartition("_")[0].replace("_", " ")
        if measured is None:
            yield f"{what}: never reached, wanted is {limit:g}"
        elif name.endswith("_max") and measured > limit:
            yield f"{what} is {measured:g}, allowed are {limit:g}"
        elif name.endswith("_min") and measured < limit:
            yield f"{what} is {measured:g}, wanted are {limit:g}"


def _percentiles(span: Span) -> Measures:
    return {"p50_ms": span.percentile(0.50), "p95_ms": span.percentile(0.95), "p99_ms": span.percentile(0.99)}


def _steady(plan: Plan, recording: Recording, _: Mapping[str, Any]) -> Measures:
    return _percentiles(recording.span(min(_ARRIVAL_SECONDS, plan.seconds / 4), plan.seconds + 30))


def _spike(plan: Plan, recording: Recording, criteria: Mapping[str, Any]) -> Measures:
    """Percentiles are those before the spike; `recovery_seconds` until it is as calm again, from its end."""
    first, last = plan.span_of("before")
    before = recording.span(first + min(_ARRIVAL_SECONDS, (last - first) / 2), last)
    peak = recording.span(*plan.span_of("spike"))
    return {
        **_percentiles(before),
        "peak_rate": round(peak.rate, 1),
        "peak_p99_ms": peak.percentile(0.99),
        "recovery_seconds": _recovery(plan, recording, criteria),
    }


def _soak(plan: Plan, recording: Recording, criteria: Mapping[str, Any]) -> Measures:
    """`drift`: p95 of the last quarter to that of the first; `growth_mb`: memory at the end over that of the second."""
    quarter = plan.seconds * _QUARTER
    first = recording.span(min(_ARRIVAL_SECONDS, quarter / 2), quarter).percentile(0.95)
    last = recording.span(plan.seconds - quarter, plan.seconds).percentile(0.95)
    early = [mb for second, mb in recording.memory_mb.items() if quarter <= second < 2 * quarter]
    late = [mb for second, mb in recording.memory_mb.items() if plan.seconds - quarter <= second]
    return {
        **_steady(plan, recording, criteria),
        "drift": round(last / first, 2) if first else None,
        "growth_mb": round(max(late) - max(early), 1) if early and late else None,
    }


def _breakpoint(plan: Plan, recording: Recording, criteria: Mapping[str, Any]) -> Measures:
    """`knee_rate`: the most answers a second of a step that was borne; `goodput_share`: last step to best."""
    steps = [
        recording.span(begin + _STEP_ARRIVAL_SECONDS, stage.until)
        for stage, begin in plan.spans()
        if stage.name != "after"
    ]
    borne = [step.rate for step in steps if _is_borne(step, criteria["borne_p99_ms"])]
    best = max(step.rate for step in steps)
    return {
        "knee_rate": round(max(borne), 1) if borne else None,
        "goodput_share": round(steps[-1].rate / best, 2) if best else None,
        "recovery_seconds": _recovery(plan, recording, criteria),
    }


def _is_borne(step: Span, p99_ms: float) -> bool:
    held = step.percentile(0.99) <= p99_ms
    return bool(step.answered) and held and not step.failed and step.refused_share <= _BORNE_REFUSED


def _recovery(plan: Plan, recording: Recording, criteria: Mapping[str, Any]) -> float | None:
    """Until three seconds on end have no refusal, no error, and a p95 as calm as `calm_p95_ms` wants it."""

    def calm(span: Span) -> bool:
        quiet = not span.failed and not span.refused
        return bool(span.answered) and quiet and span.percentile(0.95) <= criteria["calm_p95_ms"]

    return recording.first_calm(*plan.span_of("after"), calm)


_BY_SHAPE: Final[Mapping[str, Callable[[Plan, Recording, Mapping[str, Any]], Measures]]] = {
    "smoke": _steady,
    "average": _steady,
    "spike": _spike,
    "soak": _soak,
    "breakpoint": _breakpoint,
}
