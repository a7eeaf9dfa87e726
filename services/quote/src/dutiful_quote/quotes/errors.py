"""Why a request that is well formed can still not be quoted. The edge turns each into a problem."""

from collections.abc import Iterable


class QuoteError(Exception):
    """A request that cannot be quoted; `pointer` names the field, the text says what would be right.

    `others` are what else of it was found wrong at once, so that one answer tells all of it.
    """

    def __init__(self, pointer: str, text: str, others: Iterable["QuoteError"] = ()) -> None:
        super().__init__(text)
        self.pointer = pointer
        self.text = text
        self.others = tuple(others)


def refuse_all(found: Iterable[QuoteError]) -> None:
    """Raise the first of what was found, with the others beside it; nothing where nothing was found."""
    errors = tuple(found)
    if errors:
        errors[0].others = errors[1:]
        raise errors[0]


class ExchangeRateMissingError(QuoteError):
    """No customs exchange rate is known between the cart's currency and the destination's."""


class UnknownDestinationError(QuoteError):
    """Nothing is known of the destination: no currency, no tariff, no tax."""


class UnknownCodeError(QuoteError):
    """The goods code exists neither in the Harmonized System nor in the tariff it claims to be of."""


class UnknownPlaceError(QuoteError):
    """A region or postal code that its country does not have."""


class UnusableFactError(QuoteError):
    """A stated fact of the goods that no law turns on, or whose value cannot be read."""


class WrongTaxNumberError(QuoteError):
    """A number that cannot be of the scheme or kind that it is stated for."""


class UnknownSchemeError(QuoteError):
    """A registration under a scheme that no law at hand names."""


class NoConsistentPriceError(QuoteError):
    """Prices that include duty or tax for which no price before charges exists."""


class QuoteNotFoundError(Exception):
    """No quote of that id belongs to the merchant."""


class OutdatedRequestError(Exception):
    """The recorded request of that quote was taken by an older contract and is not by this one."""


class QuotesUnavailableError(Exception):
    """The store of recorded quotes is out of reach."""


class ItemTookTooLongError(Exception):
    """An item of a batch was not ready in time."""
