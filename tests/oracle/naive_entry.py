"""One entry of several lines: reliefs of the whole, duties of the lines, fees once."""

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from tests.oracle.naive_duty import line_outcomes
from tests.oracle.naive_facts import Row, Tables
from tests.oracle.naive_law import Entry, EntryLine, Outcome, meets, rows_for, value_within
from tests.oracle.naive_rates import QuantityLacksError, amount, cents

#: Alcohol, tobacco and fuels owe a federal excise whose rates the tables do not hold.
EXCISE = ("2203", "2204", "2205", "2206", "2207", "2208", "2401", "2402", "2403", "2404", "2710", "2711")
MAIL_FROM, MAIL_TO = date(2025, 5, 2), date(2026, 7, 23)


@dataclass
class Answer:
    """For each line all its possible outcomes; fees of the entry as far as the preference of each line is certain."""

    lines: list[list[Outcome]] = field(default_factory=list)
    fees: list[tuple[str, Fraction]] = field(default_factory=list)
    #: Lines whose excise is not known.
    excise: list[int] = field(default_factory=list)


def compute(tables: Tables, entry: Entry) -> Answer:
    answer = Answer()
    for number, line in enumerate(entry.lines):
        if line.code.startswith(EXCISE):
            answer.excise.append(number)
    if _whole_relief(tables, entry, "de_minimis"):
        answer.lines = [[Outcome()] for _ in entry.lines]
        return answer
    for line in entry.lines:
        mail = _mail_duty(tables, entry, line)
        answer.lines.append([mail] if mail else line_outcomes(tables, entry, line))
    for programme in _fees_due(tables, entry):
        _fee(tables, entry, programme, answer)
    return answer


def _whole_relief(tables: Tables, entry: Entry, programme: str) -> bool:
    for row in tables.by_code.get("", []):
        if row.kind == "relief" and row.programme == programme and value_within(row, entry):
            if all(row in rows_for(tables, entry, line, line.code, "relief") for line in entry.lines):
                return True
    return False


def _mail_duty(tables: Tables, entry: Entry, line: EntryLine) -> Outcome | None:
    if entry.mode not in ("post", "ems") or not MAIL_FROM <= entry.on <= MAIL_TO:
        return None
    for row in rows_for(tables, entry, line, line.code, "exemption"):
        if row.programme == "mail_duty" and meets(row, line.facts, ""):
            return None
    for row in rows_for(tables, entry, line, line.code, "flat_duty"):
        if row.programme == "mail_duty" and value_within(row, entry):
            if not row.rate:
                return Outcome(gap="mail duty")
            try:
                return Outcome([(row.programme, row.rate, cents(amount(row.rate, line.value, line.quantities)))])
            except QuantityLacksError:
                return Outcome(gap="quantity")
    return None


def _fees_due(tables: Tables, entry: Entry) -> list[str]:
    due = []
    if not _whole_relief(tables, entry, "informal_entry"):
        due.append("mpf_formal")
    elif entry.mode == "post":
        due.append("dutiable_mail")
    elif entry.mode == "express":
        due.append("express_waybill")
    else:
        due.append("mpf_informal")
    if entry.mode == "sea":
        due.append("hmf")
    return due


def _fee(tables: Tables, entry: Entry, programme: str, answer: Answer) -> None:
    row = _fee_row(tables, entry, programme)
    if row is None:
        return
    if programme == "dutiable_mail" and not any(_bears_duty(one) for outcomes in answer.lines for one in outcomes):
        return
    value = Fraction(0)
    for line, outcomes in zip(entry.lines, answer.lines, strict=True):
        exempt = False
        for exemption in rows_for(tables, entry, line, line.code, "exemption"):
            if exemption.programme == programme and meets(exemption, line.facts, outcomes[0].preference):
                exempt = True
        if not exempt:
            value += line.value
    if value:
        answer.fees.append((programme, cents(amount(row.rate, value, {}))))


def _bears_duty(outcome: Outcome) -> bool:
    return bool(outcome.gap or outcome.total)


def _fee_row(tables: Tables, entry: Entry, programme: str) -> Row | None:
    for row in tables.by_code.get("", []):
        if row.kind == "fee" and row.programme == programme and row.first <= entry.on <= row.last:
            modes = row.conditions.get("transport_modes")
            if modes is None or entry.mode in modes.split():
                return row
    return None
