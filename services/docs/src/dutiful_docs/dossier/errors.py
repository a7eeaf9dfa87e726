"""Why something cannot be done with a shipment. The edge turns each into a problem."""


class DossierError(Exception):
    """The base of what the dossier refuses."""


class UnknownShipmentError(DossierError):
    """The merchant has no such shipment."""


class UnknownQuoteError(DossierError):
    """The merchant has no such quote."""


class UnknownInvoiceError(DossierError):
    """The merchant has no such invoice."""


class UnknownShadowError(DossierError):
    """The merchant has no such shadow quote."""


class UnknownFeedError(DossierError):
    """There is no such feed."""


class WrongTokenError(DossierError):
    """The token is not that of the shipment, or there is no such shipment."""


class ConflictError(DossierError):
    """It contradicts what stands."""


class UnusableFieldError(DossierError):
    """A field of the request cannot be used; `pointer` says which one."""

    def __init__(self, pointer: str, text: str) -> None:
        super().__init__(text)
        self.pointer = pointer
        self.text = text


class UnusableParameterError(DossierError):
    """A parameter of the query cannot be used; `name` says which one."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(text)
        self.name = name
        self.text = text


class DossierUnavailableError(Exception):
    """PostgreSQL, or a service that was asked, is out of reach."""
