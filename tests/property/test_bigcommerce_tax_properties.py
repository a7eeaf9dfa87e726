"""Whatever the cart and whatever is charged, the answer to BigCommerce adds up to the smallest unit."""

import json
from decimal import Decimal
from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from dutiful_quote.channels.bigcommerce.refusals import TaxRefusedError
from dutiful_quote.channels.bigcommerce.tax_answers import Settled, answer_of
from dutiful_quote.channels.bigcommerce.tax_carts import Merchandising, TaxCart, carriage, carts_of
from dutiful_quote.channels.bigcommerce.tax_due import due_at_checkout
from dutiful_quote.channels.bigcommerce.tax_messages import read_message
from dutiful_quote.shops.shop import ShopSettings
from dutiful_shared.contract.merchant import MerchantProfile, OnUnknown
from dutiful_shared.contract.money import minor_unit
from tests.builders import bigcommerce as bc
from tests.builders.bigcommerce_schemas import TAX_ANSWER, valid

KINDS = ("duty", "additional_duty", "excise", "tax", "fee")
CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD"])
AMOUNTS = st.decimals("0.01", "5000", places=4)


@st.composite
def items(draw: st.DrawFn) -> dict[str, Any]:
    wrapped = {"wrapping": bc.wrapping(str(draw(AMOUNTS)))} if draw(st.booleans()) else {}
    return bc.shirts(str(draw(AMOUNTS)), quantity=draw(st.integers(1, 9)), **wrapped)


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    back = bc.shirts("-0.01", type="refund")
    found = draw(st.lists(items(), min_size=1, max_size=4)) + ([back] if draw(st.booleans()) else [])
    return bc.document(
        *found,
        to=draw(st.sampled_from([bc.GERMANY, bc.AMERICA])),
        shipping=bc.carriage("shipping", str(draw(AMOUNTS))),
        handling=bc.carriage("handling", draw(st.sampled_from([0, 3]))),
    )


def charge(draw: st.DrawFn, name: str, unit: Decimal, kind: str) -> dict[str, Any]:
    return {
        "id": f"{name}-1",
        "kind": kind,
        "name": "Value added tax",
        "amount": {"amount": str(draw(st.integers(0, 90_000)) * unit)},
        "applies_to": draw(st.sampled_from([("ddp", "dap"), ("dap",)])),
        "collected": draw(st.sampled_from(["checkout", "self_accounted", "carrier_cost"])),
        "follows_incoterm": draw(st.booleans()),
    }


@st.composite
def quoted(draw: st.DrawFn, cart: TaxCart) -> dict[str, Any]:
    """An answer of a quote with any charges."""
    unit = minor_unit(cart.request.currency)
    parts = [part.id for part in cart.request.consignments]
    return {
        "status": "complete",
        "incoterm": draw(st.sampled_from(["DDP", "DAP"])),
        "currency": cart.request.currency,
        "restrictions": [],
        "goods_total": {"amount": str(cart.given - draw(st.sampled_from([0, 1, 7])) * unit)},
        "lines": [
            {
                "id": line.id,
                "consignment": line.consignment,
                "charges": [charge(draw, str(line.consignment), unit, kind) for kind in KINDS if draw(st.booleans())],
            }
            for line in cart.request.lines
        ],
        "charges": [charge(draw, part, unit, "fee") for part in parts if draw(st.booleans())],
    }


def due_of(answer: dict[str, Any]) -> Decimal:
    """The charges that a shopper pays at checkout, summed as naively as can be."""
    way = "ddp" if answer["incoterm"] == "DDP" else "dap"
    every = [one for line in answer["lines"] for one in line["charges"]] + answer["charges"]
    due = Decimal(0)
    for one in every:
        when = one["collected"] if not one["follows_incoterm"] else {"ddp": "checkout", "dap": "delivery"}[way]
        if when == "checkout" and way in one["applies_to"]:
            due += Decimal(one["amount"]["amount"])
    return due


@given(st.data(), st.lists(documents(), min_size=1, max_size=3), CURRENCIES)
def test_any_cart_adds_up_to_what_is_due(data: st.DataObject, found: list[dict[str, Any]], currency: str) -> None:
    message = read_message(orjson.dumps(bc.cart(*found, currency_code=currency)))
    try:
        carts = carts_of(message, Merchandising(ShopSettings(), MerchantProfile()))
    except TaxRefusedError:
        return  # in a currency without decimals all prices may be nothing
    answers = [data.draw(quoted(cart)) for cart in carts]
    settled = [
        Settled(cart, due_at_checkout(answer, OnUnknown.DAP_ONLY, False), "en")
        for cart, answer in zip(carts, answers, strict=True)
    ]

    written = orjson.loads(answer_of(message, settled))

    valid(written, TAX_ANSWER)
    exact = json.loads(answer_of(message, settled), parse_float=Decimal, parse_int=Decimal)
    total = Decimal(0)
    for line in bc.priced_lines(exact):
        price = line["price"]
        assert price["amount_inclusive"] == price["amount_exclusive"] + price["total_tax"]
        assert price["total_tax"] == sum(part["amount"] for part in price["sales_tax_summary"])
        assert price["tax_rate"] == sum(part["rate"] for part in price["sales_tax_summary"])
        assert all(part["rate"] == part["rate"].quantize(Decimal("0.0001")) for part in price["sales_tax_summary"])
        total += price["amount_inclusive"]
    # Documents of which nothing is left are in no cart: what they cost is echoed.
    quoted_documents = {position for cart in carts for position in cart.documents}
    left = [document for i, document in enumerate(exact["documents"]) if i not in quoted_documents]
    total -= sum(line["price"]["amount_inclusive"] for line in bc.priced_lines({"documents": left}))
    carried = sum(carriage(message.documents[i], currency) for cart in carts for i in cart.documents)
    goods = sum(Decimal(answer["goods_total"]["amount"]) for answer in answers)
    assert total == goods + carried + sum(due_of(answer) for answer in answers)
