"""A `Charge`: one explained amount. Totals are sums of charges and nothing else adds money."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from dutiful_shared.contract.money import Money
from dutiful_shared.contract.value_class import value_class


class ChargeKind(StrEnum):
    """What a charge is; `duty`, `additional_duty`, `excise`, `tax` and `fees` totals are sums over these."""

    DUTY = "duty"
    ADDITIONAL_DUTY = "additional_duty"
    EXCISE = "excise"
    TAX = "tax"
    FEE = "fee"


class Payer(StrEnum):
    SELLER = "seller"
    BUYER = "buyer"


class Collected(StrEnum):
    """When and by whom the money is taken."""

    CHECKOUT = "checkout"
    DELIVERY = "delivery"
    SELF_ACCOUNTED = "self_accounted"
    CARRIER_COST = "carrier_cost"


@dataclass(frozen=True, slots=True)
class LegalReference:
    """The law or notice behind a number. `url` is empty where no public address is known."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class ExchangeRate:
    """How many units of `to_currency` one unit of `from_currency` is worth, as published by `source` for `as_of`.

    `valid_to` is the last day the rate was prescribed for; a later use is stale and says so. `prescribed` is false
    where it stands in for the rate that the destination's law names.
    """

    from_currency: str
    to_currency: str
    rate: Decimal
    source: str
    as_of: date
    valid_to: date | None = None
    prescribed: bool = True


@value_class
class Charge:
    """One explained amount. The order of the fields is the order in which a person reads the explanation."""

    id: str
    kind: ChargeKind
    name: str
    #: What the rate was applied to, in the destination's currency, of a tax on the sale in the cart's; None for a flat
    #: amount.
    base: Money | None
    rate_text: str
    #: Operator, operands, unrounded result and rounding, all as text: enough to recompute the amount by hand.
    formula: Mapping[str, Any]
    #: In the currency of the cart.
    amount: Money
    #: In the currency of the destination, rounded as its law says. Of a tax on the sale `amount`, converted.
    assessed: Money
    fx: ExchangeRate | None
    applies_to: tuple[str, ...]
    payer: Payer
    collected: Collected
    measure_id: str
    #: The name by which the law's measures refer to each other: column_1, s301_china, standard ...
    programme: str
    legal_reference: LegalReference
    valid_from: date | None
    valid_to: date | None
    release: str
    verified_until: date | None
    #: The line the charge belongs to; None for the whole consignment.
    line: str | None = None
    #: Whether the Incoterm decides when it is collected; not so for a tax of the sale or a carrier's own cost.
    follows_incoterm: bool = True
