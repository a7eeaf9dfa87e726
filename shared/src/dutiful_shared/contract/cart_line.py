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

    claim: Annotated[
        Flag,
        Field(
            description="Whether the importer claims preferential origin under an agreement between the origin and the "
            "destination."
        ),
    ] = False
    proof: Annotated[
        Annotated[str, Field(max_length=100)] | None,
        Field(
            description="The proof of origin in the caller's words, such as `EUR.1` or `statement on origin`. Null: "
            "there is none."
        ),
    ] = None
    direct_transport: Annotated[
        Flag | None,
        Field(
            description="Whether the goods travel from the country of origin directly, without entering commerce "
            "elsewhere, as agreements ask. Null: taken to be so where they are sent from there."
        ),
    ] = None
    exporter_reference: Annotated[
        Annotated[str, Field(max_length=40)] | None,
        Field(
            description="Number under which customs of the origin knows the exporter for proofs of origin: REX, or "
            "approved exporter."
        ),
    ] = None


class Identifiers(WireModel):
    """Identifiers of the goods that a declaration asks for, such as that of small parcels to the European Union."""

    product: Annotated[
        Annotated[str, Field(max_length=100)] | None, Field(description="The merchant's product identifier.")
    ] = None
    manufacturer: Annotated[
        Annotated[str, Field(max_length=100)] | None, Field(description="The manufacturer's product identifier.")
    ] = None


class Line(WireModel):
    """One line of the cart. `unit_price` is per unit; `net_weight_kg`, `quantities` and `discount` are line totals."""

    id: Annotated[Identifier, Field(description="Names the line in the answer; each one once.")]
    consignment: Annotated[
        Identifier | None,
        Field(
            description="Id of the consignment that the line travels in, where the cart has `consignments`; else null."
        ),
    ] = None
    sku: Annotated[
        Annotated[str, Field(max_length=100)] | None,
        Field(
            description="The merchant's own number. What the line leaves open is taken from the catalogue by it, and "
            "told in `assumptions`."
        ),
    ] = None
    description: Annotated[
        ShortText | None,
        Field(
            description="The goods in words, as customs would read them. The classifier is asked by it for a line "
            "without a code."
        ),
    ] = None
    descriptions: Annotated[
        dict[Language, ShortText],
        Field(max_length=20, description="The customs description by language, for papers."),
    ] = Field(default_factory=dict)
    hs_code: Annotated[
        Annotated[
            str,
            Field(
                pattern=r"^[0-9]{4}([. ]?[0-9]{2}){0,3}$|^[0-9]{9}$",
                description="4 to 10 digits; dots or spaces between pairs are fine.",
                examples=["6109100012"],
            ),
        ]
        | None,
        Field(
            description="Code of the goods in the Harmonized System (WCO) or in the national tariff that `code_system` "
            "names. Null: that of the catalogue; else the quote asks, with the classifier's candidates."
        ),
    ] = None
    code_system: CodeSystem = "HS"
    origin: Annotated[
        CountryCode | None,
        Field(
            description="Country of origin: where the goods were obtained or last substantially transformed (WTO "
            "Agreement on Rules of Origin), not where they are sent from. Null: that of the catalogue, else the "
            "country of dispatch."
        ),
    ] = None
    quantity: Annotated[
        Decimal,
        Field(
            gt=0,
            le=Decimal(10_000_000),
            max_digits=13,
            decimal_places=3,
            json_schema_extra=written_plainly,
            description="How many pieces, each at `unit_price`.",
        ),
        PLAIN,
    ]
    unit_price: Annotated[
        Amount | None,
        Field(
            description="Price of one piece before discounts, in the cart's currency. Either this or `line_total` is "
            "given."
        ),
    ] = None
    line_total: Annotated[
        Amount | None,
        Field(
            description="Price of the whole line before discounts, in the cart's currency. Either this or `unit_price` "
            "is given."
        ),
    ] = None
    discount: Annotated[Amount, Field(description="Discount on the whole line, in the cart's currency.")] = Decimal(0)
    declared_value: Annotated[
        Amount | None,
        Field(
            description="Value of the whole line for customs where it is given away and so has no price, in the cart's "
            "currency. It counts where the price after the line's discount is zero."
        ),
    ] = None
    net_weight_kg: Annotated[
        Measured | None,
        Field(
            description="Net weight of the whole line in kilograms, without packaging. Null: that of the catalogue, "
            "else unknown."
        ),
    ] = None
    quantities: Annotated[
        dict[str, Measured],
        Field(
            max_length=20,
            description="What the whole line measures, by unit of quantity, where a specific duty needs it: LTR "
            "(litres), LPA (litres of pure alcohol), NPR (pairs) ... (units of TARIC). Pieces and net weight follow "
            "from the other fields.",
        ),
    ] = Field(default_factory=dict)
    facts: Annotated[
        dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,49}$")], Annotated[str, Field(max_length=100)]],
        Field(
            max_length=30,
            description="What is known of the goods beyond these fields and the law may ask for, by name, such as "
            "`steel_share`: the `fact` of a question in `missing`.",
        ),
    ] = Field(default_factory=dict)
    preference: Annotated[
        PreferenceClaim, Field(description="Whether preferential origin is claimed, and by which proof.")
    ] = PreferenceClaim()
    identifiers: Annotated[Identifiers, Field(description="Product identifiers that a declaration may need.")] = (
        Identifiers()
    )

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
