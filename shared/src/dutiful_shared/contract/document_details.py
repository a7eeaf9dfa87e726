"""What a customs paper says beyond the quote: the invoice, the goods in words, packages, carriage, origin, export."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from dutiful_shared.contract.classification import LanguageTag
from dutiful_shared.contract.document_parties import ItemIdentifier, Printed, PrintedLong, Reference, Remark
from dutiful_shared.contract.fields import (
    PLAIN,
    Amount,
    CountryCode,
    CurrencyCode,
    Day,
    Flag,
    Identifier,
    Measured,
    WireModel,
    inconsistent,
    written_plainly,
)

MAX_PACKAGES = 200

Centimetres = Annotated[
    Decimal,
    Field(gt=0, le=Decimal(2000), max_digits=7, decimal_places=2, json_schema_extra=written_plainly),
    PLAIN,
]
Kilograms = Annotated[
    Decimal,
    Field(gt=0, le=Decimal(1_000_000), max_digits=13, decimal_places=6, json_schema_extra=written_plainly),
    PLAIN,
]


class ReasonForExport(StrEnum):
    """Why the goods leave, as the paper declares it. `other` is explained in `reason_text`."""

    SALE = "sale"
    GIFT = "gift"
    SAMPLE = "sample"
    RETURN = "return"
    REPAIR = "repair"
    PERSONAL = "personal"
    DOCUMENTS = "documents"
    OTHER = "other"


class InvoiceDetails(WireModel):
    """The invoice that the paper is, or that goes with it."""

    number: Reference | None = None
    date: Day | None = None
    order_reference: Reference | None = None
    payment_terms: Printed | None = None
    place_of_sale: Printed | None = None


class Dimensions(WireModel):
    """Outer measures in centimetres."""

    length_cm: Centimetres
    width_cm: Centimetres
    height_cm: Centimetres


def _gtin(value: str) -> str:
    digits = [int(one) for one in reversed(value)]
    if (sum(digits[0::2]) + 3 * sum(digits[1::2])) % 10:
        raise ValueError("must be a GTIN: its check digit does not fit")
    return value


#: GTIN-8, -12, -13 or -14 (GS1 General Specifications, 7.9: the check digit).
Gtin = Annotated[str, Field(pattern=r"^([0-9]{8}|[0-9]{12,14})$"), AfterValidator(_gtin)]


class GoodsDetail(WireModel):
    """What the paper says of a line of the quote or order, where that says nothing or less. Weights are line totals."""

    line: Annotated[Identifier, Field(description="The line's `id` in the quote or order.")]
    description: Annotated[PrintedLong | None, Field(description="For customs, not the shop's title.")] = None
    second_description: Annotated[PrintedLong | None, Field(description="The same in the second language.")] = None
    sku: Reference | None = None
    quantity: (
        Annotated[
            Decimal,
            Field(
                gt=0,
                le=Decimal(10_000_000),
                max_digits=13,
                decimal_places=3,
                description="That of the quote or order; another is refused.",
                json_schema_extra=written_plainly,
            ),
            PLAIN,
        ]
        | None
    ) = None
    unit: Annotated[
        str, Field(pattern=r"^[A-Z0-9]{2,3}$", description="UN/ECE Recommendation 20; C62 is one, H87 a piece.")
    ] = "H87"
    net_weight_kg: Annotated[Kilograms | None, Field(description="For lines that name none; another is refused.")] = (
        None
    )
    origin: Annotated[CountryCode | None, Field(description="For lines that name none; another is refused.")] = None
    item_size: Annotated[Dimensions | None, Field(description="Of one unit, for packing.")] = None
    this_side_up: Flag = False
    composition: Printed | None = None
    manufacturer_id: Annotated[Reference | None, Field(description="Such as the MID that the US asks for.")] = None
    merchant_product_id: Annotated[Reference | None, Field(description="The seller's own; M-PID in the EU.")] = None
    manufacturer_product_id: Annotated[
        Reference | None, Field(description="The maker's own, such as its part number; NS-PID in the EU.")
    ] = None
    standard_product_id: Annotated[Gtin | None, Field(description="GTIN (EAN, UPC), where there is one; S-PID.")] = None
    origin_criterion: Annotated[Reference | None, Field(description="Such as A to D (USMCA), P or W and heading.")] = (
        None
    )
    schedule_b: Annotated[str, Field(pattern=r"^[0-9]{10}$")] | None = None
    eccn: Annotated[str, Field(pattern=r"^(EAR99|[0-9][A-E][0-9]{3}([.][a-z0-9.]{1,20})?)$")] | None = None
    licence: Annotated[Reference | None, Field(description="Export licence, or the exception's symbol (NLR).")] = None
    domestic: Annotated[Flag | None, Field(description="Grown, made or enhanced in the exporting country.")] = None
    lithium_batteries: Annotated[
        Literal["none", "contained", "packed_with", "alone"] | None,
        Field(description="How batteries of lithium, or of sodium ions, are sent: in equipment, with it, or alone."),
    ] = None
    dangerous_goods_number: Annotated[
        Annotated[str, Field(pattern=r"^UN[0-9]{4}$")] | None,
        Field(description="UN number; of such batteries one of UN3090, UN3091, UN3480, UN3481, UN3551, UN3552."),
    ] = None


class PackageContent(WireModel):
    """How many pieces of a line are in the package; `line` is its `id` in the quote or order."""

    line: Identifier
    quantity: Annotated[
        Decimal,
        Field(gt=0, le=Decimal(10_000_000), max_digits=13, decimal_places=3, json_schema_extra=written_plainly),
        PLAIN,
    ]


class Package(WireModel):
    """One package; `kind` is a code of UN/ECE Recommendation 21 (CT carton, BX box, BG bag, PX pallet)."""

    number: Reference
    marks: Printed | None = None
    kind: Annotated[str, Field(pattern=r"^[A-Z0-9]{2}$")] = "CT"
    size: Dimensions | None = None
    gross_weight_kg: Kilograms | None = None
    net_weight_kg: Kilograms | None = None
    wood: Annotated[Flag, Field(description="Solid wood packaging, which ISPM 15 wants treated and marked.")] = False
    ispm15_mark: Reference | None = None
    contents: Annotated[tuple[PackageContent, ...], Field(max_length=200)] = ()


class Carton(WireModel):
    """A carton the merchant packs into: inner measures, and what the empty carton weighs."""

    code: Identifier
    inner: Dimensions
    outer: Dimensions | None = None
    tare_kg: Measured = Decimal(0)
    most_kg: Kilograms | None = None


class PackingWish(WireModel):
    """Lets the service pack: items of known size and weight into these cartons, as few as it finds."""

    cartons: Annotated[tuple[Carton, ...], Field(min_length=1, max_length=20)]
    divisor: Annotated[
        Literal[4000, 5000, 6000], Field(description="Cubic centimetres a kilogram of the carrier's volumetric weight.")
    ] = 5000


class TransportDetails(WireModel):
    """Who carries the goods, from where to where. Item, office and date of posting are what postal forms ask for."""

    carrier: Printed | None = None
    service: Printed | None = None
    tracking_number: Reference | None = None
    item_id: ItemIdentifier | None = None
    incoterm_place: Annotated[Printed | None, Field(description="The named place of the Incoterm.")] = None
    port_of_entry: Printed | None = None
    port_of_export: Printed | None = None
    postage: Annotated[Amount | None, Field(description="Postage and other charges, in the quote's currency.")] = None
    office_of_origin: Printed | None = None
    posting_date: Day | None = None


class OriginDetails(WireModel):
    """A claim of preferential origin; `agreement` is a key of the list in the handbook (EU_UK, EU_JP, USMCA ...)."""

    agreement: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]{1,19}$")] | None = None
    exporter_reference: Annotated[Reference | None, Field(description="REX, EORI or customs authorisation number.")] = (
        None
    )
    language: Annotated[
        LanguageTag | None,
        Field(description="Of the agreement's wording; by default the paper's, where that is known, else English."),
    ] = None
    certifier: Literal["exporter", "producer", "importer"] | None = None
    blanket_from: Day | None = None
    blanket_to: Day | None = None

    @model_validator(mode="after")
    def _period(self) -> "OriginDetails":
        if (self.blanket_from is None) != (self.blanket_to is None):
            raise inconsistent("blanket_to", "a period has a first and a last day")
        if self.blanket_from and self.blanket_to and not _a_year_at_most(self.blanket_from, self.blanket_to):
            raise inconsistent("blanket_to", "a period ends after it begins and is 12 months long at most")
        return self


def _a_year_at_most(first: date, last: date) -> bool:
    return first <= last and (last.year - first.year) * 12 + last.month - first.month <= 12


class ExportDetails(WireModel):
    """What a US shipper's letter of instruction asks besides (15 CFR 30.6)."""

    related_parties: Flag | None = None
    routed: Flag | None = None
    consignee_type: Literal["direct_consumer", "government", "reseller", "other"] | None = None
    state_of_origin: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    foreign_trade_zone: Reference | None = None
    hazardous: Flag | None = None
    in_bond: Reference | None = None
    mode: Literal["air", "ocean", "truck", "rail", "mail"] | None = None
    itn: Annotated[str, Field(pattern=r"^X[0-9]{14}$")] | None = None
    insurance_wanted: Flag | None = None
    instructions: Remark | None = None


class ReturnDetails(WireModel):
    """Why goods come back or travel for repair, and what they were exported under."""

    original_invoice: Reference | None = None
    original_export: Annotated[Reference | None, Field(description="Export declaration or waybill of then.")] = None
    original_export_date: Day | None = None
    reason: Remark | None = None
    goods_unaltered: Flag | None = None
    repair_charge: Amount | None = None
    repair_charge_currency: CurrencyCode | None = None


class Signatory(WireModel):
    """Who signs the paper, in which capacity, where and when."""

    name: Printed | None = None
    title: Printed | None = None
    place: Printed | None = None
    date: Day | None = None
