"""Words of products and of tariffs, brought to one form so that they can be compared."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from dutiful_classify.codes.code_system import FACTS

_WORD: Final = re.compile(r"[0-9]+(?:[.,][0-9]+)*|[^\W\d_]+", re.UNICODE)
_WIDE: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LEAST_STEM: Final = 4


def words(text: str) -> list[str]:
    """The words of `text` in their order, plain, stemmed and by one name for each meaning."""
    plain = text.casefold()
    if not plain.isascii():
        letters = unicodedata.normalize("NFKD", plain)
        plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    plain = plain.replace("man-made", "manmade").replace("t-shirt", "tshirt").replace("'s", "").replace("\u2019s", "")
    return [known for found in _WORD.findall(plain) for known in _forms(found)]


@lru_cache(maxsize=65_536)
def _forms(word: str) -> tuple[str, ...]:
    if _WIDE.search(word):
        # Writing without spaces: pairs of letters stand for words.
        return tuple(word[place : place + 2] for place in range(max(1, len(word) - 1)))
    if word in _empty():
        return ()
    same = _same()
    stemmed = same.get(word) or stem(word)
    return (same.get(stemmed, stemmed),)


def stem(word: str) -> str:
    """An English word without its ending: `knitted` -> `knit`, `boxes` -> `box`."""
    if len(word) < _LEAST_STEM or not word.isascii() or not word.isalpha():
        return word
    if word.endswith("ies") and len(word) > _LEAST_STEM:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        bare = word.removesuffix(ending)
        if bare != word and len(bare) >= _LEAST_STEM - 1 and re.search(r"[aeiouy]", bare):
            doubled = bare[-1] == bare[-2] and bare[-1] not in "lsz"
            return bare[:-1] if doubled else bare
    return word


def implied(found: Iterable[str]) -> Iterator[str]:
    """The broader words that `found` ones imply, however many steps away."""
    table, seen, waiting = _implications(), set(found), list(found)
    while waiting:
        for broader in table.get(waiting.pop(), ()):
            if broader not in seen:
                seen.add(broader)
                waiting.append(broader)
                yield broader


def completions(beginning: str) -> Iterator[str]:
    """The names of known meanings that have a word beginning so: `headph` -> `earphone`."""
    yield from dict.fromkeys(name for word, name in _same().items() if word.startswith(beginning))


@cache
def _table() -> Mapping[str, object]:
    return tomllib.loads(files(FACTS).joinpath("words.toml").read_text(encoding="utf-8"))


@cache
def _empty() -> frozenset[str]:
    """Words that tell no goods apart. "other" and "not" do, and are read before words are."""
    return frozenset(str(_table()["empty"]).split())


@cache
def exclusive_groups() -> tuple[frozenset[str], ...]:
    """Words of which goods are mostly but one: women's or men's, cotton or leather, knitted or woven."""
    rows = _table()["exclusive"]
    assert isinstance(rows, list)
    return tuple(frozenset(form for word in row.split() for form in _forms(word)) for row in rows)


@cache
def _same() -> Mapping[str, str]:
    rows = _table()["same"]
    assert isinstance(rows, list)
    found = {}
    for row in rows:
        first, *others = row.split()
        for word in (first, *others):
            found[word] = found[stem(word)] = first
    return found


@cache
def _implications() -> Mapping[str, tuple[str, ...]]:
    rows = _table()["implies"]
    assert isinstance(rows, dict)
    found: dict[str, tuple[str, ...]] = {}
    for word, broader in rows.items():
        found[_forms(word)[0]] = tuple(form for one in broader.split() for form in _forms(one))
    return found
