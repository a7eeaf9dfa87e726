"""Ordinary and additional duty of one line under one tariff code and one declaration: what is due, what lacks.

The order is that of a declaration: the part of the value that is dutiable, the ordinary duty (or the claimed preference
in its place), then the additional duties.
"""

from dataclasses import replace
from decimal import Decimal
from typing import Final

from dutiful_quote.engine.additional_duty import AdditionalDuties
from dutiful_quote.engine.declaration import Declaration
from dutiful_quote.engine.drafts import UNBOUNDED, DraftCharge, draft_charge, rounded
from dutiful_quote.engine.duty_base import DutyBase
from dutiful_quote.engine.duty_estimate import spread_on
from dutiful_quote.engine.duty_rate import RateBasis, components_of
from dutiful_quote.engine.findings import Affects, Missing, Relief, Spread
from dutiful_quote.engine.goods import GoodsLine
from dutiful_quote.engine.line_law import LineLaw
from dutiful_quote.engine.measure import Measure, MeasureKind
from dutiful_quote.engine.meursing import COMPONENTS
from dutiful_shared.contract.charge import ChargeKind
from dutiful_shared.contract.value_class import value_class

_NOTHING: Final = Decimal(0)


@value_class
class LineOutcome:
    """What the line owes if its code is `code` and `declaration` says all there is to say. `gaps`: what still lacks."""

    code: str
    declaration: Declaration
    drafts: tuple[DraftCharge, ...]
    reliefs: tuple[Relief, ...]
    gaps: tuple[Missing, ...]

    @property
    def amount(self) -> Decimal:
        """The part that is known."""
        total = _NOTHING
        for draft in self.drafts:
            total += draft.amount
        return total

    @property
    def shape(self) -> tuple[tuple[str, str, Decimal], ...]:
        """Programmes, rates and amounts: two outcomes of one shape cost the same for the same reasons.

        An additional duty of nothing is no reason: goods may be subject to an action without paying.
        """
        return tuple(
            (draft.measure.programme, draft.measure.rate_text, draft.amount)
            for draft in self.drafts
            if draft.amount or draft.measure.kind is not MeasureKind.ADDITIONAL_DUTY
        )


def assess_declared(line: GoodsLine, law: LineLaw, declaration: Declaration, basis: RateBasis) -> LineOutcome:
    """The duties of `line`.

    Raises:
        FactNeededError: they depend on a fact that the declaration does not state.
    """
    part, basis = _dutiable(law, declaration, basis)
    ordinary, gaps = _ordinary(line, law, declaration, basis)
    duties = AdditionalDuties(line, law, declaration, basis, ordinary.amount if ordinary else None)
    duties.settle()
    reliefs = [Relief.by("duty", part, part.name, line.id)] if part else []
    return LineOutcome(
        code=law.code,
        declaration=declaration,
        drafts=(*([ordinary] if ordinary else []), *duties.drafts),
        reliefs=(*reliefs, *duties.reliefs),
        gaps=(*gaps, *duties.gaps),
    )


def _dutiable(law: LineLaw, declaration: Declaration, basis: RateBasis) -> tuple[Measure | None, RateBasis]:
    for part in law.dutiable_parts:
        base = DutyBase.of(part.base)
        if base is not None and declaration.meets(part):
            value = rounded(base.amount(basis.value, declaration.fact(base.fact)), basis.currency)
            return part, replace(basis, value=value)
    return None, basis


def _ordinary(
    line: GoodsLine, law: LineLaw, declaration: Declaration, basis: RateBasis
) -> tuple[DraftCharge | None, list[Missing]]:
    """The claimed preference where there is one, else the ordinary duty."""
    plain = Declaration(declaration.facts)
    if declaration.preference:
        for preference in law.preferences:  # the most specific code first
            if preference.programme == declaration.preference and declaration.meets(preference):
                if preference.rate is None:
                    ordinary_duty, lacking = _ordinary(line, law, plain, basis)
                    if ordinary_duty is not None and not ordinary_duty.amount:
                        return ordinary_duty, lacking  # no preference is dearer than that
                    return None, [_no_preferential_rate(line, law, preference, ordinary_duty)]
                return draft_charge(line, preference, ChargeKind.DUTY, _by_recipe(law, declaration, preference, basis))
    ordinary = next((one for one in law.ordinary if declaration.meets(one)), None)
    if ordinary is None or ordinary.rate is None:
        return None, [_no_rate(line, law, basis)]
    return draft_charge(line, ordinary, ChargeKind.DUTY, _by_recipe(law, declaration, ordinary, basis))


def _by_recipe(law: LineLaw, declaration: Declaration, measure: Measure, basis: RateBasis) -> RateBasis:
    """The basis with the agricultural components of the declared recipe, where the rate has any."""
    if law.meursing is None or measure.rate is None or components_of(measure.rate).isdisjoint(COMPONENTS):
        return basis
    recipe = law.meursing.declared(declaration)
    return basis if recipe is None else replace(basis, components=recipe.amounts)


def _no_preferential_rate(line: GoodsLine, law: LineLaw, preference: Measure, ordinary: DraftCharge | None) -> Missing:
    """What is claimed exists, and what it comes to is not known: at most the ordinary duty."""
    return Missing(
        affects=Affects.AMOUNT,
        fact="preference_rate",
        question=f"{preference.name}: what is its rate for {law.code} from {line.origin}? It is claimed for line "
        f"{line.id}, and it is not in the loaded tariff.",
        pointer=None,
        line=line.id,
        spread=UNBOUNDED if ordinary is None else Spread(Decimal(0), None, ordinary.amount),
    )


def _no_rate(line: GoodsLine, law: LineLaw, basis: RateBasis) -> Missing:
    estimated = f" {law.estimate}" if law.estimate else ""
    return Missing(
        affects=Affects.AMOUNT,
        fact="duty_rate",
        question=f"The duty rate of {law.jurisdiction} for {law.code} from {line.origin} is not in the loaded tariff. "
        f"What is it?{estimated}",
        pointer=None,
        line=line.id,
        spread=spread_on(law.estimate, basis.value, basis.currency),
    )
