"""Controls: goods that may not come in, or only under a condition, and what the answer says of them."""

from decimal import Decimal

import pytest

from dutiful_quote.engine.assessment import assess
from dutiful_quote.engine.measure import Measure, MeasureKind, Mode
from tests.builders.tariff import consignment, duty, exchange, law, line, measure, percent

FREE = duty("330300", percent("0"))


def ban(code: str, **changes: object) -> Measure:
    return measure(MeasureKind.CONTROL, "ban", goods_code=code, name="Import is forbidden", **changes)


def restrictions(code: str, *measures: Measure, lines: tuple[str, ...] = (), **changes: object) -> list[str]:
    rules = law([FREE, *measures], [code], lines=lines)
    return [found.text for found in assess(consignment(line(code), **changes), rules, exchange()).restrictions]


def test_a_control_on_the_goods_is_told_and_changes_no_amount() -> None:
    rules = law([FREE, ban("330300")], ["330300"])
    result = assess(consignment(line("330300")), rules, exchange())
    assert [(found.line, found.text) for found in result.restrictions] == [("1", "Import is forbidden")]
    assert result.lines[0].calculable


def test_a_control_on_other_goods_or_origins_is_not() -> None:
    assert restrictions("330300", ban("330400"), ban("330300", areas=("CA",))) == []


def test_a_control_on_some_national_lines_says_that_it_is_of_some() -> None:
    lines = ("3303000010", "3303000020")
    assert restrictions("330300", ban("3303000010"), lines=lines) == [
        "Import is forbidden (some national lines of 330300 only)"
    ]
    assert restrictions("330300", ban("3303000010"), ban("3303000020"), lines=lines) == ["Import is forbidden"]


def test_a_control_on_post_leaves_other_modes_alone() -> None:
    by_post = ban("330300", conditions={"transport_modes": "post"})
    assert restrictions("330300", by_post, transport_mode="express") == []
    assert restrictions("330300", by_post, transport_mode="post") == ["Import is forbidden"]


def blocked(code: str, *measures: Measure, lines: tuple[str, ...] = (), **changes: object) -> list[bool]:
    rules = law([FREE, *measures], [code], lines=lines)
    return [found.blocks for found in assess(consignment(line(code), **changes), rules, exchange()).restrictions]


def test_a_prohibition_blocks_and_the_amounts_stay_explained() -> None:
    result = assess(consignment(line("330300")), law([FREE, ban("330300", mode=Mode.BLOCK)], ["330300"]), exchange())
    assert [found.text for found in result.blocked] == ["Import is forbidden"]
    assert result.lines[0].calculable


def test_a_prohibition_of_some_national_lines_does_not_block() -> None:
    lines = ("3303000010", "3303000020")
    assert blocked("330300", ban("3303000010", mode=Mode.BLOCK), lines=lines) == [False]
    assert blocked("3303000010", ban("3303000010", mode=Mode.BLOCK), lines=lines) == [True]


def test_a_control_of_the_country_of_dispatch_leaves_others_alone() -> None:
    of_germany = ban("330300", conditions={"ship_from": "DE FR"})
    assert restrictions("330300", of_germany, ship_from="CN") == []
    assert restrictions("330300", of_germany, ship_from="FR") == ["Import is forbidden"]


@pytest.mark.parametrize(
    ("value", "found"),
    [pytest.param("600.00", 0, id="two of 300"), pytest.param("600.02", 1, id="two of a cent more")],
)
def test_a_control_of_dear_articles_looks_at_one_of_them(value: str, found: int) -> None:
    dear = ban("330300", conditions={"value_of": "unit", "value_over": "300", "value_currency": "USD"})
    result = assess(consignment(line("330300", value, quantity=Decimal(2))), law([FREE, dear], ["330300"]), exchange())
    assert len(result.restrictions) == found


def test_a_control_names_the_paper_it_asks_for() -> None:
    rules = law([FREE, ban("330300", conditions={"paper": "cites_permit"})], ["330300"])
    papers = assess(consignment(line("330300")), rules, exchange()).documents_required
    assert [(paper.document, paper.line) for paper in papers] == [("commercial_invoice", None), ("cites_permit", "1")]
