"""Every form in which the Common Customs Tariff writes a duty either computes or is named."""

from datetime import date
from decimal import Decimal

import pytest

from dutiful_quote.engine.duty_rate import Evaluation, RateBasis, evaluate
from dutiful_quote.tariff.duty_expression import parse_rate
from dutiful_quote.tariff.fact_table import packaged_publications
from dutiful_shared.contract.units import UNIT_QUESTIONS

#: One rate of each form of the table of 2021.
FORMS = (
    "0.0%", "32.00 EUR / hl", "41.20 EUR / 100 kg", "10.20% + 93.10 EUR / 100 kg", "114.00 EUR / tonne",
    "1.75 EUR / % vol / hl", "1.19 EUR / kg / lactic matter + 27.50 EUR / 100 kg", "9.00% +  EA MAX 18.70%  + ADSZ",
    "Entry Price", "9.00% +  EA", "4.50% MIN 0.30 EUR / item MAX 0.80 EUR / item", "52.00 EUR / 1,000 items",
    "5.10% + 9.40 EUR / 100 kg / net drained wt", "18.40% MIN 22.00 EUR / 100 kg MAX 24.00 EUR / 100 kg",
    "6.20% + 27.10 EUR / 100 kg MAX 17.90%", "15.00% (01 JAN-14 FEB, 16 JUN-31 DEC), 0.00% (15 FEB-15 JUN)",
    "8.50% (01 JAN-31 MAY, 1 NOV-31 DEC), 12.00% (01 JUN-31 OCT)", "6.4 + 24.6 EUR/100 kg",
    "3.80% MIN 0.60 EUR / 100 kg / gross", "50.70 EUR / 100 kg / net dry", "9.00% +  EA MAX 20.70%  + ADFM",
    "0.40 EUR / 100 kg /net/ % sacchar.", "9.10% + 45.10 EUR / 100 kg MAX 18.90% + 16.50 EUR / 100 kg",
    "0.90 EUR / % vol / hl + 6.40 EUR / hl", "0.50 EUR / item MIN 2.70% MAX 4.60%", "33.90 EUR / 100 kg / std qual",
    "40.00% + 121.00 EUR / hl + 20.60 EUR / 100 kg", "5.00% MIN 0.17 EUR / item", "7.2 MIN 0.36 EUR/100 kg",
    "0.40 EUR / 100 kg / net/% sacchar.", "22.40% + 27.00 EUR / hl", "17.30% MIN 1.00 EUR / % vol / hl",
    "1.62 EUR / kg / tot alc", "6.50% MAX 5.00 EUR / 100 m", "0.07 EUR / kg / dry lactic matter",
    "0.07 EUR / kg / dry lactic matter + 16.80 EUR / 100 kg", "9.60% (01 JAN-15 MAY), 13.40% (16 MAY-30 JUNE)",
    "9.60% MIN 1.1\xa0€/100\xa0kg/net (01 JAN-14 APR, 1 DEC-31 DEC), 13.60% MIN 1.6€/100kg/net",
    "12.00% MIN 0.40 EUR / 100 kg",
    "10.40% MIN 1.3€/100kg/br (01 JAN-31 MAR, 01 DEC-31 DEC), 12.00% MIN 2€/100kg/br (01 APR-30 NOV)",
    "13.60% (01 JAN-30 APR, 01 OCT-31  DEC), 10.40% (01 MAY-30 SEP)",
    "8.00% (01 JAN-31 MAY, 1 SEP-31 DEC), 13.60% (01 JUN-31 AUG)",
    "10.4% MIN 1.6€/100kg/net (01 JAN-30 JUNE, 01 OCT-31 DEC), 13.60% MIN 1.6€/100kg/net (01 JUL-30 SEP)",
    "4.00% (01 JAN-31 MAR, 01-31 DEC), 5.10% (01 JUN-30 NOV)",
    "16.00% (01 JAN-31 MAR, 16 OCT-31 DEC), 12.00% (01 APR-15 OCT)",
    "1.50% (01 JAN-30 APR, 01 NOV-31 DEC), 2.40% (01 MAY-31 OCT)",
    "14.40% (01 JAN-14 JUL, 01 NOV-31 DEC), 17.60% (15 JUL-31 OCT)",
    "11.20% (01 JAN-31 APR, 01 AUG-31 DEC), 12.80% MIN 2.4€/100kg/net (01 MAY-31 JUL)",
    "8.80% (01 JAN-14 MAY, 16 NOV-31 DEC), 8.00% (15 MAY-15 NOV)", "0.40 EUR/100 kg/net/ % sacchar.",
    "16.00% + 50.70 EUR / 100 kg / net dry", "8.3 + 3.8 EUR/100 kg eda", "1.30 EUR / % vol / hl MIN 7.20 EUR / hl",
    "8.00% MAX 2.80 EUR / m2",
)  # fmt: skip

EVERYTHING = RateBasis(
    value=Decimal(1000),
    currency="EUR",
    quantities=dict.fromkeys(UNIT_QUESTIONS, Decimal(10)),
    on=date(2026, 11, 20),
    convert=lambda amount, currency: amount if currency == "EUR" else None,
    components={"EA": Decimal("117.11"), "ADSZ": Decimal("10.06"), "ADFM": Decimal("13.99")},
)


def computed(text: str) -> Evaluation:
    return evaluate(parse_rate(text, "EU"), EVERYTHING)


def test_there_are_fifty_four_forms() -> None:
    assert len(set(FORMS)) == 54


@pytest.mark.parametrize("text", [form for form in FORMS if form != "Entry Price" and "30 JUNE)" not in form[-8:]])
def test_a_form_computes(text: str) -> None:
    assert computed(text).amount is not None


@pytest.mark.parametrize(
    ("text", "form"),
    [
        pytest.param("Entry Price", "entry price", id="the schedule is not in the table"),
        pytest.param(
            "9.60% (01 JAN-15 MAY), 13.40% (16 MAY-30 JUNE)", "season without a rate", id="no rate for November"
        ),
    ],
)
def test_a_form_that_does_not_compute_is_named(text: str, form: str) -> None:
    assert computed(text).forms == (form,)


def test_of_the_packaged_duties_all_but_those_by_entry_price_compute() -> None:
    tariff = next(tariff for tariff in packaged_publications() if tariff.info.publication == "taric")
    named: dict[tuple[str, ...], int] = {}
    for measure in tariff.measures:
        assert measure.rate is not None
        forms = evaluate(measure.rate, EVERYTHING).forms
        named[forms] = named.get(forms, 0) + 1

    assert named == {(): 10_039, ("entry price",): 26, ("season without a rate",): 1}
