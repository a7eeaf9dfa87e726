"""What can go wrong in the room."""


class ScreeningError(Exception):
    """A command or a request cannot be carried out, for the reason it says."""


class ScreeningUnavailableError(Exception):
    """The lists or the record of screenings are out of reach for the moment."""


class UnknownScreeningError(ScreeningError):
    """The merchant has no such screening or hold."""


class HoldConflictError(ScreeningError):
    """The hold is in a state in which this cannot be done."""
