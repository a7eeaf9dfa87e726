"""A product as the engine reads it: clean words of every part, and the facts they state."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from dutiful_classify.engine.phrases import PhraseBook
from dutiful_classify.engine.product import Product
from dutiful_classify.engine.text import CleanText, clean
from dutiful_classify.lexicon.attributes import AttributeWord

#: Words of a description that are read: what the goods are is said early.
_DESCRIPTION_WORDS = 60
_MATERIAL: Final = "material"
#: How many words after a `with` or `for` are about what stands beside the goods.
_BESIDE_WORDS: Final = 2


@dataclass(frozen=True, slots=True)
class Reading:
    """The clean parts of a product.

    Attributes:
        title, attributes, category, description: each part's words; the description's first ones.
        facts: attribute -> the values that are stated anywhere, such as material -> {cotton}.
        language: what the caller says the words are in: primary subtag of BCP 47, a hint.
    """

    title: CleanText
    attributes: CleanText
    category: CleanText
    description: CleanText
    facts: Mapping[str, frozenset[str]]
    language: str = "en"

    @property
    def encoded(self) -> str:
        """What an encoder reads: the parts that tell most first."""
        parts = (self.title, self.attributes, self.category, self.description)
        return " | ".join(part.plain for part in parts if part.plain)

    @property
    def words(self) -> tuple[str, ...]:
        """The words of all parts."""
        return self.title.words + self.attributes.words + self.category.words + self.description.words


class Reader:
    """Reads products; built once from the words that state attributes."""

    def __init__(self, words: Iterable[AttributeWord]) -> None:
        self._book = PhraseBook()
        self._stated: list[tuple[str, str]] = []
        for word in words:
            self._book.add(word.phrase, len(self._stated), word.language)
            self._stated.append((word.attribute, word.value))

    @property
    def words(self) -> frozenset[str]:
        """Every word that states an attribute."""
        return self._book.words

    def read(self, product: Product) -> Reading:
        """The clean words of `product`, and the facts in them."""
        title = clean(product.title)
        description = clean(" ".join(product.description.split()[:_DESCRIPTION_WORDS]))
        attributes = clean(" ".join(f"{name} {value}" for name, value in product.attributes.items()))
        category = clean(product.category.replace(">", " "))
        # The category speaks of its shelf, not of these goods: `Men > Leather goods` makes no belt a leather one.
        facts = self._facts((title, attributes, description))
        language = product.language.partition("-")[0].lower()
        return Reading(title, attributes, category, description, facts, language)

    def _facts(self, parts: Iterable[CleanText]) -> dict[str, frozenset[str]]:
        """The facts; where the goods' own material is stated, that of what comes with them says nothing of them."""
        facts: dict[str, set[str]] = {}
        beside: set[str] = set()
        for part in parts:
            for hit in self._book.find(part):
                attribute, value = self._stated[hit.owner]
                if attribute == _MATERIAL and any(turn <= hit.start < turn + _BESIDE_WORDS for turn in part.turns):
                    beside.add(value)
                else:
                    facts.setdefault(attribute, set()).add(value)
        if beside and _MATERIAL not in facts:
            facts[_MATERIAL] = beside
        return {name: frozenset(values) for name, values in facts.items()}
