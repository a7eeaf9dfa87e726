"""A query parameter that an operation does not have is refused by its name, as an unknown field of a body is.

So no typo (`?orgin=CN`) goes unseen. It holds for the API proper. Platforms add parameters of their own to the doors
that they call, requests in another provider's shape bring that provider's, and links to pages are passed on with
whatever counts their readers: those are not looked at.
"""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

from fastapi import Request
from fastapi.dependencies.utils import get_flat_params
from fastapi.params import Query

from dutiful_shared.contract.faults import MOST_FAULTS
from dutiful_shared.contract.problems import ProblemError
from dutiful_shared.service.problems import problem

_API: Final = "/v1/"
#: In the shapes of other providers.
_OF_OTHERS: Final = "/v1/import/"
_LONGEST_NAME: Final = 60  # characters of a name that the problem repeats


async def only_known_parameters(request: Request) -> None:
    """A dependency of every route.

    Raises:
        ProblemException: `invalid_request`, naming each parameter that the operation does not have.
    """
    scope = request.scope
    if not scope["query_string"] or not scope["path"].startswith(_API) or scope["path"].startswith(_OF_OTHERS):
        return
    known = _known(scope)
    sent = dict.fromkeys(name for name, _ in parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
    unknown = [name for name in sent if name not in known]
    if unknown:
        takes = f"known are {', '.join(known)}" if known else "this operation has none"
        faults = [_fault(name, takes) for name in unknown[:MOST_FAULTS]]
        count = "One query parameter is" if len(unknown) == 1 else f"{len(unknown)} query parameters are"
        raise problem("invalid_request", f"{count} not known.", errors=faults)


def _fault(name: str, takes: str) -> ProblemError:
    told = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
    return ProblemError(code="extra_forbidden", detail=f"is not a known parameter; {takes}", parameter=f"query.{told}")


def _known(scope: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of an operation's query parameters, those of its dependencies too."""
    # A router's own dependencies stand in the context of its inclusion.
    context = scope.get("fastapi", {}).get("effective_route_context")
    params = get_flat_params((context or scope["route"]).dependant)
    return tuple(one.alias for one in params if isinstance(one.field_info, Query))
