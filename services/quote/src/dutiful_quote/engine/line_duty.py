"""Ordinary and additional duty of one line under one tariff code: what is due, what else was possible, what lacks.

The order is that of a declaration: the ordinary duty (or the claimed preference in its place), then every additional
duty whose programme covers the goods and the origin, less its exemptions, and less those that yield to another
programme by the stacking table of the release.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from dutiful_quote.engine.duty_rate import Evaluation, RateBasis, evaluate
from dutiful_quote.engine.findings import Affects, Alternative, Missing, Relief, Spread
from dutiful_quote.engine.goods import GoodsLine
from dutiful_quote.engine.law import Law
from dutiful_quote.engine.measure import Measure, MeasureKind, Mode
from dutiful_shared.contract.charge import ChargeKind, LegalReference
from dutiful_shared.contract.money import minor_unit
from dutiful_shared.contract.units import UNIT_QUESTIONS


@dataclass(frozen=True, slots=True)
class DraftCharge:
    """A charge before it is known who pays it and when."""

    kind: ChargeKind
    measure: Measure
    base: Decimal | None
    evaluation: Evaluation
    amount: Decimal


@dataclass(frozen=True, slots=True)
class LineDuty:
    """What one line owes under `code`. `gaps` is empty when everything was computed."""

    code: str
    drafts: tuple[DraftCharge, ...]
    alternatives: tuple[Alternative, ...]
    reliefs: tuple[Relief, ...]
    gaps: tuple[Missing, ...]

    @property
    def amount(self) -> Decimal:
        """The part that is known."""
        return sum((draft.amount for draft in self.drafts), Decimal(0))

    @property
    def calculable(self) -> bool:
        return not self.gaps


@dataclass(frozen=True, slots=True)
class _Duties:
    """The running result for one line."""

    line: GoodsLine
    code: str
    basis: RateBasis
    law: Law

    def measures(self, kind: MeasureKind) -> list[Measure]:
        return self.law.of_goods(kind, self.line.code, self.code, self.line.origin)


def assess_line(line: GoodsLine, code: str, basis: RateBasis, law: Law) -> LineDuty:
    """The duties of `line` under the declarable `code`."""
    duties = _Duties(line, code, basis, law)
    ordinary, ordinary_gaps = _ordinary(duties)
    preferences = _preferences(duties)
    claimed = _claimed(line, preferences)
    base_duty = claimed or ordinary
    additional, reliefs, gaps = _additional(duties, base_duty.amount if base_duty else None)
    drafts = [*([base_duty] if base_duty else []), *additional]
    if not claimed:
        gaps = [*ordinary_gaps, *gaps]
    total = sum((draft.amount for draft in drafts), Decimal(0))
    alternatives = _alternatives(line, ordinary, preferences, claimed, drafts, total) if not gaps else []
    return LineDuty(code, tuple(drafts), tuple(alternatives), tuple(reliefs), tuple(gaps))


def _ordinary(duties: _Duties) -> tuple[DraftCharge | None, list[Missing]]:
    found = duties.measures(MeasureKind.THIRD_COUNTRY_DUTY)
    if not found or found[0].rate is None:
        return None, [_no_rate(duties)]
    measure = found[0]
    draft, gaps = _draft(duties, measure, ChargeKind.DUTY)
    return draft, gaps


def _no_rate(duties: _Duties) -> Missing:
    jurisdiction = duties.law.territory.jurisdiction
    return Missing(
        affects=Affects.AMOUNT,
        fact="duty_rate",
        question=f"The duty rate of {jurisdiction} for {duties.code} from {duties.line.origin} is not in the loaded "
        "tariff. What is it?",
        pointer=f"/lines/{duties.line.index}/hs_code",
        line=duties.line.id,
        spread=Spread(Decimal(0), None, None),
    )


def _preferences(duties: _Duties) -> list[DraftCharge]:
    """Every preference that the origin could claim and that can be computed, cheapest first."""
    drafts = []
    for measure in duties.measures(MeasureKind.PREFERENCE):
        if measure.rate is None:
            continue
        draft, gaps = _draft(duties, measure, ChargeKind.DUTY)
        if draft and not gaps:
            drafts.append(draft)
    seen: dict[str, DraftCharge] = {}
    for draft in drafts:  # measures come most specific first: the first of a programme is the one that applies
        seen.setdefault(draft.measure.programme, draft)
    return sorted(seen.values(), key=lambda draft: (draft.amount, draft.measure.programme))


def _claimed(line: GoodsLine, preferences: Sequence[DraftCharge]) -> DraftCharge | None:
    """The preference in force for a line that claims one and names its proof."""
    if not (line.claims_preference and line.preference_proof):
        return None
    for draft in preferences:
        if not _unmet(draft.measure, line):
            return draft
    return None


def _unmet(measure: Measure, line: GoodsLine) -> list[str]:
    """Conditions of a measure that the line does not meet, as requirements for people."""
    unmet = []
    statement = measure.conditions.get("statement")
    if statement and line.facts.get(statement, "").lower() != "true":
        unmet.append(f"statement: {statement}")
    article = measure.conditions.get("article")
    if article and line.facts.get("article_of", "") != measure.heading:
        unmet.append(f"only this article: {article}")
    if measure.conditions.get("claim") and not (line.claims_preference and line.preference_proof):
        unmet.append("claim with proof of origin")
    return unmet


def _additional(duties: _Duties, ordinary: Decimal | None) -> tuple[list[DraftCharge], list[Relief], list[Missing]]:
    by_programme: dict[str, Measure] = {}
    for measure in duties.measures(MeasureKind.ADDITIONAL_DUTY):
        by_programme.setdefault(measure.programme, measure)
    drafts: list[DraftCharge] = []
    reliefs: list[Relief] = []
    gaps: list[Missing] = []
    exemptions = duties.measures(MeasureKind.EXEMPTION)
    for programme, measure in sorted(by_programme.items(), key=lambda item: (item[1].heading, item[0])):
        displacing = duties.law.yields_to(programme) & by_programme.keys()
        if displacing:
            other = by_programme[min(displacing)]
            reliefs.append(
                _relief(duties.line, measure, f"not charged on goods under {other.name}", measure.legal_reference)
            )
            continue
        exempt = _exemption(duties.line, programme, exemptions)
        if exempt:
            reliefs.append(
                _relief(
                    duties.line, measure, f"exempt under {exempt.heading or exempt.programme}", exempt.legal_reference
                )
            )
            continue
        draft, lacking = _one_additional(duties, measure, ordinary)
        gaps += lacking
        if draft:
            drafts.append(draft)
    return drafts, reliefs, gaps


def _relief(line: GoodsLine, measure: Measure, why: str, reference: LegalReference) -> Relief:
    return Relief(measure.programme, f"{measure.name}: {why}", reference, line.id, measure.id)


def _exemption(line: GoodsLine, programme: str, exemptions: Iterable[Measure]) -> Measure | None:
    for measure in exemptions:
        if measure.programme == programme and not _unmet(measure, line):
            return measure
    return None


def _one_additional(
    duties: _Duties, measure: Measure, ordinary: Decimal | None
) -> tuple[DraftCharge | None, list[Missing]]:
    if measure.mode is Mode.UNRESOLVED or measure.rate is None:
        return None, [_unresolved(duties, measure)]
    draft, gaps = _draft(duties, measure, ChargeKind.ADDITIONAL_DUTY)
    if draft is None or measure.mode is Mode.ADD:
        return draft, gaps
    if ordinary is None:  # the top-up depends on the ordinary duty, which has its own gap
        return None, []
    top_up = max(draft.amount - ordinary, Decimal(0))
    formula = {
        "op": "minimum_total",
        "minimum": draft.evaluation.formula,
        "ordinary_duty": f"{ordinary:f}",
        "unrounded": f"{top_up:f}",
    }
    return replace(draft, amount=top_up, evaluation=replace(draft.evaluation, amount=top_up, formula=formula)), gaps


def _unresolved(duties: _Duties, measure: Measure) -> Missing:
    high = None
    if measure.rate is not None:
        high = evaluate(measure.rate, duties.basis).amount
    return Missing(
        affects=Affects.AMOUNT,
        fact=measure.programme,
        question=f"{measure.name} may apply to {duties.code} from {duties.line.origin}; this edition cannot compute "
        "it. Which rate applies to these goods?",
        pointer=f"/lines/{duties.line.index}/facts",
        line=duties.line.id,
        spread=Spread(Decimal(0), None, high),
    )


def _draft(duties: _Duties, measure: Measure, kind: ChargeKind) -> tuple[DraftCharge | None, list[Missing]]:
    assert measure.rate is not None
    result = evaluate(measure.rate, duties.basis)
    if result.amount is None:
        return None, _gaps_of(duties, measure, result)
    rounded = result.amount.quantize(minor_unit(duties.basis.currency), rounding=ROUND_HALF_UP)
    return DraftCharge(kind, measure, duties.basis.value, result, rounded), []


def _gaps_of(duties: _Duties, measure: Measure, result: Evaluation) -> list[Missing]:
    line = duties.line
    spread = Spread(Decimal(0), None, None)
    gaps = []
    for unit in result.missing_units:
        field = "net_weight_kg" if unit == "KGM" else f"quantities/{unit}"
        gaps.append(
            Missing(
                Affects.AMOUNT,
                f"quantity {unit}",
                f"{UNIT_QUESTIONS[unit]} of line {line.id}, in all? The rate is {measure.rate_text}.",
                f"/lines/{line.index}/{field}",
                line.id,
                spread,
            )
        )
    for currency in result.missing_currencies:
        gaps.append(
            Missing(
                Affects.AMOUNT,
                f"exchange rate {currency}",
                f"What is the customs exchange rate of {currency}? The rate is {measure.rate_text}.",
                f"/lines/{line.index}",
                line.id,
                spread,
            )
        )
    for form in result.forms:
        gaps.append(
            Missing(
                Affects.AMOUNT,
                f"rate form: {form}",
                f"The rate {measure.rate_text!r} has a form that this "
                f"edition does not compute ({form}). What does it come to?",
                f"/lines/{line.index}/hs_code",
                line.id,
                spread,
            )
        )
    return gaps


def _alternatives(
    line: GoodsLine,
    ordinary: DraftCharge | None,
    preferences: Sequence[DraftCharge],
    claimed: DraftCharge | None,
    drafts: Sequence[DraftCharge],
    total: Decimal,
) -> list[Alternative]:
    """The ways of paying the ordinary duty, cheapest first; additional duties are the same in each of them."""
    base = claimed or ordinary
    if base is None or not preferences:
        return []
    rest = total - base.amount
    ways = [*preferences, *([ordinary] if ordinary else [])]
    found = [
        Alternative(
            line=line.id,
            kind=way.measure.kind.value,
            programme=way.measure.programme,
            name=way.measure.name,
            requires=tuple(_unmet(way.measure, line)),
            total=way.amount + rest,
            saves=base.amount - way.amount,
            chosen=way is base,
            legal_reference=way.measure.legal_reference,
            valid_to=way.measure.valid_to,
        )
        for way in ways
    ]
    return sorted(found, key=lambda way: (way.total, not way.chosen, way.programme))
