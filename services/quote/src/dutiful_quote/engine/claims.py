"""Whether a claim to preference meets what the agreement asks: its proof, its value and its way of transport.

Where the loaded facts know an agreement with the country of origin, a claim that lacks one of these pays the ordinary
duty, and the answer asks for what it lacks. Where they know none, the claim is taken as it is made. The rules of origin
of the goods themselves are the exporter's to know: the proof is his word for it.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from dutiful_quote.engine.case import Case, LineState
from dutiful_quote.engine.declaration import CLAIM
from dutiful_quote.engine.findings import Affects, Assumption, Claim, Missing, RequiredDocument
from dutiful_quote.engine.goods import GoodsLine
from dutiful_quote.engine.law import Law
from dutiful_quote.engine.measure import Measure, covers_origin
from dutiful_quote.engine.proofs import accepts, named, proof_kind
from dutiful_quote.engine.thresholds import compared_value, holds
from dutiful_shared.contract.charge import ChargeKind, LegalReference


def hold_claims(case: Case) -> None:
    """Look at every claim that is made with a proof, under each law; one that lacks something is let fall.

    Where the territory's law consists of several, its rules choose for each duty what the claim is worth there.
    """
    proven = [state for state in case.lines if state.line.claims_preference and state.line.preference_proof]
    for state in proven:
        for law in (case.law, *case.law.beside.values()):
            state.claims[law.territory.jurisdiction] = _look_at(case, state.line, law)
    if not case.law.beside:
        for state in proven:
            state.line = state.line_under(case.law)


def note_claims(case: Case) -> None:
    """Ask for what the claims on dutiable lines lack, and name the proofs of those that were applied."""
    for state in case.lines:
        law = state.law_of_duty or case.law
        _say_what_claims_need(state, law)
        claim = state.claims.get(law.territory.jurisdiction)
        if claim is None:
            continue
        if claim.lacks is not None:
            if state.unknown is not None or any(charge.kind is ChargeKind.DUTY for charge in state.charges):
                case.ask(claim.lacks)
        elif state.preference:
            case.assumptions += [claim.assumed] if claim.assumed else []
            case.papers.append(claim.paper or _proof(state.line))


def _say_what_claims_need(state: LineState, law: Law) -> None:
    """Among the alternatives, the proofs that agreements with the origin accept, and the way the goods must take."""
    if not state.alternatives or not _with(law, state.line.origin):
        return
    claim, direct = law.territory.derived(
        ("claims need", law.territory_key, state.line.origin), lambda: _needed_with(_with(law, state.line.origin))
    )
    state.alternatives = [
        replace(way, requires=(*(claim if one == CLAIM else one for one in way.requires), *direct))
        if CLAIM in way.requires
        else way
        for way in state.alternatives
    ]


def _needed_with(agreements: Sequence[Measure]) -> tuple[str, tuple[str, ...]]:
    """What a claim under some of the agreements takes: itself with its proofs in words, and the way of transport."""
    proofs = "|".join(dict.fromkeys(kind for one in agreements for kind in one.conditions.get("proof", "").split("|")))
    direct = ("direct transport",) if all("direct_transport" in one.conditions for one in agreements) else ()
    return f"{CLAIM}: {named(proofs)}" if named(proofs) else CLAIM, direct


def _look_at(case: Case, line: GoodsLine, law: Law) -> Claim:
    """What the agreements of `law` with the origin of a line say of its claim."""
    agreements = _with(law, line.origin)
    kind = proof_kind(line.preference_proof or "")
    accepted = [one for one in agreements if accepts(one.conditions.get("proof", ""), kind)]
    if not agreements:
        return Claim()
    if not accepted:
        return Claim(_another_proof(line, agreements, kind))
    within = [one for one in accepted if _exporter_may(case, line, one)]
    if not within:
        return Claim(_exporter(case, line, accepted))
    direct = [one for one in within if _travels(case, line, one, law)]
    if not direct:
        return Claim(_transport(case, line, within[0]))
    agreement = direct[0]
    paper = RequiredDocument(
        "proof_of_origin", f"{agreement.name}: {line.preference_proof}.", agreement.legal_reference, line.id
    )
    return Claim(None, _taken_as_direct(line, agreement), paper)


def _proof(line: GoodsLine) -> RequiredDocument:
    """The proof of a preference of which no agreement is loaded."""
    law = LegalReference("The preference claimed, as cited by its charge")
    return RequiredDocument("proof_of_origin", f"A preference is claimed by {line.preference_proof}.", law, line.id)


def _with(law: Law, origin: str) -> tuple[Measure, ...]:
    """Agreements in force between the destination and the origin."""
    return law.territory_key.agreements_with(origin)


def _exporter_may(case: Case, line: GoodsLine, agreement: Measure) -> bool:
    """Whether the exporter may make out the proof: one with a number for any value, any other up to a limit."""
    if agreement.conditions.get("exporter") == "registered" and not line.exporter_reference:
        return False
    return holds(case, agreement)


def _travels(case: Case, line: GoodsLine, agreement: Measure, law: Law) -> bool:
    """Direct transport where the agreement asks for it: as stated, or from one of its parties."""
    if "direct_transport" not in agreement.conditions:
        return True
    if line.direct_transport is not None:
        return line.direct_transport
    ship_from = case.consignment.ship_from
    return ship_from == line.origin or covers_origin(agreement, ship_from, law.groups_of(ship_from))


def _taken_as_direct(line: GoodsLine, agreement: Measure) -> Assumption | None:
    if line.direct_transport is not None or "direct_transport" not in agreement.conditions:
        return None
    text = f"Line {line.id} is taken to travel from {line.origin} directly, as the {agreement.name} asks."
    return Assumption("direct_transport", "true", text, f"/lines/{line.index}/preference/direct_transport")


def _another_proof(line: GoodsLine, agreements: Sequence[Measure], kind: str) -> Missing:
    ways = "; ".join(
        dict.fromkeys(f"the {one.name} accepts {named(one.conditions.get('proof', ''))}" for one in agreements)
    )
    what = f"{line.preference_proof!r} is another proof" if kind else f"{line.preference_proof!r} names none of them"
    question = (
        f"Which proof of origin supports line {line.id}? For {line.origin} {ways}; {what}. The ordinary duty is used."
    )
    return _missing(line, "preference_proof", question, "proof")


def _exporter(case: Case, line: GoodsLine, accepted: Sequence[Measure]) -> Missing:
    one = next((found for found in accepted if "value_at_most" in found.conditions), accepted[0])
    limit = _limit(case, one)
    worth = f"{compared_value(case, 'claimed', None)} {case.currency}"
    question = (
        f"Under which number does its customs know the exporter of line {line.id}? Under the {one.name} any exporter "
        f"may make out the proof for goods of up to {limit}, above it only one with a number; these are worth {worth}. "
        "The ordinary duty is used."
    )
    return _missing(line, "exporter_reference", question, "exporter_reference")


def _limit(case: Case, agreement: Measure) -> str:
    """Its value in its own currency; where that is another, in the destination's too, and by which rate."""
    currency, value = agreement.conditions.get("value_currency", ""), agreement.conditions.get("value_at_most", "")
    rate = case.exchange.rates.get(currency)
    if rate is None or not value:
        return f"{currency} {value}".strip()
    here = f"{Decimal(value) * rate.rate:.2f} {case.currency}"
    return f"{currency} {value} ({here} at the rate of {rate.source} of {rate.as_of})"


def _transport(case: Case, line: GoodsLine, agreement: Measure) -> Missing:
    how = "is stated not to be so" if line.direct_transport is False else f"leaves from {case.consignment.ship_from}"
    question = (
        f"Does line {line.id} travel from {line.origin} to {case.consignment.ship_to} directly, or unaltered and under "
        f"customs supervision? The {agreement.name} asks for it, and the consignment {how}. The ordinary duty is used."
    )
    return _missing(line, "direct_transport", question, "direct_transport")


def _missing(line: GoodsLine, fact: str, question: str, field: str) -> Missing:
    return Missing(Affects.CLEARANCE, fact, question, f"/lines/{line.index}/preference/{field}", line.id)
