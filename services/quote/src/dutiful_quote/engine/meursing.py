"""The Meursing table: what the agricultural component of a duty on processed food comes to, by its recipe.

The Common Customs Tariff charges such food EA (for its milk, starch and sugar), ADSZ (sugar) or ADFM (flour) per 100 kg
net. A recipe has an additional code, 7000 to 7999, by the bands in which its shares of starch and glucose, of sucrose,
invert sugar and isoglucose, of milk fat and of milk proteins lie (Regulation (EEC) No 2658/87, Annex I, Annex 1).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from dutiful_quote.engine.declaration import Declaration, FactNeededError

#: The shares of a recipe in the order in which the table divides them.
SHARES: Final = ("starch_share", "sucrose_share", "milk_fat_share", "milk_protein_share")
COMPONENTS: Final = ("EA", "ADSZ", "ADFM")
CODE_FACT: Final = "meursing_code"
#: Begins the names of profile entries: `meursing.476` is "50 5 9 18 117.11 10.06 13.99", lower ends of the bands in per
#: cent in the order of SHARES, then EUR per 100 kg in the order of COMPONENTS.
_ENTRY: Final = "meursing."
_CODE_DIGITS: Final = 3


@dataclass(frozen=True, slots=True)
class Recipe:
    """One additional code. `bands` are lower ends in per cent, `amounts` EUR per 100 kg by component."""

    code: str
    bands: tuple[Decimal, ...]
    amounts: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class MeursingTable:
    """The recipes by the last three digits of their additional code."""

    recipes: Mapping[str, Recipe]

    @classmethod
    def of(cls, profile: Mapping[str, str]) -> "MeursingTable | None":
        """The table of a territory's profile; None where it has none."""
        found = [_recipe(name.removeprefix(_ENTRY), text) for name, text in profile.items() if name.startswith(_ENTRY)]
        return cls({recipe.code: recipe for recipe in found}) if found else None

    def declared(self, declaration: Declaration) -> Recipe | None:
        """The recipe that the stated code or the stated shares mean; None where the code is not in the table.

        Raises:
            FactNeededError: the code, or where some share is stated another share, is not stated.
        """
        facts = declaration.facts
        if CODE_FACT in facts:
            return self.recipes.get(facts[CODE_FACT].strip()[-_CODE_DIGITS:])
        if not any(share in facts for share in SHARES):
            raise FactNeededError(CODE_FACT)
        left = list(self.recipes.values())
        for i, share in enumerate(SHARES):
            if len({recipe.bands[i] for recipe in left}) > 1:
                left = _within(left, i, Decimal(declaration.fact(share)) * 100)
        return left[0]

    def possible_answers(self, fact: str, stated: Mapping[str, str]) -> tuple[str, ...]:
        """Answers between which every duty lies: the codes that no other one exceeds, or the bands of a share."""
        if fact == CODE_FACT:
            return tuple(sorted(recipe.code for recipe in self._bounding()))
        if fact not in SHARES:
            return ()
        left, place = list(self.recipes.values()), SHARES.index(fact)
        for i, share in enumerate(SHARES[:place]):
            if share in stated:
                left = _within(left, i, Decimal(stated[share]) * 100)
        return tuple(f"{band / 100:f}" for band in sorted({recipe.bands[place] for recipe in left}))

    def _bounding(self) -> Iterator[Recipe]:
        """The recipes with the most of some component, and the one with the least of all."""
        every = list(self.recipes.values())
        amounts = {recipe.code: tuple(recipe.amounts[name] for name in COMPONENTS) for recipe in every}
        yield min(every, key=lambda recipe: amounts[recipe.code])
        for recipe in every:
            mine = amounts[recipe.code]
            if not any(_exceeds(other, mine) for other in amounts.values()):
                yield recipe


def _recipe(code: str, text: str) -> Recipe:
    try:
        numbers = [Decimal(number) for number in text.split()]
    except InvalidOperation:
        raise ValueError(f"{text!r} are no numbers of the Meursing table") from None
    bands, amounts = numbers[: len(SHARES)], numbers[len(SHARES) :]
    return Recipe(code, tuple(bands), dict(zip(COMPONENTS, amounts, strict=True)))


def _within(recipes: Sequence[Recipe], place: int, per_cent: Decimal) -> list[Recipe]:
    band = max(recipe.bands[place] for recipe in recipes if recipe.bands[place] <= per_cent)
    return [recipe for recipe in recipes if recipe.bands[place] == band]


def _exceeds(other: Sequence[Decimal], mine: Sequence[Decimal]) -> bool:
    return other != mine and all(theirs >= own for theirs, own in zip(other, mine, strict=True))
