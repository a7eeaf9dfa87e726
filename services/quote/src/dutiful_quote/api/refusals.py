"""From the use case's errors to problems."""

from collections.abc import Iterator
from contextlib import contextmanager

from dutiful_quote.orders.errors import (
    NotCommittableError,
    OrderError,
    OrdersUnavailableError,
    QuoteExpiredError,
    UnusableChoiceError,
)
from dutiful_quote.quotes.errors import (
    ExchangeRateMissingError,
    ItemTookTooLongError,
    NoConsistentPriceError,
    OutdatedRequestError,
    QuoteError,
    QuoteNotFoundError,
    QuotesUnavailableError,
    UnknownCodeError,
    UnknownDestinationError,
    UnknownPlaceError,
    UnknownSchemeError,
    UnusableFactError,
    WrongTaxNumberError,
)
from dutiful_quote.tariff.schedule import TariffUnavailableError
from dutiful_shared.contract.problems import ProblemError
from dutiful_shared.service.problems import problem, unavailable

#: Stable names of the faults in `errors[].code`.
_FAULTS: dict[type[QuoteError], str] = {
    ExchangeRateMissingError: "exchange_rate_missing",
    UnknownDestinationError: "unknown_destination",
    UnknownCodeError: "unknown_goods_code",
    UnknownPlaceError: "unknown_place",
    UnusableFactError: "unusable_fact",
    WrongTaxNumberError: "wrong_tax_number",
    UnknownSchemeError: "unknown_scheme",
    NoConsistentPriceError: "no_consistent_price",
}
#: Problems of orders; any other one is a conflict.
_ORDERS: dict[type[OrderError], str] = {
    QuoteExpiredError: "quote_expired",
    NotCommittableError: "quote_not_committable",
}


@contextmanager
def refused() -> Iterator[None]:
    """Turn what the rooms behind the edge refuse into a problem of the catalogue."""
    try:
        yield
    except QuoteError as exc:
        faults = [
            ProblemError(code=_FAULTS.get(type(one), "invalid"), detail=one.text, pointer=one.pointer)
            for one in (exc, *exc.others)
        ]
        raise problem("invalid_request", "The cart cannot be quoted.", errors=faults) from exc
    except UnusableChoiceError as exc:
        fault = ProblemError(code="unusable_choice", detail=exc.text, pointer=exc.pointer)
        raise problem("invalid_request", "The quote does not have what was chosen.", errors=[fault]) from exc
    except OrderError as exc:
        raise problem(_ORDERS.get(type(exc), "conflict"), str(exc)) from exc
    except OrdersUnavailableError as exc:
        raise unavailable("Orders cannot be read or changed now.") from exc
    except ItemTookTooLongError as exc:
        raise problem("deadline_exceeded", str(exc)) from exc
    except QuoteNotFoundError as exc:
        raise problem("not_found", f"There is no quote {exc}.") from exc
    except OutdatedRequestError as exc:
        text = f"The request of {exc} was recorded under an older contract and cannot be computed again; GET shows it."
        raise problem("conflict", text) from exc
    except TariffUnavailableError as exc:
        raise unavailable("The tariff cannot be read now.", "tariff_unavailable") from exc
    except QuotesUnavailableError as exc:
        raise unavailable("Recorded quotes cannot be read now.") from exc
