"""The concepts in one file that loads in a moment: `make lexicon` writes it anew.

Reading 40,000 TOML tables and cleaning 270,000 names takes seconds; a service must be ready sooner. So the file holds
the finished books of names, as JSON that is read in one native pass, and concepts that are made when they are first
asked for. It says of which files it was made; where they have changed since, they are read themselves.
"""

import gzip
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, overload

import orjson
import structlog

from dutiful_classify.engine.concept_match import Books, books_of
from dutiful_classify.engine.phrases import PhraseBook
from dutiful_classify.engine.text import words_of
from dutiful_classify.lexicon.attributes import load_attribute_words
from dutiful_classify.lexicon.concepts import Concept, ConceptCode, load_concepts

_FILE: Final = "concepts.json.gz"
_BOOKS: Final = ("names", "alone", "values")
#: Files beside the concepts by which names are cleaned and values hidden.
_BESIDE: Final = ("noise.toml", "attributes.toml")
#: Changes with the form of the file, so that one of another form is not read.
_FORM: Final = b"3"
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All concepts, the words they are found by, and every word that stands beside a name."""

    concepts: Sequence[Concept]
    books: Books
    beside: frozenset[str]


class _Stored(Sequence[Concept]):
    """Concepts as texts of JSON, which take little room; each becomes a `Concept` when it is first asked for."""

    def __init__(self, rows: list[str]) -> None:
        self._rows = rows
        self._made: dict[int, Concept] = {}

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, at: int) -> Concept: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Concept]: ...
    def __getitem__(self, at: int | slice) -> Concept | Sequence[Concept]:
        if isinstance(at, slice):
            return [self[number] for number in range(*at.indices(len(self)))]
        if (made := self._made.get(at)) is None:
            made = self._made[at] = _concept(orjson.loads(self._rows[at]))
        return made

    def __iter__(self) -> Iterator[Concept]:
        return (_concept(orjson.loads(row)) for row in self._rows)


def load_lexicon() -> Lexicon:
    """The compiled lexicon, or the one its TOML files hold where the compiled one is older.

    Raises:
        LexiconError: the TOML files must be read, and one is malformed.
    """
    file = files("dutiful_classify.lexicon") / _FILE
    if file.is_file():
        stored = orjson.loads(gzip.decompress(file.read_bytes()))
        if stored["digest"] == sources_digest():
            names, alone, values = (PhraseBook.of(stored[name]) for name in _BOOKS)
            books = Books(names, alone, values, stored["own_values"])
            return Lexicon(_Stored(stored["concepts"]), books, frozenset(stored["beside"]))
    _log.warning("the compiled lexicon is older than its files", file=_FILE)
    return _from_toml()


def sources_digest() -> str:
    """What the TOML files, and the words that cleaning takes out, hold."""
    root = Path(str(files("dutiful_classify.lexicon")))
    digest = sha256(_FORM)
    beside = (root / name for name in _BESIDE)
    for path in sorted([*beside, *root.glob("concepts/**/*.toml"), *root.glob("names/*/*.toml")]):
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
    content = {
        "digest": sources_digest(),
        "concepts": [orjson.dumps(row).decode() for row in rows],
        "own_values": lexicon.books.own_values,
        "beside": sorted(lexicon.beside),
        **{name: getattr(lexicon.books, name).plain for name in _BOOKS},
    }
    return gzip.compress(orjson.dumps(content), mtime=0)


def _from_toml() -> Lexicon:
    concepts = load_concepts()
    beside = {text.casefold() for one in concepts for text in one.context}
    words = frozenset(word for text in beside for word in words_of(text))
    return Lexicon(concepts, books_of(concepts, load_attribute_words()), words)


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
