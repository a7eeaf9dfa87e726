"""A tariff in memory of a country with plain rules: duties by subheading, and one tax on what is imported."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dutiful_quote.engine.measure import MeasureKind
from dutiful_quote.tariff.schedule import Lookup, LookupResult
from tests.builders.tariff import duty, law, measure, percent

#: Its currency is that of a destination whose rules are no others than those of the facts.
COUNTRY = "PE"


@dataclass(slots=True)
class MemorySchedule:
    """`rates` are duties of subheadings in percent; of a code with None nothing is known. `lookups` tells what was
    asked for together."""

    rates: Mapping[str, str | None]
    lookups: list[list[Lookup]] = field(default_factory=list)

    async def lookup(self, wanted: Sequence[Lookup], releases: Sequence[str] | None = None) -> LookupResult:
        self.lookups.append(list(wanted))
        measures = [duty(code, percent(rate)) for code, rate in self.rates.items() if rate is not None]
        tax = measure(MeasureKind.VAT, "standard", percent("18"), conditions={})
        made = law(
            [*measures, tax],
            [one.goods_code for one in wanted if one.goods_code],
            jurisdiction=COUNTRY,
            profile={"valuation_basis": "CIF", "tax_name": "IGV"},
        )
        return LookupResult(
            {one: made.goods[one.goods_code] if one.goods_code else made.territory for one in wanted}, {}, "memory"
        )
