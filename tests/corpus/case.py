"""The form of a worked case: a cart, what it must come to, and why (see the handbook, `developers/corpus.md`)."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from dutiful_shared.contract.charge import Collected
from dutiful_shared.contract.quote_answer import QuoteAnswer, QuoteStatus
from dutiful_shared.contract.quote_request import QuoteRequest

Amount = Annotated[str, Field(pattern=r"^-?\d+(\.\d+)?$", description="As text, so that no digit is lost.")]
Programme = Annotated[str, Field(pattern=r"^\S+$", description="The charge's `programme`.")]
Text = Annotated[str, Field(min_length=3)]
#: Keys of `expect` that are read in a way of their own; all others are paths into the answer.
SPECIAL = ("charges", "missing", "estimate", "assumed", "restrictions", "documents")


def _a_path(path: str) -> str:
    first = path.partition(".")[0]
    if first not in QuoteAnswer.model_fields:
        known = ", ".join(sorted({*SPECIAL, *QuoteAnswer.model_fields}))
        raise ValueError(f"{first!r} is no field of an answer; known are {known}")
    return path


class Expectation(BaseModel):
    """What the answer must say. Whatever is not named is not looked at."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[Annotated[str, AfterValidator(_a_path)], str | None] = Field(init=False)

    status: QuoteStatus | None = None
    charges: list[tuple[Programme, Amount, Collected]] | None = Field(
        None, description="Every charge of the quote: programme, amount in the cart's currency, when it is collected."
    )
    missing: list[Text] | None = Field(None, description="Facts that the quote asks for, among others.")
    estimate: Annotated[str, Field(pattern=r"^[\d.]+ - ([\d.]+|open)$")] | None = Field(
        None, description="The range of a quote without a total: least - most; `open` where nothing bounds it."
    )
    assumed: list[Text] | None = Field(None, description="Facts that the quote assumes, among others.")
    restrictions: list[tuple[Text, Literal["blocks", "told"]]] | None = Field(
        None, description="Every control, by its name, and whether it keeps the goods out."
    )
    documents: list[Text] | None = Field(None, description="Every required paper, in order.")


class WorkedCase(BaseModel):
    """One cart whose outcome somebody has worked out by hand from a public source."""

    model_config = ConfigDict(extra="forbid")

    title: Text = Field(description="What the case shows; also its name in the test run.")
    source: Text = Field(description="The law or notice, as a person would look it up.")
    working: Text = Field(description="The arithmetic by hand.")
    request: QuoteRequest = Field(
        description="The body of `POST /v1/quotes`; name `import_date`, so that it holds for ever."
    )
    expect: Expectation


def typed(request: dict[str, Any]) -> dict[str, Any]:
    """The cases are read as text; quantities are the only numbers."""
    lines = [{**line, "quantity": int(line["quantity"])} for line in request["lines"]]
    return {**request, "lines": lines}
