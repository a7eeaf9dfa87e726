"""A line of a quote as the answer shows it: its value, its charges, and what else the law would offer for it."""

from datetime import date
from typing import Annotated

from pydantic import Field

from dutiful_shared.contract.answer_values import AnswerModel, MoneyAnswer
from dutiful_shared.contract.charge_answer import ChargeAnswer, LegalReferenceAnswer


class AlternativeAnswer(AnswerModel):
    """One lawful way of entering a line, beside the others: the ordinary duty, a preference, a benefit on a statement.

    Only the one that is `chosen` is charged; another one is charged once the request states what it `requires`.
    """

    line: Annotated[str, Field(description="Id of the line.")]
    kind: Annotated[
        str,
        Field(
            description="What the rule does: `third_country_duty` (the ordinary, most-favoured-nation duty), "
            "`preference`, `suspension`, `quota`, `exemption`, `flat_duty` ..."
        ),
    ]
    programme: Annotated[
        str, Field(description="The name by which rules of law refer to each other, such as that of an agreement.")
    ]
    name: Annotated[str, Field(description="The way in words.")]
    requires: Annotated[
        tuple[str, ...],
        Field(
            description="What the importer would have to state, claim or prove, in words. Empty where nothing is "
            "lacking."
        ),
    ]
    total: Annotated[
        MoneyAnswer,
        Field(description="Ordinary and additional duty of the whole line by this way, in the cart's currency."),
    ]
    saves: Annotated[
        MoneyAnswer,
        Field(
            description="What of the duty charged now falls away by this way, in the cart's currency: negative where "
            "the way is dearer, zero where the duty charged now is not known."
        ),
    ]
    tax: Annotated[
        MoneyAnswer | None,
        Field(
            description="Tax on the same goods by this way, in the cart's currency. Null where the way says nothing of "
            "the tax."
        ),
    ]
    chosen: Annotated[bool, Field(description="Whether it is the way by which the line is charged.")]
    legal_reference: Annotated[LegalReferenceAnswer, Field(description="The law that opens the way.")]
    valid_to: Annotated[date | None, Field(description="The last day of the rule. Null while none is set.")]


class LineAnswer(AnswerModel):
    """One line of the cart, assessed. All amounts are of the whole line, not of a piece.

    Charges of the whole consignment, such as customs' fees on an entry, are none of a line's.
    """

    id: Annotated[str, Field(description="Id of the line, as the request has it.")]
    consignment: Annotated[
        str,
        Field(description="Id of the consignment that the line travels in; `c1` where the request names none."),
    ]
    tariff_code: Annotated[
        str | None,
        Field(
            description="The digits of the code that the line was assessed by: of a foreign national code the six of "
            "the Harmonized System. Null where no code is known."
        ),
    ]
    origin: Annotated[
        str, Field(description="Country of origin that was used: the line's own, else the one it is sent from.")
    ]
    goods_value: Annotated[
        MoneyAnswer,
        Field(
            description="Price of the goods alone after discounts, without carriage and insurance (intrinsic value), "
            "in the destination's currency."
        ),
    ]
    customs_value: Annotated[
        MoneyAnswer,
        Field(
            description="Value that ad valorem duty is charged on, in the destination's currency: the transaction "
            "value (WTO Customs Valuation Agreement, Article 1), FOB or CIF as the destination's law says (Article "
            "8(2))."
        ),
    ]
    calculable: Annotated[
        bool, Field(description="Whether every amount of the line is known. If not, `missing` of the quote asks.")
    ]
    reason: Annotated[str | None, Field(description="Why the line is not calculable. Null where it is.")]
    duty: Annotated[
        MoneyAnswer | None,
        Field(
            description="Sum of the line's charges of the kinds `duty` and `additional_duty`, in the cart's currency. "
            "Null where the line is not calculable."
        ),
    ]
    tax: Annotated[
        MoneyAnswer | None,
        Field(
            description="Sum of the line's charges of the kind `tax`, in the cart's currency. Null where the line is "
            "not calculable."
        ),
    ]
    charges: Annotated[tuple[ChargeAnswer, ...], Field(description="Every charge of the line, explained.")]
    alternatives: Annotated[
        tuple[AlternativeAnswer, ...],
        Field(
            description="The lawful ways of entering the line, that of the quote among them. Empty where there is but "
            "one."
        ),
    ]
