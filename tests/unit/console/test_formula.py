"""The arithmetic of a charge as a page shows it, in the words and numbers of its language."""

from typing import Any

import pytest

from dutiful_quote.console.pages import _templates
from dutiful_quote.console.words import words_of

TIMES = " \N{MULTIPLICATION SIGN} "
AD_VALOREM = {"op": "ad_valorem", "rate": "0.165", "value": "39.98", "unrounded": "6.5967"}
SPECIFIC = {
    "op": "specific",
    "amount": "1.768",
    "currency": "EUR",
    "per": "100",
    "unit": "KGM",
    "quantity": "2.5",
    "unrounded": "0.0442",
}


@pytest.mark.parametrize(
    ("formula", "german"),
    [
        ({**AD_VALOREM, "rounding": "half-up to 0.01"}, "39,98 x 16,5\xa0% = 6,5967, gerundet auf 0,01"),
        (SPECIFIC, "2,5 kg x 1,768 EUR / 100 kg = 0,0442"),
        ({**SPECIFIC, "per": "1", "unit": "NAR"}, "2,5 Stück x 1,768 EUR / Stück = 0,0442"),
        ({"op": "fixed", "of": "3", "currency": "EUR", "unrounded": "3"}, "3 EUR"),
        (
            {"op": "sum", "parts": [AD_VALOREM, {"op": "fixed", "of": "3", "currency": "EUR"}], "unrounded": "9.5967"},
            "(39,98 x 16,5\xa0% = 6,5967) + 3 EUR = 9,5967",
        ),
        (
            {"op": "at_most", "parts": [AD_VALOREM, SPECIFIC], "unrounded": "0.0442"},
            "der niedrigere Wert von (39,98 x 16,5\xa0% = 6,5967); (2,5 kg x 1,768 EUR / 100 kg = 0,0442) = 0,0442",
        ),
        (
            {"op": "minimum_total", "ordinary_duty": "2.5", "minimum": AD_VALOREM, "unrounded": "4.0967"},
            "füllt 2,5 auf (39,98 x 16,5\xa0% = 6,5967) auf = 4,0967",
        ),
        (
            {"op": "times", "number": 3, "of": {"op": "fixed", "of": "2", "currency": "EUR"}, "unrounded": "6"},
            "3 x 2 EUR = 6",
        ),
        ({"op": "not_calculable", "form": "entry price"}, "nicht berechnet"),
    ],
    ids=["ad valorem", "specific", "a piece", "fixed", "sum", "at most", "topped up", "times", "not computed"],
)
def test_a_formula_is_written_as_in_the_language(formula: dict[str, Any], german: str) -> None:
    written = _templates().get_template("formula.html").module.formula(words_of("de"), formula)
    assert str(written).strip() == german.replace(" x ", TIMES)


@pytest.mark.parametrize("language", ["en", "fr", "es", "ja"])
def test_an_unknown_quantity_is_no_failure(language: str) -> None:
    unknown = {"op": "specific", "amount": "1", "currency": "EUR", "per": "1", "unit": "LTR"}
    written = str(_templates().get_template("formula.html").module.formula(words_of(language), unknown))
    assert "?" in written
