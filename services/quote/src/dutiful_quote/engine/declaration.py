"""A `Declaration`: what the importer states about one line, and which conditions of a measure that meets.

Two sorts of facts are told apart. A *statement* is a benefit to be claimed and proven: not stated is not claimed. A
fact under `when` decides the law for good or ill: not stated is not known, and the one who evaluates is told so.
"""

from collections.abc import Mapping
from dataclasses import field, replace
from typing import Final

from dutiful_quote.engine.comparisons import comparisons
from dutiful_quote.engine.measure import CLAIMED_RATES, Measure
from dutiful_shared.contract.value_class import value_class

#: The value of the condition `claim` that any claimed preference meets.
ANY_PREFERENCE: Final = "1"
#: The fact that the entry fits into what is left of a tariff quota.
WITHIN_QUOTA: Final = "within_quota"
#: What a preference that is not claimed lacks, in words for people.
CLAIM: Final = "claim with proof of origin"


class FactNeededError(Exception):
    """The law turns on a fact that nobody has stated."""

    def __init__(self, fact: str) -> None:
        super().__init__(fact)
        self.fact = fact


@value_class
class Declaration:
    """`facts` are usable texts (see `goods_facts`); `preference` is the claimed programme, or empty."""

    facts: Mapping[str, str]
    preference: str = ""
    #: Measures that were looked at, by identity, and whether they are met: one that states nothing is asked at every
    #: quote (see `nothing_stated`).
    _met: dict[int, tuple[Measure, bool]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def stating(self, **facts: str) -> "Declaration":
        """The same declaration with further facts."""
        return replace(self, facts={**self.facts, **facts})

    def fact(self, name: str) -> str:
        """The stated fact.

        Raises:
            FactNeededError: it was not stated.
        """
        stated = self.facts.get(name)
        if stated is None:
            raise FactNeededError(name)
        return stated

    def meets(self, measure: Measure) -> bool:
        """Whether every condition on the goods holds.

        Raises:
            FactNeededError: that depends on a fact which was not stated.
        """
        if not measure.conditions:
            return True
        known = self._met.get(id(measure))
        if known is not None and known[0] is measure:
            return known[1]
        met = not self.unmet(measure) and self._decided(measure.conditions.get("when"))
        self._met[id(measure)] = measure, met
        return met

    def unmet(self, measure: Measure) -> list[str]:
        """What the importer would have to state or claim for the measure, in words for people."""
        conditions = measure.conditions
        if not conditions:
            return []
        unmet = (
            [
                f"statement: {one}"
                for one in comparisons(conditions["statement"])
                if one.fact not in self.facts or not one.holds(self.facts[one.fact])
            ]
            if "statement" in conditions
            else []
        )
        article = conditions.get("article")
        if article and self.facts.get("article_of") != measure.heading:
            unmet.append(f"only this article: {article}")
        quota = conditions.get("quota")
        if quota and self.facts.get(WITHIN_QUOTA) != "true":
            unmet.append(f"subject to tariff quota {quota}")
        claim = conditions.get("claim")
        if claim and not self._claims(measure, claim):
            unmet.append(CLAIM)
        return unmet

    def _claims(self, measure: Measure, claim: str) -> bool:
        if measure.kind in CLAIMED_RATES:
            return self.preference == measure.programme
        return bool(self.preference) if claim == ANY_PREFERENCE else self.preference in claim.split()

    def _decided(self, when: str | None) -> bool:
        if when is None:
            return True
        unknown = ""
        for one in comparisons(when):
            stated = self.facts.get(one.fact)
            if stated is None:
                unknown = unknown or one.fact
            elif not one.holds(stated):
                return False  # whatever the facts that are not known
        if unknown:
            raise FactNeededError(unknown)
        return True
