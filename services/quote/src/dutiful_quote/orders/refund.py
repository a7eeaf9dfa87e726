"""How much duty, tax and fees belong to goods that come back, and what of it is given back by law.

Each charge is shared over the lines it is of by their worth (largest remainder). Of a line's share, what belongs to
the pieces returned so far is rounded once, and what was said before is taken off it: the parts of all returns of a line
never sum to more than its share, and to exactly that when every piece is back.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from dutiful_quote.engine.jurisdictions.eu_items import ITEM_DUTY
from dutiful_quote.orders.content import OrderCharge, OrderContent, OrderLine
from dutiful_quote.orders.errors import OrderConflictError, UnusableChoiceError
from dutiful_shared.contract.charge import LegalReference
from dutiful_shared.contract.money import apportion, minor_unit
from dutiful_shared.contract.orders import Recovery

_KEPT_ITEM_DUTY = LegalReference(
    "Delegated Regulation (EU) 2015/2446, Art. 148(3)", "https://eur-lex.europa.eu/eli/reg_del/2015/2446/oj"
)


@dataclass(frozen=True, slots=True)
class RefundedCharge:
    """The part of a charge that belongs to the pieces of one line that come back."""

    line: str
    charge: OrderCharge
    amount: Decimal
    recovery: Recovery
    text: str
    law: LegalReference


def split(
    content: OrderContent, returned: Mapping[str, Decimal], before: Mapping[str, Decimal]
) -> tuple[RefundedCharge, ...]:
    """The parts of charges that belong to a return.

    Args:
        returned: pieces that come back, by line.
        before: pieces that came back earlier, by line.

    Raises:
        UnusableChoiceError: a line that the order does not have.
        OrderConflictError: more pieces than were sold and have not come back yet.
    """
    lines = {line.id: line for line in content.lines}
    for i, (name, quantity) in enumerate(returned.items()):
        if name not in lines:
            raise UnusableChoiceError(f"/lines/{i}/id", f"the order has no line {name!r}")
        left = lines[name].quantity - before.get(name, Decimal(0))
        if quantity > left:
            raise OrderConflictError(f"Of line {name}, {left:f} of {lines[name].quantity:f} have not been returned.")
    unit = minor_unit(content.currency)
    return tuple(
        part
        for charge in content.charges
        for line, share in _shares(charge, content.lines, unit)
        if line.id in returned
        for part in _part(charge, line, share, returned[line.id], before.get(line.id, Decimal(0)), unit)
    )


def _shares(charge: OrderCharge, lines: Sequence[OrderLine], unit: Decimal) -> Iterator[tuple[OrderLine, Decimal]]:
    """The lines that a charge is of, each with its share of it."""
    if charge.line is not None:
        yield from ((line, charge.amount) for line in lines if line.id == charge.line)
        return
    own = [line for line in lines if line.consignment == charge.consignment]
    if own:
        sign = -1 if charge.amount < 0 else 1
        amounts = apportion(abs(charge.amount), [line.worth for line in own], unit)
        yield from ((line, sign * amount) for line, amount in zip(own, amounts, strict=True))


def _part(
    charge: OrderCharge, line: OrderLine, share: Decimal, now: Decimal, before: Decimal, unit: Decimal
) -> Iterator[RefundedCharge]:
    amount = _of(share, before + now, line.quantity, unit) - _of(share, before, line.quantity, unit)
    recovery, text, law = recovery_of(charge)
    if amount:
        yield RefundedCharge(line.id, charge, amount, recovery, text, law)


def _of(share: Decimal, pieces: Decimal, all_pieces: Decimal, unit: Decimal) -> Decimal:
    return (share * pieces / all_pieces).quantize(unit, rounding=ROUND_HALF_UP)


def recovery_of(charge: OrderCharge) -> tuple[Recovery, str, LegalReference]:
    """Whether a charge comes back with the goods, in words, and the law that says so.

    Only what is known is promised: of duty and tax that customs took, that they may be asked for.
    """
    law = LegalReference(charge.law, charge.law_url)
    if charge.programme == ITEM_DUTY:
        text = "The duty on items of low value is not repaid when goods are returned."
        return Recovery.NONE, text, _KEPT_ITEM_DUTY
    if charge.kind == "fee":
        return Recovery.NONE, "A fee for a service that was rendered; no rule that gives it back is loaded.", law
    if charge.of_sale:
        text = f"The sale is undone: the {charge.payer} corrects the tax in the return in which it was declared."
        return Recovery.TAX_RETURN, text, law
    text = (
        f"Customs of the destination took it: the {charge.payer} may apply for repayment, on the conditions and within "
        "the time of its law."
    )
    return Recovery.ON_APPLICATION, text, law
