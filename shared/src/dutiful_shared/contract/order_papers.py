"""`/v1/order-papers`: papers that are made by themselves when a quote is committed for an order, or adjusted."""

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import AwareDatetime, ConfigDict, Field, model_validator

from dutiful_shared.contract.answer_values import AnswerModel
from dutiful_shared.contract.classification import LanguageTag
from dutiful_shared.contract.documents import DocumentBatch, DocumentKind, PaperDetails
from dutiful_shared.contract.fields import WHOLE, CountryCode, Identifier, WireModel, all_different, inconsistent

SETTINGS_EXAMPLE: dict[str, Any] = {
    "rules": [
        {"kinds": ["commercial_invoice"], "language": "en"},
        {"destinations": ["FR"], "kinds": ["packing_list"], "language": "fr", "second_language": "en"},
    ],
    "given": {
        "parties": {
            "exporter": {
                "name": "Lone Star Outfitters LLC",
                "street": ["1100 Congress Ave"],
                "postal_code": "78701",
                "city": "Austin",
                "region": "TX",
                "country": "US",
            }
        },
        "signatory": {"name": "Dana Reyes", "title": "Export manager", "place": "Austin"},
    },
}


class OrderPaperRule(WireModel):
    """Kinds of paper, and their language, for orders to some destinations."""

    destinations: Annotated[
        tuple[CountryCode, ...], Field(max_length=250, description="Where the order goes; none: wherever.")
    ] = ()
    kinds: Annotated[tuple[DocumentKind, ...], Field(min_length=1, max_length=len(DocumentKind))]
    language: LanguageTag = "en"
    second_language: LanguageTag | None = None

    @model_validator(mode="after")
    def _different(self) -> Self:
        all_different(self.kinds, "kinds/{}")
        if self.second_language == self.language:
            raise inconsistent("second_language", "must differ from language")
        return self


class OrderPaperSettings(WireModel):
    """Which papers are made of every order, and what they say that is the same in all. A PUT replaces all of it."""

    model_config = ConfigDict(json_schema_extra={"examples": [SETTINGS_EXAMPLE]})

    rules: Annotated[
        tuple[OrderPaperRule, ...], Field(max_length=50, description="Every rule that fits an order; none: no papers.")
    ] = ()
    given: PaperDetails = PaperDetails()

    @model_validator(mode="after")
    def _of_no_single_order(self) -> Self:
        for field in ("goods", "packages"):
            if getattr(self.given, field):
                raise inconsistent(f"given/{field}", "are of one order: state them with the order")
        return self


class OrderPapers(AnswerModel):
    """The papers of one order. `batch` says what is made, and lists what each refused paper lacks."""

    quote_id: Annotated[str, Field(description="The quote that was committed.")]
    current_quote_id: Annotated[str | None, Field(description="The quote that holds; null until it is committed.")]
    sequence: Annotated[int, Field(ge=0, description="Of the order's event that the papers are of; 0 before one came.")]
    reference: str | None
    details: PaperDetails
    documents: Annotated[tuple[str, ...], Field(description="Ids of those that are made.")]
    batch: DocumentBatch | None
    updated_at: datetime


class OrderPapersPage(AnswerModel):
    """Orders with papers, those of the newest events first."""

    orders: tuple[OrderPapers, ...]
    next: str | None


class OrderTold(WireModel):
    """An order as it is after an event, as the quote service tells it."""

    merchant: Identifier
    quote_id: Identifier
    sequence: Annotated[int, Field(ge=1), WHOLE]
    current_quote_id: Identifier
    reference: Annotated[str, Field(max_length=100)] | None
    at: AwareDatetime
    cart: Annotated[dict[str, Any], Field(description="A `QuoteRequest`, as it was landed.")]
    quote: Annotated[dict[str, Any], Field(description="The `QuoteAnswer` that holds.")]
    ordered: Annotated[
        dict[str, Any] | None, Field(description="An `OrderedAnswer`: by which service and delivery it was ordered.")
    ] = None


class OrdersTold(WireModel):
    """Told as often as may be: of each order the newest event counts, once."""

    orders: Annotated[tuple[OrderTold, ...], Field(min_length=1, max_length=50)]


class OrdersTaken(AnswerModel):
    """How many of them papers are made of."""

    taken: int
