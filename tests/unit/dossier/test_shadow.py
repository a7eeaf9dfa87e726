"""Three amounts and a verdict: what another provider said, what we said, what the carrier charged."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from dutiful_docs.dossier.shadow.judge import Judged, ShadowRecord, by_sku, judge
from dutiful_docs.dossier.shadow.report import ThreeWay
from dutiful_docs.dossier.shadow.told import Told, ToldLine, theirs
from dutiful_shared.contract.shadow import Component, Nearer, TheirAmounts, Unjudged
from tests.builders.dossier import charged


def told(currency: str = "EUR", lines: tuple[ToldLine, ...] = (), **amounts: str | None) -> Told:
    parts = {name: None if amounts.get(name) is None else Decimal(str(amounts[name])) for name in Component}
    if "total" not in amounts and None not in [parts[name] for name in list(Component)[:3]]:
        parts[Component.TOTAL] = sum((parts[name] or Decimal(0) for name in list(Component)[:3]), Decimal(0))
    return Told(currency, parts, lines)


def line(sku: str | None, *, id: str | None = None, **amounts: str) -> ToldLine:  # noqa: A002 - the field's name
    return ToldLine(id, sku, {name: Decimal(amounts.get(name, "0")) for name in list(Component)[:3]})


OURS = told(duty="4.80", tax="11.86", fees="0", lines=(line("TEE-1", id="1"),))
THEIRS = told(duty="5.00", tax="11.86", fees="2.00")


def record(theirs: Told = THEIRS, ours: Told = OURS, **said: Any) -> ShadowRecord:
    values = {"id": "shq_1", "merchant_id": "mer_1", "provider": "zonos", "provider_reference": None}
    values |= {"order_reference": "1001", "quote_id": "q_1", "lane": "US-FR", "ours_status": "complete"}
    return ShadowRecord(**{**values, **said}, theirs=theirs, ours=ours, recorded_at=datetime(2026, 11, 3, tzinfo=UTC))


def of(judged: tuple[Judged, ...], component: str) -> Judged:
    return next(one for one in judged if one.component == component)


def test_whose_amount_is_nearer_to_the_invoice_is_told() -> None:
    judged = judge(record(), [charged("duty", "4.80"), charged("tax", "12.00")])

    assert of(judged, "duty").nearer is Nearer.OURS
    assert of(judged, "duty").errors == (Decimal("0.20"), Decimal(0))
    assert of(judged, "tax").nearer is Nearer.TIE


def test_without_an_invoice_nothing_is_judged() -> None:
    assert {one.unjudged for one in judge(record(), None)} == {Unjudged.NO_INVOICE}


def test_a_part_that_no_invoice_names_is_not_taken_as_0() -> None:
    judged = judge(record(), [charged("tax", "11.86")])

    assert of(judged, "duty").unjudged is Unjudged.NOT_CHARGED
    assert of(judged, "total").unjudged is Unjudged.NOT_CHARGED


def test_where_invoices_are_whole_what_they_do_not_name_cost_nothing() -> None:
    judged = judge(record(), [charged("tax", "11.86")], "zero")

    assert of(judged, "duty").errors == (Decimal("5.00"), Decimal("4.80"))
    assert of(judged, "total").errors == (Decimal("7.00"), Decimal("4.80"))


def test_additional_duty_and_excise_are_part_of_duty_and_tax() -> None:
    lines = [
        charged("duty", "3.00"),
        charged("additional_duty", "1.80"),
        charged("excise", "1.86"),
        charged("tax", "10.00"),
    ]
    judged = judge(record(), lines, "zero")

    assert (of(judged, "duty").invoice, of(judged, "tax").invoice) == (Decimal("4.80"), Decimal("11.86"))


@pytest.mark.parametrize(
    ("theirs", "ours", "why"),
    [
        pytest.param(told(tax="1"), OURS, Unjudged.THEIRS_UNKNOWN, id="theirs"),
        pytest.param(THEIRS, told(tax="1"), Unjudged.OURS_UNKNOWN, id="ours"),
    ],
)
def test_a_side_that_does_not_know_an_amount_is_not_judged_by_it(theirs: Told, ours: Told, why: Unjudged) -> None:
    assert of(judge(record(theirs, ours), [charged("duty", "4.80")]), "duty").unjudged is why


def test_an_invoice_in_another_currency_needs_its_own_rate() -> None:
    rate = {("GBP", "EUR"): Decimal("1.2")}

    assert of(judge(record(), [charged("duty", "4.00", "GBP")]), "duty").unjudged is Unjudged.NO_RATE
    assert of(judge(record(), [charged("duty", "4.00", "GBP", rates=rate)]), "duty").invoice == Decimal("4.80")


def test_their_currency_is_converted_by_a_rate_of_the_invoice_alone() -> None:
    there = told("USD", duty="6.00", tax="0", fees="0")
    rate = {("USD", "EUR"): Decimal("0.8")}

    assert of(judge(record(there), [charged("duty", "4.80")]), "duty").unjudged is Unjudged.NO_RATE
    assert of(judge(record(there), [charged("duty", "4.80", rates=rate)]), "duty").theirs == Decimal("4.80")


def test_an_order_of_one_sku_is_judged_as_a_whole() -> None:
    found = dict(by_sku(record(), [charged("duty", "4.80")]))

    assert found.keys() == {"TEE-1"}
    assert [one.errors for sku, one in by_sku(record(), [charged("duty", "4.80")]) if one.component == "duty"] == [
        (Decimal("0.20"), Decimal(0))
    ]


TWO = told(
    duty="6.00", tax="0", fees="0",
    lines=(line("TEE-1", id="1", duty="4.00"), line("CAP-1", id="2", duty="2.00")),
)  # fmt: skip


def test_several_skus_are_judged_by_what_names_them() -> None:
    there = told(duty="7.00", tax="0", fees="0", lines=(line("TEE-1", duty="5.00"), line(None, id="2", duty="2.00")))
    lines = [charged("duty", "4.00", sku="TEE-1"), charged("duty", "2.00", sku="CAP-1")]
    duties = {sku: one for sku, one in by_sku(record(there, TWO), lines) if one.component == "duty"}

    assert (duties["TEE-1"].nearer, duties["CAP-1"].nearer) == (Nearer.OURS, Nearer.TIE)


def test_an_invoice_that_names_no_sku_is_not_shared_out_by_our_own_amounts() -> None:
    found = {one.unjudged for _, one in by_sku(record(TWO, TWO), [charged("duty", "6.00")]) if one.component == "duty"}

    assert found == {Unjudged.NOT_BY_SKU}


def test_the_report_counts_errors_and_what_is_missing() -> None:
    rows = ThreeWay()
    invoices = ([charged("duty", "4.80")], [charged("duty", "6.00")], None)
    for lines in invoices:
        for judged in judge(record(), lines):
            rows.add("US-FR", "zonos", judged)
    (duty,) = (row for row in rows.rows() if row.component == "duty")

    assert (duty.recorded, duty.judged, duty.unjudged) == (3, 2, {Unjudged.NO_INVOICE: 1})
    assert (duty.theirs.mean_error, duty.theirs.mean_absolute_error) == ("-0.40", "0.60")
    assert (duty.ours.over, duty.ours.under, duty.ours.exact) == (0, 1, 1)
    assert duty.nearer == {Nearer.OURS: 1, Nearer.THEIRS: 1, Nearer.TIE: 0}


def test_a_total_that_was_left_out_is_the_sum_of_its_parts() -> None:
    said = {"currency": "EUR", "duty": "1.00", "tax": "2.00", "fees": "3.00"}

    assert theirs(TheirAmounts.model_validate(said)).amounts[Component.TOTAL] == Decimal("6.00")
    assert theirs(TheirAmounts.model_validate({**said, "fees": None})).amounts[Component.TOTAL] is None
