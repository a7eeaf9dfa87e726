"""American lines under the actions of sections 201, 232 and 338 and the ordinary duty alone."""

from collections.abc import Callable
from datetime import date
from functools import cache

from dutiful_quote.engine.candidates import assess_coded
from dutiful_quote.engine.duty_rate import RateBasis
from dutiful_quote.engine.settlement import LineDuty
from dutiful_quote.tariff.fact_table import read_publication
from dutiful_quote.tariff.publications.build import FACTS
from dutiful_quote.tariff.published import PublishedTariff
from tests.builders.tariff import consignment, exchange, law, line

Assess = Callable[..., LineDuty]
AUTUMN = date(2026, 10, 2)


@cache
def us_tariffs() -> tuple[PublishedTariff, ...]:
    return tuple(next(read_publication(FACTS / "us" / name)) for name in ("hts", "s232", "s201_s338"))


@cache
def over_packaged_facts() -> Assess:
    """Computes what a line pays by code, origin, day and facts. What yields to what is tested elsewhere."""
    tariffs = us_tariffs()
    every = [
        measure
        for tariff in tariffs
        for measure in tariff.measures
        if not measure.programme.startswith(("s232_steel", "s232_aluminum", "s232_copper", "s232_metals"))
    ]
    areas = [area for tariff in tariffs for area in tariff.areas]

    def one(code: str, origin: str, on: date = AUTUMN, value: str = "10000.00", **facts: str) -> LineDuty:
        claimed = facts.pop("claim", "")
        stated: dict[str, object] = {"claims_preference": True, "preference_proof": "certificate"} if claimed else {}
        goods = line(code, value, origin=origin, facts=facts, **stated)
        near = [m for m in every if not m.goods_code or code.startswith(m.goods_code)]
        rules = law(near, [code], jurisdiction="US", lines=[code], on=on, destination="US", areas=areas)
        basis = RateBasis(goods.value, "USD", goods.quantities, on, exchange().convert)
        return assess_coded(goods, basis, rules, consignment(goods, import_date=on, jurisdiction="US")).duty

    return one


def charged(duty: LineDuty) -> dict[str, str]:
    """What is charged beside the ordinary duty: heading -> amount."""
    return {
        draft.measure.heading: str(draft.amount)
        for draft in duty.drafts
        if draft.measure.programme.startswith(("s2", "s3"))
    }
