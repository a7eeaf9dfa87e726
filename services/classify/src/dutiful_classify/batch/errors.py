"""What may come instead of a batch."""


class BatchesUnavailableError(Exception):
    """PostgreSQL is out of reach."""


class BatchNotFoundError(Exception):
    """The merchant has no such batch."""
