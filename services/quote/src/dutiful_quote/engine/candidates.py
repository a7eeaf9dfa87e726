"""The duty of a line over all that is open about it: its national digits, its facts, the preference it claims.

Six digits are what a shop usually knows; the tariff answers for eight to ten. When every national line below the code
is treated alike the answer is exact all the same; otherwise the range of outcomes is the honest one.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from dutiful_quote.engine.alternatives import alternatives, free_claims
from dutiful_quote.engine.declaration import Declaration, FactNeededError
from dutiful_quote.engine.duty_rate import RateBasis
from dutiful_quote.engine.findings import Assumption
from dutiful_quote.engine.goods import Consignment, GoodsLine
from dutiful_quote.engine.law import Law
from dutiful_quote.engine.line_duty import LineOutcome, assess_declared
from dutiful_quote.engine.line_law import LineLaw, law_of_line
from dutiful_quote.engine.measure import Measure, MeasureKind, outside
from dutiful_quote.engine.prepared_line import PreparedLaw, can_be_prepared
from dutiful_quote.engine.proofs import accepts, proof_kind
from dutiful_quote.engine.settlement import LineDuty, settled
from dutiful_quote.engine.shipment import shipment_key
from dutiful_quote.engine.suppositions import Supposed, suppose
from dutiful_quote.engine.tariff_slice import TariffSlice
from dutiful_shared.contract.value_class import value_class


@value_class
class CodedDuty:
    """The duty of a line whatever its national code may be, or the range it lies in."""

    duty: LineDuty
    assumption: Assumption | None = None
    #: Duties that a statement would bring about and that were left out because nobody made it.
    taken: tuple[Assumption, ...] = ()


def declarable_codes(tariff: TariffSlice) -> list[str]:
    """The codes that goods asked for as `tariff.goods_code` may be declared under.

    A code that is itself declarable, or more precise than anything the tariff knows, stands alone.
    """
    if not tariff.lines:
        return [tariff.goods_code]
    codes = [line.goods_code for line in tariff.lines]
    if len(codes) == 1 or tariff.goods_code in codes:
        return [tariff.goods_code if tariff.goods_code in codes else _more_precise(tariff.goods_code, codes[0])]
    return codes


def assess_coded(line: GoodsLine, basis: RateBasis, law: Law, shipment: Consignment) -> CodedDuty:
    """The duty of `line` over all national codes it may have and all facts it does not state.

    The law of goods that are asked for again and again is prepared: see `prepared_line`.
    """
    if not can_be_prepared(line):
        return walk_coded(line, basis, law, shipment)
    key = (PreparedLaw, law.territory_key, line.code, line.origin, basis.on, basis.currency, *basis.quantities)
    ways: PreparedLaw = law.goods[line.code].derived((*key, shipment_key(shipment)), PreparedLaw)
    found: CodedDuty = ways.find(line, basis, lambda one, its_basis: walk_coded(one, its_basis, law, shipment))
    return found


def walk_coded(line: GoodsLine, basis: RateBasis, law: Law, shipment: Consignment) -> CodedDuty:
    """What `assess_coded` says, by a walk through the whole law of the line."""
    tariff = law.goods[line.code]
    codes = declarable_codes(tariff)
    unlike = (
        tariff.derived(("unlike", law.territory_key), lambda: _unlike(law, tariff, codes)) if len(codes) > 1 else codes
    )
    laws = {code: law_of_line(law, line, code, shipment) for code in unlike}
    best = {code: _best(line, line_law, basis) for code, line_law in laws.items()}
    duty = settled(line, line.code if len(codes) > 1 else codes[0], {code: one for code, (_, one) in best.items()})
    line_law, (chosen, supposed) = laws[unlike[0]], best[unlike[0]]
    if len(laws) == 1 and (duty.calculable or len(supposed.outcomes) == 1):
        ways = alternatives(line, line_law, chosen, supposed.outcomes[0], _assessor(line, line_law, basis))
        duty = replace(duty, alternatives=ways) if ways else duty
    taken = tuple(
        dict.fromkeys(
            note
            for code, (_, supposed) in best.items()
            if laws[code].additional
            for note in _not_stated(line, laws[code], supposed.outcomes[0])
        )
    )
    if duty.open_facts:
        return CodedDuty(duty, _of_one_sum(line, duty, basis.currency), taken)
    if len(codes) == 1 or not duty.calculable:
        return CodedDuty(duty, None, taken)
    duty = duty if duty.code == line.code else replace(duty, code=line.code)
    return CodedDuty(duty, _whatever_the_digits(line), taken)


def _not_stated(line: GoodsLine, law: LineLaw, outcome: LineOutcome) -> Iterator[Assumption]:
    """Programmes of which every heading needs a statement that the line does not make."""
    met = {draft.measure.programme for draft in outcome.drafts} | {relief.kind for relief in outcome.reliefs}
    for programme, headings in law.additional.items():
        if programme in met or not all(outcome.declaration.unmet(heading) for heading in headings):
            continue
        needed = " or ".join(dict.fromkeys(", ".join(outcome.declaration.unmet(heading)) for heading in headings))
        text = f"{headings[0].name} is not charged on line {line.id}: it lacks the {needed}."
        yield Assumption(programme, "not stated", text, f"/lines/{line.index}/facts")


def _unlike(law: Law, tariff: TariffSlice, codes: list[str]) -> list[str]:
    """One code for each set of measures: codes under the same ones are treated alike."""
    of_all_goods = [one for one in law.territory.measures if "not_goods" in one.conditions]
    alike: dict[tuple[str, ...], str] = {}
    for code in codes:
        covering = [one for one in tariff.measures if code.startswith(one.goods_code)] + of_all_goods
        alike.setdefault(tuple(sorted(one.id for one in covering if not outside(one, code))), code)
    return list(alike.values())


def _assessor(line: GoodsLine, law: LineLaw, basis: RateBasis) -> Callable[[Declaration], LineOutcome]:
    return lambda declaration: assess_declared(line, law, declaration, basis)


def _best(line: GoodsLine, law: LineLaw, basis: RateBasis) -> tuple[Declaration, Supposed]:
    """The outcomes at the ordinary rate or, where others are claimed, those of the cheapest that applies."""
    assess = _assessor(line, law, basis)
    plain = Declaration(line.facts) if line.facts else law.derived("nothing stated", lambda: Declaration({}))
    best, found = plain, suppose(assess, law, plain, basis.value)
    proven = bool(line.claims_preference and line.preference_proof)
    if not proven and not law.preferences:
        return best, found
    kind = proof_kind(line.preference_proof or "") if proven else ""
    rates = [
        one
        for one in law.preferences
        if needs_no_proof(one) or (proven and accepts(one.conditions.get("proof", ""), kind))
    ]
    if not rates and not proven:
        return best, found
    claimed = [] if proven else [(best, found)]
    for programme in dict.fromkeys([one.programme for one in rates] + list(free_claims(law) if proven else ())):
        declaration = replace(plain, preference=programme)
        rated = [one for one in rates if one.programme == programme and one.rate]
        if not rated or any(_may_apply(declaration, one) for one in rated):
            claimed.append((declaration, suppose(assess, law, declaration, basis.value)))
    return min(claimed, key=lambda way: _dearest(way[1]), default=(best, found))


def needs_no_proof(rate: Measure) -> bool:
    """Whether a rate takes the ordinary one's place by statements alone, wherever the goods originate."""
    return rate.kind is not MeasureKind.PREFERENCE and "claim" not in rate.conditions


def _may_apply(declaration: Declaration, preference: Measure) -> bool:
    """Whether the preference applies, or may do so by a fact that is yet to be asked for."""
    try:
        return declaration.meets(preference)
    except FactNeededError:
        return True


def _dearest(supposed: Supposed) -> tuple[bool, Decimal]:
    open_ended = supposed.truncated or any(outcome.gaps for outcome in supposed.outcomes)
    return open_ended, max(outcome.amount for outcome in supposed.outcomes)


def _whatever_the_digits(line: GoodsLine) -> Assumption:
    return Assumption(
        "hs_code",
        line.code,
        f"All national lines under {line.code} are treated alike, so the duty does not depend on the digits that are "
        "missing; the declaration needs them.",
        f"/lines/{line.index}/hs_code",
    )


def _of_one_sum(line: GoodsLine, duty: LineDuty, currency: str) -> Assumption:
    first = duty.open_facts[0]
    of_code = first == "hs_code"
    open_to_it = " and ".join(f"national line of {line.code}" if one == "hs_code" else one for one in duty.open_facts)
    text = (
        f"Line {line.id} owes {duty.amount:f} {currency} of duty whatever its {open_to_it}, though not by the same "
        f"rates. The charges shown are those of {duty.shown_of}; the declaration needs the right ones."
    )
    pointer = f"/lines/{line.index}/hs_code" if of_code else f"/lines/{line.index}/facts/{first}"
    return Assumption(first, duty.shown_of if of_code else "any", text, pointer)


def _more_precise(asked: str, known: str) -> str:
    return asked if len(asked) >= len(known) else known
