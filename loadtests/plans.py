"""The shapes of load as plans: how many users there are at each moment of a run, from the tables of criteria.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from loadtests.report import CRITERIA

SHAPES: Final = ("smoke", "average", "spike", "soak", "breakpoint")
#: Shares of a spike's time: before it, its height, and after it.
_SPIKE: Final = (0.3, 0.3, 0.4)
#: Share of a breakpoint's time that is left for calm to come back.
_BREAKPOINT_CALM: Final = 0.2


@dataclass(frozen=True, slots=True)
class Stage:
    """So many users until so many seconds after the start. `name` says what the stage is for."""

    name: str
    until: float
    users: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The stages of a run, in order."""

    shape: str
    stages: tuple[Stage, ...]

    @property
    def seconds(self) -> float:
        return self.stages[-1].until

    def users_at(self, second: float) -> int | None:
        """How many users there are then; None after the end."""
        return next((stage.users for stage in self.stages if second < stage.until), None)

    def spans(self) -> list[tuple[Stage, float]]:
        """Each stage with the second it begins at."""
        begins = [0.0, *(stage.until for stage in self.stages)]
        return list(zip(self.stages, begins, strict=False))

    def span_of(self, name: str) -> tuple[float, float]:
        """Begin and end of the stages of this name.

        Raises:
            ValueError: the plan has none.
        """
        found = [(begin, stage.until) for stage, begin in self.spans() if stage.name == name]
        if not found:
            raise ValueError(f"{self.shape} has no stage {name}")
        return found[0][0], found[-1][1]


def criteria_of(shape: str) -> dict[str, Any]:
    """The table of the shape. Raises KeyError where there is none."""
    found: dict[str, Any] = tomllib.loads(CRITERIA.read_text(encoding="utf-8"))["shapes"][shape]
    return found


def mix() -> dict[str, Any]:
    """The table `mix`."""
    found: dict[str, Any] = tomllib.loads(CRITERIA.read_text(encoding="utf-8"))["mix"]
    return found


def plan_of(shape: str, table: Mapping[str, Any], seconds: float | None = None) -> Plan:
    """The plan of the shape; `seconds` instead of the table's own."""
    whole, users = float(seconds or table["seconds"]), int(table["users"])
    if shape == "spike":
        before, height, _ = (whole * share for share in _SPIKE)
        stages = [
            Stage("before", before, users),
            Stage("spike", before + height, int(table["peak_users"])),
            Stage("after", whole, users),
        ]
    elif shape == "breakpoint":
        steps, climb = int(table["steps"]), whole * (1 - _BREAKPOINT_CALM)
        heights = [users + (int(table["peak_users"]) - users) * n // (steps - 1) for n in range(steps)]
        stages = [Stage(f"step {n + 1}", climb * (n + 1) / steps, height) for n, height in enumerate(heights)]
        stages.append(Stage("after", whole, users))
    else:
        stages = [Stage("steady", whole, users)]
    assert all(one.until < two.until for one, two in pairwise(stages))
    return Plan(shape, tuple(stages))
