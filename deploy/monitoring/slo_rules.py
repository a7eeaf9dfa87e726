"""Recording and alert rules of the SLOs, from the numbers of `loadtests/criteria.toml`.

Two windows must agree before anybody is called (Google, The Site Reliability Workbook, chapter 5): the long one says
that it matters, the short one that it still goes on.
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

PROJECT: Final = Path(__file__).resolve().parents[2]
FILE: Final = PROJECT / "deploy" / "prometheus" / "rules" / "slo.yml"
CRITERIA: Final = PROJECT / "loadtests" / "criteria.toml"
_QUOTES: Final = 'service="quote",route="/v1/quotes",method="POST"'
_HEAD: Final = "# Written by `make monitoring` from loadtests/criteria.toml, table slo: change it there.\n"
#: SLO -> its ratio of bad, without its window; its runbook; what its alerts say.
_SLOS: Final = {
    "availability": (
        "service:dutiful_http_errors:ratio_rate",
        "error-ratio.md",
        "{{ $labels.service }} fails for so many requests that its budget of errors",
    ),
    "latency": (
        "quote:dutiful_http_slow:ratio_rate",
        "slow-quotes.md",
        "So many quotes are slow that their budget",
    ),
    "freshness": (
        "tariff:dutiful_release_old:ratio_avg",
        "tariff-release-old.md",
        "So many tariffs are old that their budget",
    ),
}


def slo() -> dict[str, Any]:
    """The table `slo` of the criteria."""
    found: dict[str, Any] = tomllib.loads(CRITERIA.read_text())["slo"]
    return found


def windows() -> list[str]:
    """All windows, the shortest first."""
    found = {pair[side] for pair in slo()["burn"] for side in ("short", "long")}
    return sorted(found, key=lambda window: int(window[:-1]) * {"m": 1, "h": 60, "d": 1440}[window[-1]])


def text() -> str:
    """The file of rules."""
    return "".join((_HEAD, "groups:\n", *_ratios(), *_alerts()))


def _ratios() -> Iterator[str]:
    wanted = slo()
    slow, old = wanted["latency"]["seconds"], wanted["freshness"]["days"]
    yield "  - name: dutiful-slo-ratios\n    rules:\n"
    yield _record(
        "tariff:dutiful_release_old:ratio",
        f"(count(max by (jurisdiction) (dutiful_tariff_release_age_seconds{{}}) > {old} * 86400) or vector(0))\n"
        "/ count(max by (jurisdiction) (dutiful_tariff_release_age_seconds{}))",
    )
    for window in windows():
        requests = f"sum by (service) (rate(dutiful_http_requests_total{{}}[{window}]))"
        yield _record(f"service:dutiful_http_requests:rate{window}", requests)
        yield _record(
            f"service:dutiful_http_errors:ratio_rate{window}",
            f'(sum by (service) (rate(dutiful_http_requests_total{{status=~"5.."}}[{window}])) or 0 * {requests})\n'
            f"/ {requests}",
        )
        good = f'sum(rate(dutiful_http_request_duration_seconds_bucket{{{_QUOTES},le="{slow}"}}[{window}]))'
        yield _record(
            f"quote:dutiful_http_requests:rate{window}",
            f"sum(rate(dutiful_http_request_duration_seconds_count{{{_QUOTES}}}[{window}]))",
        )
        yield _record(
            f"quote:dutiful_http_slow:ratio_rate{window}",
            f"1 - {good}\n/ sum(rate(dutiful_http_request_duration_seconds_count{{{_QUOTES}}}[{window}]))",
        )
        yield _record(
            f"tariff:dutiful_release_old:ratio_avg{window}",
            f"avg_over_time(tariff:dutiful_release_old:ratio[{window}])",
        )


def _alerts() -> Iterator[str]:
    yield "  - name: dutiful-slo-burn\n    rules:\n"
    for name, (ratio, runbook, says) in _SLOS.items():
        for severity, pace in (("page", "Fast"), ("ticket", "Slowly")):
            pairs = [pair for pair in slo()["burn"] if pair["severity"] == severity]
            yield f"      - alert: Dutiful{name.capitalize()}Burns{pace}\n        expr: |\n"
            yield _indented("\nor\n".join(_pair(name, ratio, pair) for pair in pairs), 10)
            yield f"        labels: {{severity: {severity}, slo: {name}}}\n        annotations:\n"
            yield f'          summary: "{says} of {slo()["days"]} days burns {_pace(pairs)} times too fast or more."\n'
            yield f"          runbook: handbook/operations/runbooks/{runbook}\n"


def _pair(name: str, ratio: str, pair: dict[str, Any]) -> str:
    budget = f"{pair['factor']} * (1 - {slo()[name]['objective']})"
    both = " and ".join(f"{ratio}{pair[side]} > {budget}" for side in ("long", "short"))
    if name == "freshness":
        return f"({both})"
    least = f"{slo()['requests_min']} / {_seconds(pair['long'])}"
    return f"({both} and {ratio.partition(':')[0]}:dutiful_http_requests:rate{pair['long']} > {least})"


def _pace(pairs: list[dict[str, Any]]) -> str:
    return f"{min(pair['factor'] for pair in pairs):g}"


def _seconds(window: str) -> int:
    return int(window[:-1]) * {"m": 60, "h": 3600, "d": 86400}[window[-1]]


def _record(name: str, asked: str) -> str:
    return f"      - record: {name}\n        expr: |\n{_indented(asked, 10)}"


def _indented(lines: str, by: int) -> str:
    return "".join(f"{' ' * by}{line}\n" for line in lines.splitlines())
