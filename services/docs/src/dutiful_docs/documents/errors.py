"""What can go wrong with what is kept of documents."""


class DocumentsUnavailableError(Exception):
    """PostgreSQL is out of reach."""


class VersionTakenError(Exception):
    """Another correction of the same version was written first."""
