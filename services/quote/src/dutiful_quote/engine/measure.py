"""A `Measure`: one rule of a tariff, in the model of the WCO and TARIC.

Every country's law is brought to this one shape: a kind, the goods it covers (children of a code inherit it), the
origins it covers with those it leaves out, a rate, conditions, a legal reference and a validity.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from dutiful_quote.engine.duty_rate import DutyRate
from dutiful_shared.contract.charge import ChargeKind, ChargeTerms, Collected, LegalReference, Payer
from dutiful_shared.contract.value_class import value_class


class MeasureKind(StrEnum):
    """What a measure does; `EXCISE`, `VAT` and `FEE` are charges of their own beside the duties."""

    THIRD_COUNTRY_DUTY = "third_country_duty"
    PREFERENCE = "preference"
    #: A lower rate for anybody whose goods are as it describes, be it under an authorisation.
    SUSPENSION = "suspension"
    #: A lower rate for as long as the quantity of a tariff quota lasts.
    QUOTA = "quota"
    ADDITIONAL_DUTY = "additional_duty"
    #: Takes goods or origins out of another measure, named by `programme`.
    EXEMPTION = "exemption"
    #: A threshold below which duty or tax is not charged, or is charged in another way.
    RELIEF = "relief"
    #: A flat duty that takes the place of the ordinary tariff (EU: EUR 3 an item).
    FLAT_DUTY = "flat_duty"
    #: Duty is charged on a part of the customs value only (repairs abroad, United States components).
    DUTIABLE_PART = "dutiable_part"
    EXCISE = "excise"
    VAT = "vat"
    FEE = "fee"
    #: A prohibition, or a paper without which the goods may not be imported.
    CONTROL = "control"
    #: What the ordinary duty is expected to be where the schedule is not loaded. It is never charged.
    DUTY_ESTIMATE = "duty_estimate"
    #: Changes no amount by itself: a benefit whose list is not loaded, a rule that waits for its confirmation.
    NOTICE = "notice"
    #: A preference agreement with its members: one measure for each way of proving origin that it accepts.
    AGREEMENT = "agreement"
    #: A unit that the declaration asks for beside the net weight.
    SUPPLEMENTARY_UNIT = "supplementary_unit"


#: Rates that stand in the place of the ordinary duty for those who claim them.
CLAIMED_RATES: Final = frozenset({MeasureKind.PREFERENCE, MeasureKind.SUSPENSION, MeasureKind.QUOTA})


class Mode(StrEnum):
    """How an additional duty meets the ordinary one, or how a control acts."""

    ADD = "add"
    #: Tops the ordinary duty up to a minimum total: max(column 1, floor) - column 1.
    MINIMUM_TOTAL = "minimum_total"
    #: The law may apply, but the evidence does not say to which goods: the line has a range up to `rate` and says so.
    #: Several unresolved taxes or courier duties of one programme are the answers that are possible.
    UNRESOLVED = "unresolved"
    #: A control under which the goods may not come in at all: nothing can be paid that would bring them in.
    BLOCK = "block"


#: So many terms of charges by one measure are kept.
_MOST_TERMS: Final = 64
#: A charge of law is due whether the order goes DDP or DAP.
_BOTH_WAYS: Final = ("ddp", "dap")
#: Every origin. As TARIC's area 1011, "erga omnes".
ALL_ORIGINS = "*"


@value_class
class Measure:
    """One rule.

    Attributes:
        id: unique within its jurisdiction and stable between releases where the law has not changed.
        jurisdiction: the customs territory whose law it is ("US", "EU", "GB" ...).
        programme: the name by which measures refer to each other and a stacking table to them ("column_1",
            "s301_china_4a", "KR", "standard" ...).
        name: for people, in the project's own words.
        goods_code: digits without dots; covers every code that begins with it. Empty covers all goods.
        areas: countries (ISO 3166 alpha-2) or groups of the release's area table; `("*",)` is every origin.
        excluded: countries or groups taken out of `areas`.
        destination: a part of the customs territory (a member state of the EU); empty is all of it.
        rate: None where the measure has no amount of its own (exemptions, reliefs, unresolved duties).
        heading: the code under which it is declared (US chapter 99, an additional code); empty for none.
        conditions: facts that must hold, by name. The names and values are listed in `conditions.py`.
        rank: place in the order of tests that the law prescribes among measures of one programme; lower comes first.
        base: what the rate is applied to; empty is the customs value of the line. `share:F` is that value times the
            stated share F, `rest:F` times what is left of it, `amount:F` a stated amount, `less:F` the value less one.
            An exemption with a base frees that part of the value only.
        valid_from, valid_to: both included; None is open.
        verified_until: the last day for which the evidence speaks; None is that of its release.
    """

    id: str
    jurisdiction: str
    kind: MeasureKind
    programme: str
    name: str
    goods_code: str
    areas: tuple[str, ...]
    excluded: tuple[str, ...]
    destination: str
    rate: DutyRate | None
    rate_text: str
    mode: Mode
    heading: str
    conditions: Mapping[str, str]
    legal_reference: LegalReference
    valid_from: date | None
    valid_to: date | None
    verified_until: date | None
    release: str
    rank: int = 0
    base: str = ""
    #: On what terms it was charged before: few, since they differ in name, payer and day of evidence alone.
    _terms: dict[Hashable, ChargeTerms] = field(default_factory=dict, init=False, repr=False, compare=False)

    def charged(
        self,
        kind: ChargeKind,
        name: str,
        payer: Payer,
        collected: Collected,
        verified_until: date | None,
        *,
        follows_incoterm: bool,
    ) -> ChargeTerms:
        """The terms of a charge by this measure: the same object for the same terms."""
        key = (kind, name, payer, collected, verified_until, follows_incoterm)
        known = self._terms.get(key)
        if known is None:
            if len(self._terms) >= _MOST_TERMS:
                self._terms.clear()
            known = self._terms[key] = ChargeTerms(
                kind=kind,
                name=name or self.name,
                rate_text=self.rate_text,
                applies_to=_BOTH_WAYS,
                payer=payer,
                collected=collected,
                measure_id=self.id,
                programme=self.programme,
                legal_reference=self.legal_reference,
                valid_from=self.valid_from,
                valid_to=self.valid_to,
                release=self.release,
                verified_until=verified_until,
                follows_incoterm=follows_incoterm,
            )
        return known

    def in_force(self, on: date) -> bool:
        """Whether the day lies within its validity, first and last day included."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class AreaMember:
    """A country's membership of a group, with its dates (both included; None is open)."""

    area: str
    member: str
    valid_from: date | None = None
    valid_to: date | None = None


def covers_origin(measure: Measure, origin: str, groups: frozenset[str]) -> bool:
    """Whether `origin`, a member of `groups` on the day in question, is within the measure's area."""
    if measure.excluded and (origin in measure.excluded or not groups.isdisjoint(measure.excluded)):
        return False
    areas = measure.areas
    return areas == (ALL_ORIGINS,) or origin in areas or ALL_ORIGINS in areas or not groups.isdisjoint(areas)


def outside(measure: Measure, code: str) -> bool:
    """Whether the measure leaves out goods of this code, which lies below its own."""
    prefixes = measure.conditions.get("not_goods")
    return prefixes is not None and code.startswith(tuple(prefixes.split()))
