"""`/v1/import/{provider}`: requests and files of other providers, so that a merchant can move without a rewrite."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Annotated, Any, Final, Literal

import orjson
from fastapi import APIRouter, Depends, Query, Request, Response

from dutiful_quote.channels.providers.in_their_words import in_their_words
from dutiful_quote.channels.providers.providers import translate
from dutiful_quote.channels.providers.shape import ShapeError
from dutiful_quote.channels.providers.translation import Translated, UntranslatableError
from dutiful_quote.classification.desk import Asker
from dutiful_quote.quotes.errors import QuoteError, QuotesUnavailableError
from dutiful_quote.quotes.identity import quote_id_of
from dutiful_quote.quotes.service import QuoteService
from dutiful_quote.tariff.schedule import TariffUnavailableError
from dutiful_shared.account.authentication import AUTH_PROBLEMS, Caller, authenticated
from dutiful_shared.account.scopes import Scope
from dutiful_shared.contract.problems import ProblemError
from dutiful_shared.contract.providers import Provider, ProviderQuoteAnswer, ReadingAnswer, TranslationAnswer
from dutiful_shared.idempotency.route import IdempotentRoute, current_attempt
from dutiful_shared.service.problems import BODY_PROBLEMS, problem, problem_responses, unavailable
from dutiful_shared.service.state import room_of

router = APIRouter(prefix="/v1/import", tags=["import"], route_class=IdempotentRoute)

_Caller = Annotated[Caller, Depends(authenticated("quote"))]
_JSON: Final = "application/json"
_ASKED: Final = problem_responses(
    *BODY_PROBLEMS,
    *AUTH_PROBLEMS,
    "request_timeout",
    "invalid_request",
    "internal_error",
    "tariff_unavailable",
    "unavailable",
)
_BODY: Final = {
    "requestBody": {
        "required": True,
        "description": "The request as the provider takes it.",
        "content": {_JSON: {"schema": {"type": "object"}}},
    }
}
_Answer = Annotated[
    Literal["both", "theirs"],
    Query(description="`theirs`: the amounts alone, under the provider's names; the quote's id is in a header then."),
]


async def _quotes(request: Request) -> QuoteService:
    return room_of(request, "quotes", QuoteService)


Quotes = Annotated[QuoteService, Depends(_quotes)]


@router.post(
    "/{provider}/cart",
    operation_id="translate_cart",
    summary="A provider's request as a cart of ours",
    response_model=TranslationAnswer,
    responses=_ASKED,
    openapi_extra=_BODY,
)
async def translate_cart(provider: Provider, request: Request, _caller: _Caller) -> Response:
    """The cart that is quoted for a request in the shape of a provider, and what of the request has no meaning here."""
    with refused():
        translated = translate(provider, _plain(await request.body()))
    return Response(orjson.dumps(_told(provider, translated)), media_type=_JSON)


@router.post(
    "/{provider}/quotes",
    operation_id="quote_translated_cart",
    summary="Quote a provider's request",
    response_model=ProviderQuoteAnswer,
    responses=_ASKED,
    openapi_extra=_BODY,
)
async def quote_translated_cart(
    provider: Provider, request: Request, caller: _Caller, quotes: Quotes, answer: _Answer = "both"
) -> Response:
    """The same, quoted and recorded like any other cart."""
    with refused():
        translated = translate(provider, _plain(await request.body()))
    attempt = current_attempt()
    cart, body = translated.cart, translated.cart.model_dump_json(exclude_unset=True).encode()
    asker = _asker_of(request, caller)
    with refused(translated):
        if attempt is None:
            quoted = await quotes.quote(caller, cart, body, asker=asker)
        elif attempt.again:
            quoted = await quotes.quote_again(caller, cart, body, quote_id_of(attempt.subject), asker)
        else:
            quoted = await quotes.quote(caller, cart, body, quote_id=quote_id_of(attempt.subject), asker=asker)
    if attempt is not None and quoted.id is None:
        attempt.leave_open()
    if answer == "theirs":
        headers = {"Dutiful-Status": quoted.plain["status"], "Dutiful-Ignored": str(len(translated.ignored))}
        headers |= {"Dutiful-Quote-Id": quoted.id} if quoted.id is not None else {}
        plain = orjson.loads(quoted.answer)
        return Response(in_their_words(provider, plain, cart), headers=headers, media_type=_JSON)
    told = {**_told(provider, translated), "quote": orjson.Fragment(quoted.answer)}
    return Response(orjson.dumps(told), media_type=_JSON)


def _told(provider: Provider, translated: Translated) -> dict[str, Any]:
    readings = tuple(ReadingAnswer(pointer=one.pointer, text=one.text) for one in translated.readings)
    return {
        "provider": provider.value,
        "cart": orjson.Fragment(translated.cart.model_dump_json(exclude_unset=True)),
        "ignored": translated.ignored,
        "readings": [one.model_dump() for one in readings],
    }


def _plain(body: bytes) -> Any:
    """The body as plain values; numbers with decimals are `Decimal`.

    Raises:
        ProblemException: `malformed_json`.
    """
    try:
        orjson.loads(body)  # stricter than the other reader: half a character, for one, could not be answered with
        return json.loads(body, parse_float=Decimal)
    except RecursionError as exc:
        raise problem("json_too_deep", "The body is nested too deeply.") from exc
    except ValueError as exc:
        raise problem("malformed_json", "The body is not valid JSON.") from exc


def _asker_of(request: Request, caller: Caller) -> Asker | None:
    """For whom the classifier may be asked: the key that came with the request, if it may ask."""
    if Scope.CLASSIFY.value not in caller.scopes:
        return None
    return Asker(caller.merchant_id, request.headers["authorization"].partition(" ")[2].strip())


@contextmanager
def refused(translated: Translated | None = None) -> Iterator[None]:
    """Turn what is refused into a problem whose pointers lead into the provider's body."""
    try:
        yield
    except ShapeError as exc:
        faults = [
            ProblemError(code="untranslatable", detail=one.text, pointer=one.pointer) for one in (exc, *exc.others)
        ]
        raise problem("invalid_request", "The body cannot be translated.", errors=faults) from exc
    except UntranslatableError as exc:
        raise problem("invalid_request", "What the body says is no cart.", errors=exc.faults) from exc
    except QuoteError as exc:
        pointer = None if translated is None else translated.source_of(exc.pointer)
        fault = ProblemError(code="invalid", detail=exc.text, pointer=pointer or "")
        raise problem("invalid_request", "The cart cannot be quoted.", errors=[fault]) from exc
    except TariffUnavailableError as exc:
        raise unavailable("The tariff cannot be read now.", "tariff_unavailable") from exc
    except QuotesUnavailableError as exc:
        raise unavailable("Recorded quotes cannot be read now.") from exc
