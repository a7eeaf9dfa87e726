"""The plot of every kept benchmark for the handbook: how near a quote comes to a route that does nothing with its cart.

`python -m loadtests.history_plot` draws it anew; the benchmark does so by itself.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

RESULTS: Final = Path(__file__).resolve().parent / "results"
PICTURE: Final = RESULTS.parents[1] / "handbook" / "images" / "bench-history.svg"

_WIDTH, _HEIGHT = 720, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 92, 46, 44
#: Colours that can be read on light ground and on dark.
_TEXT, _LINE = "#738091", "#73809155"
#: What is drawn: the field of the results, its name, its colour.
_SERIES: Final = (
    ("quote_to_floor_ratio", "floor", "#0f8b7d"),
    ("quote_to_noop_ratio", "no-op", "#c9772e"),
)
_FONT: Final = 'font-family="system-ui, sans-serif"'


def kept_results() -> list[dict[str, Any]]:
    """Every kept result, the newest last."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(RESULTS.glob("quote-*.json"))]


def plotted(results: Sequence[Mapping[str, Any]]) -> str:
    """The results as SVG: a point for each, at equal distances; the ratio is 1 where a quote costs no more."""
    top = _round_up(max(float(one[field]) for one in results for field, _, _ in _SERIES))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" {_FONT} font-size="13">',
        "<title>Cost of the floor and of a route that does nothing, as a share of a quote's, by benchmark</title>",
        _text(0, 18, "Share of a quote's CPU time that the floor costs, and a route that does nothing", anchor="start"),
        *_scale(top),
        *_days(results),
    ]
    for field, name, colour in _SERIES:
        points = [(_x(i, len(results)), _y(float(one[field]), top)) for i, one in enumerate(results)]
        parts += _drawn(points, name, colour, [float(one[field]) for one in results])
    return "\n".join([*parts, "</svg>"]) + "\n"


def write() -> None:
    """Draw the kept results into the handbook."""
    PICTURE.write_text(plotted(kept_results()), encoding="utf-8")


def _drawn(points: Sequence[tuple[float, float]], name: str, colour: str, values: Sequence[float]) -> list[str]:
    """A line through the points, each with its value for whoever points at it; the last one is named."""
    way = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dots = [
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"><title>{value:.3f}</title></circle>'
        for (x, y), value in zip(points, values, strict=True)
    ]
    x, y = points[-1]
    said = _text(x + 10, y + 4, f"{name} {values[-1]:.3f}", anchor="start", colour=colour)
    return [f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="2"/>', *dots, said]


def _scale(top: float) -> list[str]:
    """Four lines across, with what they stand for."""
    parts = []
    for step in range(5):
        value = top * step / 4
        y = _y(value, top)
        parts.append(f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{_LINE}"/>')
        parts.append(_text(_LEFT - 8, y + 4, f"{value:.2f}", anchor="end"))
    return parts


def _days(results: Sequence[Mapping[str, Any]]) -> list[str]:
    """The day below the first benchmark of each day, and the time below it."""
    parts, before = [], ""
    for i, one in enumerate(results):
        day, time = str(one["at"])[:10], str(one["at"])[11:16]
        x = _x(i, len(results))
        parts.append(_text(x, _HEIGHT - _BOTTOM + 18, time, size=11))
        if day != before:
            parts.append(_text(x, _HEIGHT - _BOTTOM + 36, day, size=12))
        before = day
    return parts if len(results) <= 12 else [part for part in parts if 'font-size="12"' in part]


def _text(x: float, y: float, said: str, *, anchor: str = "middle", colour: str = _TEXT, size: int = 13) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}" font-size="{size}">{said}</text>'


def _x(place: int, count: int) -> float:
    room = _WIDTH - _LEFT - _RIGHT - 40
    return _LEFT + 20 + (room * place / (count - 1) if count > 1 else room / 2)


def _y(value: float, top: float) -> float:
    return _TOP + (_HEIGHT - _TOP - _BOTTOM) * (1 - value / top)


def _round_up(value: float) -> float:
    """The end of the scale: the next step of 0.2 above."""
    return (int(value / 0.2) + 1) * 0.2


if __name__ == "__main__":
    write()
