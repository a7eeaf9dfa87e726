"""What the witnesses read of a product: its own words, or English ones where its goods are named in another language.

Encoder, hashed words and neighbours have learned from English texts; of other words they make noise. The lexicon knows
what the goods are called in English, and the facts that are stated.
"""

from collections.abc import Container, Sequence
from typing import Final

from dutiful_classify.engine.concept_match import ConceptMatch
from dutiful_classify.engine.reading import Reading
from dutiful_classify.engine.text import CleanText, clean

#: What English names must weigh of all that is named for the words to be taken as English.
_ENGLISH: Final = 0.3
#: Of words that English names have too, a title in another language has less than this share.
_ENGLISH_WORDS: Final = 0.5
#: How many names are told, and what each must weigh.
_NAMES, _LEAST_WEIGHT = 2, 0.2


def is_foreign(reading: Reading, matches: Sequence[ConceptMatch], english: Container[str]) -> bool:
    """Whether goods are named, and hardly in English; `english` are the words of English names."""
    if not matches or sum(match.weight for match in matches if "en" in match.languages) > _ENGLISH:
        return False
    words = reading.title.words or reading.words
    return sum(word in english for word in words) < _ENGLISH_WORDS * len(words)


def in_english(reading: Reading, matches: Sequence[ConceptMatch]) -> CleanText:
    """The values that are stated, and the English names of what is named most, in English order: `cotton bed sheet`."""
    names = [match.concept.name for match in matches[:_NAMES] if match.weight >= _LEAST_WEIGHT]
    values = sorted(value for stated in reading.facts.values() for value in stated)
    return clean(" ".join(values + names))


def named_share(reading: Reading, matches: Sequence[ConceptMatch]) -> float:
    """What share of the title's letters the names are: of a long title with one short name little was understood."""
    letters = sum(len(word) for word in reading.title.words)
    return sum(map(len, {match.phrase for match in matches})) / letters if letters else 0.0
