"""What a checkout may offer: the order with duties paid (DDP) and with duties due on delivery (DAP).

An amount that is not known is never charged as zero. What is offered then, and where facts are older than allowed, is
the merchant's policy.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from dutiful_quote.engine.findings import Restriction
from dutiful_quote.quotes import totals
from dutiful_quote.quotes.plain_values import money_answer
from dutiful_quote.quotes.totals import AssessedConsignment, OptionTotals, blocking
from dutiful_shared.contract.merchant import MerchantProfile, OnDegraded, OnUnknown

_UNKNOWN: Final = "An amount is not known (see missing), and a checkout never charges an unknown as zero."
_REFUSED: Final = (
    "An amount is not known (see missing), and the merchant's settings offer nothing then: the shop's own fallback "
    "applies."
)
_CHARGED: Final = (
    "An amount is not known (see missing); as the merchant's settings say, the upper end of its estimate is charged."
)
_STALE: Final = "The amounts rest on facts older than allowed (see freshness), and the merchant's settings say: {}."
#: What is said of each way, by name.
OPTION_SUMS: Final = ("landed_cost", "due_at_checkout", "due_on_delivery", "self_accounted")


@dataclass(frozen=True, slots=True)
class OfferPolicy:
    """What a merchant offers where amounts are not sure; it is recorded with the quote."""

    on_unknown: OnUnknown = OnUnknown.DAP_ONLY
    on_degraded: OnDegraded = OnDegraded.OFFER

    @classmethod
    def of(cls, profile: MerchantProfile) -> "OfferPolicy":
        """What the merchant's settings say of it."""
        return cls(profile.on_unknown, profile.on_degraded)

    def against_stale(self, ddp: bool) -> str | None:
        """Why an order whose amounts rest on old facts does not go this way; None where it may."""
        if self.on_degraded is OnDegraded.REFUSE:
            return _STALE.format("such orders go no way of ours")
        if self.on_degraded is OnDegraded.DAP_ONLY and ddp:
            return _STALE.format("such orders go with duties unpaid only")
        return None


#: Of a merchant who has settled nothing.
USUAL_OFFERS: Final = OfferPolicy()


def both_options(
    parts: Sequence[AssessedConsignment],
    currency: str,
    offers: OfferPolicy,
    *,
    stale: bool = False,
    fee_on_unknown: Decimal = Decimal(0),
) -> dict[str, Any]:
    """The two ways as plain values of the contract (`OptionAnswer`).

    Args:
        stale: whether the amounts rest on facts older than allowed.
        fee_on_unknown: what the carrier asks at most on amounts that are not known, in the cart's currency.
    """
    return {
        way: _option(parts, currency, offers, fee_on_unknown, stale=stale, ddp=way == "ddp") for way in ("ddp", "dap")
    }


def _option(
    parts: Sequence[AssessedConsignment],
    currency: str,
    offers: OfferPolicy,
    fee_on_unknown: Decimal,
    *,
    stale: bool,
    ddp: bool,
) -> dict[str, Any]:
    shipping = money_answer(totals.carriage(parts), currency)

    def offered(available: bool, reason: str | None, sums: OptionTotals | None) -> dict[str, Any]:
        amounts = {name: None if sums is None else money_answer(getattr(sums, name), currency) for name in OPTION_SUMS}
        return {"available": available, "reason": reason, "shipping": shipping, **amounts}

    banned = blocking(parts)
    if banned:
        return offered(False, _why_blocked(banned), None)
    if all(part.complete for part in parts):
        why = offers.against_stale(ddp) if stale else None
        return offered(why is None, why, totals.option(parts, ddp=ddp))
    if offers.on_unknown is OnUnknown.REFUSE:
        return offered(False, _REFUSED, None)
    if offers.on_unknown is OnUnknown.CHARGE_MAX and ddp:
        highest = totals.highest(parts, fee_on_unknown)
        if highest is not None:
            return offered(True, _CHARGED, highest)
    return offered(not ddp, _UNKNOWN, None)


def _why_blocked(banned: Sequence[Restriction]) -> str:
    return " ".join(f"Line {one.line}: {one.text} ({one.legal_reference.text})." for one in banned)
