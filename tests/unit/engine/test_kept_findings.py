"""What is kept with a slice is found once, and never answers for another line, day or shipment."""

from dataclasses import replace
from datetime import date
from itertools import product

from dutiful_quote.engine.assessment import assess
from dutiful_quote.engine.findings import Assessment
from dutiful_quote.engine.goods import Consignment
from dutiful_quote.engine.law import Law
from dutiful_quote.engine.line_law import law_of_line
from dutiful_quote.engine.measure import AreaMember, MeasureKind
from tests.builders.tariff import ON, consignment, duty, exchange, law, line, measure, percent

LATER = date(2027, 2, 1)
AREAS = (AreaMember("XX:A", "KR", valid_to=ON), AreaMember("XX:A", "JP"))


def the_law(on: date = ON) -> Law:
    """A duty, a preference for a group whose members change, a duty of one mode of transport that a purpose frees of,
    and a tax with a rate of its own for some goods."""
    return law(
        [
            duty("610910", percent("12")),
            measure(MeasureKind.PREFERENCE, "A", percent("2"), goods_code="6109", areas=("XX:A",)),
            measure(MeasureKind.ADDITIONAL_DUTY, "levy", percent("5"), conditions={"transport_modes": "sea"}),
            measure(
                MeasureKind.EXEMPTION, "levy", goods_code="610910", conditions={"purpose": "gift"}, areas=("CN", "KR")
            ),
            measure(MeasureKind.VAT, "standard", percent("20")),
            measure(MeasureKind.VAT, "standard", percent("5"), goods_code="610910", areas=("JP",)),
        ],
        areas=AREAS,
        on=on,
    )


def carts() -> list[Consignment]:
    """Every combination of what the findings depend on."""
    return [
        consignment(
            line(origin=origin, claims_preference=proof is not None, preference_proof=proof, value=value),
            transport_mode=mode,
            purpose=purpose,
            import_date=on,
        )
        for origin, proof, mode, purpose, on, value in product(
            ("CN", "KR", "JP"), (None, "EUR.1"), ("sea", "express"), ("sale", "gift"), (ON, LATER), ("10.00", "333.33")
        )
    ]


def assessed(cart: Consignment, found: Law) -> Assessment:
    return assess(cart, found, exchange())


def test_what_earlier_carts_left_changes_no_later_one() -> None:
    shared = the_law()

    for cart in carts() + carts()[::-1]:
        on_that_day = replace(shared, on=cart.import_date)
        assert assessed(cart, on_that_day) == assessed(cart, the_law(cart.import_date))


def test_the_law_of_a_line_is_found_once_whatever_its_price() -> None:
    shared = the_law()
    cheap, dear = consignment(line(value="1.00")), consignment(line(value="999.00"))

    first = law_of_line(shared, cheap.lines[0], "610910", cheap)
    second = law_of_line(replace(shared), dear.lines[0], "610910", dear)

    assert first is second


def test_a_new_release_is_asked_anew() -> None:
    cart = consignment()

    first = law_of_line(the_law(), cart.lines[0], "610910", cart)
    second = law_of_line(the_law(), cart.lines[0], "610910", cart)

    assert first == second
    assert first is not second
