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
from dutiful_shared.contract.classification_examples import ANSWER_EXAMPLE, REQUEST_EXAMPLE
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


class ClassificationRequest(WireModel):
    """One product in the shop's own words. Only the title is required; every further word helps."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, json_schema_extra={"examples": [REQUEST_EXAMPLE]}
    )

    title: Annotated[str, Field(min_length=1, max_length=500, description="What the shop calls the product.")]
    description: Annotated[
        str, Field(max_length=10_000, description="What else the shop says of it; markup is taken out.")
    ] = ""
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


class ClassifiedProduct(ClassificationRequest):
    """The product that a classification is of, as it was sent."""


class Decision(StrEnum):
    """What may be done with the answer.

    * `auto`: the probability reaches the merchant's threshold, or a person decided: take the code.
    * `review`: not sure, and nothing to ask: let a person look.
    * `ask`: not sure, and the answers to `question` hold enough of the probability: ask again with that attribute.
    * `not_goods`: no goods, such as a gift card or a service: nothing is declared.
    * `too_vague`: the words do not say what it is: describe the product.
    * `restricted`: goods that may not be sent, or not without a permit: let a person look before anything is sent.
    """

    AUTO = "auto"
    REVIEW = "review"
    ASK = "ask"
    NOT_GOODS = "not_goods"
    TOO_VAGUE = "too_vague"
    RESTRICTED = "restricted"


class Source(StrEnum):
    """Who says so.

    * `model`: the classifier.
    * `memory`: a person decided it, in a review or by saying what was right.
    * `override`: a person fixed it.
    """

    MODEL = "model"
    MEMORY = "memory"
    OVERRIDE = "override"


class Reason(AnswerModel):
    """Why an answer is as it is."""

    text: str = Field(description="The reason in words.")
    source: str = Field(description="Which part of the request, or which rule or note, it comes from.")


class Candidate(AnswerModel):
    """An HS subheading, with the probability that it, its heading and its chapter are right."""

    hs6: Annotated[
        str, Field(pattern=r"^[0-9]{6}$", description="Subheading of the Harmonized System (WCO): six digits.")
    ]
    probability: Annotated[
        Probability,
        Field(description="That the subheading is right. Calibrated: of 100 such answers this share is right."),
    ]
    hs4_probability: Annotated[
        Probability, Field(description="That its heading, the first four digits, is right; calibrated.")
    ]
    hs2_probability: Annotated[
        Probability, Field(description="That its chapter, the first two digits, is right; calibrated.")
    ]
    reasons: Annotated[list[Reason], Field(description="What speaks for it.")]


class NationalCode(AnswerModel):
    """The line of one destination's tariff, as deep as it is known: codes are never filled up with zeros."""

    destination: Annotated[
        CountryCode, Field(description="The country that was asked for: ISO 3166-1 alpha-2, or XI, XK, IC, EA.")
    ]
    code_system: Annotated[str, Field(description="The tariff that the code is of: EU, or the country.")]
    code: Annotated[Digits, Field(description="The digits that are known, without dots.")]
    digits: Annotated[int, Field(ge=4, le=12, description="How many digits `code` has.")]
    probability: Annotated[
        Probability,
        Field(
            description="That the code is right in all of its digits. Calibrated: of 100 such answers this share is "
            "right."
        ),
    ]
    reasons: Annotated[list[Reason], Field(description="What speaks for it.")]
    complete: Annotated[
        bool | None, Field(description="Whether it is a line that may be declared; null where nobody has checked.")
    ] = None
    source: Annotated[Source, Field(description="Who says so: the model, or a person.")] = Source.MODEL
    author: Annotated[str | None, Field(description="The person, where one decided.")] = None
    decided_at: Annotated[
        datetime | None, Field(description="When that person decided, with its offset from UTC. Null where none did.")
    ] = None


class MerchantCode(AnswerModel):
    """The merchant's own code, held against the answer."""

    code: Annotated[Digits, Field(description="The code, as the request has it.")]
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

    override_id: Annotated[str, Field(description="Names the decision, as `GET /v1/overrides/{override_id}` takes it.")]
    matched: Annotated[str, Field(pattern="^(sku|text)$", description="What was found again.")]
    codes: Annotated[dict[CodeSystem, Digits], Field(description="The codes that were decided, by system of codes.")]
    author: Annotated[str, Field(description="The person who decided.")]
    reason: Annotated[str, Field(description="Why, in that person's words.")]
    decided_at: Annotated[datetime, Field(description="When it was decided, with its offset from UTC.")]
    valid_from: Annotated[datetime, Field(description="From when it holds, with its offset from UTC.")]
    valid_to: Annotated[datetime | None, Field(description="Until when it holds. Null while no end is set.")]


class PossibleAnswer(AnswerModel):
    """One answer to the question."""

    value: str = Field(description="What to send back for the attribute.")
    label: Annotated[
        str | None, Field(description="The value in the language of the question; null where no word for it is known.")
    ] = None
    leads_to: Annotated[Digits, Field(description="The code that it leads to.")]


class Question(AnswerModel):
    """The one question whose answer decides most."""

    text: str = Field(description="In the language of the request, or of `Accept-Language`; else in English.")
    attribute: str = Field(
        description="Name of the attribute of the request that holds the answer, such as `material`."
    )
    answers: list[PossibleAnswer] = Field(description="The answers that are possible.")


class Versions(AnswerModel):
    """What answered, so that an answer can be traced."""

    model: str = Field(description="The version of the model.")
    nomenclature: str = Field(description="The edition of the Harmonized System that codes are of, such as `HS 2022`.")


class Classification(AnswerModel):
    """Candidates, the best first: at least five where there are so many."""

    model_config = ConfigDict(frozen=True, json_schema_extra={"examples": [ANSWER_EXAMPLE]})

    id: Annotated[str, Field(description="Names the answer, such as `cls_01939c2e7a4d7c3fb0a9d4b1f2e6c781`.")]
    created_at: Annotated[
        datetime | None,
        Field(description="When it was answered, with its offset from UTC. Null where it was not recorded."),
    ] = None
    decision: Annotated[Decision, Field(description="Whether the code can be taken, or what to do first.")]
    source: Annotated[Source, Field(description="Who says so: the model, or a person whose decision it repeats.")] = (
        Source.MODEL
    )
    candidates: Annotated[
        list[Candidate],
        Field(
            description="The subheadings that are possible, the likeliest first. Empty where the words lead to none."
        ),
    ]
    national: Annotated[
        list[NationalCode],
        Field(
            description="The national code for each of the `destinations`, as deep as it is known. Empty where none "
            "was asked for or is known."
        ),
    ]
    question: Annotated[
        Question | None, Field(description="The one question whose answer decides most. Null where there is none.")
    ] = None
    reasons: list[Reason] = Field(default=[], description="Of the decision as a whole.")
    merchant_code: Annotated[
        MerchantCode | None,
        Field(description="The request's `merchant_code`, held against the answer. Null where it had none."),
    ] = None
    memory: Annotated[Remembered | None, Field(description="Where a person's decision is repeated.")] = None
    review_id: Annotated[str | None, Field(description="The review that waits for a person.")] = None
    versions: Annotated[Versions, Field(description="The model and the nomenclature that answered.")]
