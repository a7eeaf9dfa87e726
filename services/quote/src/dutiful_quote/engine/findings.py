"""What an assessment says beside its charges: what it assumed, what it lacks, what else the law would offer."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from dutiful_quote.engine.measure import Measure
from dutiful_shared.contract.charge import Charge, LegalReference
from dutiful_shared.contract.value_class import value_class


class Affects(StrEnum):
    """What an answer to a missing fact would change."""

    AMOUNT = "amount"
    CLEARANCE = "clearance"


@value_class
class Spread:
    """The range of what may be due, in the destination's currency. None is unbounded (high) or unknown (likely)."""

    low: Decimal
    likely: Decimal | None
    high: Decimal | None

    def __add__(self, other: "Spread") -> "Spread":
        return Spread(self.low + other.low, _both(self.likely, other.likely), _both(self.high, other.high))


def _both(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else one + other


@value_class
class Missing:
    """A fact that was needed and not known, as a question. `spread` is given where it affects an amount.

    `pointer` names the field of the request that an answer goes into; None where no field can hold it, as with a rate
    that the loaded law lacks: the question is then one for customs. `rate_text` is the rate that cannot be applied
    without it, where there is one.
    """

    affects: Affects
    fact: str
    question: str
    pointer: str | None
    line: str | None = None
    spread: Spread | None = None
    rate_text: str = ""


@value_class
class Assumption:
    """A default that was taken. `pointer` names the field that would replace it."""

    fact: str
    value: str
    text: str
    pointer: str


@value_class
class Relief:
    """Something that is not charged, and the rule that says so."""

    kind: str
    text: str
    legal_reference: LegalReference
    line: str | None = None
    measure_id: str = ""
    #: Where the rule stands, and the last day for which its evidence speaks, as on a charge.
    release: str = ""
    verified_until: date | None = None

    @classmethod
    def by(cls, kind: str, measure: Measure, text: str = "", line: str | None = None) -> "Relief":
        """That `measure` frees of a charge of `kind`; without a `line`, the whole consignment."""
        what = text or measure.name
        return cls(kind, what, measure.legal_reference, line, measure.id, measure.release, measure.verified_until)


@value_class
class Restriction:
    """A control on the import of a line's goods: a prohibition, or a condition.

    `blocks`: the goods may not come in at all, so nothing that could be paid would bring them to the shopper.
    """

    line: str
    text: str
    legal_reference: LegalReference
    measure_id: str
    blocks: bool = False


@value_class
class RequiredDocument:
    """A paper that the import needs: of one line, or of the consignment. `why` says what asks for it."""

    document: str
    why: str
    legal_reference: LegalReference
    line: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim to preference, looked at: what it lacks (None where nothing), what was assumed, what proves it."""

    lacks: Missing | None = None
    assumed: Assumption | None = None
    paper: RequiredDocument | None = None


@value_class
class Alternative:
    """Another lawful way of paying for one line: what it requires and what the duty would then be."""

    line: str
    kind: str
    programme: str
    name: str
    requires: tuple[str, ...]
    #: Ordinary and additional duty of the line under this way, in the destination's currency.
    total: Decimal
    saves: Decimal
    chosen: bool
    legal_reference: LegalReference
    valid_to: date | None
    #: VAT or the like of the same goods under this way, where the way changes it; None where it says nothing of tax.
    tax: Decimal | None = None


@value_class
class LineAssessment:
    """One line assessed. `spread` is what the unknown part of duty and tax may come to; None where all is known."""

    id: str
    tariff_code: str
    origin: str
    goods_value: Decimal
    customs_value: Decimal
    calculable: bool
    reason: str
    charges: tuple[Charge, ...]
    alternatives: tuple[Alternative, ...]
    spread: Spread | None


@value_class
class Assessment:
    """One consignment assessed. Amounts beside charges are in the destination's currency."""

    consignment: str
    jurisdiction: str
    currency: str
    import_needed: bool
    customs_value: Decimal
    lines: tuple[LineAssessment, ...]
    charges: tuple[Charge, ...]
    reliefs: tuple[Relief, ...]
    assumptions: tuple[Assumption, ...]
    missing: tuple[Missing, ...]
    not_included: tuple[str, ...]
    documents_required: tuple[RequiredDocument, ...]
    restrictions: tuple[Restriction, ...] = ()
    #: Says that the import lies before the first day for which the facts of the territory are known; else empty.
    before_evidence: str = ""
    #: Spreads that belong to the whole consignment.
    spreads: tuple[Spread, ...] = ()

    @property
    def blocked(self) -> tuple[Restriction, ...]:
        """The controls that keep the goods out."""
        return tuple(found for found in self.restrictions if found.blocks)

    def all_charges(self) -> tuple[Charge, ...]:
        """Those of the lines, in their order, and then those of the whole consignment."""
        return tuple(charge for line in self.lines for charge in line.charges) + self.charges
