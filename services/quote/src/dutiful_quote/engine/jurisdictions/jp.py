"""Japan: what a person imports for own use is valued below its retail price; then the general rules apply."""

from dataclasses import replace

from dutiful_quote.engine.case import Case
from dutiful_quote.engine.duty_rate import AdValorem
from dutiful_quote.engine.findings import Assumption
from dutiful_quote.engine.jurisdictions.general import GENERAL
from dutiful_quote.engine.rules import Jurisdiction, Rule
from dutiful_quote.engine.thresholds import relief
from dutiful_shared.contract.charge import LegalReference


def personal_import(case: Case) -> None:
    """The customs value of goods for personal use is a share of their retail price abroad.

    What a consumer buys is taken to be for personal use, and the price paid to be the retail price; carriage is not
    added to that share.
    """
    measure = relief(case, "personal_import")
    if measure is None or not isinstance(measure.rate, AdValorem):
        return
    for state in case.lines:
        share = case.rounded(state.value.goods * measure.rate.rate)
        state.value = replace(state.value, customs_value=share)
    case.valuation = replace(case.valuation, lines=tuple(state.value for state in case.lines))
    case.assumptions.append(
        Assumption(
            "personal_import",
            measure.rate_text,
            f"Goods for the consumer's own use are valued at {measure.rate_text} of the retail price "
            f"({measure.legal_reference.text}); its abolition is announced, without a date that is known here.",
            "/buyer/type",
        )
    )


JAPAN = Jurisdiction(
    "JP",
    (
        Rule("jp.personal_import", personal_import, LegalReference("Customs Tariff Act of Japan, Art. 4-6")),
        *GENERAL.rules,
    ),
)
