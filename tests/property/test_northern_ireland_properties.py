"""What holds for every consignment to Northern Ireland and Great Britain, whatever its numbers."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from dutiful_quote.engine.assessment import assess
from dutiful_quote.engine.findings import Assessment
from dutiful_quote.engine.law import Law
from dutiful_quote.engine.measure import MeasureKind
from tests.builders.tariff import consignment, exchange, line, measure, percent
from tests.unit.engine.test_northern_ireland import CODE, laws

rates = st.decimals(min_value=0, max_value=30, places=1)
values = st.decimals(min_value="135.01", max_value="5000", places=2)
yes_no = st.sampled_from(["true", "false"])
facts = st.fixed_dictionaries(
    {}, optional={"final_use_in_uk": yes_no, "commercial_processing": yes_no, "small_turnover": yes_no}
)
buyers = st.sampled_from(["consumer", "business"])
registrations = st.sampled_from([frozenset[str](), frozenset({"UKIMS"})])


def duty_on(value: Decimal, rate: Decimal) -> Decimal:
    return (value * rate / 100).quantize(Decimal("0.01"), rounding="ROUND_HALF_UP")


def landed(both: Law, value: Decimal, stated: dict[str, str], **changes: object) -> Assessment:
    goods = line(CODE, str(value), facts=stated)
    return assess(consignment(goods, jurisdiction="XI", currency="GBP", **changes), both, exchange("GBP", EUR="0.86"))


@given(eu=rates, uk=rates, value=values, stated=facts, buyer=buyers, registered=registrations)
def test_the_duty_is_one_of_the_two_or_lies_between_them(
    eu: Decimal, uk: Decimal, value: Decimal, stated: dict[str, str], buyer: str, registered: frozenset[str]
) -> None:
    found = landed(laws(percent(str(eu)), percent(str(uk))), value, stated, buyer_type=buyer, registrations=registered)
    ends = sorted([duty_on(value, eu), duty_on(value, uk)])
    (of_line,) = found.lines
    if of_line.calculable:
        assert next(charge.assessed.amount for charge in of_line.charges if charge.kind == "duty") in ends
    else:
        (asked, *_) = found.missing
        assert asked.spread is not None
        assert [asked.spread.low, asked.spread.high] == ends


@given(eu=rates, uk=rates, value=values, stated=facts, buyer=buyers)
def test_uk_duty_is_never_due_where_the_duties_are_further_apart(
    eu: Decimal, uk: Decimal, value: Decimal, stated: dict[str, str], buyer: str
) -> None:
    both = laws(percent(str(eu)), percent(str(uk)))
    found = landed(both, value, stated, buyer_type=buyer, registrations=frozenset({"UKIMS"}))
    apart = abs(duty_on(value, eu) - duty_on(value, uk)) > duty_on(value, Decimal(3))
    if apart:
        assert [charge.assessed.amount for charge in found.lines[0].charges if charge.kind == "duty"] == [
            duty_on(value, eu)
        ]


@given(value=st.decimals(min_value="0.01", max_value="135", places=2), shipping=values)
def test_up_to_135_only_the_tax_of_the_sale_is_due_in_great_britain(value: Decimal, shipping: Decimal) -> None:
    both = laws(percent("3"), percent("2"))
    found = assess(
        consignment(line(CODE, str(value)), jurisdiction="GB", currency="GBP", shipping=shipping), both, exchange("GBP")
    )
    assert [(charge.programme, charge.assessed.amount) for charge in found.all_charges()] == [
        ("supply_vat", duty_on(value + shipping, Decimal(20)))
    ]


@given(ordinary=rates, quota=rates, value=values, fits=yes_no)
def test_a_quota_or_suspension_never_raises_what_is_due(
    ordinary: Decimal, quota: Decimal, value: Decimal, fits: str
) -> None:
    both = laws(percent("0"), percent(str(ordinary)))
    goods = both.goods[CODE]
    lower = measure(MeasureKind.QUOTA, "quota", percent(str(quota)), goods_code=CODE, conditions={"quota": "050331"})
    opened = type(goods)("GB", CODE, (*goods.measures, lower))
    with_quota = Law(both.territory, {CODE: opened}, both.on, both.destination)
    shipment = consignment(line(CODE, str(value), facts={"within_quota": fits}), jurisdiction="GB", currency="GBP")
    (found,) = assess(shipment, with_quota, exchange("GBP")).lines
    due = [charge.assessed.amount for charge in found.charges if charge.kind == "duty"]
    best = min(ordinary, quota) if fits == "true" else ordinary
    assert due == [duty_on(value, best)]
