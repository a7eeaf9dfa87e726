"""`POST /v1/quotes/batch` answers with one item for each cart, in their order."""

from pydantic import Field

from dutiful_shared.contract.answer_values import AnswerModel
from dutiful_shared.contract.problems import Problem
from dutiful_shared.contract.quote_answer import QuoteAnswer


class BatchItem(AnswerModel):
    """`status` is what a single request would have been answered with; there is a quote or a problem."""

    index: int = Field(description="Position of the cart in the batch, from 0.")
    status: int
    quote: QuoteAnswer | None = None
    problem: Problem | None = None


class BatchAnswer(AnswerModel):
    """`results` has an item for each cart, in the order of the carts."""

    results: tuple[BatchItem, ...]
