"""What a quote says of a line that nobody gave a code, where the classification service answered in time."""

from typing import Annotated

from pydantic import Field

from dutiful_shared.contract.answer_values import AnswerModel, MoneyAnswer, SpreadAnswer
from dutiful_shared.contract.classification import Decision, Source


class CandidateAnswer(AnswerModel):
    """A code that a line may have, and what the line would owe under it."""

    code: Annotated[
        str, Field(pattern=r"^[0-9]{6}$", description="Subheading of the Harmonized System (WCO): six digits.")
    ]
    probability: Annotated[float, Field(ge=0, le=1, description="Calibrated: of 100 such answers this share is right.")]
    text: Annotated[str, Field(description="The text of the subheading.")]
    duty: Annotated[
        MoneyAnswer | None,
        Field(
            description="Ordinary and additional duty of the whole line, in the cart's currency. Null where something "
            "else is open too, such as national digits."
        ),
    ]
    total: Annotated[
        SpreadAnswer | None,
        Field(description="All charges of the whole line, in the cart's currency. Null where they are not known."),
    ]


class LeadingAnswer(AnswerModel):
    """One answer to the classifier's question."""

    value: Annotated[str, Field(description="The answer, as the attribute's value.")]
    leads_to: Annotated[str, Field(description="The code that it leads to.")]


class ClassifierQuestion(AnswerModel):
    """The classifier's own question: each answer with the code that it leads to."""

    text: Annotated[str, Field(description="The question in words.")]
    attribute: Annotated[
        str, Field(description="Name of the attribute that the answer is a value of, such as `material`.")
    ]
    answers: Annotated[tuple[LeadingAnswer, ...], Field(description="The answers that are possible.")]


class CodeSuggestion(AnswerModel):
    """What the classification service said of a line that nobody gave a code. None of it is charged."""

    id: Annotated[
        str,
        Field(
            description="Names the classification, as `GET /v1/classifications/{id}` of the classification service "
            "takes it."
        ),
    ]
    decision: Annotated[Decision, Field(description="What may be done with it.")]
    source: Annotated[Source, Field(description="Who says so: the model, or a person whose decision it repeats.")]
    model: Annotated[str, Field(description="The version of the model that answered.")]
    candidates: Annotated[
        tuple[CandidateAnswer, ...],
        Field(description="The codes that are possible, the likeliest first: five at most."),
    ]
    question: Annotated[
        ClassifierQuestion | None,
        Field(description="The one question whose answer decides most. Null where there is none."),
    ]
