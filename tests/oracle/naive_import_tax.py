"""Taxes of an import, one upon the other, and every stack of them that may be due."""

from fractions import Fraction

from tests.oracle.naive_consignment import ConsignmentEntry
from tests.oracle.naive_facts import Row
from tests.oracle.naive_territory import Territory
from tests.oracle.naive_thresholds import Values, doubtful, holds
from tests.oracle.naive_worth import Worth, half_up

Taxes = list[tuple[str, Fraction]]


def tax_ways(
    territory: Territory, entry: ConsignmentEntry, worth: Worth, values: Values, duty: Fraction
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
            gap = "levy" if any(not row.rate for row in stack) else ""
            found.append((_computed(territory, worth, values.currency, duty, stack), gap))
    if doubtful(territory, entry, "tax_threshold", values):
        found.append(([], ""))
    return found


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


def _computed(territory: Territory, worth: Worth, currency: str, duty: Fraction, stack: list[Row]) -> Taxes:
    done: dict[str, Fraction] = {}
    for row in stack:
        if not row.rate:
            continue
        own = territory.profile.get(f"tax_base:{row.programme}")
        parts = (own or territory.profile.get("tax_base", "customs_value duty excise")).split()
        base = Fraction(0)
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
