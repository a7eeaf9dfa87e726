"""`/v1/shops`: the merchant's shops."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Final

from fastapi import APIRouter, Path, Response

from dutiful_quote.api.shop_answers import NewShopAnswer, ShopList, ShopRequest, shop_answer
from dutiful_quote.api.state import State
from dutiful_quote.shops.errors import ShopExistsError, ShopsUnavailableError, TooManyShopsError, UnknownShopError
from dutiful_quote.shops.register import MalformedShopError
from dutiful_quote.shops.shop import SecretName
from dutiful_shared.account.authentication import AUTH_PROBLEMS
from dutiful_shared.account_api.merchant_routes import Administrator, actor_of
from dutiful_shared.contract.problems import ProblemError
from dutiful_shared.idempotency.route import IdempotentRoute, chosen_id
from dutiful_shared.idempotency.seals import NO_STORE
from dutiful_shared.service.problems import BODY_PROBLEMS, problem, problem_responses, unavailable

router = APIRouter(prefix="/v1/shops", tags=["shops"], route_class=IdempotentRoute)

ShopId = Annotated[str, Path(pattern=r"^shop_[0-9a-f]{20}$", description="As given in the shop's `id`.")]
#: What every route of shops can answer, and what one with a body can besides.
CALLED: Final = (*AUTH_PROBLEMS, "invalid_request", "internal_error", "unavailable")
SENT: Final = (*BODY_PROBLEMS, "conflict")


@router.get("", operation_id="list_shops", summary="The merchant's shops", responses=problem_responses(*CALLED))
async def list_shops(caller: Administrator, state: State) -> ShopList:
    """Every shop that is registered, the oldest first; never their secrets."""
    with refused():
        found = await state.shops.register.shops(caller.merchant_id)
    return ShopList(shops=[shop_answer(one) for one in found])


@router.post(
    "",
    operation_id="add_shop",
    summary="Register a shop",
    status_code=201,
    responses=problem_responses(*CALLED, *SENT),
)
async def add_shop(asked: ShopRequest, caller: Administrator, state: State, response: Response) -> NewShopAnswer:
    """A shop of the merchant, with the secret that signs its webhooks."""
    register, actor, made = state.shops.register, actor_of(caller), None
    response.headers["Cache-Control"] = NO_STORE
    with refused():
        shop_id = await register.add(
            caller.merchant_id,
            asked.platform,
            asked.external_id,
            asked.settings,
            shop_id=chosen_id("shop_"),
            actor=actor,
        )
        if asked.client_secret is None:
            made = await register.new_client_secret(caller.merchant_id, shop_id, actor=actor)
        else:
            secrets = {SecretName.CLIENT_SECRET: asked.client_secret.encode()}
            await register.set_secrets(caller.merchant_id, shop_id, secrets, actor=actor)
        stored = await register.shop(shop_id, caller.merchant_id)
        # So that this process, at least, knows the shop when its first webhook comes.
        await state.shops.directory.refresh()
    return NewShopAnswer(**shop_answer(stored).model_dump(), client_secret=made)


@router.delete(
    "/{shop_id}",
    operation_id="remove_shop",
    summary="Take a shop out",
    status_code=204,
    responses=problem_responses(*CALLED, "not_found"),
)
async def remove_shop(shop_id: ShopId, caller: Administrator, state: State) -> Response:
    """The shop is no longer served anywhere within seconds, and its secrets are forgotten."""
    with refused():
        await state.shops.register.remove(caller.merchant_id, shop_id, actor=actor_of(caller))
        await state.shops.directory.refresh()
    return Response(status_code=204)


@contextmanager
def refused() -> Iterator[None]:
    """Turns what the register of shops raises into problems (404, 409, 422, 503) with words for the merchant."""
    try:
        yield
    except UnknownShopError as exc:
        raise problem("not_found", f"{exc}.".capitalize()) from exc
    except ShopExistsError as exc:
        raise problem("conflict", f"The {exc}.") from exc
    except TooManyShopsError as exc:
        raise problem("conflict", f"{exc}.".capitalize()) from exc
    except MalformedShopError as exc:
        fault = ProblemError(code="malformed_name", detail=f"{exc}.", pointer="/external_id")
        raise problem("invalid_request", "The shop cannot be registered.", errors=[fault]) from exc
    except ShopsUnavailableError as exc:
        raise unavailable("The register of shops is out of reach.") from exc
