"""How old the facts of a quote are: the releases that were read, the rates of exchange, and what is too old."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from dutiful_shared.contract.answer_values import AnswerModel
from dutiful_shared.contract.charge_answer import ExchangeRateAnswer


class ReleaseAnswer(AnswerModel):
    """One edition of a publication of law, as it was loaded: a tariff schedule, a fee notice, a list of VAT rates."""

    id: Annotated[str, Field(description="Names the release. What it says never changes; a new edition has a new one.")]
    jurisdiction: Annotated[str, Field(description="Whose law it is: a country, `EU`, or `*` for many countries.")]
    publication: Annotated[str, Field(description="The publication that it is an edition of.")]
    edition: Annotated[str, Field(description="The edition, as its publisher or the loader names it.")]
    title: Annotated[str, Field(description="Title of the publication.")]
    publisher: Annotated[str, Field(description="The authority, or whoever else published it.")]
    published_on: Annotated[date, Field(description="The day on which it was published.")]
    verified_until: Annotated[
        date | None,
        Field(description="The last day for which its evidence speaks. Null where there is no such day."),
    ]


class FreshnessAnswer(AnswerModel):
    """How old the facts are that the amounts rest on, and how far one had to go for them."""

    releases: Annotated[tuple[ReleaseAnswer, ...], Field(description="The releases of law that the order was held to.")]
    fx: Annotated[
        tuple[ExchangeRateAnswer, ...],
        Field(description="Each rate of exchange that an amount was converted by, once."),
    ]
    tier: Annotated[
        Literal["memory", "redis", "postgres", "packaged"],
        Field(
            description="The farthest store that had to be asked for the tariff; `packaged` are the copies kept on the "
            "machine, read where the other stores are out of reach."
        ),
    ]
    verified_until: Annotated[
        date | None,
        Field(description="The earliest day up to which all amounts are verified. Null where none has such a day."),
    ]
    stale: Annotated[
        tuple[str, ...],
        Field(
            description="What is older than allowed, in words: it makes a complete quote `degraded`. Empty where "
            "nothing is."
        ),
    ]
