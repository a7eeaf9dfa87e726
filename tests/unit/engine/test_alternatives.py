"""What could be stated so that less is paid, and what another preference would come to."""

from decimal import Decimal

from dutiful_quote.engine.measure import MeasureKind
from tests.builders.open_facts import FREE, additional, assessed
from tests.builders.tariff import duty, law, measure, percent


def test_every_statement_that_saves_is_an_alternative_with_its_total() -> None:
    rules = law(
        [
            FREE,
            additional("p", "20"),
            measure(
                MeasureKind.EXEMPTION,
                "p",
                goods_code="610910",
                conditions={"statement": "donation"},
                heading="9903.01.21",
            ),
        ]
    )

    result = assessed(rules)

    assert [(way.programme, way.total, way.saves, way.chosen, way.requires) for way in result.alternatives] == [
        ("p", Decimal("0.00"), Decimal("20.00"), False, ("statement: donation",)),
        ("column_1", Decimal("20.00"), Decimal("0.00"), True, ()),
    ]


def test_a_statement_that_would_free_any_goods_is_not_shown_for_each_line() -> None:
    rules = law(
        [FREE, additional("p", "20"), measure(MeasureKind.EXEMPTION, "p", conditions={"statement": "donation"})]
    )

    assert assessed(rules).alternatives == ()


def test_a_statement_that_saves_nothing_is_no_alternative() -> None:
    gift = measure(MeasureKind.EXEMPTION, "p", goods_code="610910", conditions={"statement": "donation"})
    rules = law([FREE, additional("p", "0"), gift])

    assert assessed(rules).alternatives == ()


def test_an_article_is_an_alternative_too() -> None:
    article = measure(
        MeasureKind.EXEMPTION, "p", goods_code="610910", conditions={"article": "garden gnomes"}, heading="9903.88.69"
    )

    ways = assessed(law([FREE, additional("p", "20"), article])).alternatives

    assert [(way.total, way.requires) for way in ways] == [
        (Decimal("0.00"), ("only this article: garden gnomes",)),
        (Decimal("20.00"), ()),
    ]


def test_of_two_claimed_preferences_the_cheaper_is_applied() -> None:
    ways = [
        measure(MeasureKind.PREFERENCE, name, percent(rate), goods_code="610910", conditions={"claim": "1"})
        for name, rate in (("dear", "5"), ("cheap", "2"))
    ]

    result = assessed(law([duty("610910", percent("10")), *ways]), claims_preference=True, preference_proof="form")

    assert (result.preference, result.amount) == ("cheap", Decimal("2.00"))
