"""Words that sell and say nothing of the goods leave the heading where it is, in every language of the lexicon."""

import random
import tomllib
from pathlib import Path
from typing import Final

import pytest

from dutiful_classify.engine.product import Product
from dutiful_classify.lexicon.noise import load_noise
from dutiful_classify.model import Model, load

#: Language -> `titles` that shops list, `selling` phrases that sellers write around them.
LISTINGS: Final[dict[str, dict[str, list[str]]]] = tomllib.loads(
    (Path(__file__).parent / "listings.toml").read_text(encoding="utf-8")
)
_UNSPACED: Final = frozenset({"ja", "zh"})


@pytest.fixture(scope="module")
def model() -> Model:
    return load()


def headings(model: Model, titles: list[str]) -> list[str]:
    assessed = model.classifier.assess([Product(title) for title in titles])
    return [one.candidates[0].hs6[:4] if one.candidates else "" for one in assessed]


@pytest.mark.parametrize("language", sorted(LISTINGS))
def test_fewer_than_five_headings_in_a_hundred_move(language: str, model: Model) -> None:
    dice = random.Random(1)
    between = "" if language in _UNSPACED else " "
    named = [title for title in LISTINGS[language]["titles"] for _ in range(4)]
    dressed = [between.join(dice.sample([name, dice.choice(LISTINGS[language]["selling"])], 2)) for name in named]

    moved = [
        f"{title}: {before} to {after}"
        for title, before, after in zip(dressed, headings(model, named), headings(model, dressed), strict=True)
        if before != after
    ]

    assert len(moved) < 0.05 * len(named), moved


def test_none_of_them_is_taken_out_as_it_stands() -> None:
    noise = load_noise()
    praise = {phrase.casefold() for phrase in (*noise.praise, *noise.unspaced_praise)}
    selling = {phrase.casefold() for listing in LISTINGS.values() for phrase in listing["selling"]}

    assert selling.isdisjoint(praise)
