"""What a checkout would ask its shopper for, so that customs clears the order."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from dutiful_shared.contract.answer_values import AnswerModel


class BuyerNumberAnswer(AnswerModel):
    """One of the numbers that would do."""

    type: Annotated[
        str, Field(examples=["BR_CPF"], description="What it is called in `buyer.tax_ids[].type` of a request.")
    ]
    name: Annotated[str, Field(description="Its name where it is issued, and what it is in words.")]
    form: Annotated[str, Field(description="How it looks, in words.")]
    pattern: Annotated[
        str | None,
        Field(
            description="Regular expression of the whole number in capitals, without blanks, dots and hyphens. Check "
            "digits are held against it where the number is sent. Null where no form of it is known here."
        ),
    ]


class BuyerDataSource(AnswerModel):
    """Where it is written that the number is asked for. Nothing here is legal advice."""

    text: Annotated[str, Field(description="Who says it, and the rule that is named.")]
    url: Annotated[str, Field(description="Where it was read.")]
    read_on: Annotated[date, Field(description="The day on which it was read, in a stored copy of the page.")]
    standing: Annotated[
        Literal["authority", "operator", "report"],
        Field(
            description="How strong it is: the `authority` or its law itself; an `operator` who clears parcels there "
            "(a post, a courier); or a `report` by somebody else."
        ),
    ]


class BuyerDataAnswer(AnswerModel):
    """A number that the buyer of such an order is asked for. One of `any_of` is enough."""

    buyer: Annotated[
        Literal["consumer", "business"], Field(description="What kind of buyer is asked: that of the request.")
    ]
    role: Annotated[
        Literal["recipient", "importer"],
        Field(
            description="As what the buyer is asked: as the `recipient`, whoever declares the goods, or as the "
            "`importer`, so not where `importer_of_record` is another."
        ),
    ]
    reason: Annotated[str, Field(description="Why it is asked for, in one sentence.")]
    any_of: Annotated[tuple[BuyerNumberAnswer, ...], Field(description="The numbers of which one is enough.")]
    copy_needed: Annotated[
        bool, Field(description="Whether a copy of the document itself is asked for too, not its number alone.")
    ]
    pointer: Annotated[
        str, Field(examples=["/buyer/tax_ids"], description="JSON Pointer of the list in the request that takes it.")
    ]
    given: Annotated[bool, Field(description="Whether the request has one of them.")]
    source: Annotated[BuyerDataSource, Field(description="Where it is written.")]
