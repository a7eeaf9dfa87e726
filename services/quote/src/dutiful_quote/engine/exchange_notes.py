"""Says where the cart's exchange rate is not the one that the destination's law names for the day of the import."""

from dutiful_quote.engine.case import Case
from dutiful_quote.engine.findings import Assumption


def note_exchange(case: Case) -> None:
    """An assumption for a rate that is older than the day of the import, or that stands in for another one."""
    rate = case.exchange.rates.get(case.consignment.currency)
    if rate is None:
        return
    pair = f"{rate.from_currency}/{rate.to_currency}"
    if rate.valid_to is not None and case.on > rate.valid_to:
        text = (
            f"No rate of {pair} for {case.on} is loaded: the last one known is used, the {rate.source} of {rate.as_of}."
        )
        pointer = "/import_date"
    elif not rate.prescribed:
        text = (
            f"The rate of {pair} that customs of {case.consignment.jurisdiction} prescribes is not loaded: the "
            f"{rate.source} of {rate.as_of} stands in for it."
        )
        pointer = "/currency"
    else:
        return
    case.assumptions.append(Assumption("exchange_rate", f"{rate.rate:f}", text, pointer))
