"""Concepts: a kind of goods, the words shops use for it, and the subheadings it may fall in.

A file of `concepts/<chapter>/` holds the concepts that fall first in an HS heading, or in a part of one
(`61_knitted_clothing/6109.10.toml`; `39_plastics/3926.90_home.toml` where a subheading has too many for one file). What
importers and tariff indexes call goods stands there too, or in `<heading>_trade.toml`: such an entry holds names of one
subheading, which need not be the same goods. A file is TOML, one table a concept:

    [t_shirt]
    en = "t-shirt | tee | tee shirt"
    with = "crew neck | short sleeve | graphic print"
    codes = ["610910 6 material=cotton", "610990 4 material=polyester/viscose"]
    note = "Heading 6109 wants knitted fabric."

`en` holds names, the commonest first; `with` words that stand beside them without changing the code. A code is an HS
2022 subheading, its share of the trade in such goods where nothing more is known (relative to its siblings), and what
must be so for it: `attribute=value/value, attribute=value`. `names/<language>/` holds names in other languages by id.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Final

_HS6_DIGITS: Final = 6
_KEYS: Final = frozenset({"en", "with", "codes", "note"})


class LexiconError(ValueError):
    """A lexicon file does not say what its format demands; the text names file and concept."""


@dataclass(frozen=True, slots=True)
class ConceptCode:
    """A subheading a concept may fall in.

    Attributes:
        hs6: HS 2022 subheading, 6 digits.
        weight: share of the trade when no condition is known, relative to the concept's other codes.
        conditions: attribute -> the values of which one must hold; empty: nothing more is asked.
    """

    hs6: str
    weight: float
    conditions: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Concept:
    """A kind of goods, with its names by language (the commonest first) and its codes.

    `place` is the file it stands in, below `concepts/` and without its ending.
    """

    id: str
    names: Mapping[str, tuple[str, ...]]
    context: tuple[str, ...]
    codes: tuple[ConceptCode, ...]
    note: str = ""
    place: str = field(default="", compare=False)

    @property
    def name(self) -> str:
        """The commonest English name."""
        return self.names["en"][0]


def load_concepts() -> tuple[Concept, ...]:
    """Every packaged concept, in the order of the files.

    Raises:
        LexiconError: a file is malformed, an id stands twice, or a name belongs to no concept.
    """
    root = files("dutiful_classify.lexicon")
    tables = dict(_tables(root / "concepts"))
    translations: dict[str, dict[str, tuple[str, ...]]] = {}
    for language in sorted((root / "names").iterdir(), key=lambda entry: entry.name):
        if language.is_dir():
            _add_names(language, tables, translations)
    return tuple(_concept(id_, place, table, translations.get(id_, {})) for id_, (place, table) in tables.items())


def _toml_files(folder: Traversable) -> list[Traversable]:
    return sorted((entry for entry in folder.iterdir() if entry.name.endswith(".toml")), key=lambda entry: entry.name)


def _parsed(file: Traversable) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(f"{file.name}: {error}") from error


def _tables(folder: Traversable) -> Iterator[tuple[str, tuple[str, dict[str, Any]]]]:
    seen: dict[str, str] = {}
    chapters = sorted((entry for entry in folder.iterdir() if entry.is_dir()), key=lambda entry: entry.name)
    placed = [(f"{chapter.name}/", file) for chapter in chapters for file in _toml_files(chapter)]
    for chapter, file in [*placed, *(("", file) for file in _toml_files(folder))]:
        place = chapter + file.name.removesuffix(".toml")
        for id_, table in _parsed(file).items():
            if id_ in seen:
                raise LexiconError(f"{place}.toml: {id_} stands in {seen[id_]}.toml already")
            if not isinstance(table, dict) or not {"en", "codes"} <= table.keys() <= _KEYS:
                raise LexiconError(f"{place}.toml: {id_} needs en and codes, and may have with and note")
            seen[id_] = place
            yield id_, (place, table)


def _add_names(
    folder: Traversable, known: Mapping[str, object], translations: dict[str, dict[str, tuple[str, ...]]]
) -> None:
    for file in _toml_files(folder):
        for id_, names in _parsed(file).items():
            if id_ not in known:
                raise LexiconError(f"{folder.name}/{file.name}: there is no concept {id_}")
            own = translations.setdefault(id_, {})
            own[folder.name] = own.get(folder.name, ()) + _words(names)


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for part in text.split("|") if (word := part.strip()))


def _concept(id_: str, place: str, table: dict[str, Any], translations: Mapping[str, tuple[str, ...]]) -> Concept:
    names = _words(table["en"])
    codes = tuple(_code(id_, text) for text in table["codes"])
    if not names or not codes:
        raise LexiconError(f"{place}.toml: {id_} has no name or no code")
    return Concept(
        id_, {"en": names, **translations}, _words(table.get("with", "")), codes, table.get("note", ""), place
    )


def _code(id_: str, text: str) -> ConceptCode:
    hs6, weight, *rest = text.split(maxsplit=2) if " " in text else (text, "")
    if not (hs6.isdigit() and len(hs6) == _HS6_DIGITS):
        raise LexiconError(f"{id_}: {hs6} is not a subheading of 6 digits")
    try:
        share = float(weight)
    except ValueError:
        raise LexiconError(f"{id_}: {weight} is not the weight of {hs6}") from None
    conditions: dict[str, tuple[str, ...]] = {}
    for condition in rest[0].split(",") if rest else ():
        name, separator, values = condition.partition("=")
        if not separator or not values.strip():
            raise LexiconError(f"{id_}: {condition.strip()} is not attribute=value/value")
        conditions[name.strip()] = tuple(value.strip() for value in values.split("/"))
    return ConceptCode(hs6, share, conditions)
