"""The one question whose answer would help most."""

from collections.abc import Mapping, Sequence
from typing import Final

from dutiful_classify.engine.assessment import Candidate, Question
from dutiful_classify.engine.concept_match import ConceptMatch
from dutiful_classify.lexicon.concepts import Concept
from dutiful_classify.lexicon.questions import WHICH, QuestionTexts

#: A question pays when the chance to be right rises by at least so much on average.
_LEAST_GAIN: Final = 0.04
_MOST_ANSWERS: Final = 8
#: A kind of goods less likely than this is not worth a shopkeeper's reading.
_LEAST_LIKELY: Final = 0.03


def best_question(
    candidates: Sequence[Candidate],
    matches: Sequence[ConceptMatch],
    stated: Mapping[str, frozenset[str]],
    headings: Mapping[str, str],
    texts: QuestionTexts,
    language: str,
) -> Question | None:
    """What to ask, or nothing where no answer would change much.

    Args:
        headings: subheading -> what it covers, for goods of which the lexicon knows no telling attribute.
        texts: the words of questions.
        language: the BCP 47 tag of whoever reads the question.
    """
    chances = {candidate.hs6: candidate.probability for candidate in candidates}
    if not chances:
        return None
    best: tuple[float, Question] | None = None
    for match in matches[:3]:
        for attribute in _open_attributes(match.concept, stated):
            gain, answers = _worth(match.concept, attribute, chances)
            if len(set(answers.values())) > 1 and (best is None or gain * match.weight > best[0]):
                best = (gain * match.weight, _question(attribute, answers, chances, texts, language))
    if best is not None and best[0] >= _LEAST_GAIN:
        return best[1]
    return _which_of_these(candidates, headings, texts.text(WHICH, language))


def _open_attributes(concept: Concept, stated: Mapping[str, frozenset[str]]) -> list[str]:
    named = {attribute for code in concept.codes for attribute in code.conditions}
    return sorted(attribute for attribute in named if not stated.get(attribute))


def _worth(concept: Concept, attribute: str, chances: Mapping[str, float]) -> tuple[float, dict[str, str]]:
    """How much the best chance rises on average, and what each answer leads to."""
    values = dict.fromkeys(value for code in concept.codes for value in code.conditions.get(attribute, ()))
    weight_of = {code.hs6: 0.0 for code in concept.codes}
    for code in concept.codes:
        weight_of[code.hs6] += code.weight
    total = sum(weight_of.values())
    # A code the model hardly thought of is still reachable by an answer: mix in the lexicon's own shares.
    belief = {hs6: 0.8 * chances.get(hs6, 0.0) + 0.2 * share / total for hs6, share in weight_of.items()}
    answers: dict[str, str] = {}
    expected = 0.0
    for value in values:
        fitting = {code.hs6 for code in concept.codes if value in code.conditions.get(attribute, (value,))}
        named = {code.hs6 for code in concept.codes if value in code.conditions.get(attribute, ())}
        shares = {hs6: belief[hs6] * (1.0 if hs6 in named else 0.3) for hs6 in fitting}
        first = max(shares, key=lambda hs6: shares[hs6])
        answers[value] = first
        if first not in {answers[other] for other in answers if other != value}:
            expected += belief[first]
    return expected - max(belief.values()), answers


def _question(
    attribute: str, answers: Mapping[str, str], chances: Mapping[str, float], texts: QuestionTexts, language: str
) -> Question:
    ordered = sorted(answers.items(), key=lambda answer: -chances.get(answer[1], 0.0))[:_MOST_ANSWERS]
    named = {value: texts.label(attribute, value, language) for value, _ in ordered}
    labels = {value: label for value, label in named.items() if label is not None}
    return Question(texts.text(attribute, language), attribute, tuple(ordered), labels)


def _which_of_these(candidates: Sequence[Candidate], headings: Mapping[str, str], text: str) -> Question | None:
    told = [
        (headings[candidate.hs6], candidate.hs6)
        for candidate in candidates[:4]
        if candidate.hs6 in headings and candidate.probability >= _LEAST_LIKELY
    ]
    if len(told) < 2 or candidates[0].probability > 0.9:
        return None
    return Question(text, "kind", tuple(told))
