"""What may come instead of a decision."""


class MemoryUnavailableError(Exception):
    """PostgreSQL is out of reach."""


class OverrideNotFoundError(Exception):
    """The merchant has no such override."""


class UnusableOverrideError(Exception):
    """A value is of the right type and yet unusable. `pointer` leads to it (RFC 6901)."""

    def __init__(self, pointer: str, code: str, text: str) -> None:
        super().__init__(text)
        self.pointer = pointer
        self.code = code
        self.text = text


class ReviewNotFoundError(Exception):
    """The merchant has no such review."""


class ReviewConflictError(Exception):
    """The review is in a state in which this cannot be done; the text says which."""
