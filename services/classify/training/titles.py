"""Shop titles made from the lexicon: a concept's name among what sellers put around it, labelled with its subheading.

The label is drawn before the words: a title that leaves the material out is labelled with the share that each
material has in the trade, so that a model learns how sure it may be.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from dutiful_classify.engine.text import name_words
from dutiful_classify.lexicon.attributes import AttributeWord
from dutiful_classify.lexicon.concepts import Concept, ConceptCode

#: How often a condition of the drawn code is said in the title.
_SAID: Final = 0.72
#: How often a title is in a language other than English, where names are known.
_FOREIGN: Final = 0.3
#: How often attributes or a category stand beside the title.
_TOLD: Final = 0.2
_ATTRIBUTES: Final = """
brand name none|origin mainland china|style casual|style modern|season summer|season all season|item type accessories|
color black|color multicolor|size one size|package 1pc|certification ce|model number x1|feature durable|use daily life|
place of origin guangdong|gender unisex|age adult|pattern solid|pattern print|weight 50g|usage home|
warranty 1 year|department name adult|type set|shape round|customized yes|quantity 1|
is smart no|choice yes|high concerned chemical none"""
_PRAISE: Final = """
New|Hot Sale|2025 New|2024|Fashion|High Quality|Free Shipping|Wholesale|Luxury|Premium|Best Seller|
Original|Newest|Hot|Top Quality|Factory Direct|Drop Shipping|In Stock|1pc|2pcs|5 Pcs/Set|10pcs/lot|
100pcs|Trendy|Cute|Vintage|Retro|Korean Style|Ins Style|DIY|Custom|Personalized|Professional|
Portable|Mini|Large|Universal|Multifunctional|Creative"""
_AFTER: Final = """
Gift|for Women|for Men|for Kids|for Home|for Gift|Black|White|Red|Blue|Pink|Green|Gold|Silver|
Large Size|Set|Kit|Accessories|Outdoor|Indoor|Home Decor|Party|Wedding|Birthday Gift|Christmas Gift|
Travel|Office|30x40cm|12V|220V|5m|XL|M L XL XXL|10 Pack|Durable|Adjustable|Waterproof|Lightweight|
Soft|Comfortable|Replacement|Dropshipping|Beige|Multicolor|2 Pack|Universal|Reusable|Easy to Clean|
Handmade|Custom Logo|OEM|Small|Grey|for Her|for Him|Gift Idea|Hot|Super|Original|Free"""
_SYLLABLES: Final = """
ba be bo ca co da de di do fa fi ga go ha jo ka ki ko la le li lo ma mi mo na ne no pa po
ra re ri ro sa so ta te to va ve vo xi yo za zo"""
_VOWELS: Final = frozenset("aeiou")
_KEPT_WHOLE: Final = 5


@dataclass(frozen=True, slots=True)
class Example:
    """A text with its HS 2022 subheading; `weight` is how much it counts, `kind` where it comes from."""

    text: str
    hs6: str
    weight: float = 1.0
    kind: str = "title"


class TitleMaker:
    """Makes titles of concepts; the same seed makes the same titles."""

    def __init__(self, words: Sequence[AttributeWord], seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 (variety, no secret)
        self._usable: dict[tuple[str, ...], list[str]] = {}
        self._phrases: dict[tuple[str, str, str], list[str]] = {}
        for word in words:
            self._phrases.setdefault((word.attribute, word.value, word.language), []).append(word.phrase)

    def titles(self, concept: Concept, count: int) -> Iterator[Example]:
        """`count` titles of goods of this concept."""
        weights = [code.weight for code in concept.codes]
        for _ in range(count):
            code = self._random.choices(concept.codes, weights)[0]
            yield Example(self._title(concept, code) + self._beside(concept, code), code.hs6)

    def foreign_titles(self, concept: Concept, count: int) -> Iterator[Example]:
        """`count` short titles in each language other than English in which the concept has names."""
        weights = [code.weight for code in concept.codes]
        for language in concept.names:
            for _ in range(count if language != "en" else 0):
                code = self._random.choices(concept.codes, weights)[0]
                said = self._said(code, language) if self._random.random() < 0.5 else []
                yield Example(" ".join([self._name(concept.names[language]), *said]), code.hs6)

    def on_label(self, text: str) -> str:
        """The text as a parcel label prints it: words cut short or without their vowels."""
        return " ".join(self._mangled_word(word) for word in text.lower().split())

    def _title(self, concept: Concept, code: ConceptCode) -> str:
        languages = [language for language in concept.names if language != "en"]
        foreign = bool(languages) and self._random.random() < _FOREIGN
        language = self._random.choice(languages) if foreign else "en"
        name = self._name(concept.names[language])
        said = self._said(code, language)
        style = self._random.random()
        if style < 0.12:
            return self.on_label(" ".join([*said, name]))
        if style < 0.3:
            return " ".join([*said, name])
        around = self._around(concept) if not foreign or self._random.random() < 0.3 else []
        return self._arranged(name, said, around, concept if not foreign and style > 0.8 else None)

    def _beside(self, concept: Concept, code: ConceptCode) -> str:
        """What shops store beside the title, as the engine reads it: attributes, then the category."""
        if self._random.random() > _TOLD:
            return ""
        beside = ""
        if self._random.random() < 0.7:
            stated = [f"{name} {self._random.choice(values)}" for name, values in code.conditions.items()]
            loose = self._random.sample(_split(_ATTRIBUTES), self._random.randint(1, 4))
            told = [*stated, *loose]
            self._random.shuffle(told)
            beside += " | " + " ".join(told)
        if self._random.random() < 0.7:
            shelf = concept.place.partition("/")[0].partition("_")[2].replace("_", " ")
            name = self._name(concept.names["en"]) if self._random.random() < 0.5 else ""
            beside += f" | {shelf} {name}".rstrip()
        return beside

    def _name(self, names: Sequence[str]) -> str:
        key = tuple(names)
        if key not in self._usable:
            self._usable[key] = [name for name in names if name_words(name)] or list(names)
        names = self._usable[key]
        return self._random.choices(names, [1 / (rank + 1) ** 0.5 for rank in range(len(names))])[0]

    def _said(self, code: ConceptCode, language: str) -> list[str]:
        said: list[str] = []
        for attribute, values in code.conditions.items():
            if self._random.random() > _SAID:
                continue
            value = self._random.choice(values)
            known = self._phrases.get((attribute, value, language)) or self._phrases.get((attribute, value, "en"))
            said.append(self._random.choice(known) if known and self._random.random() < 0.7 else value)
        return said

    def _around(self, concept: Concept) -> list[str]:
        wanted = min(len(concept.context), self._random.choice((0, 1, 1, 2, 2, 3, 4)))
        return self._random.sample(list(concept.context), wanted)

    def _arranged(self, name: str, said: list[str], around: list[str], stacked: Concept | None) -> str:
        cut = self._random.randint(0, len(around))
        praise = self._random.sample(_split(_PRAISE), self._random.choice((0, 0, 1, 1, 2)))
        after = self._random.sample(_split(_AFTER), self._random.choice((0, 0, 1, 1, 2, 3)))
        brand = [self._brand()] if self._random.random() < 0.25 else []
        others = [self._name(stacked.names["en"])] if stacked is not None else []
        late = self._random.random() < 0.35
        before, behind = ([], said) if late else (said, [])
        parts = [*brand, *praise, *before, *around[:cut], name, *behind, *others, *around[cut:], *after]
        text = " ".join(parts)
        if self._random.random() < 0.15:
            text = ", ".join([" ".join([*brand, *said, name]), *around, *after])
        return text.title() if self._random.random() < 0.4 else text

    def _brand(self) -> str:
        return "".join(self._random.choices(_SYLLABLES.split(), k=self._random.choice((2, 3)))).upper()

    def _mangled_word(self, word: str) -> str:
        chance = self._random.random()
        if len(word) <= _KEPT_WHOLE or chance >= 0.25:
            return word
        if chance < 0.15:
            return word[: self._random.randint(4, len(word) - 1)]
        return word[0] + "".join(sign for sign in word[1:] if sign not in _VOWELS)


def _split(words: str) -> list[str]:
    return [word.strip() for word in words.split("|")]
