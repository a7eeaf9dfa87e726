"""Why something cannot be done with an order. The edge turns each into a problem."""


class OrderError(Exception):
    """What was asked does not fit the order; the text says why."""


class QuoteExpiredError(OrderError):
    """The quote's promise has run out."""


class NotCommittableError(OrderError):
    """The quote has no amounts that the merchant's policy lets a shopper order at."""


class OrderConflictError(OrderError):
    """The order is in another state, or stands for something else."""


class UnusableChoiceError(OrderError):
    """A field of the request names what the quote does not have; `pointer` says which field."""

    def __init__(self, pointer: str, text: str) -> None:
        super().__init__(text)
        self.pointer = pointer
        self.text = text


class OrdersUnavailableError(Exception):
    """The store of orders is out of reach, or another change of the order took too long."""
