"""What may come instead of a recheck."""


class RechecksUnavailableError(Exception):
    """PostgreSQL is out of reach."""


class RecheckNotFoundError(Exception):
    """The merchant has no such recheck."""
