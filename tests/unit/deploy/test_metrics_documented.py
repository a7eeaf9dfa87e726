"""Whoever sees a metric finds in the handbook what it means."""

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[3]
#: Pages that people wrote; those in `reference` name every metric by themselves.
WRITTEN = [page for page in sorted((PROJECT / "handbook").rglob("*.md")) if page.parent.name != "reference"]
HANDBOOK = "\n".join(page.read_text() for page in WRITTEN)
#: A name and, behind it, the sentence that describes it.
_MADE = re.compile(r'"(dutiful_\w+)",\s+"[A-Z]')
#: The front of names that are put together: `f"dutiful_tariff_feed_{name}"`, `_PREFIX = "dutiful_classification_"`.
_FRONT = re.compile(r'"(dutiful_\w+_)["{]')
_ASKED = re.compile(r"(?<![:\w])(dutiful_\w+?)(?=[{\[,])")
_ROW = re.compile(r"^\|((?: `dutiful_\w+(?:\{[^}]*\})?`,?)+) \|", re.MULTILINE)
_TABLE = re.compile(r"^\|.*\|\n\|[ |:-]+\|\n(?:\|.*\|\n?)+", re.MULTILINE)
TOLD = sorted({name for cell in _ROW.findall(HANDBOOK) for name in re.findall(r"`(dutiful_\w+_\w+)", cell)})
SOURCES = "\n".join(file.read_text() for folder in ("services", "shared") for file in (PROJECT / folder).rglob("*.py"))
METRICS = sorted(
    {
        name
        for folder in ("services", "shared")
        for file in (PROJECT / folder).rglob("*.py")
        for name in _MADE.findall(file.read_text())
    }
)


def test_the_metrics_of_every_room_are_found() -> None:
    assert {"dutiful_quotes_total", "dutiful_inbox_group_size", "dutiful_limits_refused_total"} <= set(METRICS)


@pytest.mark.parametrize("name", METRICS)
def test_a_metric_stands_in_the_handbook(name: str) -> None:
    assert f"`{name}" in HANDBOOK


def remedies() -> dict[str, str]:
    """Name of a metric -> its cell in the last column of a table whose last column says what to do."""
    found = {}
    for table in _TABLE.findall(HANDBOOK):
        head, _, *rows = table.strip().splitlines()
        if head.strip("| ").rpartition("|")[2].strip().endswith("what to do"):
            for row in rows:
                first, _, last = row.strip("| ").partition("|")
                found |= dict.fromkeys(re.findall(r"`(dutiful_\w+)", first), last.rpartition("|")[2].strip())
    return found


REMEDIES = remedies()


@pytest.mark.parametrize("name", METRICS)
def test_whoever_sees_a_metric_finds_what_to_do(name: str) -> None:
    assert REMEDIES.get(name) or REMEDIES.get(f"{name}_total"), (
        f"no table with a column 'what to do' has a cell for {name}"
    )


def exported(name: str) -> bool:
    """Whether the code makes a metric of this name; a collector leaves `_total` to the client."""
    whole = {name, name.removesuffix("_total")}
    ends = {one.removeprefix(front) for front in _FRONT.findall(SOURCES) for one in whole if one.startswith(front)}
    return any(f'"{one}"' in SOURCES for one in whole | ends) or any(f'}}{end}"' in SOURCES for end in ends)


def test_a_metric_of_the_handbook_is_one_that_a_service_exports() -> None:
    assert {"dutiful_http_requests_total", "dutiful_tariff_feed_interval_seconds"} <= set(TOLD)
    assert [name for name in TOLD if not exported(name)] == []


def test_dashboards_and_rules_ask_for_metrics_of_the_handbook_alone() -> None:
    files = [
        *(PROJECT / "deploy/grafana/dashboards").glob("*.json"),
        *(PROJECT / "deploy/prometheus/rules").glob("*.yml"),
    ]
    asked = {name for file in files for name in _ASKED.findall(file.read_text())}
    plain = {re.sub(r"_(bucket|sum|count)$", "", name) for name in asked}
    assert plain
    assert plain <= set(TOLD)
