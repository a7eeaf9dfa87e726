"""Which concepts of the lexicon a product names, and how likely each of their subheadings is, given what it states."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dutiful_classify.engine.phrases import Hit, PhraseBook
from dutiful_classify.engine.reading import Reading
from dutiful_classify.engine.text import CleanText
from dutiful_classify.lexicon.attributes import AttributeWord
from dutiful_classify.lexicon.concepts import Concept, ConceptCode

#: How much likelier a code becomes when its condition is stated, and how much less when another value is.
_STATED: Final = 8.0
_OTHERWISE: Final = 0.08
#: A name in the category, the attributes or the description counts less than one in the title.
_TITLE, _CATEGORY, _BESIDE = 1.0, 0.35, 0.25


#: What a name that only qualifies the next one (`phone` in `phone case`), or follows a `for`, keeps of its weight.
_QUALIFIER, _AFTER_TURN = 0.4, 0.2
#: What each further name keeps of the weight of the one before it: sellers say first what it is, then pile up words.
_LATER: Final = 0.6
#: How many words after a `for` are about what the goods are for.
_BESIDE_WORDS: Final = 3
#: The lexicon's files of nouns (`light`, `papaya`) that often only describe: they count where nothing else is named.
_NOUNS_ALONE: Final = "nouns"
#: What a concept that names a trade or a form and no goods (`jewelry`, `holder`) keeps of its weight beside others.
_GENERIC, _FORM_ENDING = 0.3, "_form"
_VAGUE_ENDINGS: Final = ("_generic", _FORM_ENDING)
#: Precious metals whose bare names are colours in shops: only what `attributes.toml` has for them states them.
_COLOURS: Final = frozenset({"gold", "silver"})
_MASK: Final = -1
#: Languages that say the thing first, and then of which kind it is (`cargador móvil`, `cable de celular`).
HEAD_FIRST: Final = frozenset({"es", "fr", "it", "pt"})


@dataclass(frozen=True, slots=True)
class ConceptMatch:
    """A concept that was named.

    Attributes:
        phrase: the words that name it.
        weight: how much it speaks for itself beside the other matches; all weights of a product sum to 1.
        codes: subheading -> probability within the concept, given the facts; sums to 1.
    """

    concept: Concept
    phrase: str
    weight: float
    codes: Mapping[str, float]

    @property
    def languages(self) -> frozenset[str]:
        """Those in which the words are a name of the goods."""
        return frozenset(language for language, names in self.concept.names.items() if self.phrase in names)


@dataclass(frozen=True, slots=True)
class Books:
    """The words by which concepts are found.

    Attributes:
        names: names of goods, by the numbers of their concepts; `alone`: those that count where nothing else is named.
        values: what conditions ask for, by its number in `own_values`, and words that state attributes (`_MASK`): no
            value is read out of the middle of one (`pu leather`).
    """

    names: PhraseBook
    alone: PhraseBook
    values: PhraseBook
    own_values: list[str]


def books_of(concepts: Sequence[Concept], stated: Iterable[AttributeWord] = ()) -> Books:
    """The books of `concepts`; `stated` are the words that state attributes."""
    names, alone, values = PhraseBook(), PhraseBook(), PhraseBook()
    for number, concept in enumerate(concepts):
        book = alone if concept.place.startswith(_NOUNS_ALONE) else names
        for language, own in concept.names.items():
            for name in own:
                book.add(name, number, language)
    own_values = condition_values(concepts)
    for number, value in enumerate(own_values):
        if value not in _COLOURS:
            values.add(value, number, "en")
    for word in stated:
        if " " in word.phrase and word.phrase not in own_values:
            values.add(word.phrase, _MASK, word.language)
    return Books(names, alone, values, own_values)


class ConceptMatcher:
    """Finds concepts; built once from the lexicon."""

    def __init__(self, concepts: Sequence[Concept], books: Books) -> None:
        self._concepts, self._books = concepts, books

    @property
    def words(self) -> frozenset[str]:
        """Every word of every name."""
        return self._books.names.words | self._books.alone.words

    @property
    def english(self) -> frozenset[str]:
        """Every word of every English name."""
        return self._books.names.words_in("en") | self._books.alone.words_in("en")

    def matches(self, reading: Reading) -> list[ConceptMatch]:
        """The concepts that are named, those that weigh most first; none where nothing but forms are named."""
        found = self._found(self._books.names, reading)
        if all(self._concepts[number].id.endswith(_FORM_ENDING) for number in found):
            found = self._found(self._books.alone, reading)
        values = self._stated(reading)
        total = sum(weight for weight, _ in found.values())
        matches = [
            ConceptMatch(
                self._concepts[number],
                phrase,
                weight / total,
                shares(self._concepts[number], _told(self._concepts[number], reading.facts, values)),
            )
            for number, (weight, phrase) in found.items()
        ]
        return sorted(matches, key=lambda match: -match.weight)

    def _found(self, book: PhraseBook, reading: Reading) -> dict[int, tuple[float, str]]:
        """The concept -> how much the words speak for it, and the phrase that names it."""
        found: dict[int, tuple[float, str]] = {}
        for part, worth in ((reading.title, _TITLE), (reading.category, _CATEGORY), (reading.description, _BESIDE)):
            hits = book.find(part)
            # A concept counts once at a place, in however many languages its name is the same.
            crowd = Counter((start, end) for start, end, _ in {(hit.start, hit.end, hit.owner) for hit in hits})
            for hit in hits:
                weight = worth * self._specificity(hit, hits, part, reading.language) / crowd[hit.start, hit.end]
                weight *= _GENERIC if self._is_vague(hit.owner) else 1.0
                if weight > found.get(hit.owner, (0.0, ""))[0]:
                    found[hit.owner] = (weight, hit.phrase)
        return found

    def _specificity(self, hit: Hit, hits: Sequence[Hit], part: CleanText, language: str) -> float:
        """How surely the words name the goods themselves.

        More words, or more characters of a script without spaces, are surer; of words in a row one is the thing and the
        others say of which kind, unless a mark or a size parts them; what follows a `for` or `with` is beside it;
        what comes later is less so.
        """
        if hit.start < 0:
            return math.pow((hit.end - hit.start) / 2, 1.5)
        weight = math.pow(hit.end - hit.start, 1.5)
        if any(turn <= hit.start < turn + _BESIDE_WORDS for turn in part.turns):
            return weight * _AFTER_TURN
        before = len({(other.start, other.end) for other in hits if other.start >= 0 and other.end <= hit.start})
        qualifies = any(self._qualifies(hit, other, part, language) for other in hits)
        return weight * math.pow(_LATER, before) * (_QUALIFIER if qualifies else 1.0)

    def _qualifies(self, hit: Hit, other: Hit, part: CleanText, language: str) -> bool:
        """Whether `hit` says of which kind `other` is: `phone` in `phone case`, and in `funda de móvil`."""
        first, second = (hit, other) if hit.start < other.start else (other, hit)
        if not (0 <= first.start < second.start <= first.end < second.end):
            return False
        if any(first.start < place < second.end for place in part.turns + part.breaks):
            return False
        head = first if self._head_first(first, second, part, language) else second
        return other is head

    def _head_first(self, first: Hit, second: Hit, part: CleanText, language: str) -> bool:
        """Whether of two names in a row the first is the thing."""
        if self._is_vague(first.owner):
            return False
        shared = first.languages & second.languages
        spoken = shared & {language} if language in HEAD_FIRST else shared
        return second.start in part.ofs or (bool(spoken) and spoken <= HEAD_FIRST)

    def _is_vague(self, number: int) -> bool:
        return self._concepts[number].id.endswith(_VAGUE_ENDINGS)

    def _stated(self, reading: Reading) -> frozenset[str]:
        """The values of any concept's conditions that stand in the words."""
        parts = (reading.title, reading.attributes, reading.description)
        hits = (hit for part in parts for hit in self._books.values.find(part))
        return frozenset(self._books.own_values[hit.owner] for hit in hits if hit.owner != _MASK)


def condition_values(concepts: Sequence[Concept]) -> list[str]:
    """Every value that any code of any concept asks for, once, in their order."""
    return list(
        dict.fromkeys(
            value
            for concept in concepts
            for code in concept.codes
            for values in code.conditions.values()
            for value in values
        )
    )


def shares(concept: Concept, facts: Mapping[str, frozenset[str]]) -> dict[str, float]:
    """Subheading -> probability within `concept`, given what is stated; sums to 1."""
    weights: dict[str, float] = {}
    for code in concept.codes:
        weights[code.hs6] = weights.get(code.hs6, 0.0) + code.weight * _fit(code, facts)
    total = sum(weights.values())
    return {hs6: weight / total for hs6, weight in weights.items()}


def _fit(code: ConceptCode, facts: Mapping[str, frozenset[str]]) -> float:
    fit = 1.0
    for attribute, values in code.conditions.items():
        stated = facts.get(attribute)
        if stated:
            fit *= _STATED if not stated.isdisjoint(values) else _OTHERWISE
    return fit


def _told(concept: Concept, facts: Mapping[str, frozenset[str]], values: frozenset[str]) -> dict[str, frozenset[str]]:
    """The facts, and what the words say of this concept's own attributes.

    A value counts for any attribute that asks for it: `Leder` states the material, and answers for an upper of leather.
    """
    told = dict(facts)
    values = values.union(*facts.values())
    for code in concept.codes:
        for attribute, wanted in code.conditions.items():
            told[attribute] = told.get(attribute, frozenset()) | values.intersection(wanted)
    return told
