"""One explained amount of a quote as the answer shows it: its rate, its rule, its law, and the rate of exchange."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from dutiful_shared.contract.answer_values import AnswerModel, DecimalText, MoneyAnswer
from dutiful_shared.contract.charge import ChargeKind, Collected, Payer


class LegalReferenceAnswer(AnswerModel):
    """The law or the notice behind a statement."""

    text: Annotated[str, Field(description="How the law is cited, such as `19 CFR 152.103(a)(5)`.")]
    url: Annotated[str, Field(description="Where it can be read. Empty where no public address is known.")]


class ExchangeRateAnswer(AnswerModel):
    """How many units of one currency one unit of another is worth, and who says so."""

    from_currency: Annotated[str, Field(description="ISO 4217: the currency of which one unit is valued.")]
    to_currency: Annotated[str, Field(description="ISO 4217: the currency in which it is valued.")]
    rate: Annotated[DecimalText, Field(description="Units of `to_currency` for one unit of `from_currency`.")]
    source: Annotated[str, Field(description="Who published the rate, such as the customs authority or the ECB.")]
    as_of: Annotated[date, Field(description="The day for which it was published.")]
    valid_to: Annotated[
        date | None,
        Field(description="The last day for which it is prescribed. Null where its publication names none."),
    ]
    prescribed: Annotated[
        bool,
        Field(description="False where the rate stands in for the one that the destination's law names."),
    ] = True


class AssessedAnswer(MoneyAnswer):
    """In the destination's currency, with the rate by which it became `amount`."""

    fx: Annotated[
        ExchangeRateAnswer | None,
        Field(
            description="The rate between the cart's currency and the destination's; of a carrier's fee, from the "
            "fee's currency. Null where both are the same."
        ),
    ]


class ChargeAnswer(AnswerModel):
    """One explained amount. Totals are sums of charges, and nothing else adds money.

    What is said stands in the order in which a person reads it: rate times base, by which formula, under which law.
    """

    id: Annotated[str, Field(description="Names the charge within this quote, such as `c1-2`.")]
    kind: Annotated[ChargeKind, Field(description="The total that the charge is part of.")]
    name: Annotated[str, Field(description="The duty, tax or fee in words.")]
    base: Annotated[
        MoneyAnswer | None,
        Field(
            description="What the rate was applied to: in the destination's currency, of a tax on the sale in the "
            "cart's, of a carrier's fee in the fee's. Null where the rate is applied to no value."
        ),
    ]
    rate_text: Annotated[str, Field(description="The rate in words, as its publication has it.")]
    formula: Annotated[
        dict[str, Any],
        Field(
            description="Operator, operands, unrounded result and rounding, all as text: enough to recompute the "
            "amount by hand."
        ),
    ]
    amount: Annotated[
        MoneyAnswer, Field(description="What is due, in the cart's currency. It is the amount that totals count.")
    ]
    assessed: Annotated[
        AssessedAnswer,
        Field(
            description="The same in the destination's currency, rounded as its law says. Of a tax on the sale it is "
            "`amount`, converted."
        ),
    ]
    applies_to: Annotated[
        tuple[Literal["ddp", "dap"], ...],
        Field(
            description="Under which ways of delivery the charge is due. A charge of law is due under both, a "
            "carrier's fee for paying in advance under `ddp` alone."
        ),
    ]
    payer: Annotated[Payer, Field(description="Who pays it under the Incoterm of the quote.")]
    collected: Annotated[Collected, Field(description="When the money is taken under the Incoterm of the quote.")]
    measure_id: Annotated[
        str,
        Field(
            description="The rule of the tariff that charges it, such as `US:9903.88.15:61091000`; the same from "
            "release to release while the law is. Empty of a carrier's fee."
        ),
    ]
    programme: Annotated[
        str,
        Field(
            description="The name by which rules of law refer to each other: `column_1`, `s301_china`, `standard` ..."
        ),
    ]
    legal_reference: Annotated[LegalReferenceAnswer, Field(description="The law or the price list that sets the rate.")]
    valid_from: Annotated[
        date | None, Field(description="The first day of the rule. Null where its publication names none.")
    ]
    valid_to: Annotated[date | None, Field(description="The last day of the rule. Null while none is set.")]
    release: Annotated[
        str,
        Field(description="The release of a publication that the rule was read from. Empty of a carrier's fee."),
    ]
    verified_until: Annotated[
        date | None,
        Field(
            description="The last day for which the evidence of that release speaks. Null where there is no such day."
        ),
    ]
    follows_incoterm: Annotated[
        bool,
        Field(
            description="False of a tax of the sale, a reverse charge or a carrier's price: the Incoterm does not move "
            "them."
        ),
    ] = True
