"""`POST /v1/shipments/check`: what customs would hold a shipment for, before it leaves. Nothing of it is kept."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from dutiful_shared.contract.answer_values import AnswerModel
from dutiful_shared.contract.charge_answer import LegalReferenceAnswer
from dutiful_shared.contract.fields import (
    MAX_LINES,
    PLAIN,
    Amount,
    CountryCode,
    CurrencyCode,
    Day,
    Flag,
    Identifier,
    Measured,
    ShortText,
    WireModel,
    all_different,
    written_plainly,
)

CHECK_EXAMPLE: dict[str, Any] = {
    "ship_from": "US",
    "ship_to": "FR",
    "currency": "EUR",
    "declared_value": "40.00",
    "gross_weight_kg": "0.6",
    "consignee_phone": "+33 1 23 45 67 89",
    "tax_scheme": "ioss",
    "ioss_number": "IM3720000001",
    "lines": [
        {
            "id": "1",
            "description": "Men's T-shirt, knitted, of cotton",
            "hs_code": "610910",
            "origin": "BD",
            "quantity": "2",
            "unit_price": "20.00",
            "net_weight_kg": "0.4",
            "merchant_product_id": "TEE-1",
            "manufacturer_product_id": "4006381333931",
        }
    ],
}


class CheckedLine(WireModel):
    """Goods as they will be declared. What is missing is what the check looks for."""

    id: Identifier
    sku: Identifier | None = None
    description: ShortText | None = None
    hs_code: Annotated[str, Field(pattern=r"^[0-9]{6,12}$")] | None = None
    origin: CountryCode | None = None
    quantity: Annotated[
        Decimal,
        Field(gt=0, le=Decimal(10_000_000), max_digits=13, decimal_places=3, json_schema_extra=written_plainly),
        PLAIN,
    ]
    unit_price: Amount
    line_value: Annotated[
        Amount | None, Field(description="As the paper will say it; default: quantity times price.")
    ] = None
    net_weight_kg: Annotated[Measured | None, Field(description="Of all pieces of the line.")] = None
    merchant_product_id: ShortText | None = None
    manufacturer_product_id: ShortText | None = None


class ShipmentCheckRequest(WireModel):
    """A shipment as it will be declared."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, json_schema_extra={"examples": [CHECK_EXAMPLE]}
    )

    ship_from: CountryCode
    ship_to: CountryCode
    currency: CurrencyCode
    day: Annotated[Day | None, Field(description="On which it reaches customs; default today.")] = None
    reason: Literal["sale", "gift", "sample", "return", "repair", "personal"] = "sale"
    postal: Annotated[Flag, Field(description="Whether it goes by post.")] = False
    business_buyer: Flag = False
    declared_value: Annotated[Amount | None, Field(description="Of all goods, as the paper will say it.")] = None
    gross_weight_kg: Measured | None = None
    exporter_eori: ShortText | None = None
    importer_eori: ShortText | None = None
    consignee_phone: ShortText | None = None
    tax_scheme: Literal["ioss", "special_arrangements", "standard"] | None = None
    ioss_number: ShortText | None = None
    classify: Annotated[
        Flag, Field(description="Also ask the classifier whether codes fit descriptions. The key needs its scope.")
    ] = False
    lines: Annotated[tuple[CheckedLine, ...], Field(min_length=1, max_length=MAX_LINES)]

    @model_validator(mode="after")
    def _each_line_once(self) -> Self:
        all_different((one.id for one in self.lines), "lines/{}/id")
        return self


class Severity(StrEnum):
    """How grave a finding is.

    * `hold`: a rule demands it: customs or the carrier may stop the shipment.
    * `warning`: it draws questions, or is our own advice.
    """

    HOLD = "hold"
    WARNING = "warning"


class FindingAnswer(AnswerModel):
    """A reason to be held. `pointer` is a JSON Pointer into the request."""

    rule: str
    severity: Severity
    pointer: str
    text: str
    fix: str
    legal_reference: LegalReferenceAnswer


class NotCheckedAnswer(AnswerModel):
    """A rule that was left out, and why: it is not in force on the day, or could not be asked."""

    rule: str
    reason: str


class ShipmentCheckAnswer(AnswerModel):
    """`ready`: no rule that we know would hold it. It is no promise of customs."""

    ready: bool
    findings: tuple[FindingAnswer, ...]
    checked: tuple[str, ...]
    not_checked: tuple[NotCheckedAnswer, ...]


class ReplyLanguage(StrEnum):
    """Languages that replies are written in (ISO 639-1)."""

    EN = "en"
    FR = "fr"
    DE = "de"
    ES = "es"
    IT = "it"
    NL = "nl"
    PT = "pt"
    PL = "pl"
    JA = "ja"
    ZH = "zh"
    KO = "ko"
    AR = "ar"
    SV = "sv"
    DA = "da"
    FI = "fi"
    NB = "nb"
    CS = "cs"
    EL = "el"
    TR = "tr"
    HU = "hu"
    RO = "ro"


class RequestedInformation(StrEnum):
    """What customs ask for."""

    VALUE = "value"
    DESCRIPTION = "description"
    ORIGIN = "origin"
    IDENTIFIER = "identifier"


class ReplyRequest(WireModel):
    """`POST /v1/shipments/{id}/replies`: words for an answer to customs."""

    asked_for: Annotated[tuple[RequestedInformation, ...], Field(min_length=1, max_length=len(RequestedInformation))]
    language: Annotated[
        ReplyLanguage | None, Field(description="Default: that of the destination's authority, else English.")
    ] = None
    authority_reference: Annotated[ShortText | None, Field(description="The number of their request.")] = None
    enclosed: Annotated[tuple[ShortText, ...], Field(max_length=20, description="What is sent along.")] = ()


class ReplyAnswer(AnswerModel):
    """A draft to be read and signed by whoever knows the facts. `language_of_authority` is false where English, or
    what was asked for, stands in for a language that is not among ours."""

    language: ReplyLanguage
    language_of_authority: bool
    subject: str
    text: str
    missing: tuple[str, ...]


class HandoffLine(AnswerModel):
    """Goods for the broker's declaration. Amounts are in the shipment's currency; weight is of all pieces."""

    id: str
    sku: str | None
    description: str | None
    hs_code: str | None
    origin: str | None
    quantity: str
    unit_price: str
    value: str
    net_weight_kg: str | None


class HandoffAnswer(AnswerModel):
    """All that a broker needs, in one document; `missing` are JSON Pointers into the shipment that are empty."""

    shipment_id: str
    order_reference: str
    quote_id: str | None
    carrier: str
    service: str | None
    tracking_numbers: tuple[str, ...]
    ship_from: str
    ship_to: str
    currency: str
    goods_value: str | None
    gross_weight_kg: str | None
    lines: tuple[HandoffLine, ...]
    expected: tuple[dict[str, Any], ...]
    documents: tuple[dict[str, str | None], ...]
    open_holds: tuple[dict[str, str | None], ...]
    missing: tuple[str, ...]
