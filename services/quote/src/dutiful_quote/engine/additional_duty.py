"""The additional duties of one line: which programmes are charged, which yield, what is exempt.

Programmes are settled in such an order that each one knows whether those it yields to are charged. What yields is freed
to the extent of the other's base: a duty on the steel share of an article leaves the rest of its value to the others.
"""

from dataclasses import dataclass, field, replace
from decimal import Decimal

from dutiful_quote.engine.declaration import Declaration
from dutiful_quote.engine.drafts import UNBOUNDED, DraftCharge, draft_charge, rounded
from dutiful_quote.engine.duty_base import DutyBase
from dutiful_quote.engine.duty_rate import RateBasis
from dutiful_quote.engine.findings import Affects, Missing, Relief
from dutiful_quote.engine.goods import GoodsLine
from dutiful_quote.engine.line_law import LineLaw
from dutiful_quote.engine.measure import Measure, Mode
from dutiful_shared.contract.charge import ChargeKind


@dataclass(slots=True)
class AdditionalDuties:
    """The running result. `bases` says for each charged programme on how much of the value it is charged."""

    line: GoodsLine
    law: LineLaw
    declaration: Declaration
    basis: RateBasis
    #: None where the ordinary duty has no amount.
    ordinary: Decimal | None
    drafts: list[DraftCharge] = field(default_factory=list)
    reliefs: list[Relief] = field(default_factory=list)
    gaps: list[Missing] = field(default_factory=list)
    bases: dict[str, Decimal] = field(default_factory=dict)
    headings: dict[str, Measure] = field(default_factory=dict)

    def settle(self) -> None:
        """Charge, free or displace every programme that covers the line.

        Raises:
            FactNeededError: it depends on a fact that was not stated.
        """
        if not self.law.additional:
            return
        for programme in settling_order(self.law):
            heading = self._heading(programme)
            if heading is not None:
                self._settle(programme, heading)
        if len(self.drafts) > 1:
            self.drafts.sort(key=self._filed)

    def _heading(self, programme: str) -> Measure | None:
        return next((one for one in self.law.additional[programme] if self.declaration.meets(one)), None)

    def _settle(self, programme: str, heading: Measure) -> None:
        whole, partial = _exemptions(self.law, programme)
        taken, displacing = self._taken_by_others(partial)
        if displacing and taken >= self.basis.value:
            self._relieve(heading, displacing, f"not charged on goods under {self._charged_by(displacing).name}")
            return
        if self._exempted(heading, whole):
            return
        if heading.mode is Mode.UNRESOLVED and self.declaration.fact(programme) != "true":
            return
        base = max(min(self._own_base(heading), self.basis.value - taken), Decimal(0))
        if displacing and not base:
            self._relieve(heading, displacing, f"not charged on goods under {self._charged_by(displacing).name}")
            return
        self.bases[programme] = base
        self.headings[programme] = heading
        self._charge(heading, base)

    def _exempted(self, heading: Measure, exemptions: tuple[Measure, ...]) -> bool:
        for exemption in exemptions:
            if self.declaration.meets(exemption):
                self._relieve(heading, exemption, f"exempt under {exemption.heading or exemption.legal_reference.text}")
                return True
        return False

    def _taken_by_others(self, exemptions: tuple[Measure, ...]) -> tuple[Decimal, Measure | None]:
        """How much of the value other charges and partial exemptions free, and the first charge that does."""
        parts, by = Decimal(0), None
        if not exemptions:
            return parts, by
        taken: dict[str, Decimal] = {}  # by programme: two exemptions may name the same one
        for exemption in exemptions:
            if exemption.base and self.declaration.meets(exemption):
                parts += self._own_base(exemption)
            if "charged" in exemption.conditions and self.declaration.meets(exemption):
                for other in exemption.conditions["charged"].split():
                    if self.bases.get(other):
                        taken[other] = self.bases[other]
                        by = by or exemption
        return parts + sum(taken.values(), Decimal(0)), by

    def _own_base(self, heading: Measure) -> Decimal:
        base = DutyBase.of(heading.base)
        if base is None:
            return self.basis.value
        return rounded(base.amount(self.basis.value, self.declaration.fact(base.fact)), self.basis.currency)

    def _charged_by(self, exemption: Measure) -> Measure:
        return next(self.headings[one] for one in exemption.conditions["charged"].split() if self.bases.get(one))

    def _charge(self, heading: Measure, base: Decimal) -> None:
        if heading.rate is None:
            self.gaps.append(_without_rate(self.line, self.law, heading))
            return
        basis = self.basis if base == self.basis.value else replace(self.basis, value=base)
        draft, gaps = draft_charge(self.line, heading, ChargeKind.ADDITIONAL_DUTY, basis)
        self.gaps += gaps
        if draft is None:
            return
        if heading.mode is Mode.MINIMUM_TOTAL:
            if self.ordinary is None:  # the top-up depends on the ordinary duty, which has its own gap
                return
            draft = self._topped_up(draft, base, self.ordinary)
        self.drafts.append(draft)

    def _topped_up(self, draft: DraftCharge, base: Decimal, ordinary: Decimal) -> DraftCharge:
        """max(minimum, ordinary duty) - ordinary duty; on a part of the value, that part of the ordinary duty counts.

        A specific or compound ordinary duty thereby counts by its ad valorem equivalent on the entry.
        """
        counted = ordinary if base == self.basis.value else ordinary * base / self.basis.value
        top_up = max(draft.amount - rounded(counted, self.basis.currency), Decimal(0))
        formula = {
            "op": "minimum_total",
            "minimum": draft.evaluation.formula,
            "ordinary_duty": f"{counted:f}",
            "unrounded": f"{top_up:f}",
        }
        return replace(draft, amount=top_up, evaluation=replace(draft.evaluation, amount=top_up, formula=formula))

    def _relieve(self, heading: Measure, by: Measure, why: str) -> None:
        freed = Relief.by(heading.programme, by, f"{heading.name}: {why}", self.line.id)
        self.reliefs.append(replace(freed, measure_id=heading.id))

    def _filed(self, draft: DraftCharge) -> tuple[int, str, str]:
        programme = draft.measure.programme
        order = self.law.filing_order
        place = next((i for i, start in enumerate(order) if programme.startswith(start)), len(order))
        return place, draft.measure.heading, programme


def _exemptions(law: LineLaw, programme: str) -> tuple[tuple[Measure, ...], tuple[Measure, ...]]:
    """Those that free the line of a programme, and those that free a part of the value or let another charge do so."""

    def sorted_out() -> tuple[tuple[Measure, ...], tuple[Measure, ...]]:
        every = law.exemptions.get(programme, ())
        partial = tuple(one for one in every if one.base or "charged" in one.conditions)
        return tuple(one for one in every if one not in partial), partial

    return law.derived(("exemptions", programme), sorted_out)


def settling_order(law: LineLaw) -> tuple[str, ...]:
    """Programmes of the line, each after those it yields to; otherwise by name; a circle is cut."""
    return law.derived("settling order", lambda: _settling_order(law))


def _settling_order(law: LineLaw) -> tuple[str, ...]:
    done: dict[str, None] = {}

    def visit(programme: str, above: frozenset[str]) -> None:
        if programme in done or programme in above or programme not in law.additional:
            return
        for exemption in law.exemptions.get(programme, ()):
            for other in exemption.conditions.get("charged", "").split():
                visit(other, above | {programme})
        done[programme] = None

    for programme in sorted(law.additional):
        visit(programme, frozenset())
    return tuple(done)


def _without_rate(line: GoodsLine, law: LineLaw, heading: Measure) -> Missing:
    applies = "may apply" if heading.mode is Mode.UNRESOLVED else "applies"
    return Missing(
        affects=Affects.AMOUNT,
        fact=heading.programme,
        question=f"{heading.name} {applies} to {law.code} from {line.origin}; its amount is not in the loaded tariff. "
        "What does it come to?",
        pointer=None,
        line=line.id,
        spread=UNBOUNDED,
    )
