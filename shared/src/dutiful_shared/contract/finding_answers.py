"""What a quote says beside its amounts: questions, assumptions, reliefs, controls, papers and advice."""

from typing import Annotated, Literal

from pydantic import Field

from dutiful_shared.contract.answer_values import AnswerModel, MoneyAnswer, SpreadAnswer
from dutiful_shared.contract.charge_answer import LegalReferenceAnswer
from dutiful_shared.contract.code_suggestion import CodeSuggestion


class MissingAnswer(AnswerModel):
    """A fact that was needed and not known, as a question."""

    id: Annotated[str, Field(description="Names the question within this quote, such as `m1`.")]
    line: Annotated[
        str | None, Field(description="Id of the line asked about. Null where it is the whole consignment.")
    ]
    affects: Annotated[
        Literal["amount", "clearance"],
        Field(
            description="What the answer would change: an `amount`, which leaves the quote without a total, or the "
            "customs `clearance`."
        ),
    ]
    fact: Annotated[str, Field(description="Name of the fact, such as `hs_code` or `steel_share`.")]
    question: Annotated[str, Field(description="The question in words.")]
    pointer: Annotated[
        str | None,
        Field(
            description="JSON Pointer of the field of the request that holds the answer. Null where no field does: the "
            "loaded law lacks a rate or does not say, and customs would have to be asked."
        ),
    ]
    spread: Annotated[
        SpreadAnswer | None,
        Field(
            description="The range of what may be due for what is not known, in the cart's currency. Null where no "
            "amount depends on it."
        ),
    ]
    classification: Annotated[
        CodeSuggestion | None,
        Field(
            description="On the question about a code, where the classifier was asked and answered in time. `spread` "
            "is then that of the candidates, `likely` the best one's; the right code may be another one, so the upper "
            "end of the quote's estimate stays open."
        ),
    ] = None


class AssumptionAnswer(AnswerModel):
    """A default that was taken because the request did not say, or a rule that stands in for another one."""

    fact: Annotated[str, Field(description="Name of what was assumed, such as `incoterm` or `origin`.")]
    value: Annotated[str, Field(description="The value that was taken. Empty where there is none to name.")]
    text: Annotated[str, Field(description="The assumption in words.")]
    pointer: Annotated[
        str,
        Field(description="JSON Pointer of the field of the request that would replace it. Empty where none does."),
    ]


class ReliefAnswer(AnswerModel):
    """Something that is not charged, and the rule that says so."""

    kind: Annotated[
        str,
        Field(
            description="What is not charged: `duty`, `tax`, `fee`, `small_amount` (waived as too little), `at_risk` "
            "(Northern Ireland), or the programme of an additional duty."
        ),
    ]
    text: Annotated[str, Field(description="The relief in words.")]
    line: Annotated[str | None, Field(description="Id of the line. Null where it is of the whole consignment.")]
    measure_id: Annotated[
        str, Field(description="The rule of the tariff that frees of it. Empty where it is no single one.")
    ]
    legal_reference: Annotated[LegalReferenceAnswer, Field(description="The law that grants it.")]


class RestrictionAnswer(AnswerModel):
    """A control on the import of a line's goods: a prohibition, or a condition. It changes no amount.

    Where it `blocks`, the goods may not come in: no way of delivery is then available and there is no price.
    """

    line: Annotated[str, Field(description="Id of the line.")]
    text: Annotated[str, Field(description="The control in words.")]
    measure_id: Annotated[str, Field(description="The rule of the tariff that asks for it.")]
    blocks: Annotated[bool, Field(description="Whether it keeps the goods out, whatever is paid.")] = False
    legal_reference: Annotated[LegalReferenceAnswer, Field(description="The law behind the control.")]


class RequiredDocumentAnswer(AnswerModel):
    """A paper that the import needs: of one line, or of the consignment where `line` is null."""

    document: Annotated[
        str, Field(description="Name of the paper, such as `commercial_invoice`, `cn23` or `cites_permit`.")
    ]
    line: Annotated[str | None, Field(description="Id of the line. Null where it is of the consignment.")]
    reason: Annotated[str, Field(description="Why it is needed, in words.")]
    legal_reference: Annotated[LegalReferenceAnswer, Field(description="The law that asks for it.")]


class AdviceAnswer(AnswerModel):
    """A lawful way in which the order could cost less or be paid at a better moment; only where it was asked for.

    `saves` is what the landed cost falls by; null where that is not known. Of a `fact` it is the most that an answer
    may take off what is certain to be enough.
    """

    kind: Annotated[
        Literal["claim", "fact", "registration", "service", "transport_mode", "ship_from", "incoterm", "consignments"],
        Field(
            description="What would be changed: a `claim` to a lower rate, a `fact` to be stated, a `registration` of "
            "the seller, the shipping `service`, the `transport_mode`, where it is sent from, or the `incoterm`. "
            "`consignments` only explains how goods that travel apart are looked at."
        ),
    ]
    line: Annotated[str | None, Field(description="Id of the line. Null where it is of the whole order.")]
    text: Annotated[str, Field(description="The advice in words.")]
    saves: Annotated[
        MoneyAnswer | None,
        Field(description="What the landed cost of the order falls by, in the cart's currency. Null if not known."),
    ]
    requires: Annotated[
        tuple[str, ...],
        Field(description="What must be stated, proved or registered for it. Empty where nothing is lacking."),
    ]
    pointer: Annotated[str, Field(description="JSON Pointer of the field of the request that would be changed.")]
    legal_reference: Annotated[LegalReferenceAnswer, Field(description="The law that allows it.")]
