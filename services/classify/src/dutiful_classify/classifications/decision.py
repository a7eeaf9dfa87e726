"""What may be done with an assessment, by the thresholds of the merchant. Pure."""

from collections.abc import Sequence
from typing import Final

from dutiful_classify.classifications.restricted_codes import restricted_by_code
from dutiful_classify.engine.assessment import Assessment, Candidate, Nature, Question
from dutiful_shared.contract.classification import Decision, NationalCode
from dutiful_shared.contract.classification_settings import ClassificationSettings, CodeLevel

_STRAIGHT: Final = {
    Nature.NOT_GOODS: Decision.NOT_GOODS,
    Nature.TOO_VAGUE: Decision.TOO_VAGUE,
    Nature.RESTRICTED: Decision.RESTRICTED,
}


def decide(
    settings: ClassificationSettings,
    assessment: Assessment,
    lines: Sequence[NationalCode],
    destinations: Sequence[str],
) -> Decision:
    """`auto` where the answer is sure enough; `ask` where an answer to the question would help; else `review`.

    What may not be sent without leave is `restricted`, by its words or by what it most likely is.
    """
    straight = _STRAIGHT.get(assessment.nature)
    if straight is not None:
        return straight
    if restricted_by_code(assessment.candidates) is not None:
        return Decision.RESTRICTED
    sure = confidence(settings.auto_level, assessment, lines, destinations)
    if sure >= settings.auto_at:
        return Decision.AUTO
    question = assessment.question
    if question is not None and sure < settings.ask_below and _helps(settings, assessment.candidates, question):
        return Decision.ASK
    return Decision.REVIEW


def confidence(
    level: CodeLevel, assessment: Assessment, lines: Sequence[NationalCode], destinations: Sequence[str]
) -> float:
    """The probability that the first candidate is right, as deep as is wanted; 0 without a candidate."""
    if not assessment.candidates:
        return 0.0
    first = assessment.candidates[0]
    if level is CodeLevel.HEADING:
        return first.hs4_probability
    if level is CodeLevel.SUBHEADING:
        return first.probability
    known = {line.destination: line.probability for line in lines if line.complete}
    # A destination whose whole line is not known is not sure at all: the rest would have to be guessed.
    return min([first.probability, *(known.get(destination, 0.0) for destination in destinations)])


def _helps(settings: ClassificationSettings, candidates: Sequence[Candidate], question: Question) -> bool:
    """Whether the codes that its answers lead to are likely enough, taken together."""
    leads = tuple({code for _, code in question.answers})
    covered = [one for one in candidates if any(one.hs6.startswith(lead) or lead.startswith(one.hs6) for lead in leads)]
    return sum(one.probability for one in covered) >= settings.ask_at
