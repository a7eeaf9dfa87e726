"""Goods to Northern Ireland under two small laws, that of the United Kingdom and that of the Union beside it."""

from dataclasses import replace
from typing import Any

from dutiful_quote.engine.assessment import assess
from dutiful_quote.engine.duty_rate import DutyRate
from dutiful_quote.engine.findings import Assessment
from dutiful_quote.engine.law import Law
from dutiful_quote.engine.measure import Measure, MeasureKind
from tests.builders.tariff import consignment, duty, exchange, law, line, measure, percent

CODE = "420221"
UKIMS = frozenset({"UKIMS"})
STAYS = {"final_use_in_uk": "true"}


def limit(programme: str, at_most: str, currency: str, **conditions: str) -> Measure:
    within = {"value_at_most": at_most, "value_currency": currency, "value_of": "goods"}
    return measure(MeasureKind.RELIEF, programme, conditions={**within, **conditions})


def laws(eu: DutyRate | None, uk: DutyRate | None, *further: Measure, of_the_uk: tuple[Measure, ...] = ()) -> Law:
    """`further` are measures of the Union, `of_the_uk` those of the United Kingdom."""
    profile = {"currency": "GBP", "valuation_basis": "CIF", "tax_base": "customs_value duty"}
    taxes = [measure(MeasureKind.VAT, name, percent("20")) for name in ("supply_vat", "import_vat")]
    british = [duty(CODE, uk), *taxes, limit("low_value_duty", "135", "GBP"), *of_the_uk]
    of_uk = law(british, [CODE], jurisdiction="GB", profile=profile)
    of_eu = law([duty(CODE, eu), *further], [CODE], jurisdiction="EU", profile={"currency": "EUR"})
    return replace(of_uk, beside={"EU": of_eu})


def to_xi(
    both: Law, value: str = "400.00", facts: dict[str, str] | None = None, goods: dict[str, Any] | None = None,
    **changes: Any,
) -> Assessment:  # fmt: skip
    """`goods` are further fields of the line, `changes` those of the consignment."""
    sent = line(CODE, value, facts=facts or {}, **(goods or {}))
    shipment = consignment(sent, jurisdiction="XI", tax_territory="XX", currency="GBP", **changes)
    return assess(shipment, both, exchange("GBP", EUR="0.86"))
