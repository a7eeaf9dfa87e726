"""The concepts in one file that loads in a moment: `make lexicon` writes it anew.

Reading 19,000 TOML tables and cleaning 90,000 names takes seconds; a service must be ready sooner. The file says of
which TOML files it was made; where they have changed since, they are read themselves.
"""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import orjson
import structlog

from dutiful_classify.engine.concept_match import condition_values
from dutiful_classify.engine.text import name_words
from dutiful_classify.lexicon.concepts import Concept, ConceptCode, load_concepts

_FILE: Final = "concepts.json.gz"
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All concepts, and name or value -> the words it is found by."""

    concepts: tuple[Concept, ...]
    words: Mapping[str, tuple[str, ...]]


def load_lexicon() -> Lexicon:
    """The compiled lexicon, or the one its TOML files hold where the compiled one is older.

    Raises:
        LexiconError: the TOML files must be read, and one is malformed.
    """
    file = files("dutiful_classify.lexicon") / _FILE
    if file.is_file():
        stored = orjson.loads(gzip.decompress(file.read_bytes()))
        if stored["digest"] == sources_digest():
            return Lexicon(
                tuple(_concept(row) for row in stored["concepts"]),
                {name: tuple(words) for name, words in stored["words"].items()},
            )
    _log.warning("the compiled lexicon is older than its files", file=_FILE)
    return _from_toml()


def sources_digest() -> str:
    """What the TOML files, and the words that cleaning takes out, hold."""
    root = Path(str(files("dutiful_classify.lexicon")))
    digest = sha256()
    for path in sorted([root / "noise.toml", *root.glob("concepts/**/*.toml"), *root.glob("names/*/*.toml")]):
        digest.update(f"{path.relative_to(root)}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def write_compiled() -> None:
    """Write the packaged file anew.

    Raises:
        LexiconError: a TOML file is malformed.
    """
    (Path(str(files("dutiful_classify.lexicon"))) / _FILE).write_bytes(compiled())


def compiled() -> bytes:
    """The file's content, made of the TOML files as they are; the same files give the same bytes."""
    lexicon = _from_toml()
    rows = [
        [one.id, one.place, one.names, one.context, [[c.hs6, c.weight, c.conditions] for c in one.codes], one.note]
        for one in lexicon.concepts
    ]
    content = orjson.dumps({"digest": sources_digest(), "concepts": rows, "words": lexicon.words})
    return gzip.compress(content, mtime=0)


def _from_toml() -> Lexicon:
    concepts = load_concepts()
    names = (name for one in concepts for own in one.names.values() for name in own)
    return Lexicon(concepts, {name: name_words(name) for name in dict.fromkeys((*names, *condition_values(concepts)))})


def _concept(row: list[Any]) -> Concept:
    id_, place, names, context, codes, note = row
    return Concept(
        id_,
        {language: tuple(own) for language, own in names.items()},
        tuple(context),
        tuple(
            ConceptCode(hs6, weight, {name: tuple(values) for name, values in conditions.items()})
            for hs6, weight, conditions in codes
        ),
        note,
        place,
    )
