"""`dutiful shopify`: connecting shops, reading them in, writing back, and what was done about persons' data."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

import typer
from prometheus_client import CollectorRegistry

from dutiful_quote.catalogue.repository import CatalogueRepository
from dutiful_quote.catalogue.stored import item_of
from dutiful_quote.channels.shopify.admin_operations import write_customs, write_order
from dutiful_quote.channels.shopify.client import ShopifyError
from dutiful_quote.channels.shopify.connection import ShopConnection, acquire_http
from dutiful_quote.channels.shopify.door import App
from dutiful_quote.channels.shopify.pull import begin_pull
from dutiful_quote.channels.shopify.write_back import customs_to_write, order_fields
from dutiful_quote.orders.repository import OrderRepository
from dutiful_quote.settings import QuoteSettings
from dutiful_quote.shops.comparison_repository import quote_of_order
from dutiful_quote.shops.errors import InboxUnavailableError, ShopError
from dutiful_quote.shops.lifecycle import ShopRooms, acquire_shops
from dutiful_quote.shops.privacy_repository import privacy_requests
from dutiful_quote.shops.shop import Platform, Shop
from dutiful_shared.account.commands.session import fail, told
from dutiful_shared.service.lifecycle import acquire_postgres
from dutiful_shared.service.tenancy import REQUEST_ROLE, SERVICE_ROLE

Result = TypeVar("Result")
app = typer.Typer(no_args_is_help=True, help="Shops of Shopify.")
_Shop = Annotated[str, typer.Argument(help="The shop's id or its myshopify.com domain.")]


@dataclass(frozen=True, slots=True)
class _Session:
    rooms: ShopRooms
    connection: ShopConnection
    shop: Shop


@app.command("connect")
def connect_shop(shop: _Shop) -> None:
    """Register our carrier service and webhooks with an installed shop; what is there already is left alone."""

    async def work(session: _Session) -> list[str]:
        return await session.connection.connect(session.shop)

    for one in _with(shop, work):
        typer.echo(f"made: {one}")


@app.command()
def pull(shop: _Shop) -> None:
    """Read the whole shop into the mirror; the workers of the inbox do it, page by page."""

    async def work(session: _Session) -> None:
        await begin_pull(session.rooms.inbox, session.shop)

    _with(shop, work)
    typer.echo("The shop will be read in.")


@app.command("write-customs")
def write_customs_back(
    shop: _Shop, write: Annotated[bool, typer.Option("--write", help="Write; without it only show.")] = False
) -> None:
    """Write codes and origins of the merchant's catalogue into the shop's inventory items."""

    async def work(session: _Session) -> int:
        mirror, merchant = session.rooms.stored_mirror, session.shop.merchant_id
        catalogue = CatalogueRepository(session.rooms.requests_engine)
        admin, count = session.connection.admin(session.shop), 0
        async for variants in mirror.all_of(session.shop.id):
            skus = [one.sku for one in variants if one.sku]
            rows = await catalogue.items(merchant, skus)
            items = {sku: item_of(sku, known, stated, "en") for sku, known, stated in rows}
            for facts in customs_to_write(variants, items):
                typer.echo(f"{facts.inventory_item_id}: {facts.hs_code or '-'} {facts.codes} {facts.origin or '-'}")
                if write:
                    await write_customs(admin, facts)
                count += 1
        return count

    count = _with(shop, work)
    typer.echo(f"{count} inventory items {'written' if write else 'would be written; add --write'}.")


@app.command("write-order")
def write_order_back(shop: _Shop, order: Annotated[str, typer.Argument(help="The order's numeric id.")]) -> None:
    """Write the quote of an order, with the charges on its lines, onto the order as metafields."""

    async def work(session: _Session) -> str:
        quote_id = await quote_of_order(session.rooms.service_engine, session.shop.id, order)
        orders = OrderRepository(session.rooms.requests_engine)
        found = await orders.find(session.shop.merchant_id, quote_id) if quote_id else None
        if found is None or found.content is None:
            fail(f"No quote was committed for order {order}.")
        fields = order_fields(found.current, found.content)
        await write_order(session.connection.admin(session.shop), order, fields)
        return found.current

    typer.echo(f"{_with(shop, work)} is written onto order {order}.")


@app.command()
def privacy(shop: _Shop) -> None:
    """What was asked and done about persons' data, newest first, as JSON lines."""

    async def work(session: _Session) -> list[dict[str, Any]]:
        return await privacy_requests(session.rooms.service_engine, session.shop.id)

    for one in _with(shop, work):
        typer.echo(json.dumps(one, default=str))


def _with(name: str, work: Callable[[_Session], Awaitable[Result]]) -> Result:
    """Run `work` for the shop; what goes wrong is told in one line and ends the command with status 1."""

    async def run() -> Result:
        settings = QuoteSettings()
        async with AsyncExitStack() as stack:
            requests = acquire_postgres(stack, settings, "dutiful-cli", REQUEST_ROLE)
            service = acquire_postgres(stack, settings, "dutiful-cli", SERVICE_ROLE)
            registry = CollectorRegistry()
            rooms = await acquire_shops(stack, settings, registry, requests, service, lambda: datetime.now(UTC))
            by_id = name.startswith("shop_")
            found = (
                rooms.directory.by_id(name, Platform.SHOPIFY)
                if by_id
                else rooms.directory.by_name(Platform.SHOPIFY, name)
            )
            if found is None:
                fail(f"No Shopify shop {name} is registered.")
            http = acquire_http(stack)
            connection = ShopConnection(App.of(settings), http, rooms.directory, rooms.register, rooms.now)
            return await work(_Session(rooms, connection, found))

    try:
        return told(lambda: asyncio.run(run()))
    except (ShopifyError, ShopError, InboxUnavailableError) as exc:
        fail(f"{exc}.".capitalize())
