"""The way of a product through the engine: read, witnesses, candidates, ranking, nature, reasons, question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from dutiful_classify.engine.assessment import Assessment, Candidate, Nature
from dutiful_classify.engine.candidates import Evidence, Subheadings, features_of, share_of_codes
from dutiful_classify.engine.concept_match import ConceptMatcher
from dutiful_classify.engine.hashed import HashedModel
from dutiful_classify.engine.in_english import in_english, is_foreign, named_share
from dutiful_classify.engine.nature import NatureJudge
from dutiful_classify.engine.neighbours import NeighbourIndex
from dutiful_classify.engine.product import Product
from dutiful_classify.engine.questions import best_question
from dutiful_classify.engine.ranker import Ranker, kind_of
from dutiful_classify.engine.reading import Reader, Reading
from dutiful_classify.engine.reasons import reasons_of
from dutiful_classify.engine.text import CleanText
from dutiful_classify.lexicon.notes import Note
from dutiful_classify.lexicon.questions import QuestionTexts

Floats = NDArray[np.float32]

_SHOWN: Final = 10
_NEIGHBOURS: Final = 12
#: No candidate may be surer than this when the words are strange to lexicon and nomenclature.
_STRANGE: Final = 0.35
#: Nor than the lexicon by so much when one word (`cover`) is all that is told: it means no more than it can mean.
_BEYOND_LEXICON: Final = 0.05
#: Nor than this when of a title in another language less than that share of its letters was understood: of 200 listings
#: in German, Dutch, Polish, Chinese and Japanese 79 % of such were right, and 93 % of the others.
_HARDLY_READ, _LEAST_NAMED = 0.75, 0.2


class TextEncoder(Protocol):
    """Clean texts to unit vectors (texts, width)."""

    def encode(self, texts: Sequence[str]) -> Floats:
        """One vector for each text, in their order."""


@dataclass(frozen=True, slots=True)
class Head:
    """Scores of subheadings from vectors: `weights` (subheadings, width), `bias` (subheadings)."""

    weights: Floats
    bias: Floats

    def logits(self, vectors: Floats) -> Floats:
        """(texts, subheadings)."""
        scores: Floats = vectors @ self.weights.T + self.bias
        return scores


@dataclass(frozen=True, slots=True)
class Parts:
    """What a ranking classifier is made of."""

    reader: Reader
    matcher: ConceptMatcher
    judge: NatureJudge
    encoder: TextEncoder
    head: Head
    hashed: HashedModel
    neighbours: NeighbourIndex
    subheadings: Subheadings
    ranker: Ranker
    notes: tuple[Note, ...]
    texts: Mapping[str, str]
    questions: QuestionTexts


@dataclass(frozen=True, slots=True)
class Gathered:
    """One product with all that is known of it before it is ranked; `foreign` where another language names it."""

    product: Product
    reading: Reading
    evidence: Evidence
    vector: Floats
    foreign: bool


class RankingClassifier:
    """A `Classifier`: witnesses, then a ranker over the subheadings they bring."""

    def __init__(self, parts: Parts, version: str) -> None:
        self._parts, self._version, self._english = parts, version, parts.matcher.english

    @property
    def version(self) -> str:
        """Names the model, and stands in every answer."""
        return self._version

    def assess(self, products: Sequence[Product]) -> list[Assessment]:
        """One assessment a product, in their order."""
        return [self._assessment(one) for one in self.gather(products)] if products else []

    def gather(self, products: Sequence[Product]) -> list[Gathered]:
        """What every witness says of each product."""
        parts = self._parts
        readings = [parts.reader.read(product) for product in products]
        matched = [parts.matcher.matches(reading) for reading in readings]
        read = list(zip(readings, matched, strict=True))
        foreign = [is_foreign(*one, self._english) for one in read]
        told = [in_english(*one) if is_so else _told_first(one[0]) for one, is_so in zip(read, foreign, strict=True)]
        vectors = parts.encoder.encode([text.plain or "nothing" for text in told])
        encoder = _log_softmax(parts.head.logits(vectors))
        hashed = _log_softmax(parts.hashed.logits(told))
        neighbours = parts.neighbours.nearest(vectors, _NEIGHBOURS)
        return [
            Gathered(
                product,
                reading,
                Evidence(encoder[at], hashed[at], matched[at], neighbours[at], product.merchant_code),
                vectors[at],
                foreign[at],
            )
            for at, (product, reading) in enumerate(zip(products, readings, strict=True))
        ]

    def _assessment(self, one: Gathered) -> Assessment:
        parts, reading = self._parts, one.reading
        matches = list(one.evidence.matches)
        nature, why = parts.judge.judge(reading, matches)
        vector = tuple(float(value) for value in one.vector)
        if nature is Nature.NOT_GOODS or not reading.words:
            return Assessment(nature, (), reasons=why, words=reading.words, vector=vector)
        candidates = self._ranked(one, strange=nature is Nature.TOO_VAGUE)
        question = best_question(candidates, matches, reading.facts, parts.texts, parts.questions, one.product.language)
        return Assessment(nature, candidates, question, why, reading.words, vector)

    def _ranked(self, one: Gathered, strange: bool) -> tuple[Candidate, ...]:
        parts, reading = self._parts, one.reading
        codes, features = features_of(parts.subheadings, one.evidence)
        chances = parts.ranker.probabilities(features, kind_of(reading))
        holding = [note for note in parts.notes if note.holds(reading.facts)]
        chances = _weighed(codes, chances, holding)
        chances *= min(1.0, self._surest(one, strange) / float(chances.max()))
        order = np.argsort(-chances, kind="stable")[:_SHOWN]
        sums = {digits: _sums(codes, chances, digits) for digits in (4, 2)}
        return tuple(
            Candidate(
                codes[at],
                float(chances[at]),
                min(1.0, sums[4][codes[at][:4]]),
                min(1.0, sums[2][codes[at][:2]]),
                reasons_of(codes[at], reading, one.evidence, holding, parts.texts),
            )
            for at in order
        )

    def _surest(self, one: Gathered, strange: bool) -> float:
        """The most that any candidate's probability may be."""
        matches = one.evidence.matches
        if strange or (not matches and self._parts.judge.known_share(one.reading.title) < 0.5):
            return _STRANGE
        if len(one.reading.words) == 1 and matches:
            return min(1.0, max(share_of_codes(matches).values()) + _BEYOND_LEXICON)
        return _HARDLY_READ if one.foreign and named_share(one.reading, matches) < _LEAST_NAMED else 1.0


def _weighed(codes: Sequence[str], chances: Floats, notes: Sequence[Note]) -> Floats:
    """The chances after the notes have spoken; their sum stays."""
    factors = np.ones(len(codes), np.float32)
    for note in notes:
        factors *= np.array([note.factor if note.speaks_of(code) else 1.0 for code in codes], np.float32)
    weighed = chances * factors
    found: Floats = weighed * (chances.sum() / weighed.sum())
    return found


def _sums(codes: Sequence[str], chances: Floats, digits: int) -> dict[str, float]:
    sums: dict[str, float] = {}
    for code, chance in zip(codes, chances, strict=True):
        sums[code[:digits]] = sums.get(code[:digits], 0.0) + float(chance)
    return sums


def _told_first(reading: Reading) -> CleanText:
    """All parts as one text, the title first, parted where they meet."""
    breaks, turns, before = [], [], 0
    for part in (reading.title, reading.attributes, reading.category, reading.description):
        breaks += [before, *(before + place for place in part.breaks)]
        turns += [before + place for place in part.turns]
        before += len(part.words)
    return CleanText(reading.encoded, reading.words, tuple(turns), tuple(breaks))


def _log_softmax(scores: Floats) -> Floats:
    shifted = scores - scores.max(axis=1, keepdims=True)
    logs: Floats = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return logs
