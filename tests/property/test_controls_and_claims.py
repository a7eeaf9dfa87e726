"""What holds for every control and every claim: no price for goods that are kept out, no claim that makes dearer."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dutiful_quote.engine.assessment import assess
from dutiful_quote.engine.measure import Measure, MeasureKind, Mode
from dutiful_quote.quotes.answer import Landed, write
from dutiful_quote.quotes.totals import AssessedConsignment
from dutiful_quote.quotes.translate import Order
from dutiful_shared.contract.incoterm import Incoterm
from dutiful_shared.contract.quote_request import QuoteRequest
from tests.builders.tariff import ON, consignment, duty, exchange, law, line, measure, percent

CODES = ("610910", "420221", "854340")
TARIFF = [*(duty(code, percent("12")) for code in CODES), measure(MeasureKind.VAT, "standard", percent("19"))]
PROOFS = ("origin-declaration", "importers-knowledge", "eur1", "certificate-of-origin")
WORDS = ("statement on origin", "importer's knowledge", "EUR.1", "certificate", "yes")

controls = st.lists(st.tuples(st.sampled_from(CODES), st.sampled_from([Mode.ADD, Mode.BLOCK])), max_size=4)
agreements = st.lists(
    st.tuples(st.sampled_from(PROOFS), st.sampled_from(["", "6000"]), st.booleans(), st.booleans()), max_size=4
)


def answered(measures: list[Measure], codes: list[str]) -> dict[str, Any]:
    lines = [line(code, id=str(number), index=number) for number, code in enumerate(codes)]
    goods = consignment(*lines)
    part = AssessedConsignment(goods, assess(goods, law([*TARIFF, *measures], CODES), exchange()), exchange())
    request = QuoteRequest.model_validate(
        {
            "ship_from": {"country": "CN"},
            "ship_to": {"country": "US"},
            "currency": "USD",
            "lines": [{"id": "1", "quantity": 1, "unit_price": "1.00"}],
        }
    )
    order = Order(request, (goods,), Incoterm.DDP, ON, ())
    return write(
        Landed(order, (part,), (), (), "memory", (), None, datetime(2026, 11, 20, tzinfo=UTC), timedelta(hours=1)), "q"
    )


@given(found=controls, codes=st.lists(st.sampled_from(CODES), min_size=1, max_size=4))
def test_there_is_a_price_only_where_nothing_is_kept_out(found: list[tuple[str, Mode]], codes: list[str]) -> None:
    measures = [
        measure(MeasureKind.CONTROL, f"control_{number}", id=f"XX:{number}", goods_code=code, mode=mode)
        for number, (code, mode) in enumerate(found)
    ]
    answer = answered(measures, codes)
    kept_out = any(code in codes and mode is Mode.BLOCK for code, mode in found)

    assert (answer["landed_cost"] is None) is kept_out
    assert answer["options"]["ddp"]["available"] is answer["options"]["dap"]["available"] is not kept_out
    assert all(answer["options"][way]["landed_cost"] is None for way in ("ddp", "dap")) is kept_out
    assert len([charge for one in answer["lines"] for charge in one["charges"]]) == 2 * len(codes)


def duty_with(rows: list[tuple[str, str, bool, bool]], **claim: Any) -> tuple[Decimal, int]:
    """The duty of a line that claims, and how much it is asked."""
    known = [
        measure(
            MeasureKind.AGREEMENT,
            "with_japan",
            id=f"XX:{number}",
            areas=("JP",),
            conditions={
                "proof": proof,
                **({"value_at_most": limit, "value_currency": "USD", "value_of": "claimed"} if limit else {}),
                **({"exporter": "registered"} if registered else {}),
                **({"direct_transport": "1"} if direct else {}),
            },
        )
        for number, (proof, limit, registered, direct) in enumerate(rows)
    ]
    rate = measure(MeasureKind.PREFERENCE, "JP", percent("3"), goods_code="610910", conditions={"claim": "1"})
    value, ship_from = claim.pop("value", "100.00"), claim.pop("ship_from", "CN")
    goods = line(value=value, origin="JP", claims_preference=True, **claim)
    result = assess(consignment(goods, ship_from=ship_from), law([*TARIFF, rate, *known]), exchange())
    charged = [one.amount.amount for one in result.all_charges() if one.kind.value == "duty"]
    return sum(charged, Decimal(0)), len(result.missing)


@given(rows=agreements, words=st.sampled_from(WORDS), value=st.sampled_from(["100.00", "6000.00", "6000.01"]))
def test_a_claim_is_applied_or_asked_about(rows: list[tuple[str, str, bool, bool]], words: str, value: str) -> None:
    owed, asked = duty_with(rows, preference_proof=words, value=value)
    part = owed / Decimal(value)

    assert (asked == 0) is (part < Decimal("0.10"))


@given(rows=agreements, words=st.sampled_from(WORDS), value=st.sampled_from(["100.00", "6000.01"]))
def test_saying_more_for_a_claim_never_makes_it_dearer(
    rows: list[tuple[str, str, bool, bool]], words: str, value: str
) -> None:
    bare, _ = duty_with(rows, preference_proof=words, value=value)
    full, _ = duty_with(
        rows, preference_proof=words, value=value, ship_from="JP", direct_transport=True, exporter_reference="JPREX1"
    )

    assert full <= bare
