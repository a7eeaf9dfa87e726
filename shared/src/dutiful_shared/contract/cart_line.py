"""A line of a cart, as a quote asks about it."""

from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, model_validator

from dutiful_shared.contract.fields import (
    PLAIN,
    Amount,
    CodeSystem,
    CountryCode,
    Flag,
    Identifier,
    Language,
    Measured,
    ShortText,
    WireModel,
    inconsistent,
    written_plainly,
)
from dutiful_shared.contract.units import UNIT_QUESTIONS


class PreferenceClaim(WireModel):
    """Whether a preferential origin is claimed; without a claim and its proof none is ever applied."""

    claim: Flag = False
    proof: Annotated[str, Field(max_length=100)] | None = None
    direct_transport: Flag | None = None
    exporter_reference: Annotated[str, Field(max_length=40)] | None = None


class Identifiers(WireModel):
    product: Annotated[str, Field(max_length=100)] | None = None
    manufacturer: Annotated[str, Field(max_length=100)] | None = None


class Line(WireModel):
    """One line of the cart. `unit_price` is per unit; `net_weight_kg`, `quantities` and `discount` are line totals."""

    id: Identifier
    consignment: Identifier | None = None
    sku: Annotated[str, Field(max_length=100)] | None = None
    description: ShortText | None = None
    descriptions: Annotated[
        dict[Language, ShortText], Field(max_length=20, description="The customs description by language, for papers.")
    ] = Field(default_factory=dict)
    hs_code: (
        Annotated[
            str,
            Field(
                pattern=r"^[0-9]{4}([. ]?[0-9]{2}){0,3}$|^[0-9]{9}$",
                description="4 to 10 digits; dots or spaces between pairs are fine.",
                examples=["6109100012"],
            ),
        ]
        | None
    ) = None
    code_system: CodeSystem = "HS"
    origin: CountryCode | None = None
    quantity: Annotated[
        Decimal,
        Field(gt=0, le=Decimal(10_000_000), max_digits=13, decimal_places=3, json_schema_extra=written_plainly),
        PLAIN,
    ]
    unit_price: Amount | None = None
    line_total: Amount | None = None
    discount: Amount = Decimal(0)
    declared_value: Amount | None = None
    net_weight_kg: Measured | None = None
    quantities: Annotated[dict[str, Measured], Field(max_length=20)] = Field(default_factory=dict)
    facts: Annotated[
        dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,49}$")], Annotated[str, Field(max_length=100)]],
        Field(max_length=30),
    ] = Field(default_factory=dict)
    preference: PreferenceClaim = PreferenceClaim()
    identifiers: Identifiers = Identifiers()

    @model_validator(mode="after")
    def _one_price(self) -> Self:
        if (self.unit_price is None) == (self.line_total is None):
            raise inconsistent("unit_price", "give either unit_price or line_total, not both and not neither")
        if self.discount > self.gross:
            raise inconsistent("discount", f"the discount {self.discount} exceeds the line's value {self.gross}")
        for unit in self.quantities:
            if unit not in UNIT_QUESTIONS:
                raise inconsistent(
                    f"quantities/{unit}", f"{unit!r} is no unit of quantity; known: {', '.join(UNIT_QUESTIONS)}"
                )
        return self

    @property
    def gross(self) -> Decimal:
        """The value of the line before its discount, in the cart's currency."""
        return self.line_total if self.line_total is not None else (self.unit_price or Decimal(0)) * self.quantity
