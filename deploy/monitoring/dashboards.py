"""Dashboards for Grafana, from boards: rows of panels with their queries, in TOML.

A board says what is asked and why; how panels look and where they stand is decided here, once. `$availability`,
`$latency` and `$freshness` stand for the objectives of `loadtests/criteria.toml`.
"""

import json
import tomllib
from pathlib import Path
from typing import Any, Final

from deploy.monitoring.slo_rules import slo

BOARDS: Final = Path(__file__).resolve().parents[1] / "grafana" / "boards"
DASHBOARDS: Final = BOARDS.with_name("dashboards")
_SOURCE: Final = {"type": "prometheus", "uid": "prometheus"}
_HEIGHT: Final = 8
_WIDTH: Final = 24
_A_LINE: Final = 4  # panels beside each other
_OPTIONS: Final[dict[str, dict[str, Any]]] = {
    "timeseries": {
        "legend": {"displayMode": "list", "placement": "bottom"},
        "tooltip": {"mode": "multi", "sort": "desc"},
    },
    "stat": {"colorMode": "background", "reduceOptions": {"calcs": ["lastNotNull"]}},
    "heatmap": {"calculate": False, "yAxis": {"unit": "short"}, "legend": {"show": True}},
    "table": {"showHeader": True},
}
_SERVICE: Final = {
    "name": "service",
    "label": "Service",
    "type": "query",
    "datasource": _SOURCE,
    "query": "label_values(dutiful_http_requests_total, service)",
    "refresh": 2,
    "multi": True,
    "includeAll": True,
    "current": {"text": "All", "value": "$__all"},
}


def files() -> dict[Path, str]:
    """Path -> text of every dashboard."""
    return {DASHBOARDS / f"{board.stem}.json": _text(board) for board in sorted(BOARDS.glob("*.toml"))}


def _text(file: Path) -> str:
    board = tomllib.loads(file.read_text())
    dashboard = {
        "uid": f"dutiful-{file.stem}",
        "title": board["title"],
        "description": board["about"],
        "tags": ["dutiful"],
        "timezone": "utc",
        "schemaVersion": 41,
        "version": 1,
        "editable": False,
        "refresh": "10s",
        "time": {"from": board.get("from", "now-1h"), "to": "now"},
        "templating": {"list": [_SERVICE]},
        "links": [{"type": "dashboards", "tags": ["dutiful"], "asDropdown": True, "title": "Dashboards"}],
        "panels": _panels(board["rows"]),
    }
    return json.dumps(dashboard, indent=1) + "\n"


def _panels(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """All panels with their places; a row's own panels share its width."""
    placed: list[dict[str, Any]] = []
    top = 0
    for row in rows:
        head = {"id": len(placed) + 1, "type": "row", "title": row["title"], "collapsed": False, "panels": []}
        placed.append({**head, "gridPos": {"h": 1, "w": _WIDTH, "x": 0, "y": top}})
        top += 1
        panels = row["panels"]
        for first in range(0, len(panels), _A_LINE):
            line = panels[first : first + _A_LINE]
            width = _WIDTH // len(line)
            for column, panel in enumerate(line):
                grid = {"h": _HEIGHT, "w": width, "x": column * width, "y": top}
                placed.append(_panel(panel, len(placed) + 1, grid))
            top += _HEIGHT
    return placed


def _panel(panel: dict[str, Any], number: int, grid: dict[str, int]) -> dict[str, Any]:
    kind = panel.get("kind", "timeseries")
    return {
        "id": number,
        "type": kind,
        "title": panel["title"],
        "description": panel["about"],
        "datasource": _SOURCE,
        "gridPos": grid,
        "fieldConfig": {"defaults": {"unit": panel["unit"], "min": 0}, "overrides": []},
        "options": _OPTIONS[kind],
        "targets": [_target(kind, place, legend, asked) for place, (legend, asked) in enumerate(panel["queries"])],
    }


def _target(kind: str, place: int, legend: str, asked: str) -> dict[str, Any]:
    for name in ("availability", "latency", "freshness"):
        asked = asked.replace(f"${name}", str(slo()[name]["objective"]))
    target: dict[str, Any] = {"refId": chr(ord("A") + place), "expr": asked, "legendFormat": legend}
    if kind == "heatmap":
        target["format"] = "heatmap"
    elif kind == "table":
        target |= {"format": "table", "instant": True}
    elif "_bucket" in asked:
        target["exemplar"] = True  # a dot leads from a slow answer to its trace
    return target
