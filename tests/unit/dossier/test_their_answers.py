"""What other providers answered, as amounts: what their documents name is read, and nothing else."""

from decimal import Decimal
from typing import Any

import pytest

from dutiful_docs.dossier.errors import UnusableFieldError
from dutiful_docs.dossier.shadow.their_answers import read_answer
from dutiful_shared.contract.providers import Provider
from dutiful_shared.contract.shadow import Component

UPS: dict[str, Any] = {
    "shipment": {
        "currencyCode": "GBP",
        "totalBrokerageFees": 24.65,
        "totalDuties": 60,
        "totalCommodityLevelTaxesAndFees": 0,
        "totalShipmentLevelTaxesAndFees": 0,
        "totalVAT": 702,
        "grandTotal": 786.65,
        "shipmentItems": [
            {"commodityId": "1", "commodityDuty": 60, "totalCommodityTaxesAndFees": 0, "commodityVAT": 612},
            {"commodityId": "2", "isCalculable": False, "commodityDuty": 0, "commodityVAT": 0},
        ],
    }
}
ZONOS: dict[str, Any] = {
    "data": {
        "landedCostCalculateWorkflow": [
            {
                "currencyCode": "GBP",
                "amountSubtotals": {"duties": 1.91, "taxes": 0, "fees": 6.38, "items": 50},
                "duties": [
                    {"amount": 1.5, "currency": "GBP", "item": {"productId": "A"}},
                    {"amount": 0.41, "currency": "GBP", "item": {"productId": "B"}},
                ],
                "taxes": [],
            }
        ]
    }
}
DHL: dict[str, Any] = {
    "products": [
        {
            "detailedPriceBreakdown": [
                {
                    "priceCurrency": "EUR",
                    "breakdown": [
                        {"typeCode": "SPRQT", "price": 35.0},
                        {"typeCode": "DUTY", "price": 20.1},
                        {"typeCode": "TAX", "price": 8.5},
                        {"typeCode": "FEE", "price": 2.5},
                    ],
                }
            ]
        }
    ]
}
AVATAX: dict[str, Any] = {
    "currencyCode": "USD",
    "totalTax": 270.93,
    "lines": [
        {"lineNumber": "1", "tax": 249.93, "details": [{"taxType": "LandedCost", "tax": 33}, {"tax": 216.93}]},
        {"lineNumber": "2", "tax": 21, "details": []},
    ],
}


def amounts(provider: Provider, answer: dict[str, Any]) -> tuple[str | None, ...]:
    told = read_answer(provider, answer).told
    return tuple(None if told.amounts[name] is None else str(told.amounts[name]) for name in Component)


@pytest.mark.parametrize(
    ("provider", "answer", "told"),
    [
        pytest.param(Provider.UPS, UPS, ("60", "702", "24.65", "786.65"), id="ups"),
        pytest.param(Provider.ZONOS, ZONOS, ("1.91", "0", "6.38", "8.29"), id="zonos"),
        pytest.param(Provider.DHL, DHL, ("20.1", "8.5", "2.5", "31.1"), id="dhl"),
        pytest.param(Provider.AVATAX, AVATAX, ("33", "237.93", None, "270.93"), id="avatax"),
    ],
)
def test_an_answer_says_duty_tax_fees_and_total(
    provider: Provider, answer: dict[str, Any], told: tuple[str | None, ...]
) -> None:
    assert amounts(provider, answer) == told


def test_a_line_that_ups_could_not_calculate_is_unknown_and_not_0() -> None:
    first, second = read_answer(Provider.UPS, UPS).told.lines

    assert (first.amounts[Component.DUTY], second.amounts[Component.DUTY]) == (Decimal(60), None)


def test_taxes_and_fees_that_ups_tells_in_one_sum_are_not_parted() -> None:
    shipment = {**UPS["shipment"], "totalShipmentLevelTaxesAndFees": 3}
    read = read_answer(Provider.UPS, {"shipment": shipment})

    assert (read.told.amounts[Component.TAX], read.told.amounts[Component.FEES]) == (None, None)
    assert "in one sum" in read.notes[0]


def test_charges_of_zonos_are_told_by_product() -> None:
    lines = read_answer(Provider.ZONOS, ZONOS).told.lines

    assert [(line.sku, str(line.amounts[Component.DUTY])) for line in lines] == [("A", "1.5"), ("B", "0.41")]


def test_without_a_detail_of_duty_avatax_tells_the_total_alone() -> None:
    answer = {**AVATAX, "lines": [{"lineNumber": "1", "tax": 270.93, "details": [{"taxType": "Other", "tax": 33}]}]}

    assert amounts(Provider.AVATAX, answer) == (None, None, None, "270.93")


@pytest.mark.parametrize(
    ("provider", "answer", "pointer"),
    [
        pytest.param(Provider.UPS, {}, "/answer/shipment", id="ups-empty"),
        pytest.param(Provider.UPS, {"shipment": {}}, "/answer/shipment/currencyCode", id="ups-currency"),
        pytest.param(
            Provider.UPS,
            {"shipment": {**UPS["shipment"], "totalVAT": "much"}},
            "/answer/shipment/totalVAT",
            id="ups-no-number",
        ),
        pytest.param(
            Provider.ZONOS,
            {"data": {"landedCostCalculateWorkflow": []}},
            "/answer/data/landedCostCalculateWorkflow",
            id="zonos-none",
        ),
        pytest.param(Provider.DHL, {"products": [{}, {}]}, "/answer/products", id="dhl-two-products"),
        pytest.param(
            Provider.DHL, {"products": [{}]}, "/answer/products/0/detailedPriceBreakdown", id="dhl-no-breakdown"
        ),
        pytest.param(Provider.AVATAX, {"currencyCode": "USD"}, "/answer/totalTax", id="avatax-no-total"),
    ],
)
def test_an_answer_of_another_shape_is_refused_by_its_field(
    provider: Provider, answer: dict[str, Any], pointer: str
) -> None:
    with pytest.raises(UnusableFieldError) as refused:
        read_answer(provider, answer)

    assert refused.value.pointer == pointer
