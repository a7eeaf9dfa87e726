"""What a merchant has settled once, so that no request needs to say it again."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from dutiful_shared.contract.cart_parties import Place, Registration
from dutiful_shared.contract.countries import COUNTRY_CODES
from dutiful_shared.contract.fields import (
    ANYWHERE,
    PLAIN,
    CountryCode,
    Destination,
    Flag,
    Identifier,
    WireModel,
    all_different,
    inconsistent,
    written_plainly,
)
from dutiful_shared.contract.incoterm import Incoterm
from dutiful_shared.contract.quote_request import IncludedInPrice
from dutiful_shared.contract.shipping import MAX_SERVICES, DisbursementFee, RateTable


class OnUnknown(StrEnum):
    """What a checkout is offered when an amount is not known for sure.

    * `dap_only`: no DDP service: the shopper pays duty and tax on delivery.
    * `charge_max`: DDP at the upper end of the estimate, where it has one.
    * `refuse`: no service at all from us: the shop's own fallback applies.
    """

    DAP_ONLY = "dap_only"
    CHARGE_MAX = "charge_max"
    REFUSE = "refuse"


class OnDegraded(StrEnum):
    """What a checkout is offered when all amounts are known, and rest on facts older than allowed (`degraded`).

    * `offer`: everything, as for a complete quote.
    * `dap_only`: no DDP service: the shopper pays duty and tax on delivery.
    * `refuse`: no service at all from us: the shop's own fallback applies.
    """

    OFFER = "offer"
    DAP_ONLY = "dap_only"
    REFUSE = "refuse"


class Rounding(WireModel):
    """How prices that a shopper sees are rounded; amounts of law never are."""

    step: Annotated[
        Decimal, Field(gt=0, le=100, max_digits=7, decimal_places=4, json_schema_extra=written_plainly), PLAIN
    ] = Decimal("0.01")
    direction: Literal["half_up", "up", "down"] = "half_up"


class Origin(WireModel):
    """A place goods are sent from. `code` is the shop's own name of it, such as a location id."""

    code: Identifier
    place: Place


class MerchantProfile(WireModel):
    """The settings of one merchant. A request that says otherwise wins; what is taken from here stands in the quote's
    `assumptions`."""

    language: Annotated[str, Field(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")] = "en"
    seller_country: CountryCode | None = None
    origins: Annotated[tuple[Origin, ...], Field(max_length=200)] = ()
    registrations: Annotated[tuple[Registration, ...], Field(max_length=20)] = ()  # as many as a request takes
    incoterms: Annotated[dict[Destination, Incoterm], Field(max_length=300)] = Field(default_factory=dict)
    prices_include: Annotated[
        dict[Destination, Annotated[tuple[IncludedInPrice, ...], Field(max_length=5)]], Field(max_length=300)
    ] = Field(default_factory=dict)
    on_unknown: OnUnknown = OnUnknown.DAP_ONLY
    on_degraded: OnDegraded = OnDegraded.OFFER
    use_classified_codes: Annotated[
        Flag,
        Field(
            description="Take the classifier's code for a line without one, where it decides `auto`; else it is asked."
        ),
    ] = False
    rounding: Rounding = Rounding()
    disbursement_fees: Annotated[tuple[DisbursementFee, ...], Field(max_length=500)] = ()
    rate_tables: Annotated[tuple[RateTable, ...], Field(max_length=50)] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        all_different((origin.code for origin in self.origins), "origins/{}/code")
        all_different((table.code for table in self.rate_tables), "rate_tables/{}/code")
        services = [service.code for table in self.rate_tables for service in table.services]
        all_different(services, "rate_tables")
        if len(services) > MAX_SERVICES:
            raise inconsistent("rate_tables", f"the tables have {len(services)} services; {MAX_SERVICES} is the most")
        known = {origin.code for origin in self.origins} | COUNTRY_CODES
        for i, table in enumerate(self.rate_tables):
            for j, zone in enumerate(table.zones):
                for k, origin in enumerate(zone.origins):
                    if origin not in known:
                        where = f"rate_tables/{i}/zones/{j}/origins/{k}"
                        raise inconsistent(where, f"{origin!r} is neither a country nor the code of an origin")
        return self

    def incoterm_to(self, country: str) -> Incoterm | None:
        """The Incoterm that is settled for a destination, or for all others."""
        return self.incoterms.get(country) or self.incoterms.get(ANYWHERE)

    def prices_include_for(self, country: str) -> tuple[IncludedInPrice, ...]:
        """What the shop's prices contain where goods go to this destination."""
        return self.prices_include.get(country, self.prices_include.get(ANYWHERE, ()))

    def disbursement_fee(self, carrier: str, country: str) -> DisbursementFee | None:
        """What a carrier asks for paying duty and tax in a destination; an entry that names it comes before *."""
        own = [fee for fee in self.disbursement_fees if fee.carrier == carrier]
        for wanted in (country, ANYWHERE):
            for fee in own:
                if wanted in fee.destinations:
                    return fee
        return None
