"""What holds for every cascade of taxes, whatever the numbers."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from dutiful_quote.engine.assessment import assess
from dutiful_quote.engine.duty_rate import AdValorem
from dutiful_quote.engine.findings import Assessment
from dutiful_quote.engine.measure import MeasureKind, Mode
from dutiful_shared.contract.charge import Charge
from tests.builders.tariff import consignment, duty, exchange, law, line, measure

CENT = Decimal("0.01")
prices = st.decimals(min_value="0.01", max_value="5000", places=2)
rates = st.integers(0, 500).map(lambda tenths: Decimal(tenths) / 1000)


def taxed(price: Decimal, duty_rate: Decimal, tax_rate: Decimal, **profile: str) -> dict[str, Charge]:
    rules = law(
        [
            duty("610910", AdValorem(duty_rate)),
            measure(MeasureKind.ADDITIONAL_DUTY, "surcharge", AdValorem(Decimal("0.1"))),
            measure(MeasureKind.VAT, "standard", AdValorem(tax_rate)),
        ],
        profile={"import_taxes": "surcharge standard", "tax_base:surcharge": "duty", **profile},
    )
    return {one.programme: one for one in _assessed(price, rules).all_charges()}


def _assessed(price: Decimal, rules: object) -> Assessment:
    return assess(consignment(line(value=str(price))), rules, exchange())


@given(price=prices, duty_rate=rates, tax_rate=rates)
def test_a_tax_that_is_a_share_of_itself_leaves_the_rest_of_its_base(
    price: Decimal, duty_rate: Decimal, tax_rate: Decimal
) -> None:
    found = taxed(price, duty_rate, tax_rate, tax_base="customs_value duty gross_up")
    tax, base = found["standard"], found["standard"].base
    assert base is not None

    assert abs(base.amount - tax.assessed.amount - price - found["column_1"].assessed.amount) <= CENT


@given(price=prices, duty_rate=rates, tax_rate=rates)
def test_a_tax_is_at_least_its_rate_on_the_value(price: Decimal, duty_rate: Decimal, tax_rate: Decimal) -> None:
    found = taxed(price, duty_rate, tax_rate, tax_base="customs_value duty tax:surcharge")

    assert found["standard"].assessed.amount >= (price * tax_rate).quantize(CENT) - CENT


@given(price=prices, duty_rate=rates, tax_rate=rates)
def test_an_earlier_levy_in_the_base_never_lowers_a_later_one(
    price: Decimal, duty_rate: Decimal, tax_rate: Decimal
) -> None:
    alone = taxed(price, duty_rate, tax_rate, tax_base="customs_value duty")
    cascaded = taxed(price, duty_rate, tax_rate, tax_base="customs_value duty tax:surcharge")

    assert cascaded["standard"].assessed.amount >= alone["standard"].assessed.amount


@given(price=prices, duty_rate=rates, tax_rate=rates)
def test_levies_are_charged_in_the_order_of_the_profile(price: Decimal, duty_rate: Decimal, tax_rate: Decimal) -> None:
    assert list(taxed(price, duty_rate, tax_rate)) == ["column_1", "surcharge", "standard"]


@given(price=prices, low=rates, more=rates)
def test_the_range_of_open_rates_holds_each_of_them(price: Decimal, low: Decimal, more: Decimal) -> None:
    both = (low, low + more)
    open_rates = [
        measure(MeasureKind.VAT, "standard", AdValorem(rate), mode=Mode.UNRESOLVED, id=f"XX:{i}")
        for i, rate in enumerate(both)
    ]
    (state,) = _assessed(price, law([duty("610910", AdValorem(Decimal(0))), *open_rates])).lines
    assert state.spread is not None
    assert state.spread.high is not None

    assert all(state.spread.low <= (price * rate).quantize(CENT) + CENT for rate in both)
    assert all((price * rate).quantize(CENT) - CENT <= state.spread.high for rate in both)


@given(price=prices, low=rates, more=rates)
def test_the_tax_on_an_estimated_duty_lies_between_those_on_its_ends(
    price: Decimal, low: Decimal, more: Decimal
) -> None:
    ends = {"estimate_from": f"{low:f}", "estimate_to": f"{low + more:f}"}
    rule = measure(MeasureKind.DUTY_ESTIMATE, "estimate", AdValorem(low), conditions=ends)
    (state,) = _assessed(price, law([rule, measure(MeasureKind.VAT, "standard", AdValorem(Decimal("0.2")))])).lines
    assert state.spread is not None
    assert state.spread.likely is not None
    assert state.spread.high is not None

    assert price * Decimal("0.2") - CENT <= state.spread.low <= state.spread.likely <= state.spread.high
