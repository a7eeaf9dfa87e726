"""Other providers of landed costs: whose requests and answers are understood, and what came of a request of theirs."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from dutiful_shared.contract.answer_values import AnswerModel
from dutiful_shared.contract.catalogue_imports import ImportAnswer
from dutiful_shared.contract.quote_answer import QuoteAnswer


class Provider(StrEnum):
    """Whose shapes are understood.

    * `avatax`: AvaTax REST v2, transactions across a border.
    * `zonos`: the GraphQL workflow mutations; UPS Global Checkout takes the same ones.
    * `dhl`: DHL Express, MyDHL API, landed cost.
    * `ups`: UPS, Landed Cost Quote.
    """

    AVATAX = "avatax"
    ZONOS = "zonos"
    DHL = "dhl"
    UPS = "ups"


class ReadingAnswer(AnswerModel):
    """A field of the provider's request that was not taken as it stands, and how it was read."""

    pointer: str
    text: str


class TranslationAnswer(AnswerModel):
    """`POST /v1/import/{provider}/cart`: a request of a provider as a cart of ours."""

    provider: Provider
    cart: Annotated[dict[str, Any], Field(description="In the shape of a `QuoteRequest`, as it is quoted.")]
    ignored: Annotated[
        tuple[str, ...],
        Field(description="JSON Pointers into the body of all that is said there and has no meaning here."),
    ]
    readings: tuple[ReadingAnswer, ...]


class ProviderQuoteAnswer(TranslationAnswer):
    """`POST /v1/import/{provider}/quotes`: the same, quoted."""

    quote: QuoteAnswer


class CatalogueImportAnswer(AnswerModel):
    """`POST /v1/import/{provider}/catalog`: the rows that were handed to the catalogue's import.

    `ignored` are columns (or fields) that no article has; `left_out` says of rows why they are no article.
    """

    provider: Provider
    imported: ImportAnswer
    rows: int
    ignored: tuple[str, ...]
    left_out: Annotated[tuple[str, ...], Field(description="At most 100 of them.")]
    readings: tuple[str, ...]
