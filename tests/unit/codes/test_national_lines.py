"""From a subheading to a national line, no further than evidence reaches."""

import math
from collections.abc import Sequence
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dutiful_classify.codes.code_tree import CodeTree, EditionInfo
from dutiful_classify.codes.lexical_scorer import LexicalScorer
from dutiful_classify.codes.line_prior import FrequencyPrior
from dutiful_classify.codes.line_scorer import LineScorer
from dutiful_classify.codes.merchant_code_scorer import MerchantCodeScorer
from dutiful_classify.codes.national_lines import NationalLines
from dutiful_classify.codes.nomenclature_row import NomenclatureRow
from dutiful_classify.codes.vector_scorer import LineVectors, VectorScorer
from dutiful_classify.codes.walk import softmax, walk
from dutiful_classify.engine.assessment import Assessment, Candidate, Nature
from dutiful_classify.engine.product import Product
from dutiful_shared.contract.classification import NationalCode
from tests.builders.nomenclature import FLAT, SHIRTS, TODAY, Trees, systems, tree

SCORERS: Sequence[LineScorer] = (LexicalScorer(), MerchantCodeScorer())
BARE = tree(texts=False)
COUNTRIES = systems(PR="US")


def assessed(hs6: str, probability: float = 0.8, vector: tuple[float, ...] = ()) -> Assessment:
    return Assessment(Nature.GOODS, (Candidate(hs6, probability, 0.9, 0.95),), vector=vector)


def answered(
    product: Product | str,
    hs6: str = "610910",
    *trees: CodeTree,
    to: str = "US",
    vector: tuple[float, ...] = (),
    scorers: Sequence[LineScorer] = SCORERS,
    prior: FrequencyPrior | None = None,
) -> NationalCode:
    goods = Product(product) if isinstance(product, str) else product
    lines = NationalLines(Trees(*(trees or (tree(),))), scorers, lambda: TODAY, prior=prior, systems=COUNTRIES)
    (found,) = lines.lines(assessed(hs6, vector=vector), goods, [to])
    return found


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("White cotton tee for men", "6109100010"),
        ("Boys' cotton shirt", "6109100020"),
        ("Women's heavy cotton shirt, 240 g/m2", "6109100050"),
    ],
)
def test_words_lead_down_to_the_line(title: str, code: str) -> None:
    found = answered(title)
    assert (found.code, found.digits, found.code_system) == (code, 10, "US")


def test_the_probability_is_the_subheadings_times_the_lines_share() -> None:
    found = answered("White cotton tee for men")
    assert 0.8 * 0.3 <= found.probability < 0.8


def test_the_reasons_cite_the_wording_that_decided() -> None:
    reasons = answered("Boys' cotton shirt").reasons
    assert any("For boys" in reason.text and reason.source == "US first" for reason in reasons)


def test_without_texts_only_what_all_lines_share_is_answered() -> None:
    found = answered("Boys' cotton shirt", "610910", BARE)
    assert (found.code, found.probability) == ("61091000", pytest.approx(0.8))
    (reason,) = found.reasons
    assert (reason.source, "6 lines begin with 61091000" in reason.text) == ("missing", True)
    assert "texts are not imported" in reason.text
    assert reason.text.endswith("?")


def test_without_texts_a_subheading_whose_lines_differ_stays_a_subheading() -> None:
    found = answered("Handbag", "420221", tree(FLAT, system="JP", texts=False), to="JP")
    assert (found.code, found.digits) == ("420221", 6)


def test_the_only_line_is_taken() -> None:
    found = answered("Earphones", "851830", tree(FLAT, system="JP", texts=False), to="JP")
    assert (found.code, found.probability) == ("851830000", pytest.approx(0.8))
    assert "only line" in found.reasons[0].text


def test_words_that_tell_nothing_leave_the_code_short_and_ask() -> None:
    found = answered("Something")
    assert found.code == "61091000"
    assert found.reasons[-1].source == "missing"
    assert "For men or boys" in found.reasons[-1].text
    assert found.reasons[-1].text.endswith("?")


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("CH", "declared by 8 digits (tariff), whose codes are not loaded"),
        ("KR", "Whose codes KR declares goods by is not known here"),
    ],
)
def test_a_destination_without_codes_gets_the_subheading_and_the_reason(to: str, said: str) -> None:
    found = answered("Shirt", to=to)
    assert (found.code, found.code_system) == ("610910", "HS")
    assert said in found.reasons[0].text


def test_a_subheading_that_a_partial_edition_lacks_is_not_called_wrong() -> None:
    found = answered(
        "Shirt", "420221", tree(((None, "61091000", ""),), system="CA", texts=False, partial=True), to="CA"
    )
    assert found.code == "420221"
    assert "a part of the tariff only" in found.reasons[0].text


def test_a_line_whose_last_digits_are_not_loaded_says_so() -> None:
    found = answered("Shirt", "610910", tree(((None, "61091000", ""),), system="CA", texts=False), to="CA")
    assert (found.code, found.digits) == ("61091000", 8)
    assert "2 more digits" in found.reasons[-1].text


def test_a_territory_declares_by_the_codes_of_its_customs_union() -> None:
    assert answered("Boys' cotton shirt", to="PR").code_system == "US"


def test_what_is_no_goods_has_no_line() -> None:
    lines = NationalLines(Trees(tree()), SCORERS, lambda: TODAY, systems=COUNTRIES)
    assert lines.lines(Assessment(Nature.NOT_GOODS, ()), Product("Gift card"), ["US"]) == []


def test_codes_that_have_ended_are_not_answered() -> None:
    lines = NationalLines(Trees(ended_shirt()), SCORERS, lambda: TODAY, systems=COUNTRIES)
    (found,) = lines.lines(assessed("610910"), Product("Shirt"), ["US"])
    assert found.code == "6109100020"


def ended_shirt() -> CodeTree:
    rows = [NomenclatureRow("6109100010", valid_to=date(2026, 1, 31)), NomenclatureRow("6109100020")]
    return CodeTree(EditionInfo("e", "US", "e", date(2026, 1, 1)), rows)


def test_the_merchants_own_line_is_weighed() -> None:
    product = Product("Shirt", merchant_code="6109100020")
    lines = NationalLines(Trees(BARE), SCORERS, lambda: TODAY, systems=COUNTRIES)
    without = NationalLines(Trees(BARE), (LexicalScorer(),), lambda: TODAY, systems=COUNTRIES)
    (weighed,), (bare,) = (one.lines(assessed("610910"), product, ["US"]) for one in (lines, without))
    assert (weighed.code, bare.code) == ("6109100020", "61091000")
    assert weighed.probability < 0.8


def test_a_code_of_another_system_is_no_evidence() -> None:
    found = answered(Product("Shirt", merchant_code="6109100099"), "610910", BARE)
    assert found.code == "61091000"


def test_vectors_tell_lines_apart_without_texts() -> None:
    codes = [line.code for line in BARE.lines_below("610910")]
    directions = np.eye(len(codes), dtype=np.int8) * 127
    vectors = LineVectors({code: place for place, code in enumerate(codes)}, directions, weight=8.0)
    asked = tuple(float(place == 1) for place in range(len(codes)))
    found = answered("Shirt", "610910", BARE, vector=asked, scorers=[VectorScorer({"US": vectors})])
    assert found.code == codes[1]


def test_words_that_the_engine_tells_count_too() -> None:
    assessed_words = Assessment(Nature.GOODS, (Candidate("610910", 0.8, 0.9, 0.95),), words=("boy", "shirt"))
    lines = NationalLines(Trees(tree()), SCORERS, lambda: TODAY, systems=COUNTRIES)
    (found,) = lines.lines(assessed_words, Product("Knabenhemd", language="de"), ["US"])
    assert found.code == "6109100020"


def test_a_product_without_a_vector_is_left_to_words() -> None:
    vectors = LineVectors({}, np.zeros((0, 3), dtype=np.int8), weight=8.0)
    assert answered("Boys' cotton shirt", scorers=[VectorScorer({"US": vectors}), *SCORERS]).code == "6109100020"


def test_lines_that_were_right_before_are_likelier() -> None:
    prior = FrequencyPrior({"US": {"6109909000": 20}})
    title = "Shirt"
    assert answered(title, "610990", prior=prior).probability > answered(title, "610990").probability


def test_lines_are_split_off_eight_digits_by_their_own_counts() -> None:
    held = tree([(None, code, "") for code in ("6109100010", "6109100020", "6109110010")])
    lines = held.lines_below("6109")
    odds = FrequencyPrior({"US": {"61091000": 6, "6109100010": 1}}).log_odds(held, lines)
    assert [round(math.exp(one), 3) for one in odds] == [5.333, 2.667, 1.0]


def test_a_system_that_was_never_counted_has_no_prior() -> None:
    held = tree()
    assert FrequencyPrior({"GB": {"61091000": 6}}).log_odds(held, held.lines) == [0.0] * len(held.lines)


@given(st.text(max_size=200), st.sampled_from(["610910", "610990"]))
def test_shares_are_a_distribution_and_codes_are_real(title: str, hs6: str) -> None:
    held = tree()
    found = answered(title or "x", hs6, held)
    assert 0 <= found.probability <= 0.8
    assert held.lines_below(found.code)
    assert found.code.startswith(hs6)


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=12))
def test_the_walk_loses_no_share(utilities: list[float]) -> None:
    held = tree([(None, f"420221{place:04}", "") for place in range(len(utilities))])
    lines = held.lines_below("420221")
    walked = walk(held, lines, lambda branches: (softmax(utilities[: len(branches)]), True))
    assert sum(share for _, share in walked.shares) == pytest.approx(1)
    assert [share for _, share in walked.shares] == sorted((share for _, share in walked.shares), reverse=True)


def test_a_question_names_no_more_than_a_few_of_many_lines() -> None:
    wide = tree([*SHIRTS[:2], *((2, f"61091{place:05}", f"Kind {place}") for place in range(150))])
    assert len(answered("Something", "610910", wide).reasons[-1].text) < 1_000
