"""Batteries of lithium or sodium ions: the number they travel under, and what a line says of them against its code."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

from dutiful_docs.documents.paper import PaperLine
from dutiful_docs.documents.refusal import Fault, contradiction

#: Headings of the Harmonized System for batteries: primary cells, and accumulators. Not all of them are of lithium, so
#: that somebody has to say what these are.
BATTERY_HEADINGS: Final = ("8506", "8507")
#: Subheadings for batteries of one chemistry alone.
_CHEMISTRY: Final = {"850650": "lithium metal", "850760": "lithium ion"}
_FORMS: Final = {"alone": "alone", "packed_with": "packed with equipment", "contained": "contained in equipment"}


@dataclass(frozen=True, slots=True)
class BatteryNumber:
    """A UN number. `by_air`: how they are sent -> the packing instruction by air, empty where it is not known."""

    number: str
    chemistry: str
    by_air: Mapping[str, str]


@lru_cache(maxsize=1)
def battery_numbers() -> dict[str, BatteryNumber]:
    """All numbers."""
    table = tomllib.loads(files("dutiful_docs.documents").joinpath("batteries.toml").read_text("utf-8"))
    return {number: BatteryNumber(number, row["chemistry"], row["by_air"]) for number, row in table.items()}


def packing_instruction(number: str | None, form: str | None) -> str | None:
    """The packing instruction by air of batteries under this number, sent in this form; None where none is known."""
    known = battery_numbers().get(number or "")
    return (known.by_air.get(form or "") or None) if known is not None else None


def is_battery(line: PaperLine) -> bool:
    """Whether the code of the line is that of batteries."""
    return (line.hs6 or "").startswith(BATTERY_HEADINGS)


def battery_faults(line: PaperLine, pointer: str) -> Iterator[Fault]:
    """What the line says of its batteries against itself.

    Args:
        pointer: to its entry in `goods`.
    """
    form, number = line.lithium_batteries, line.dangerous_goods_number
    chemistry = _CHEMISTRY.get(line.hs6 or "")
    if form == "none" and chemistry is not None:
        yield contradiction(f"{pointer}/lithium_batteries", f"{line.hs6} is the code of {chemistry} batteries")
    if number is None or form is None:
        return
    known = battery_numbers().get(number)
    if form == "none":
        if known is not None:
            yield contradiction(
                f"{pointer}/lithium_batteries", f"{number} is the number of {known.chemistry} batteries"
            )
    elif known is None or form not in known.by_air or chemistry not in {None, known.chemistry}:
        kind = chemistry or "lithium or sodium ion"
        fitting = [
            one.number
            for one in battery_numbers().values()
            if form in one.by_air and chemistry in {None, one.chemistry}
        ]
        yield contradiction(
            f"{pointer}/dangerous_goods_number",
            f"{number} is not the number of {kind} batteries {_FORMS[form]}, which is {' or '.join(fitting)}",
        )
