"""What may be done with an assessment, by the merchant's thresholds."""

from typing import Any

import pytest

from dutiful_classify.classifications.decision import decide
from dutiful_classify.classifications.national import code_system_of
from dutiful_classify.engine.assessment import Assessment, Candidate, Nature, Question
from dutiful_shared.contract.classification import Decision, NationalCode
from dutiful_shared.contract.classification_settings import ClassificationSettings

#: 0.6 at six digits, 0.85 at four.
FIRST = Candidate("610910", 0.6, 0.85, 0.95)
SECOND = Candidate("610990", 0.2, 0.25, 0.95)
THIRD = Candidate("620520", 0.1, 0.1, 0.2)
QUESTION = Question("Of cotton?", "material", (("cotton", "610910"), ("linen", "610990")))


def assessed(nature: Nature = Nature.GOODS, question: Question | None = None) -> Assessment:
    return Assessment(nature, (FIRST, SECOND, THIRD), question)


@pytest.mark.parametrize(
    ("settings", "question", "decision"),
    [
        pytest.param({"auto_at": 0.6}, None, Decision.AUTO, id="exactly the threshold"),
        pytest.param({"auto_at": 0.61}, None, Decision.REVIEW, id="a little below it"),
        pytest.param({"auto_at": 0.85, "auto_level": "heading"}, None, Decision.AUTO, id="the heading is enough"),
        pytest.param({}, QUESTION, Decision.ASK, id="the answers hold 0.8"),
        pytest.param({"ask_at": 0.81}, QUESTION, Decision.REVIEW, id="the answers hold too little"),
        pytest.param({"ask_below": 0.6}, QUESTION, Decision.REVIEW, id="not doubtful enough to ask"),
        pytest.param({"ask_below": 0.61}, QUESTION, Decision.ASK, id="doubtful enough"),
        pytest.param({"auto_at": 0.5}, QUESTION, Decision.AUTO, id="sure enough not to ask"),
    ],
)
def test_goods_are_decided_by_thresholds(
    settings: dict[str, Any], question: Question | None, decision: Decision
) -> None:
    chosen = ClassificationSettings.model_validate(settings)

    assert decide(chosen, assessed(question=question), (), ()) is decision


@pytest.mark.parametrize(
    ("lead", "decision"),
    [
        pytest.param("6109", Decision.ASK, id="a heading of two candidates"),
        pytest.param("62", Decision.REVIEW, id="a chapter of little probability"),
        pytest.param("6109100012", Decision.ASK, id="a line below a candidate"),
        pytest.param("640411", Decision.REVIEW, id="no candidate"),
    ],
)
def test_answers_may_lead_to_codes_of_any_depth(lead: str, decision: Decision) -> None:
    question = Question("?", "a", (("x", lead),))

    assert decide(ClassificationSettings(), assessed(question=question), (), ()) is decision


@pytest.mark.parametrize("nature", [one for one in Nature if one is not Nature.GOODS])
def test_what_is_no_plain_goods_is_never_sure(nature: Nature) -> None:
    settings = ClassificationSettings(auto_at=0.01)

    assert decide(settings, assessed(nature, QUESTION), (), ()).value == nature.value


def test_without_a_candidate_a_person_looks() -> None:
    assert decide(ClassificationSettings(auto_at=0.01), Assessment(Nature.GOODS, ()), (), ()) is Decision.REVIEW


@pytest.mark.parametrize(
    ("lines", "decision"),
    [
        pytest.param({"US": 0.5, "JP": 0.9}, Decision.AUTO, id="all are sure enough"),
        pytest.param({"US": 0.4, "JP": 0.9}, Decision.REVIEW, id="one is not"),
        pytest.param({"JP": 0.9}, Decision.REVIEW, id="one is not known"),
    ],
)
def test_at_the_national_level_every_line_counts(lines: dict[str, float], decision: Decision) -> None:
    settings = ClassificationSettings.model_validate({"auto_at": 0.5, "auto_level": "national"})
    found = [line(country, share, complete=True) for country, share in lines.items()]

    assert decide(settings, assessed(), found, ("US", "JP")) is decision


@pytest.mark.parametrize("complete", [False, None], ids=["a part of it", "nobody has checked"])
def test_a_line_that_is_not_whole_is_not_sure(complete: bool | None) -> None:
    settings = ClassificationSettings.model_validate({"auto_at": 0.5, "auto_level": "national"})

    assert decide(settings, assessed(), [line("US", 0.6, complete=complete)], ("US",)) is Decision.REVIEW


def line(country: str, share: float, *, complete: bool | None) -> NationalCode:
    return NationalCode(
        destination=country,
        code_system=country,
        code="6109100012",
        digits=10,
        probability=share,
        reasons=[],
        complete=complete,
    )


@pytest.mark.parametrize(
    ("country", "system"), [("DE", "EU"), ("XI", "EU"), ("MC", "EU"), ("GB", "GB"), ("CH", "CH"), ("US", "US")]
)
def test_members_of_a_customs_union_share_its_codes(country: str, system: str) -> None:
    assert code_system_of(country) == system
