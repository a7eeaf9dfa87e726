"""What a key may be used for."""

from enum import StrEnum


class Scope(StrEnum):
    """One room of the API. A key holds some of them; a route asks for one."""

    QUOTE = "quote"
    CATALOG = "catalog"
    CLASSIFY = "classify"
    DOCUMENTS = "documents"


ALL_SCOPES: tuple[Scope, ...] = tuple(Scope)
