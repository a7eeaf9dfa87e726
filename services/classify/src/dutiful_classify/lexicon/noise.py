"""Words that tell no goods from goods: `noise.toml`."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Noise:
    """Sellers' praise, in scripts with and without spaces, and stop words.

    Of these `of` stands between a thing and what it is of, `purpose` before what it is for, and `beside` before all
    that is beside the goods.
    """

    praise: tuple[str, ...]
    unspaced_praise: tuple[str, ...]
    stop: frozenset[str]
    of: frozenset[str]
    purpose: frozenset[str]
    beside: frozenset[str]


def load_noise() -> Noise:
    """The packaged words; longer phrases of praise stand before the shorter ones they begin with."""
    table = tomllib.loads((files("dutiful_classify.lexicon") / "noise.toml").read_text(encoding="utf-8"))
    praise, unspaced = (_longest_first(table[name]) for name in ("praise", "unspaced_praise"))
    return Noise(praise, unspaced, *(frozenset(table[name].split()) for name in ("stop", "of", "purpose", "beside")))


def _longest_first(phrases: str) -> tuple[str, ...]:
    return tuple(sorted((" ".join(phrase.split()) for phrase in phrases.split("|")), key=len, reverse=True))
