"""Versions as entity tags (RFC 9110, 8.8.3) and the precondition `If-Match` (13.1.1)."""

import re
from collections.abc import Callable
from typing import Final

from dutiful_shared.contract.problems import ProblemError
from dutiful_shared.service.problems import problem

_TAG: Final = r'(?:W/)?"[\x21\x23-\x7e]*"'
_TAGS: Final = re.compile(rf"\s*{_TAG}(?:\s*,\s*{_TAG})*\s*", re.ASCII)
_STRONG: Final = re.compile(r'(?:^|[\s,])"([\x21\x23-\x7e]*)"', re.ASCII)

Precondition = Callable[[int | str], bool]


def etag_of(version: int | str) -> str:
    """The strong tag of a version."""
    return f'"{version}"'


def precondition(if_match: str) -> Precondition:
    """Whether `If-Match` names a version of something that is there. `*` names any; a weak tag none.

    Raises:
        ProblemException: `invalid_request`; it is neither `*` nor a list of tags.
    """
    if if_match.strip() == "*":
        return lambda _: True
    if not _TAGS.fullmatch(if_match):
        detail = 'must be an entity tag such as "3", as an answer gave it in ETag'
        fault = ProblemError(code="etag", detail=detail, parameter="header.if-match")
        raise problem("invalid_request", "If-Match is not valid.", errors=[fault])
    named = frozenset(_STRONG.findall(if_match))
    return lambda version: str(version) in named
