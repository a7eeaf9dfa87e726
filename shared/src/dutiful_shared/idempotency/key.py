"""The form of `Idempotency-Key`: a string of RFC 8941 in quotes, or the bare key, of 1 to 255 characters."""

import re
from collections.abc import Iterable
from typing import Any, Final

from dutiful_shared.contract.problems import ProblemError
from dutiful_shared.service.problems import problem

HEADER: Final = b"idempotency-key"
MOST_CHARACTERS: Final = 255
#: Printable ASCII; in it `"` and `\` are escaped (RFC 8941, 3.3.3).
_QUOTED: Final = re.compile(rb'"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"')
#: The characters of a token (RFC 8941, 3.3.4) and of Base64; the first one may be a digit, as in a UUID.
_BARE: Final = re.compile(rb"[A-Za-z0-9!#$%&'*+.^_`|~:/=-]+")
#: Both forms, for the document.
_WRITTEN: Final = r"""^("([ !#-\[\]-~]|\\["\\])+"|[A-Za-z0-9!#$%&'*+.^_`|~:/=-]+)$"""
_ESCAPED: Final = re.compile(rb"\\(.)")

PARAMETER: Final[dict[str, Any]] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "A name for this request, such as a UUID, unique among the merchant's requests to this route. "
    "Repeated with the same key and body, the request is answered with the bytes of the first answer and "
    "`Idempotent-Replayed: true`, and has no second effect.",
    "schema": {"type": "string", "minLength": 1, "maxLength": MOST_CHARACTERS, "pattern": _WRITTEN},
}


def key_in(headers: Iterable[tuple[bytes, bytes]]) -> str | None:
    """The key among ASGI header fields; None where there is none.

    Raises:
        ProblemException: `bad_request`: there are several, or the key has another form.
    """
    values = [value for name, value in headers if name == HEADER]
    if not values:
        return None
    if len(values) > 1:
        raise _malformed("must be sent once")
    value = values[0].strip()
    if quoted := _QUOTED.fullmatch(value):
        key = _ESCAPED.sub(rb"\1", quoted[1])
    elif _BARE.fullmatch(value):
        key = value
    else:
        raise _malformed("must be a string in quotes (RFC 8941) or a bare token")
    if not 1 <= len(key) <= MOST_CHARACTERS:
        raise _malformed(f"must have 1 to {MOST_CHARACTERS} characters")
    return key.decode("ascii")


def _malformed(detail: str) -> Exception:
    fault = ProblemError(code="malformed_idempotency_key", detail=detail, parameter="header.idempotency-key")
    return problem("bad_request", f"Idempotency-Key {detail}.", errors=[fault])
