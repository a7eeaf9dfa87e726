"""The handbook's table of destinations, made of the packaged facts: `python -m ...destinations_page [file]`.

For each country: what a quote computes, what it estimates, what it lacks, and how old the facts are.
"""

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import pycountry

from dutiful_quote.engine.measure import Measure, MeasureKind, Mode
from dutiful_quote.engine.tax_cascade import STATED
from dutiful_quote.tariff.fact_table import packaged_publications
from dutiful_quote.tariff.published import PublishedTariff
from dutiful_quote.tariff.territories import Territories

#: The day whose law the page describes.
ON: Final = date(2026, 11, 25)
#: Countries of the table that are a part of another customs territory, beside the member states of the EU.
_PARTS: Final = ("LI",)
_TAXES: Final = {
    "standard": "tax at import", "import_vat": "tax at import", "provincial": "provincial tax",
    "supply": "tax at the sale", "supply_vat": "tax at the sale",
}  # fmt: skip
#: A destination of which one of these is loaded has a row.
_KNOWN: Final = frozenset({MeasureKind.VAT, MeasureKind.THIRD_COUNTRY_DUTY})
#: As many open points of one kind as a reader takes in.
_MOST_NAMES: Final = 4
_HEAD: Final = f"""# Destinations

What a quote to each destination rests on, as of {ON}. This page is written by
`python -m dutiful_quote.tariff.destinations_page handbook/destinations.md` from the packaged facts; do not edit it.

* **computed**: in the amounts of a quote. A tariff in brackets is loaded in part.
* **estimated**: a range that the quote shows and never charges.
* **open**: asked for, or said to be left out.
* **dates**: the last day for which the facts speak, of the country's taxes and of its tariff.

Amounts are rounded half up (excise: down) to the minor unit of the destination's currency, each charge once. No
official rounding rule of any of these countries is known here but those of the United States, the European Union and
the United Kingdom; elsewhere the quote names the rounding among its assumptions (`rounding`). Northern Ireland, which
has two laws, is described in [how a quote is computed](how-a-quote-is-computed.md).

| country | currency, value | computed | estimated | open | dates |
| --- | --- | --- | --- | --- | --- |
"""


@dataclass(frozen=True, slots=True)
class _Facts:
    """Everything packaged of one customs territory, seen from one of its tax territories."""

    country: str
    tax_territory: str
    tariffs: tuple[PublishedTariff, ...]

    @property
    def profile(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for tariff in self.tariffs:
            found |= tariff.profile
        return found

    @property
    def measures(self) -> Iterator[Measure]:
        for tariff in self.tariffs:
            for one in tariff.measures:
                if one.in_force(ON) and one.destination in ("", self.tax_territory):
                    yield one


def page() -> str:
    """The whole page."""
    by_territory: dict[str, list[PublishedTariff]] = {}
    for tariff in packaged_publications():
        by_territory.setdefault(tariff.info.jurisdiction, []).append(tariff)
    territories = Territories.packaged()
    members = {row.member for tariff in by_territory["EU"] for row in tariff.areas if row.area == "EU"}
    countries = sorted({*by_territory, *members, *_PARTS} - {"EU"})
    rows = []
    for country in countries:
        place = territories.of(country)
        facts = _Facts(country, place.tax_territory, tuple(by_territory[place.customs_territory]))
        if any(one.kind in _KNOWN for one in facts.measures):  # else nothing is known but its currency
            rows.append(_row(facts))
    return _HEAD + "\n".join(rows) + "\n"


def _row(facts: _Facts) -> str:
    measures, profile = list(facts.measures), facts.profile
    name = pycountry.countries.get(alpha_2=facts.country)
    cells = (
        f"{facts.country} {name.name if name else ''}".strip(),
        " ".join(filter(None, (profile.get("currency", ""), profile.get("valuation_basis", "")))),
        "; ".join([*_tariff(facts, measures), *_taxes(measures), *_regimes(measures), *_reliefs(measures)]),
        "; ".join(_estimates(measures)) or "nothing",
        "; ".join(_open(measures, profile)) or "nothing",
        "; ".join(_dates(facts)),
    )
    return "| " + " | ".join(re.sub(r"(?<=[0-9])%", " %", cell) for cell in cells) + " |"


def _tariff(facts: _Facts, measures: Sequence[Measure]) -> Iterator[str]:
    lines = sum(len(tuple(tariff.lines)) for tariff in facts.tariffs)
    duties = [one for one in measures if one.kind is MeasureKind.THIRD_COUNTRY_DUTY]
    partly = "tariff_coverage" in facts.profile
    if lines:
        yield f"{'(tariff)' if partly else 'tariff'} of {lines:,} codes"
    elif any(not one.goods_code for one in duties):
        yield f"one rate of duty, {duties[0].rate_text}"
    elif duties:
        yield f"duty of {duties[0].rate_text} by chapter"
    agreements = {one.programme for one in measures if one.kind is MeasureKind.PREFERENCE}
    if agreements:
        yield f"{len(agreements)} agreements"
    added = {one.programme for one in measures if _is_duty_on_top(one)}
    if added:
        yield f"{len(added)} additional duties"


def _is_duty_on_top(one: Measure) -> bool:
    return one.kind is MeasureKind.ADDITIONAL_DUTY and one.mode is not Mode.UNRESOLVED


def _taxes(measures: Sequence[Measure]) -> Iterator[str]:
    taxes = [one for one in measures if one.kind is MeasureKind.VAT and one.mode is not Mode.UNRESOLVED]
    for programme in _TAXES:
        rates = list(dict.fromkeys(one.rate_text for one in taxes if one.programme == programme))
        if rates:
            yield f"{_TAXES[programme]} {', '.join(rates)}"
    fees = sorted(
        {one.programme for one in measures if one.kind is MeasureKind.FEE and one.mode is not Mode.UNRESOLVED}
    )
    if fees:
        yield f"fees ({', '.join(fees)})"


def _regimes(measures: Sequence[Measure]) -> Iterator[str]:
    flat = [one for one in measures if one.kind is MeasureKind.FLAT_DUTY and one.mode is not Mode.UNRESOLVED]
    for name in dict.fromkeys(one.name for one in flat):
        yield f"{name}: {', '.join(dict.fromkeys(one.rate_text for one in flat if one.name == name))}"


def _reliefs(measures: Sequence[Measure]) -> Iterator[str]:
    reliefs = [one for one in measures if one.kind is MeasureKind.RELIEF and one.mode is not Mode.UNRESOLVED]
    yield from dict.fromkeys(_relief(one) for one in reliefs)


def _relief(one: Measure) -> str:
    return f"{one.name} ({scheme})" if (scheme := one.conditions.get("scheme")) else one.name


def _estimates(measures: Sequence[Measure]) -> Iterator[str]:
    rules = list(dict.fromkeys(one.name for one in measures if one.kind is MeasureKind.DUTY_ESTIMATE))
    if rules:
        yield f"duty by a rule: {rules[0]}"
    elif not any(one.kind is MeasureKind.THIRD_COUNTRY_DUTY for one in measures):
        yield "duty from the rates of other schedules for the subheading"


def _open(measures: Sequence[Measure], profile: dict[str, str]) -> Iterator[str]:
    unresolved = [one for one in measures if one.mode is Mode.UNRESOLVED]
    names = list(dict.fromkeys(one.name for one in unresolved))
    for name in names[:_MOST_NAMES]:
        rates = ", ".join(dict.fromkeys(one.rate_text for one in unresolved if one.name == name and one.rate_text))
        doubt = any(one.kind is MeasureKind.RELIEF for one in unresolved if one.name == name)
        yield ("whether tax is due: " if doubt else "") + name + (f" ({rates})" if rates else "")
    if len(names) > _MOST_NAMES:
        yield f"{len(names) - _MOST_NAMES} more"
    for part in profile.get("tax_base", "").split():
        if part.startswith(STATED):
            yield f"{part.removeprefix(STATED).replace('_', ' ')} in the base of the tax, if no line states them"
    if not any(one.kind is MeasureKind.EXCISE for one in measures):
        yield "excise"
    if "not_included" in profile:
        yield profile["not_included"].rstrip(".")


def _dates(facts: _Facts) -> Iterator[str]:
    as_of, confidence = facts.profile.get("as_of"), facts.profile.get("confidence")
    if as_of:
        yield f"taxes {as_of} (confidence {confidence})"
    schedules = [tariff for tariff in facts.tariffs if tuple(tariff.lines)]
    for tariff in schedules:
        yield f"tariff {tariff.info.verified_until or tariff.info.published_on}"


def main(arguments: Sequence[str]) -> int:
    """Write the page to the named file, or to the standard output."""
    if arguments:
        Path(arguments[0]).write_text(page(), encoding="utf-8")
    else:
        sys.stdout.write(page())
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
