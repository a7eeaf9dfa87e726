"""The working state of one assessment: rules read the consignment and the law from it and write their findings to it.

It lives for one call and never leaves the engine; what goes out is the frozen `Assessment`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from dutiful_quote.engine.drafts import DraftCharge
from dutiful_quote.engine.duty_rate import Evaluation, RateBasis
from dutiful_quote.engine.exchange import Exchange
from dutiful_quote.engine.findings import (
    Alternative,
    Assumption,
    Claim,
    Missing,
    Relief,
    RequiredDocument,
    Restriction,
    Spread,
)
from dutiful_quote.engine.goods import Consignment, GoodsLine
from dutiful_quote.engine.law import Law
from dutiful_quote.engine.measure import Measure
from dutiful_quote.engine.valuation import Valuation, ValuedLine
from dutiful_shared.contract.charge import Charge, ChargeKind, Collected, Payer
from dutiful_shared.contract.currency import CURRENCY_EXPONENT
from dutiful_shared.contract.incoterm import INCOTERM_RULES
from dutiful_shared.contract.money import Money, minor_unit

#: Under these the seller pays what is due at the import.
_SELLER_PAYS: Final = frozenset(term for term, rule in INCOTERM_RULES.items() if rule.import_charges == "seller")
#: Who pays where the Incoterm does not say; anything else than this is the buyer's.
_PAYERS: Final = {Collected.CHECKOUT: Payer.SELLER}
#: How an amount of each currency is rounded, in words.
_ROUNDING: Final = {currency: f"half-up to {minor_unit(currency)}" for currency in CURRENCY_EXPONENT}


@dataclass(slots=True)
class LineState:
    """What is known of one line so far, in the destination's currency."""

    line: GoodsLine
    value: ValuedLine
    code: str
    charges: list[Charge] = field(default_factory=list)
    alternatives: list[Alternative] = field(default_factory=list)
    #: Duty, additional duty and excise that enter a tax base.
    duty: Decimal = Decimal(0)
    #: Set by a rule that charges the line in place of the tariff.
    settled: bool = False
    #: Set by a rule that charges the line in place of import tax.
    taxed: bool = False
    #: Programme of the preference that was applied; empty for none.
    preference: str = ""
    #: What unknown duty or tax may come to, beyond the charges that are known.
    unknown: Spread | None = None
    reason: str = ""
    #: The claim to preference, if one is made with a proof, as each jurisdiction's law sees it.
    claims: dict[str, Claim] = field(default_factory=dict)
    #: The law whose duty the line pays, where that is another than the one of the case.
    law_of_duty: Law | None = None

    @property
    def calculable(self) -> bool:
        """Whether all that the line owes is known."""
        return self.unknown is None

    def line_under(self, law: Law) -> GoodsLine:
        """The line as `law` takes it: a claim that lacks what an agreement asks for is let fall."""
        claim = self.claims.get(law.territory.jurisdiction)
        return self.line if claim is None or claim.lacks is None else replace(self.line, claims_preference=False)

    def lacks(self, spread: Spread, reason: str) -> None:
        """Record that an amount of this line is not known."""
        self.unknown = spread if self.unknown is None else self.unknown + spread
        self.reason = self.reason or reason


@dataclass(slots=True)
class Case:
    """One consignment under one jurisdiction's rules."""

    consignment: Consignment
    law: Law
    exchange: Exchange
    valuation: Valuation
    lines: list[LineState]
    charges: list[Charge] = field(default_factory=list)
    reliefs: list[Relief] = field(default_factory=list)
    assumptions: list[Assumption] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    not_included: list[str] = field(default_factory=list)
    restrictions: list[Restriction] = field(default_factory=list)
    #: Papers that controls and claims ask for.
    papers: list[RequiredDocument] = field(default_factory=list)
    spreads: list[Spread] = field(default_factory=list)
    #: Set by the rule that decided how duty is paid, so that later rules of the list leave it alone.
    duty_settled: bool = False
    tax_settled: bool = False
    #: Set by a rule that looks at the purpose of the shipment (a gift, returned goods).
    purpose_settled: bool = False
    _count: int = 0
    #: Who pays what is due at the import, and when.
    _by_incoterm: tuple[Payer, Collected] = field(init=False)

    def __post_init__(self) -> None:
        seller_pays = self.consignment.incoterm in _SELLER_PAYS
        self._by_incoterm = (Payer.SELLER, Collected.CHECKOUT) if seller_pays else (Payer.BUYER, Collected.DELIVERY)

    @property
    def on(self) -> date:
        """The day of the import: the law is asked as of it."""
        return self.consignment.import_date

    @property
    def law_of_sale(self) -> Law:
        """The law of the day of the sale, which a tax on the sale follows."""
        return replace(self.law, on=self.consignment.sale_date or self.on)

    @property
    def currency(self) -> str:
        """The destination's currency, in which the law assesses."""
        return self.exchange.currency

    def rounded(self, amount: Decimal) -> Decimal:
        """The amount at the minor unit of the destination's currency, halves up."""
        return amount.quantize(minor_unit(self.exchange.currency), ROUND_HALF_UP)

    def basis(self, state: LineState, value: Decimal | None = None) -> RateBasis:
        """What a rate of this line is applied to; `value` in place of the customs value where the law says so."""
        return RateBasis(
            value=state.value.customs_value if value is None else value,
            currency=self.currency,
            quantities=state.line.quantities,
            on=self.on,
            convert=self.exchange.convert,
        )

    def in_currency(self, amount: Decimal, currency: str) -> Decimal | None:
        """An amount of law (a threshold) in the destination's currency."""
        return self.exchange.convert(amount, currency)

    def charge_draft(self, state: LineState, draft: DraftCharge, name: str = "") -> None:
        """Charge a line what was worked out for it."""
        self.charge(
            draft.kind, draft.measure, draft.evaluation, base=draft.base, line=state, name=name, assessed=draft.amount
        )
        state.duty += draft.amount

    def charge(
        self,
        kind: ChargeKind,
        measure: Measure,
        evaluation: Evaluation,
        *,
        base: Decimal | None,
        line: LineState | None = None,
        name: str = "",
        assessed: Decimal | None = None,
        collected: Collected | None = None,
        extra: Mapping[str, Any] | None = None,
        stated: Money | None = None,
    ) -> Charge:
        """Add a charge. `assessed` is its rounded amount in the destination's currency (default: the evaluation's).

        `stated` is the amount where the law names it; a cart in its currency shows it as it stands.

        `collected` is only given where it does not follow from the Incoterm (a tax at the point of sale, a reverse
        charge, a cost that stays with the carrier).
        """
        assert evaluation.amount is not None, "only what was computed can be charged"
        due = Money(self.rounded(evaluation.amount) if assessed is None else assessed, self.currency)
        cart = self.consignment.currency
        if stated is not None and stated.currency == cart:
            amount = stated
        else:
            amount = Money(self.exchange.back(due.amount, cart).quantize(minor_unit(cart), ROUND_HALF_UP), cart)
        shown = None if base is None else Money(base, self.currency)
        return self._add(kind, measure, evaluation, shown, amount, due, line, name, collected, extra)

    def charge_sale(
        self, measure: Measure, evaluation: Evaluation, *, base: Decimal, line: LineState, collected: Collected
    ) -> Charge:
        """Add a tax on the sale. `base` and `evaluation` are in the currency of the sale, which is the cart's."""
        assert evaluation.amount is not None, "only what was computed can be charged"
        cart = self.consignment.currency
        amount = Money(evaluation.amount, cart).rounded()
        converted = self.exchange.convert(amount.amount, cart)
        assert converted is not None, "the cart's currency has a rate"
        due = Money(self.rounded(converted), self.currency)
        return self._add(ChargeKind.TAX, measure, evaluation, Money(base, cart), amount, due, line, "", collected, None)

    def _add(
        self,
        kind: ChargeKind,
        measure: Measure,
        evaluation: Evaluation,
        base: Money | None,
        amount: Money,
        assessed: Money,
        line: LineState | None,
        name: str,
        collected: Collected | None,
        extra: Mapping[str, Any] | None,
    ) -> Charge:
        """Write a charge down. Where its base says no currency, it was computed in the destination's."""
        self._count += 1
        computed_in = self.currency if base is None else base.currency
        payer, when = self._by_incoterm if collected is None else (_PAYERS.get(collected, Payer.BUYER), collected)
        formula = {**evaluation.formula, "rounding": _ROUNDING[computed_in]}
        if extra:
            formula |= extra
        charge = Charge(
            f"{self.consignment.id}-{self._count}",
            measure.charged(
                kind,
                name,
                payer,
                when,
                measure.verified_until or self.law.verified.get(measure.release),
                follows_incoterm=collected is None,
            ),
            base,
            formula,
            amount,
            assessed,
            self.exchange.rates.get(amount.currency),
            line.line.id if line else None,
        )
        (line.charges if line else self.charges).append(charge)
        return charge

    def relieve(self, *reliefs: Relief) -> None:
        """Write down what frees of charges; its evidence counts like that of a charge."""
        for one in reliefs:
            until = one.verified_until or self.law.verified.get(one.release)
            self.reliefs.append(replace(one, verified_until=until))

    def ask(self, missing: Missing, state: LineState | None = None, reason: str = "") -> None:
        """Record a missing fact; where it affects an amount of a line, the line is no longer calculable."""
        self.missing.append(missing)
        if missing.spread is None:
            return
        if state is not None:
            state.lacks(missing.spread, reason or missing.question)
        else:
            self.spreads.append(missing.spread)
