"""What was ordered is kept with the order and told as it was."""

from decimal import Decimal
from typing import Any

import pytest

from dutiful_quote.orders.content import OrderContent, content_of, ordered_incoterm
from dutiful_quote.orders.ordered import ordered_answer
from dutiful_shared.contract.incoterm import Incoterm
from dutiful_shared.contract.orders import DutyTerms
from tests.builders.orders import content


def money(amount: str, currency: str = "USD") -> dict[str, str]:
    return {"amount": amount, "currency": currency}


def charge(name: str, collected: str, *, follows: bool, kind: str = "duty") -> dict[str, Any]:
    law = {"text": "law of the test", "url": ""}
    return {
        "id": f"c1-{name}",
        "kind": kind,
        "programme": name,
        "name": name,
        "amount": money("1.00"),
        "payer": "seller",
        "collected": collected,
        "applies_to": ["ddp", "dap"],
        "follows_incoterm": follows,
        "legal_reference": law,
    }


def bought(delivery: DutyTerms, *charges: dict[str, Any]) -> OrderContent:
    answer = {
        "currency": "USD",
        "incoterm": "DAP",
        "goods_total": money("40.00"),
        "insurance": money("2.00"),
        "lines": [
            {"id": "1", "consignment": "c1", "quantity": "2", "goods_value": money("36.00", "EUR"), "charges": charges}
        ],
        "charges": [],
    }
    sums = dict.fromkeys(("landed_cost", "due_at_checkout", "due_on_delivery", "self_accounted"))
    return content_of(answer, {"shipping": money("9.00"), **sums}, delivery)


@pytest.mark.parametrize(
    ("quoted", "delivery", "sold"),
    [
        pytest.param("DAP", "ddp", "DDP", id="paid-instead"),
        pytest.param("DDP", "dap", "DAP", id="unpaid-instead"),
        pytest.param("CIP", "dap", "CIP", id="agrees"),
        pytest.param("EXW", "ddp", "DDP", id="another-rule-paid-instead"),
    ],
)
def test_the_incoterm_is_the_quotes_own_where_it_agrees_with_the_delivery(
    quoted: str, delivery: DutyTerms, sold: str
) -> None:
    assert ordered_incoterm(Incoterm(quoted), delivery) == sold


def test_what_was_ordered_has_the_prices_of_the_way_that_was_chosen() -> None:
    told = ordered_answer(bought("ddp"))

    assert told is not None
    assert {name: told[name] for name in ("incoterm", "goods_total", "shipping", "insurance", "lines")} == {
        "incoterm": "DDP",
        "goods_total": money("40.00"),
        "shipping": money("9.00"),
        "insurance": money("2.00"),
        "lines": [{"id": "1", "goods_value": money("36.00", "EUR")}],
    }


@pytest.mark.parametrize(("delivery", "when"), [("ddp", "checkout"), ("dap", "delivery")])
def test_a_charge_of_the_import_is_collected_as_the_order_says(delivery: DutyTerms, when: str) -> None:
    (kept,) = bought(delivery, charge("duty", "delivery", follows=True)).charges

    assert kept.collected == when


@pytest.mark.parametrize("when", ["checkout", "self_accounted"])
def test_no_delivery_moves_a_tax_of_the_sale(when: str) -> None:
    (kept,) = bought("dap", charge("vat", when, follows=False, kind="tax")).charges

    assert (kept.collected, kept.of_sale) == (when, True)


def test_what_was_ordered_reads_back_as_it_was_written() -> None:
    kept = bought("ddp", charge("duty", "delivery", follows=True))

    assert OrderContent.from_plain(kept.to_plain()) == kept
    assert kept.prices is not None
    assert kept.prices.goods == Decimal("40.00")


def test_of_an_order_of_an_older_release_nothing_is_told() -> None:
    plain = content().to_plain()
    del plain["prices"]

    assert ordered_answer(OrderContent.from_plain(plain)) is None
