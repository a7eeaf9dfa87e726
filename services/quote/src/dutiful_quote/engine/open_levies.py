"""Levies and charges of unknown height: those that other taxes are charged on, and those that stand apart."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from dutiful_quote.engine.case import Case
from dutiful_quote.engine.drafts import UNBOUNDED
from dutiful_quote.engine.findings import Affects, Missing
from dutiful_quote.engine.measure import Measure, MeasureKind
from dutiful_quote.engine.tax_bases import base_parts
from dutiful_quote.engine.tax_cascade import STATED

#: What is asked for where a levy is known to exist and not how high it is.
UNKNOWN_AMOUNT: Final = "an amount that is not loaded"


def standing_apart(profile: Mapping[str, str], levies: Sequence[Sequence[Measure]]) -> list[Measure]:
    """The levies without an amount that no tax of the cascade is charged on, so that the taxes are known without them.

    Args:
        levies: the measures in force, by programme.
    """
    bases = {part for rows in levies for one in rows for part in base_parts(profile, one.programme)}
    return [one for rows in levies for one in rows if one.rate is None and not _enters(one, bases)]


def ask_levy(case: Case, levy: Measure) -> None:
    """Ask for a levy once for the consignment; nothing bounds it."""
    question = f"What is due as {levy.name}: {UNKNOWN_AMOUNT}?"
    case.ask(Missing(Affects.AMOUNT, levy.programme, question, None, None, UNBOUNDED))


def unstated_charge(case: Case, programmes: Iterable[str]) -> str:
    """The fact about charges of the consignment that a tax is charged on and no line states; empty where none lacks."""
    parts = [part for name in programmes for part in base_parts(case.law.profile, name)]
    needed = [part.removeprefix(STATED) for part in parts if part.startswith(STATED)]
    return next((fact for fact in needed if not any(fact in state.line.facts for state in case.lines)), "")


def _enters(levy: Measure, bases: set[str]) -> bool:
    return f"tax:{levy.programme}" in bases or (levy.kind is MeasureKind.FEE and "fees" in bases)
