"""Why a tax call gets no amounts: the shop's own fallback applies then, which the merchant has chosen.

BigCommerce knows the statuses 400, 401 and 500, and falls back on 400 and 500 of an estimate (Tax Provider API).
"""

from enum import StrEnum


class Refusal(StrEnum):
    """Each is a label of `dutiful_bigcommerce_tax_refused_total`."""

    #: The shop or its password is not known.
    UNAUTHENTICATED = "unauthenticated"
    #: The body has not the form of a quote request.
    MALFORMED = "malformed"
    #: No country of destination or of origin is known yet.
    NO_ADDRESS = "no_address"
    #: No customs border is crossed: taxes of the country itself are not ours.
    DOMESTIC = "domestic"
    #: Something that is no goods, such as a download.
    NO_GOODS = "no_goods"
    #: Prices with and without tax are mixed in one delivery.
    MIXED_PRICES = "mixed_prices"
    #: The shop collects duties itself.
    SWITCHED_OFF = "switched_off"
    #: An amount is not known, and the merchant's policy or the law does not let us charge without it.
    UNKNOWN_AMOUNT = "unknown_amount"
    #: A control keeps the goods out of the destination.
    BLOCKED = "blocked"
    #: The cart cannot be quoted: a destination, a currency or a code that is not loaded.
    NOT_QUOTABLE = "not_quotable"
    #: The order is not known, or stands otherwise.
    UNKNOWN_ORDER = "unknown_order"
    #: A store is out of reach.
    UNAVAILABLE = "unavailable"
    #: The budget of the call ran out.
    TOO_LATE = "too_late"


_STATUS_400 = frozenset(
    {
        Refusal.MALFORMED, Refusal.NO_ADDRESS, Refusal.DOMESTIC, Refusal.NO_GOODS, Refusal.MIXED_PRICES,
        Refusal.SWITCHED_OFF, Refusal.UNKNOWN_ORDER,
    }
)  # fmt: skip


class TaxRefusedError(Exception):
    """No amounts are given, for this reason; `detail` is safe to show to the merchant."""

    def __init__(self, reason: Refusal, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail

    @property
    def status(self) -> int:
        """401 for bad credentials, 400 where the call or the shop is at fault, else 500."""
        if self.reason is Refusal.UNAUTHENTICATED:
            return 401
        return 400 if self.reason in _STATUS_400 else 500
