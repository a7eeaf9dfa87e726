"""Advice on an order, of a tariff in a few lines."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from dutiful_quote.engine.assessment import assess
from dutiful_quote.engine.goods import Consignment
from dutiful_quote.engine.law import Law
from dutiful_quote.engine.measure import Measure, MeasureKind, Mode
from dutiful_quote.quotes.advice import Advice, advise
from dutiful_quote.quotes.totals import AssessedConsignment
from dutiful_quote.quotes.translate import Order
from dutiful_shared.contract.incoterm import Incoterm
from tests.builders.tariff import ON, consignment, duty, exchange, law, line, measure, percent

FREE_OF_TAX = measure(MeasureKind.VAT, "standard", percent("0"))
TARIFF = [duty("610910", percent("12")), FREE_OF_TAX]
OF_JAPAN = measure(
    MeasureKind.PREFERENCE, "JP", percent("0"), goods_code="610910", areas=("JP",), conditions={"claim": "1"}
)
DIRECT = measure(MeasureKind.AGREEMENT, "with_japan", areas=("JP",), conditions={"direct_transport": "1"})


def advised(measures: Iterable[Measure], *parts: Consignment, incoterm: Incoterm = Incoterm.DDP) -> list[Advice]:
    rules: Law = law([*TARIFF, *measures])
    table = exchange()

    def assessed(order: Order) -> tuple[AssessedConsignment, ...]:
        return tuple(AssessedConsignment(one, assess(one, rules, table), table) for one in order.consignments)

    request: Any = None  # advice never looks at what was sent
    order = Order(request, parts or (consignment(),), incoterm, ON, ())
    return list(advise(order, assessed(order), (), assessed, lambda _: [rules.territory, *rules.goods.values()]))


def of_kind(kind: str, found: Iterable[Advice]) -> list[Decimal | None]:
    return [one.saves for one in found if one.kind == kind]


def from_japan(**changes: Any) -> Consignment:
    goods = line(origin="JP", claims_preference=True, preference_proof="statement on origin")
    return consignment(goods, **changes)


def test_goods_that_take_a_detour_are_advised_to_go_straight() -> None:
    found = advised([OF_JAPAN, DIRECT], from_japan(ship_from="CN"))
    assert of_kind("ship_from", found) == [Decimal("12.00")]


def test_goods_that_go_straight_are_not() -> None:
    assert of_kind("ship_from", advised([OF_JAPAN, DIRECT], from_japan(ship_from="JP"))) == []


def test_a_claim_that_was_not_made_is_advised() -> None:
    found = advised([OF_JAPAN], consignment(line(origin="JP")))
    assert of_kind("claim", found) == [Decimal("12.00")]


def test_a_claim_that_stands_is_not_advised_again() -> None:
    assert of_kind("claim", advised([OF_JAPAN], from_japan(ship_from="JP"))) == []


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        pytest.param("express", [Decimal("12.00")], id="parcels may change to post"),
        pytest.param("post", [], id="what goes by post already may not"),
        pytest.param("sea", [], id="cargo is not told to go by post"),
    ],
)
def test_another_way_of_carriage_is_advised_among_its_like(mode: str, expected: list[Decimal]) -> None:
    surcharge = measure(
        MeasureKind.ADDITIONAL_DUTY, "surcharge", percent("12"), conditions={"transport_modes": "express sea"}
    )
    of_post = measure(MeasureKind.FEE, "of_post", percent("1"), conditions={"transport_modes": "post"})
    found = advised([surcharge, of_post], consignment(transport_mode=mode))
    assert of_kind("transport_mode", found) == expected


def test_controls_by_mode_are_no_reason_to_change_it() -> None:
    by_post = measure(MeasureKind.CONTROL, "told", goods_code="610910", conditions={"transport_modes": "post"})
    assert of_kind("transport_mode", advised([by_post])) == []


def test_nothing_is_advised_on_goods_that_are_kept_out() -> None:
    ban = measure(MeasureKind.CONTROL, "ban", goods_code="610910", mode=Mode.BLOCK)
    assert advised([ban, OF_JAPAN], consignment(line(origin="JP"))) == []


def test_the_other_incoterm_saves_nothing() -> None:
    assert of_kind("incoterm", advised([])) == [Decimal("0.00")]
    assert of_kind("incoterm", advised([], incoterm=Incoterm.DAP)) == [Decimal("0.00")]


def test_one_consignment_is_not_spoken_of_as_many() -> None:
    assert of_kind("consignments", advised([])) == []
    two = [consignment(id="a"), consignment(id="b")]
    assert of_kind("consignments", advised([], *two)) == [None]


def test_what_saves_most_comes_first() -> None:
    found = advised([OF_JAPAN], consignment(line(origin="JP")))
    saves = [one.saves or Decimal(0) for one in found]
    assert saves == sorted(saves, reverse=True)


def test_a_measure_out_of_force_is_no_ground_for_advice() -> None:
    late = measure(MeasureKind.RELIEF, "scheme", conditions={"scheme": "IOSS"}, valid_from=date(ON.year + 1, 1, 1))
    assert of_kind("registration", advised([late])) == []
