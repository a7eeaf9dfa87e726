"""What the words speak of: goods, a service, a thing that no customs office lets through unasked, or nothing."""

from collections.abc import Mapping
from typing import Final

from dutiful_classify.engine.assessment import Nature, Reason
from dutiful_classify.engine.concept_match import HEAD_FIRST, ConceptMatch
from dutiful_classify.engine.phrases import Hit, PhraseBook
from dutiful_classify.engine.reading import Reading
from dutiful_classify.engine.text import CleanText, clean, is_unspaced

_KINDS: Final = ("not_goods", "restricted", "harmless", "vague")
#: A title of which so little is known to the lexicon or the nomenclature names no goods we could speak of.
_LEAST_KNOWN: Final = 0.2


class NatureJudge:
    """Judges readings; built once from the words of `natures.toml` and all words that name goods anywhere."""

    def __init__(self, words: Mapping[str, Mapping[str, tuple[str, ...]]], vocabulary: frozenset[str]) -> None:
        self._books = {kind: PhraseBook() for kind in _KINDS}
        self._vocabulary = vocabulary
        for kind, languages in words.items():
            for language, phrases in languages.items():
                for phrase in phrases:
                    self._books[kind].add(phrase, 0, language)

    def judge(self, reading: Reading, matches: list[ConceptMatch]) -> tuple[Nature, tuple[Reason, ...]]:
        """The nature of what was read, and why."""
        title = reading.title
        if not reading.words:
            return Nature.TOO_VAGUE, (Reason("There is no word in it that names goods", "title"),)
        if restricted := self._alone(title, "restricted"):
            return Nature.RESTRICTED, (Reason(f"{restricted.phrase}: no shipment without leave", "title"),)
        service = self._found(title, "not_goods")
        if service is not None and not _names_goods(title, service, matches):
            return Nature.NOT_GOODS, (Reason(f"{service.phrase}: a service or a right, no goods", "title"),)
        if not matches and self._says_nothing(reading):
            return Nature.TOO_VAGUE, (Reason("The words do not say what the goods are", "title"),)
        return Nature.GOODS, ()

    def known_share(self, text: CleanText) -> float:
        """How many of the words, 0 to 1, name goods anywhere in the lexicon or the nomenclature."""
        if not text.words:
            return 0.0
        return sum(word in self._vocabulary for word in text.words) / len(text.words)

    def _found(self, text: CleanText, kind: str) -> Hit | None:
        return max(self._books[kind].find(text), key=lambda hit: hit.end - hit.start, default=None)

    def _alone(self, text: CleanText, kind: str) -> Hit | None:
        """The phrase of this kind, unless a harmless word stands beside it (`toy`, `print`, `holder`)."""
        found = self._found(text, kind)
        return found if found is not None and self._found(text, "harmless") is None else None

    def _says_nothing(self, reading: Reading) -> bool:
        """Whether all words are vague, or hardly one is known; of other languages too few words are known to tell."""
        if is_unspaced(reading.title.plain) or not reading.title.plain.isascii():
            return False
        told = [word for word in reading.words if not self._books["vague"].find(CleanText(word, (word,)))]
        if not told:
            return True
        return sum(word in self._vocabulary for word in told) < _LEAST_KNOWN * len(told)


def _names_goods(title: CleanText, service: Hit, matches: list[ConceptMatch]) -> bool:
    """Whether the title also names a thing where its language has it: a `gift card holder` is a holder, a `funda ebook`
    a cover."""
    if service.start < 0:
        return any(match.phrase.startswith(service.phrase) and match.phrase != service.phrase for match in matches)
    before, after = set(title.words[: service.start]), set(title.words[service.end :])
    return any(
        not (before | after if match.languages and match.languages <= HEAD_FIRST else after).isdisjoint(
            clean(match.phrase).words
        )
        for match in matches
    )
