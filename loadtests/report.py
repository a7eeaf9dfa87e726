"""Percentiles of a locust run, as locust itself sums it up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CRITERIA = Path(__file__).parent / "criteria.toml"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run measured: counts, and response times in milliseconds by how often they occurred."""

    requests: int
    errors: int
    times_ms: Mapping[int, int]

    def percentile(self, share: float) -> int:
        """The smallest time that at least `share` (0..1) of the requests did not exceed; 0 without requests."""
        wanted, seen = share * sum(self.times_ms.values()), 0
        for milliseconds, count in sorted(self.times_ms.items()):
            seen += count
            if seen >= wanted:
                return milliseconds
        return 0


def outcome(entries: Iterable[Mapping[str, Any]]) -> Outcome:
    """Sum up what `locust --json` prints: one entry per request name."""
    entries = list(entries)
    times: Counter[int] = Counter()
    for entry in entries:
        times.update({round(float(ms)): int(count) for ms, count in entry["response_times"].items()})
    requests = sum(int(entry["num_requests"]) for entry in entries)
    errors = sum(int(entry["num_failures"]) for entry in entries)
    return Outcome(requests, errors, dict(times))
