"""A `Charge`: one explained amount. Totals are sums of charges and nothing else adds money."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from dutiful_shared.contract.money import Money
from dutiful_shared.contract.value_class import value_class


class ChargeKind(StrEnum):
    """What a charge is; `duty`, `additional_duty`, `excise`, `tax` and `fees` totals are sums over these.

    * `duty`: the ordinary customs duty, or the preference, suspension or flat duty in its place.
    * `additional_duty`: a duty on top of it, such as an anti-dumping duty.
    * `excise`: an excise duty.
    * `tax`: VAT, GST or another tax on the sale or the import.
    * `fee`: a fee of customs or of the post that the law sets, or what a carrier asks for paying in advance.
    """

    DUTY = "duty"
    ADDITIONAL_DUTY = "additional_duty"
    EXCISE = "excise"
    TAX = "tax"
    FEE = "fee"


class Payer(StrEnum):
    """Which party of the sale pays a charge. Of what is due at the import the Incoterm says it: the seller under
    DDP, else the buyer."""

    SELLER = "seller"
    BUYER = "buyer"


class Collected(StrEnum):
    """When and by whom the money is taken.

    * `checkout`: the shop takes it with the order.
    * `delivery`: the carrier or customs takes it when the goods arrive.
    * `self_accounted`: nobody takes it; a business buyer accounts for it in its own return (reverse charge).
    * `carrier_cost`: it stays a cost of the carrier or the merchant. It is explained and in no total.
    """

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
class ChargeTerms:
    """What a charge says whatever it comes to. Charges by one measure under the same Incoterm share theirs."""

    kind: ChargeKind
    name: str
    rate_text: str
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
    #: Whether the Incoterm decides when it is collected; not so for a tax of the sale or a carrier's own cost.
    follows_incoterm: bool = True
    #: What whoever writes charges keeps of these terms, so that they are written once.
    written: Any = field(default=None, init=False, repr=False, compare=False)


@value_class
class Charge:
    """One explained amount. The order of the fields is the order in which a person reads the explanation."""

    id: str
    terms: ChargeTerms
    #: What the rate was applied to, in the destination's currency, of a tax on the sale in the cart's; None for a flat
    #: amount.
    base: Money | None
    #: Operator, operands, unrounded result and rounding, all as text: enough to recompute the amount by hand.
    formula: Mapping[str, Any]
    #: In the currency of the cart.
    amount: Money
    #: In the currency of the destination, rounded as its law says. Of a tax on the sale `amount`, converted.
    assessed: Money
    fx: ExchangeRate | None
    #: The line the charge belongs to; None for the whole consignment.
    line: str | None = None

    @property
    def kind(self) -> ChargeKind:
        """Which of the quote's sums it is part of."""
        return self.terms.kind

    @property
    def name(self) -> str:
        """For people, in the project's own words."""
        return self.terms.name

    @property
    def rate_text(self) -> str:
        """The rate as its law or publication writes it."""
        return self.terms.rate_text

    @property
    def applies_to(self) -> tuple[str, ...]:
        """Under which ways of delivery it is due: `ddp`, `dap` or both."""
        return self.terms.applies_to

    @property
    def payer(self) -> Payer:
        """Which party of the sale pays it."""
        return self.terms.payer

    @property
    def collected(self) -> Collected:
        """When and by whom the money is taken."""
        return self.terms.collected

    @property
    def measure_id(self) -> str:
        """The measure that it comes from."""
        return self.terms.measure_id

    @property
    def programme(self) -> str:
        """The name by which the law's measures refer to each other: `column_1`, `s301_china`, `standard`."""
        return self.terms.programme

    @property
    def legal_reference(self) -> LegalReference:
        """The law or notice behind it."""
        return self.terms.legal_reference

    @property
    def release(self) -> str:
        """The release of the tariff that it was read from."""
        return self.terms.release

    @property
    def verified_until(self) -> date | None:
        """The last day for which the evidence speaks; None where no day is known."""
        return self.terms.verified_until

    @property
    def follows_incoterm(self) -> bool:
        """Whether the Incoterm decides when it is collected."""
        return self.terms.follows_incoterm
