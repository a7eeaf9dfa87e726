"""From the use case's errors to problems."""

from collections.abc import Iterator
from contextlib import contextmanager

from dutiful_quote.quotes.errors import (
    ExchangeRateMissingError,
    NoConsistentPriceError,
    QuoteError,
    QuoteNotFoundError,
    QuotesUnavailableError,
    UnknownCodeError,
    UnknownDestinationError,
    UnusableFactError,
)
from dutiful_quote.tariff.schedule import TariffUnavailableError
from dutiful_shared.contract.problems import ProblemError
from dutiful_shared.service.problems import problem

#: Stable names of the faults in `errors[].code`.
_FAULTS: dict[type[QuoteError], str] = {
    ExchangeRateMissingError: "exchange_rate_missing",
    UnknownDestinationError: "unknown_destination",
    UnknownCodeError: "unknown_goods_code",
    UnusableFactError: "unusable_fact",
    NoConsistentPriceError: "no_consistent_price",
}
#: Seconds after which asking again is worth while: a store's failover takes about this long.
_RETRY_AFTER = {"Retry-After": "2"}


@contextmanager
def refused() -> Iterator[None]:
    """Turn what the rooms behind the edge refuse into a problem of the catalogue."""
    try:
        yield
    except QuoteError as exc:
        fault = ProblemError(code=_FAULTS.get(type(exc), "invalid"), detail=exc.text, pointer=exc.pointer)
        raise problem("invalid_request", "The cart cannot be quoted.", errors=[fault]) from exc
    except QuoteNotFoundError as exc:
        raise problem("not_found", f"There is no quote {exc}.") from exc
    except TariffUnavailableError as exc:
        raise problem("tariff_unavailable", "The tariff cannot be read now.", headers=_RETRY_AFTER) from exc
    except QuotesUnavailableError as exc:
        raise problem("unavailable", "Recorded quotes cannot be read now.", headers=_RETRY_AFTER) from exc
