"""What has become of a decision: pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dutiful_classify.classifications.nomenclature import Nomenclature
from dutiful_shared.contract.classification_batch import FindingKind


@dataclass(frozen=True, slots=True)
class Remembered:
    """A decision that holds.

    Attributes:
        number: grows with time.
        product: the request that described it; None where only a SKU is known.
        hs6_then: what the model said first at the time; None where it was not asked.
    """

    number: int
    override_id: str
    sku: str | None
    product: Mapping[str, object] | None
    codes: Mapping[str, str]
    hs6_then: str | None

    @property
    def title(self) -> str:
        """Of the product, if it was described; else empty."""
        return "" if self.product is None else str(self.product.get("title", ""))


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a person should look at again."""

    kind: FindingKind
    code_system: str
    code: str
    successors: Sequence[str] = ()
    hs6_now: str | None = None
    probability_now: float | None = None


def compared(
    decided: Remembered, nomenclature: Nomenclature, hs6_now: str | None, probability_now: float | None
) -> list[Finding]:
    """Codes that no longer exist, and whether the model now says something else than it did.

    Args:
        hs6_now: the model's first candidate; None where it was not asked, or has none.
    """
    found = [
        Finding(FindingKind.GONE, system, code, nomenclature.successors(code[:6]), hs6_now, probability_now)
        for system, code in decided.codes.items()
        if not nomenclature.has(system, code)
    ]
    if hs6_now is not None and decided.hs6_then is not None and hs6_now != decided.hs6_then:
        system, code = next(iter(decided.codes.items()))
        found.append(Finding(FindingKind.ANSWER_CHANGED, system, code, (), hs6_now, probability_now))
    return found
