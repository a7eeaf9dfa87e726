"""Percentiles of a locust run, and whether it holds the criteria."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

CRITERIA = Path(__file__).parent / "criteria.toml"


@dataclass(frozen=True, slots=True)
class Criteria:
    """The numbers of criteria.toml, table `smoke`. Times in milliseconds unless named otherwise."""

    users: int
    seconds: int
    seed: int
    requests_min: int
    errors_max: int
    p50_ms_max: int
    p95_ms_max: int
    p99_ms_max: int

    @classmethod
    def read(cls, path: Path = CRITERIA) -> Self:
        """Raises KeyError, TypeError or tomllib.TOMLDecodeError when the file is not as it should be."""
        return cls(**tomllib.loads(path.read_text(encoding="utf-8"))["smoke"])


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

    def breaches(self, criteria: Criteria) -> list[str]:
        """One sentence for each criterion that is not held."""
        limits = [(0.50, criteria.p50_ms_max), (0.95, criteria.p95_ms_max), (0.99, criteria.p99_ms_max)]
        found = [
            f"p{share * 100:.0f} is {self.percentile(share)} ms, allowed are {limit} ms"
            for share, limit in limits
            if self.percentile(share) > limit
        ]
        if self.errors > criteria.errors_max:
            found.append(f"{self.errors} of {self.requests} requests failed, allowed are {criteria.errors_max}")
        if self.requests < criteria.requests_min:
            found.append(f"only {self.requests} requests were made, at least {criteria.requests_min} were expected")
        return found


def outcome(entries: Iterable[Mapping[str, Any]]) -> Outcome:
    """Sum up what `locust --json` prints: one entry per request name."""
    entries = list(entries)
    times: Counter[int] = Counter()
    for entry in entries:
        times.update({round(float(ms)): int(count) for ms, count in entry["response_times"].items()})
    requests = sum(int(entry["num_requests"]) for entry in entries)
    errors = sum(int(entry["num_failures"]) for entry in entries)
    return Outcome(requests, errors, dict(times))
