"""`POST /v1/classifications`: from a shop's words to a tariff code."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from dutiful_shared.contract.fields import CountryCode, WireModel

#: More destinations than any shop ships one product to at once; the world has fewer customs territories.
MAX_DESTINATIONS = 250
MAX_ATTRIBUTES = 50

LanguageTag = Annotated[
    str,
    Field(
        pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?$", description="BCP 47.", examples=["en", "pt-BR"]
    ),
]
Digits = Annotated[str, Field(pattern=r"^\d{4,12}$")]
Probability = Annotated[float, Field(ge=0, le=1, description="Calibrated: of 100 such answers this share is right.")]
AttributeName = Annotated[str, Field(min_length=1, max_length=64)]
AttributeValue = Annotated[str, Field(max_length=500)] | Annotated[Decimal, Field(allow_inf_nan=False)] | bool

REQUEST_EXAMPLE: dict[str, Any] = {
    "title": "Men's crew neck T-shirt",
    "description": "Short sleeves, printed front, 100 % cotton jersey, 160 g/m2",
    "attributes": {"material": "cotton", "knitted": True},
    "category": "Clothing > Tops",
    "language": "en",
    "destinations": ["US", "DE"],
    "merchant_code": None,
}
ANSWER_EXAMPLE: dict[str, Any] = {
    "id": "cls_0b5c2f7d9a3e4c61",
    "decision": "auto",
    "candidates": [
        {
            "hs6": "610910",
            "probability": 0.83,
            "hs4_probability": 0.9,
            "hs2_probability": 0.97,
            "reasons": [{"text": "T-shirts, knitted, of cotton", "source": "title"}],
        }
    ],
    "national": [
        {
            "destination": "US",
            "code_system": "US",
            "code": "6109100012",
            "digits": 10,
            "probability": 0.61,
            "reasons": [{"text": "For men", "source": "title"}],
        }
    ],
    "question": None,
    "versions": {"model": "2026-11", "nomenclature": "HS 2022"},
}


class ClassificationRequest(WireModel):
    """One product in the shop's own words. Only the title is required; every further word helps."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, json_schema_extra={"examples": [REQUEST_EXAMPLE]}
    )

    title: Annotated[str, Field(min_length=1, max_length=500)]
    description: Annotated[str, Field(max_length=10_000)] = ""
    attributes: Annotated[
        dict[AttributeName, AttributeValue],
        Field(max_length=MAX_ATTRIBUTES, description="Facts such as material, use, dimensions."),
    ] = Field(default_factory=dict)
    category: Annotated[str, Field(max_length=500, description="The shop's own path, such as `Clothing > Tops`.")] = ""
    language: LanguageTag = "en"
    destinations: Annotated[
        list[CountryCode],
        Field(max_length=MAX_DESTINATIONS, description="Countries whose national lines are wanted; none: HS alone."),
    ] = Field(default_factory=list)
    merchant_code: Annotated[
        Digits | None, Field(description="The code the merchant uses today; it is weighed, not obeyed.")
    ] = None

    @model_validator(mode="after")
    def _each_destination_once(self) -> Self:
        if len(set(self.destinations)) != len(self.destinations):
            raise ValueError("destinations must name each country once")
        return self


class Decision(StrEnum):
    """What may be done with the answer."""

    AUTO = "auto"
    REVIEW = "review"
    ASK = "ask"
    NOT_GOODS = "not_goods"
    TOO_VAGUE = "too_vague"
    RESTRICTED = "restricted"


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class Reason(_Answer):
    text: str
    source: str = Field(description="Which part of the request, or which rule or note, it comes from.")


class Candidate(_Answer):
    """An HS subheading, with the probability that it, its heading and its chapter are right."""

    hs6: Annotated[str, Field(pattern=r"^\d{6}$")]
    probability: Probability
    hs4_probability: Probability
    hs2_probability: Probability
    reasons: list[Reason]


class NationalCode(_Answer):
    """The line of one destination's tariff."""

    destination: CountryCode
    code_system: str
    code: Digits
    digits: Annotated[int, Field(ge=6, le=12)]
    probability: Probability
    reasons: list[Reason]


class PossibleAnswer(_Answer):
    value: str
    leads_to: Digits


class Question(_Answer):
    """The one question whose answer decides most."""

    text: str
    attribute: str
    answers: list[PossibleAnswer]


class Versions(_Answer):
    model: str
    nomenclature: str


class Classification(_Answer):
    """Candidates, the best first: at least five where there are so many."""

    model_config = ConfigDict(frozen=True, json_schema_extra={"examples": [ANSWER_EXAMPLE]})

    id: str
    decision: Decision
    candidates: list[Candidate]
    national: list[NationalCode]
    question: Question | None = None
    versions: Versions
