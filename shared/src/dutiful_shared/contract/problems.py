"""The catalogue of problems (RFC 9457) that the services answer with, and their wire shape.

A code never changes its meaning. `meaning` says what happened and `remedy` what the caller can do about it; both are
served at `/problems/{code}`, which is where a problem's `type` points.
"""

from dataclasses import dataclass
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

PROBLEM_MEDIA_TYPE: Final = "application/problem+json"


@dataclass(frozen=True, slots=True)
class ProblemType:
    """One kind of problem: a stable `code`, the HTTP status it is sent with, and what to do about it."""

    code: str
    status: int
    title: str
    meaning: str
    remedy: str

    @property
    def path(self) -> str:
        """Where the problem is described, relative to the root of any service."""
        return f"/problems/{self.code}"


class ProblemError(BaseModel):
    """One fault in a request. `pointer` (RFC 6901) is set for faults in the body, `parameter` for all others."""

    model_config = ConfigDict(frozen=True)

    code: str = Field(description="Stable name of the fault, such as `missing` or `greater_than`.")
    detail: str = Field(description="What is expected and what was found, in one sentence.")
    pointer: str | None = Field(default=None, description="JSON Pointer into the request's body; empty for all of it.")
    parameter: str | None = Field(default=None, description="Such as `query.origin` or `header.idempotency-key`.")


class Problem(BaseModel):
    """The body of every answer that is not a success: `application/problem+json`."""

    model_config = ConfigDict(frozen=True)

    type: str = Field(description="URI that identifies and describes the kind of problem.")
    title: str
    status: int
    detail: str
    code: str = Field(description="The last part of `type`: what programs should compare.")
    request_id: str = Field(default="", description="Quote it when asking for help; it is also in `X-Request-Id`.")
    errors: list[ProblemError] = Field(default_factory=list)


_TYPES: Final = (
    ProblemType(
        "malformed_json",
        400,
        "The body is not valid JSON",
        "The request's body could not be read as JSON (RFC 8259) in UTF-8.",
        "Correct the body at the line and column named in the detail. NaN, Infinity and NUL characters are not JSON.",
    ),
    ProblemType(
        "json_too_deep",
        400,
        "The body is nested too deeply",
        "The JSON document nests more objects and lists than the service reads.",
        "Send the documented shape; none of the documented requests comes near the limit.",
    ),
    ProblemType(
        "bad_request",
        400,
        "The request could not be read",
        "The request does not follow HTTP as this service understands it.",
        "Compare the request with the documentation of the route.",
    ),
    ProblemType(
        "shop_tax_applies",
        400,
        "The shop's own tax applies",
        "The call is not about goods that cross a customs border, or has not the form of one.",
        "Nothing needs correcting where the order stays in its country; BigCommerce takes the shop's fallback tax.",
    ),
    ProblemType(
        "unauthenticated",
        401,
        "A valid key is needed",
        "The request carries no API key, or one that is malformed, unknown or revoked.",
        "Send `Authorization: Bearer dk_...` with a live key; `dutiful key create` makes one.",
    ),
    ProblemType(
        "forbidden",
        403,
        "The key may not do this",
        "The key is valid but lacks the scope that the route asks for.",
        "Use a key that has the scope named in the detail.",
    ),
    ProblemType(
        "second_factor_required",
        403,
        "The session has no second factor",
        "The pages of the console ask here for a second factor, and the key of this session has none.",
        "Set one up at `/console/second-factor`; it takes an authenticator app.",
    ),
    ProblemType(
        "misdirected",
        421,
        "This host is not one of the console's",
        "The pages were asked under a host name that they are not served under; a foreign page may have led here.",
        "Open them under a name of this machine, or put the name into `DUTIFUL_CONSOLE_HOSTS`.",
    ),
    ProblemType(
        "not_found",
        404,
        "There is nothing here",
        "No route has this path, or the thing it names does not exist for this merchant.",
        "Check the path against `/docs`, and the identifier against the answer that gave it.",
    ),
    ProblemType(
        "method_not_allowed",
        405,
        "The route does not take this method",
        "The path exists but not with this HTTP method.",
        "Use one of the methods in the `Allow` header.",
    ),
    ProblemType(
        "not_acceptable",
        406,
        "None of the accepted formats can be given",
        "The `Accept` header asks for media types that the resource does not have.",
        "Accept one of the media types that the documentation of the route lists.",
    ),
    ProblemType(
        "request_timeout",
        408,
        "The request did not arrive in time",
        "The body was still on its way when the request reached its deadline.",
        "Send the body at once, and as long as `Content-Length` says.",
    ),
    ProblemType(
        "conflict",
        409,
        "The request conflicts with what stands",
        "The thing is in a state in which this cannot be done.",
        "Read the current state, then decide anew.",
    ),
    ProblemType(
        "quote_expired",
        409,
        "The quote no longer holds",
        "The quote can still be read, but its amounts were promised until `expires_at` only.",
        "Quote the cart again and commit the new quote.",
    ),
    ProblemType(
        "quote_not_committable",
        409,
        "Nobody may order at this quote",
        "The quote does not offer this way (`available` of its option is false): a control keeps the goods out, or "
        "amounts are not sure and the merchant's settings do not let such orders through.",
        "Answer what stands in `missing` and quote again, commit with `delivery` dap, or change `on_unknown` or "
        "`on_degraded` in the merchant's settings.",
    ),
    ProblemType(
        "request_in_progress",
        409,
        "The same request is still being worked on",
        "Another request with the same `Idempotency-Key` has not been answered yet.",
        "Wait for the first answer, or repeat after the seconds in `Retry-After`.",
    ),
    ProblemType(
        "precondition_failed",
        412,
        "It was changed in the meantime",
        "The version in `If-Match` is not the newest one; nothing was changed.",
        "Read the thing again, make the change on top of it, and send its new `ETag` in `If-Match`.",
    ),
    ProblemType(
        "body_too_large",
        413,
        "The body is too large",
        "The request's body is larger than the route takes.",
        "Split the request; batches have routes of their own.",
    ),
    ProblemType(
        "unsupported_media_type",
        415,
        "The body's media type is not understood",
        "The route reads another media type than `Content-Type` says.",
        "Send `Content-Type: application/json` unless the route's documentation names another type.",
    ),
    ProblemType(
        "invalid_request",
        422,
        "The request is well formed but not valid",
        "One or more fields are missing, unknown or out of their bounds.",
        "Correct every entry of `errors`; `pointer` says where each fault stands.",
    ),
    ProblemType(
        "document_incomplete",
        422,
        "The paper would have blanks",
        "Something that law or the form demands of this kind of paper is said nowhere.",
        "Say what every entry of `errors` names; its detail cites the rule. `draft` prints the paper with its blanks.",
    ),
    ProblemType(
        "idempotency_key_reused",
        422,
        "The idempotency key belongs to another request",
        "This `Idempotency-Key` was used before with a different body.",
        "Use a fresh key for a new request and the same key only to repeat the very same request.",
    ),
    ProblemType(
        "precondition_required",
        428,
        "The version to replace must be named",
        "The route replaces something as a whole, and the request does not say which version it was made from.",
        "Send the `ETag` of the version you read in `If-Match`.",
    ),
    ProblemType(
        "rate_limited",
        429,
        "Too many requests",
        "The key's rate, or its number of requests at the same time, is used up for the moment.",
        "Wait for the seconds in `Retry-After`; `RateLimit-Policy` says what the key may do.",
    ),
    ProblemType(
        "internal_error",
        500,
        "The service failed",
        "Something went wrong that is not the caller's fault; it has been recorded under the request id.",
        "Repeat later; if it happens again, report the `request_id`.",
    ),
    ProblemType(
        "tax_not_known",
        500,
        "The tax is not known",
        "An amount is not known for sure, goods are kept out, or a store is out of reach: no tax is charged by guess.",
        "BigCommerce takes the shop's fallback tax. See what the quote asks for (`missing`), or the setting "
        "`on_unknown`.",
    ),
    ProblemType(
        "unavailable",
        503,
        "The service cannot answer now",
        "Something the service needs is out of reach.",
        "Repeat after the seconds in `Retry-After`.",
    ),
    ProblemType(
        "overloaded",
        503,
        "The service has too much to do",
        "More requests are in flight than can be answered in time, so this one was refused before any work.",
        "Repeat after the seconds in `Retry-After`; at a checkout, show the shop's own rates meanwhile.",
    ),
    ProblemType(
        "authentication_unavailable",
        503,
        "The key cannot be checked now",
        "The key is not known to this process and the register of keys is out of reach.",
        "Repeat after the seconds in `Retry-After`; keys already in use go on working.",
    ),
    ProblemType(
        "tariff_unavailable",
        503,
        "The tariff cannot be read now",
        "The tariff that the request needs is in no cache and its store is out of reach.",
        "Repeat after the seconds in `Retry-After`.",
    ),
    ProblemType(
        "deadline_exceeded",
        504,
        "The answer was not ready in time",
        "The work on the request reached its deadline and was stopped.",
        "Repeat the request, with the same `Idempotency-Key` if it changes anything.",
    ),
)

#: Every problem the services answer with, by code.
PROBLEM_TYPES: Final[dict[str, ProblemType]] = {entry.code: entry for entry in _TYPES}


def problem_type(code: str) -> ProblemType:
    """The catalogue's entry for `code`.

    Raises:
        KeyError: the catalogue has no such code.
    """
    return PROBLEM_TYPES[code]
