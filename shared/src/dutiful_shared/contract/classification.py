"""`POST /v1/classifications`: from a shop's words to a tariff code."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import (
    ConfigDict,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from dutiful_shared.contract.answer_values import AnswerModel
from dutiful_shared.contract.catalogue import Sku
from dutiful_shared.contract.fields import CodeSystem, CountryCode, Flag, WireModel, inconsistent

#: More destinations than any shop ships one product to at once; the world has fewer customs territories.
MAX_DESTINATIONS = 250
MAX_ATTRIBUTES = 50

LanguageTag = Annotated[
    str,
    Field(
        pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$", description="BCP 47.", examples=["en", "pt-BR"]
    ),
]
Digits = Annotated[str, Field(pattern=r"^[0-9]{4,12}$")]
Probability = Annotated[float, Field(ge=0, le=1, description="Calibrated: of 100 such answers this share is right.")]
AttributeName = Annotated[str, Field(min_length=1, max_length=64)]


def _one_fault(value: Any, check: ValidatorFunctionWrapHandler) -> Any:
    """One refusal of a value, and not one for each of the forms that it might have had."""
    try:
        return check(value)
    except ValidationError:
        raise PydanticCustomError(
            "attribute_value", "must be a text of at most 500 characters, a finite number, or true or false"
        ) from None


AttributeValue = Annotated[
    Annotated[str, Field(max_length=500)] | Annotated[Decimal, Field(allow_inf_nan=False)] | bool,
    WrapValidator(_one_fault),
]

REQUEST_EXAMPLE: dict[str, Any] = {
    "title": "Men's crew neck T-shirt",
    "description": "Short sleeves, printed front, 100 % cotton jersey, 160 g/m2",
    "attributes": {"material": "cotton", "knitted": True},
    "category": "Clothing > Tops",
    "language": "en",
    "destinations": ["US", "DE"],
    "merchant_code": "610910",
    "sku": "TEE-CREW-M",
}
ANSWER_EXAMPLE: dict[str, Any] = {
    "id": "cls_01939c2e7a4d7c3fb0a9d4b1f2e6c781",
    "created_at": "2026-11-29T08:00:00Z",
    "decision": "auto",
    "source": "model",
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
            "source": "model",
        }
    ],
    "question": None,
    "merchant_code": {"code": "610910", "known": True, "agrees": True, "digits_agreed": 6, "probability": 0.83},
    "review_id": None,
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
    language: Annotated[
        LanguageTag,
        Field(
            description="BCP 47; of the words, and of the question in the answer. Not stated: the question follows "
            "`Accept-Language`."
        ),
    ] = "en"
    destinations: Annotated[
        list[CountryCode],
        Field(max_length=MAX_DESTINATIONS, description="Countries whose national lines are wanted; none: HS alone."),
    ] = Field(default_factory=list)
    merchant_code: Annotated[
        Digits | None, Field(description="The code the merchant uses today; it is weighed, not obeyed.")
    ] = None
    sku: Annotated[
        Sku | None, Field(description="The merchant's own number: what was decided for it is answered from memory.")
    ] = None
    review: Annotated[
        Flag | None,
        Field(description="Whether a person shall see it where it is not `auto`; without it, the settings say."),
    ] = None

    @model_validator(mode="after")
    def _nothing_twice(self) -> Self:
        if len(set(self.destinations)) != len(self.destinations):
            raise inconsistent("destinations", "must name each country once")
        names: set[str] = set()
        for name in self.attributes:
            if name.lower() in names:
                raise inconsistent(f"attributes/{name}", "is named twice, in capital and in small letters")
            names.add(name.lower())
        return self


class Decision(StrEnum):
    """What may be done with the answer."""

    AUTO = "auto"
    REVIEW = "review"
    ASK = "ask"
    NOT_GOODS = "not_goods"
    TOO_VAGUE = "too_vague"
    RESTRICTED = "restricted"


class Source(StrEnum):
    """Who says so."""

    MODEL = "model"
    #: A person decided it: in a review, or by saying what was right.
    MEMORY = "memory"
    #: A person fixed it.
    OVERRIDE = "override"


class Reason(AnswerModel):
    text: str
    source: str = Field(description="Which part of the request, or which rule or note, it comes from.")


class Candidate(AnswerModel):
    """An HS subheading, with the probability that it, its heading and its chapter are right."""

    hs6: Annotated[str, Field(pattern=r"^[0-9]{6}$")]
    probability: Probability
    hs4_probability: Probability
    hs2_probability: Probability
    reasons: list[Reason]


class NationalCode(AnswerModel):
    """The line of one destination's tariff, as deep as it is known: codes are never filled up with zeros."""

    destination: CountryCode
    code_system: str
    code: Digits
    digits: Annotated[int, Field(ge=4, le=12)]
    probability: Probability
    reasons: list[Reason]
    complete: Annotated[
        bool | None, Field(description="Whether it is a line that may be declared; null where nobody has checked.")
    ] = None
    source: Source = Source.MODEL
    author: Annotated[str | None, Field(description="The person, where one decided.")] = None
    decided_at: datetime | None = None


class MerchantCode(AnswerModel):
    """The merchant's own code, held against the answer."""

    code: Digits
    known: bool = Field(description="Whether the Harmonized System has it: its subheading, or its heading.")
    agrees: bool = Field(description="With the first candidate, in all of its digits up to the sixth.")
    digits_agreed: Annotated[int, Field(ge=0, le=6)] = Field(
        description="0, 2, 4 or 6: how far it goes along with the first candidate."
    )
    probability: Annotated[
        Probability | None, Field(description="That it is right, as far as six digits; null if it is no candidate.")
    ]


class Remembered(AnswerModel):
    """The decision of a person that the answer repeats."""

    override_id: str
    matched: Annotated[str, Field(pattern="^(sku|text)$", description="What was found again.")]
    codes: dict[CodeSystem, Digits]
    author: str
    reason: str
    decided_at: datetime
    valid_from: datetime
    valid_to: datetime | None


class PossibleAnswer(AnswerModel):
    value: str = Field(description="What to send back for the attribute.")
    label: Annotated[
        str | None, Field(description="The value in the language of the question; null where no word for it is known.")
    ] = None
    leads_to: Digits


class Question(AnswerModel):
    """The one question whose answer decides most."""

    text: str = Field(description="In the language of the request, or of `Accept-Language`; else in English.")
    attribute: str
    answers: list[PossibleAnswer]


class Versions(AnswerModel):
    model: str
    nomenclature: str


class Classification(AnswerModel):
    """Candidates, the best first: at least five where there are so many."""

    model_config = ConfigDict(frozen=True, json_schema_extra={"examples": [ANSWER_EXAMPLE]})

    id: str
    created_at: datetime | None = None
    decision: Decision
    source: Source = Source.MODEL
    candidates: list[Candidate]
    national: list[NationalCode]
    question: Question | None = None
    reasons: list[Reason] = Field(default=[], description="Of the decision as a whole.")
    merchant_code: MerchantCode | None = None
    memory: Annotated[Remembered | None, Field(description="Where a person's decision is repeated.")] = None
    review_id: Annotated[str | None, Field(description="The review that waits for a person.")] = None
    versions: Versions


class ClassificationSummary(AnswerModel):
    """One line of the list."""

    id: str
    created_at: datetime
    decision: Decision
    source: Source
    title: str
    sku: str | None
    hs6: Annotated[str | None, Field(description="Of the first candidate.")]
    probability: Probability | None


class ClassificationPage(AnswerModel):
    classifications: list[ClassificationSummary]
    next: Annotated[str | None, Field(description="The cursor of the following page.")]
