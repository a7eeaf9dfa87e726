"""NUL characters in JSON, which PostgreSQL keeps in no text. `u0000` after an escaped backslash is none."""

import re
from typing import Final

_SIGNS: Final = b"\\u0000"
_ESCAPED: Final = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")


def nul_in(document: bytes) -> int | None:
    """Where the first escaped NUL character of the JSON document begins, in bytes; None where there is none."""
    found = _ESCAPED.search(document) if _SIGNS in document else None
    return None if found is None else found.end() - len(_SIGNS)


def without_nul(document: bytes) -> bytes:
    """The JSON document without its NUL characters."""
    return _ESCAPED.sub(rb"\1", document) if _SIGNS in document else document
