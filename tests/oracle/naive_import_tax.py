"""Taxes of an import, one upon the other, and every stack of them that may be due."""

from fractions import Fraction

from tests.oracle.naive_consignment import ConsignmentEntry
from tests.oracle.naive_facts import Row
from tests.oracle.naive_territory import Territory
from tests.oracle.naive_thresholds import Values, doubtful, holds
from tests.oracle.naive_worth import Worth, half_up, shared

Taxes = list[tuple[str, Fraction]]


def tax_ways(
    territory: Territory, entry: ConsignmentEntry, number: int, worth: Worth, values: Values, duty: Fraction
) -> list[tuple[Taxes, str]]:  # fmt: skip
    """Taxes with their amounts, and what keeps them from being known."""
    programmes = territory.profile.get("import_taxes", "standard").split()
    rows = [row for name in programmes for row in _in_force(territory, entry, values, name)]
    if not any(row.kind == "vat" for row in rows):
        return [([], "" if territory.profile.get("tax_name") == "none" else "no tax known")]
    regions = sorted({name for row in rows for name in row.conditions.get("region", "").split()})
    regions = [entry.region] if not regions or entry.region in regions else regions
    found: list[tuple[Taxes, str]] = []
    for region in regions:
        for stack in _stacks(rows, programmes, region):
            more = [_stated(territory, entry, number, row) - _left_free(row, number, values) for row in stack]
            taxes = _computed(territory, worth, values.currency, duty, stack, more)
            found.append((taxes, _gap(territory, entry, stack)))
    if doubtful(territory, entry, "tax_threshold", values):
        found.append(([], ""))
    return found


def _gap(territory: Territory, entry: ConsignmentEntry, stack: list[Row]) -> str:
    """What keeps the taxes from being known: charges that no line states; a levy may be taxed, or stand apart."""
    bases = " ".join(_base_of(territory, row) for row in stack).split()
    stated = {fact for line in entry.lines for fact in line.facts}
    if any(part.startswith("stated:") and part.partition(":")[2] not in stated for part in bases):
        return "charges"
    unknown = [row for row in stack if not row.rate]
    if any(f"tax:{row.programme}" in bases for row in unknown):
        return "levy"
    return "a levy apart" if unknown else ""


def _base_of(territory: Territory, row: Row) -> str:
    own = territory.profile.get(f"tax_base:{row.programme}")
    return own or territory.profile.get("tax_base", "customs_value duty excise")


def _stated(territory: Territory, entry: ConsignmentEntry, number: int, row: Row) -> Fraction:
    parts = [part.partition(":") for part in _base_of(territory, row).split()]
    return sum(
        (Fraction(entry.lines[number].facts.get(name, "0")) for of, _, name in parts if of == "stated"), Fraction(0)
    )


def _left_free(row: Row, number: int, values: Values) -> Fraction:
    """The line's part of the limit, where a tax is on what exceeds it."""
    if row.conditions.get("part") != "excess":
        return Fraction(0)
    limit = values.in_currency(Fraction(row.conditions["value_over"]), row.conditions["value_currency"])
    return shared(half_up(limit, values.currency), values.lines, values.currency)[number]


def _in_force(territory: Territory, entry: ConsignmentEntry, values: Values, programme: str) -> list[Row]:
    found = [
        row for row in territory.of_all_goods(programme, entry.on, entry.tax_territory) if holds(row, entry, values)
    ]
    return sorted(found, key=lambda row: row.rank)


def _stacks(rows: list[Row], programmes: list[str], region: str) -> list[list[Row]]:
    stacks: list[list[Row]] = [[]]
    for programme in programmes:
        here = [
            row
            for row in rows
            if row.programme == programme and region in row.conditions.get("region", region).split(" ")
        ]
        choices = [row for row in here if row.mode == "unresolved"] or here[:1]
        if choices:
            stacks = [[*stack, row] for stack in stacks for row in choices]
    return stacks


def _computed(
    territory: Territory, worth: Worth, currency: str, duty: Fraction, stack: list[Row], more: list[Fraction]
) -> Taxes:
    done: dict[str, Fraction] = {}
    for row, added in zip(stack, more, strict=True):
        if not row.rate:
            continue
        parts = _base_of(territory, row).split()
        base = added
        for part in parts:
            if part == "customs_value":
                base += worth.customs
            elif part == "duty":
                base += duty
            elif part == "freight":
                base += worth.onward
            elif part == "insurance" and territory.profile.get("valuation_basis") == "FOB":
                base += worth.insurance
            elif part.startswith("uplift:"):
                base += half_up(worth.customs * Fraction(part.removeprefix("uplift:")), currency)
            elif part.startswith("tax:"):
                base += done.get(part.removeprefix("tax:"), Fraction(0))
        rate = Fraction(row.rate.rstrip("%")) / 100
        if "gross_up" in parts:
            base = half_up(base / (1 - rate), currency)
        done[row.programme] = half_up(base * rate, currency)
    return list(done.items())
