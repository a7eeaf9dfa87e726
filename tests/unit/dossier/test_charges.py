"""What was charged against what was expected."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dutiful_docs.dossier.charges.comparison import compare
from dutiful_docs.dossier.charges.dispute import KeptInvoice, dispute_pack
from dutiful_docs.dossier.charges.invoice_csv import read_lines
from dutiful_docs.dossier.charges.matching import KnownShipments, match
from dutiful_docs.dossier.charges.variance import variance
from dutiful_docs.dossier.errors import UnusableFieldError
from dutiful_shared.contract.faults import sentence_of
from dutiful_shared.contract.shipment_charges import InvoiceLine, LineMatch, Verdict
from tests.builders.dossier import TOLD_AT, charged, expected, shipment_of


@pytest.mark.parametrize(
    ("awaited", "lines", "verdict", "difference"),
    [
        pytest.param([expected("duty", "4.80")], [charged("duty", "4.80")], Verdict.AGREES, "0.00", id="as expected"),
        pytest.param([expected("duty", "4.80")], [charged("duty", "5.00")], Verdict.OVERCHARGED, "0.20", id="more"),
        pytest.param([expected("duty", "4.80")], [charged("duty", "4.00")], Verdict.UNDERCHARGED, "-0.80", id="less"),
        pytest.param([], [charged("fee", "9.00")], Verdict.UNEXPECTED, "9.00", id="nothing was expected"),
        pytest.param(
            [expected("duty", "4.80")],
            [charged("duty", "5.00"), charged("duty", "-0.20")],
            Verdict.AGREES,
            "0.00",
            id="a credit",
        ),
        pytest.param(
            [expected("duty", "4.80"), expected("additional_duty", "1.00")],
            [charged("duty", "5.80")],
            Verdict.AGREES,
            "0.00",
            id="duties that the invoice does not part",
        ),
        pytest.param(
            [expected("tax", "4.00")],
            [charged("tax", "5.00", "USD", rates={("USD", "EUR"): Decimal("0.8")})],
            Verdict.AGREES,
            "0.00",
            id="by the rate of the invoice",
        ),
    ],
)
def test_charges_are_compared_by_kind(awaited: Any, lines: Any, verdict: Verdict, difference: str) -> None:
    (one,) = compare(awaited, lines, "EUR")

    assert one.difference is not None
    assert (one.verdict, one.difference.plain()["amount"]) == (verdict, difference)


def test_two_currencies_without_a_rate_are_not_compared() -> None:
    (one,) = compare([expected("tax", "4.00")], [charged("tax", "5.00", "USD")], "EUR")

    assert (one.verdict, one.difference) == (Verdict.NOT_COMPARABLE, None)
    assert one.reason == "no rate from USD to EUR is stated"


def test_a_tax_on_the_sale_is_not_expected_of_a_carrier() -> None:
    assert compare([expected("tax", "4.00", at_border=False)], [], "EUR") == ()


@pytest.mark.parametrize(
    ("line", "found"),
    [
        pytest.param({"tracking_number": "aa-11"}, (LineMatch.MATCHED, "shp_1"), id="the carrier's own parcel"),
        pytest.param({"tracking_number": "BB22"}, (LineMatch.MATCHED, "shp_3"), id="a parcel of another carrier"),
        pytest.param({"tracking_number": "CC33"}, (LineMatch.UNKNOWN_SHIPMENT, None), id="no parcel"),
        pytest.param({"order_reference": "1001"}, (LineMatch.AMBIGUOUS, None), id="an order in two shipments"),
        pytest.param({"order_reference": "1002"}, (LineMatch.MATCHED, "shp_2"), id="an order"),
    ],
)
def test_a_line_finds_its_shipment(line: Any, found: Any) -> None:
    known = KnownShipments(
        by_number={"AA11": [("ups", "shp_2"), ("dhl_express", "shp_1")], "BB22": [("fedex", "shp_3")]},
        by_order={"1001": ["shp_1", "shp_2"], "1002": ["shp_2"]},
    )
    asked = InvoiceLine.model_validate({"kind": "duty", "amount": "1", "currency": "EUR", **line})

    assert match(asked, "dhl_express", known) == found


@pytest.mark.parametrize(
    ("content", "pointer"),
    [
        pytest.param(b"kind,amount,currency\n", "", id="no rows"),
        pytest.param(b"kind,amount\nduty,1\n", "", id="a column is missing"),
        pytest.param(b"kind,amount,currency,price\nduty,1,EUR,2\n", "", id="a column that nobody knows"),
        pytest.param(b"kind,amount,currency,tracking_number\nduty,x,EUR,AA11\n", "/1/amount", id="no amount"),
        pytest.param(b"kind,amount,currency,tracking_number\nduty,1,EUR,\n", "/1/tracking_number", id="no shipment"),
        pytest.param(b"kind,amount,currency,tracking_number\nduty,1.001,EUR,AA11\n", "/1/amount", id="half a cent"),
        pytest.param(b"kind;amount;currency;tracking_number\nduty;1.234,50;EUR;AA11\n", "/1/amount", id="thousands"),
        pytest.param(b"kind,amount,currency,tracking_number\nduty,1,EUR,AA11,2\n", "/1", id="a row too long"),
        pytest.param(b"\xff\xfe", "", id="no UTF-8"),
    ],
)
def test_a_bad_row_is_named(content: bytes, pointer: str) -> None:
    with pytest.raises(UnusableFieldError) as caught:
        read_lines(content, sentence_of)

    assert caught.value.pointer == pointer


def test_a_file_of_charges_is_read() -> None:
    (line,) = read_lines(
        b"tracking_number,kind,amount,currency,name\n1234567890,duty,4.80,EUR,Import duty\n", sentence_of
    )

    assert (line.tracking_number, line.amount, line.name) == ("1234567890", Decimal("4.80"), "Import duty")


def test_a_file_of_a_place_where_the_comma_parts_decimals_is_read() -> None:
    lines = read_lines(
        b"tracking_number;kind;amount;currency\n1234567890;duty;-1234,50;EUR\n1234567890;fee;2.5;EUR\n", sentence_of
    )

    assert [line.amount for line in lines] == [Decimal("-1234.50"), Decimal("2.5")]


_CENTS = st.integers(-5_000, 50_000).map(lambda cents: Decimal(cents) / 100)


@given(st.lists(st.tuples(st.sampled_from(("A", "B", None)), _CENTS), min_size=1, max_size=6), st.integers(0, 4_000))
def test_the_shares_of_skus_sum_to_what_was_charged(lines: list[tuple[str | None, Decimal]], cents: int) -> None:
    shipment = shipment_of(
        lines=[
            {"id": "1", "sku": "A", "quantity": "3", "unit_price": "9.99"},
            {"id": "2", "sku": "B", "quantity": "1", "unit_price": "20.01"},
        ],
        expected=[
            {"kind": "duty", "amount": str(Decimal(cents) / 100), "currency": "EUR"},
            {"kind": "duty", "amount": "1.01", "currency": "EUR", "line": "2"},
        ],
    )
    told = [charged("duty", str(amount), position=i, sku=sku) for i, (sku, amount) in enumerate(lines)]
    rows = variance([(shipment, told)], "sku").rows.values()

    assert sum(row.charged for row in rows) == sum(amount for _, amount in lines)
    assert sum(row.expected for row in rows) == Decimal(cents) / 100 + Decimal("1.01")


def _invoice(name: str) -> KeptInvoice:
    matches = ((0, LineMatch.MATCHED, "shp_1"), (1, LineMatch.UNKNOWN_SHIPMENT, None))
    return KeptInvoice(name, "mer_1", "dhl_express", name, TOLD_AT.date(), TOLD_AT, matches)


def test_a_charge_that_comes_twice_is_contested_once() -> None:
    shipment = shipment_of(expected=[{"kind": "duty", "amount": "4.80", "currency": "EUR"}])
    twice = [charged("duty", "4.80", invoice_id="inv_1"), charged("duty", "4.80", invoice_id="inv_2")]
    packs = [
        dispute_pack(_invoice(name), {"shp_1": shipment}, {"shp_1": twice}, TOLD_AT) for name in ("inv_1", "inv_2")
    ]

    assert [[total.amount for total in pack.totals] for pack in packs] == [[], ["4.80"]]


def test_what_was_credited_since_is_not_contested() -> None:
    shipment = shipment_of(expected=[{"kind": "duty", "amount": "4.80", "currency": "EUR"}])
    lines = [
        charged("duty", "5.00", invoice_id="inv_1"),
        charged("fee", "15.00", invoice_id="inv_1", position=1),
        charged("fee", "-12.00", invoice_id="inv_2"),
        charged("fee", "15.00", invoice_id="inv_3"),
    ]
    pack = dispute_pack(_invoice("inv_1"), {"shp_1": shipment}, {"shp_1": lines}, TOLD_AT)

    assert [(one.kind.value, one.difference.amount) for one in pack.charges] == [("duty", "0.20"), ("fee", "3.00")]


def test_a_fee_that_is_too_high_is_contested_as_the_carriers_own_price() -> None:
    shipment = shipment_of(
        expected=[{"kind": kind, "amount": "5.00", "currency": "EUR"} for kind in ("duty", "fee")],
    )
    lines = [charged("duty", "7.00"), charged("fee", "8.00", position=1)]
    pack = dispute_pack(_invoice("inv_1"), {"shp_1": shipment}, {"shp_1": lines}, TOLD_AT)

    assert {one.kind.value: "customs" in one.ground for one in pack.charges} == {"duty": True, "fee": False}


def test_a_pack_says_what_supports_it_and_what_it_leaves_out() -> None:
    shipment = shipment_of(
        expected=[{"kind": "tax", "amount": "5.00", "currency": "EUR"}], document_ids=["doc_1"], quote_id="q_1"
    )
    lines = [charged("tax", "7.00"), charged("fee", "3.00", "USD", position=1)]
    pack = dispute_pack(_invoice("inv_1"), {"shp_1": shipment}, {"shp_1": lines}, TOLD_AT)

    told = [(one.kind.value, one.difference.amount, one.verdict, one.invoice_lines) for one in pack.charges]
    assert told == [("tax", "2.00", Verdict.OVERCHARGED, (0,)), ("fee", "3.00", Verdict.UNEXPECTED, (1,))]
    assert (pack.charges[0].quote_id, pack.charges[0].document_ids) == ("q_1", ("doc_1",))
    assert pack.unmatched_lines == (1,)
