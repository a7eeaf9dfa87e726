"""The one walk: consignment x law x exchange -> an assessment with every amount explained."""

from datetime import date
from decimal import Decimal

from dutiful_quote.engine.case import Case, LineState
from dutiful_quote.engine.claims import hold_claims, note_claims
from dutiful_quote.engine.controls import note_controls
from dutiful_quote.engine.documents import documents_of
from dutiful_quote.engine.exchange import Exchange
from dutiful_quote.engine.exchange_notes import note_exchange
from dutiful_quote.engine.findings import Affects, Assessment, Assumption, LineAssessment, Missing, Spread
from dutiful_quote.engine.goods import Consignment
from dutiful_quote.engine.jurisdictions import rules_of
from dutiful_quote.engine.law import Law
from dutiful_quote.engine.valuation import counted_freight_share, value
from dutiful_shared.contract.incoterm import Incoterm

#: Version of the engine's arithmetic, recorded in each quote. A replay under another version says so.
ENGINE_VERSION = "5"


def assess(consignment: Consignment, law: Law, exchange: Exchange) -> Assessment:
    """Assess one consignment that crosses a customs border.

    Args:
        consignment: with a rate for its currency in `exchange`, and a slice in `law.goods` for each of its codes.
        law: what the tariff store holds for the destination on the day of import.
        exchange: customs exchange rates into the destination's currency.

    Prices that include duty or destination tax must have been solved before (`inclusive_prices.solve`).
    """
    basis = law.profile.get("valuation_basis", "CIF")
    share = counted_freight_share(consignment, law.profile)
    valuation = value(consignment, basis, exchange, share)
    states = [
        LineState(line, valued, line.code) for line, valued in zip(consignment.lines, valuation.lines, strict=True)
    ]
    case = Case(consignment, law, exchange, valuation, states)
    _ask_about_input(case)
    hold_claims(case)
    rules_of(consignment.jurisdiction).apply(case)
    _note_purpose(case)
    note_claims(case)
    _ask_for_insurance(case)
    note_exchange(case)
    note_controls(case)
    _ask_nothing_of_banned_goods(case)
    return Assessment(
        consignment=consignment.id,
        jurisdiction=consignment.jurisdiction,
        currency=exchange.currency,
        import_needed=True,
        customs_value=valuation.customs_value,
        lines=tuple(_line(state) for state in case.lines),
        charges=tuple(case.charges),
        reliefs=tuple(case.reliefs),
        assumptions=tuple(case.assumptions),
        missing=tuple(case.missing),
        not_included=tuple(case.not_included),
        documents_required=documents_of(case),
        restrictions=tuple(case.restrictions),
        before_evidence=_before_evidence(case),
        spreads=tuple(case.spreads),
    )


def assess_within_territory(consignment: Consignment, tax_border: bool, exchange: Exchange) -> Assessment:
    """A sale that crosses no customs border: no duty, and no import charge of any kind.

    `tax_border` is true where only a tax border is crossed (mainland Spain to the Canaries): the tax is then missing.
    """
    valuation = value(consignment, "FOB", exchange)
    missing: list[Missing] = []
    spreads: tuple[Spread, ...] = ()
    if tax_border:
        spreads = (Spread(Decimal(0), None, None),)
        missing.append(
            Missing(
                Affects.AMOUNT,
                "tax_rate",
                f"What tax does {consignment.ship_to} charge on goods from {consignment.ship_from}? No customs border "
                "is crossed, but a tax border is, and what is due at it is not in the loaded facts.",
                None,
                None,
                spreads[0],
            )
        )
    lines = tuple(
        LineAssessment(line.id, line.code, line.origin, valued.goods, valued.customs_value, True, "", (), (), None)
        for line, valued in zip(consignment.lines, valuation.lines, strict=True)
    )
    return Assessment(
        consignment=consignment.id,
        jurisdiction=consignment.jurisdiction,
        currency=exchange.currency,
        import_needed=False,
        customs_value=valuation.customs_value,
        lines=lines,
        charges=(),
        reliefs=(),
        assumptions=(),
        missing=tuple(missing),
        not_included=("Domestic sales tax or VAT of the sale: no customs border is crossed.",),
        documents_required=(),
        spreads=spreads,
    )


def _line(state: LineState) -> LineAssessment:
    return LineAssessment(
        id=state.line.id,
        tariff_code=state.code,
        origin=state.line.origin,
        goods_value=state.value.goods,
        customs_value=state.value.customs_value,
        calculable=state.calculable,
        reason=state.reason,
        charges=tuple(state.charges),
        alternatives=tuple(state.alternatives),
        spread=state.unknown,
    )


def _ask_about_input(case: Case) -> None:
    """Questions that any country's customs would ask: goods without a price, and without a declared code."""
    for state in case.lines:
        if not state.value.goods:
            case.ask(
                Missing(
                    Affects.AMOUNT,
                    "declared_value",
                    f"What are the goods of line {state.line.id} worth? Goods that are given away still have a "
                    "customs value.",
                    f"/lines/{state.line.index}/declared_value",
                    state.line.id,
                    Spread(Decimal(0), None, None),
                ),
                state,
                "the line has a price of zero",
            )


def _ask_nothing_of_banned_goods(case: Case) -> None:
    """No answer about an amount brings goods in that may not come in, so the control stands alone."""
    banned = {found.line for found in case.restrictions if found.blocks}
    case.missing = [one for one in case.missing if one.line not in banned or one.affects is not Affects.AMOUNT]


def _before_evidence(case: Case) -> str:
    """The profile entry `known_from` is the first day whose law the facts of a territory are meant to hold."""
    first = case.law.profile.get("known_from")
    if first is None or case.on >= date.fromisoformat(first):
        return ""
    return f"{case.law.territory.jurisdiction}: the facts hold its law from {first} on, the import is on {case.on}"


def _note_purpose(case: Case) -> None:
    """Say that nothing was made of the purpose, where no rule of the territory did."""
    if case.consignment.purpose != "sale" and not case.purpose_settled:
        case.assumptions.append(
            Assumption(
                "purpose",
                "sale",
                f"Quoted as an ordinary import: reliefs for a {case.consignment.purpose} are not applied.",
                "/purpose",
            )
        )


def _ask_for_insurance(case: Case) -> None:
    """CIF and CIP oblige the seller to insure; a CIF value without a premium says so."""
    consignment = case.consignment
    if consignment.incoterm in {Incoterm.CIF, Incoterm.CIP} and not consignment.insurance:
        case.assumptions.append(
            Assumption(
                "insurance",
                "0",
                f"{consignment.incoterm} obliges the seller to insure; no premium was given, so none "
                "is counted in the customs value.",
                "/insurance",
            )
        )
