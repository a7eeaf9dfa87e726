"""`dutiful merchant erase`: what is held of a buyer, when the buyer asks."""

from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_shared.account.commands.session import actor, fail, with_engine
from dutiful_shared.account.erasure import PersonalTraces, declared_erasers, erase_buyer
from dutiful_shared.account.repository import AccountRepository


def erase(
    merchant: Annotated[str, typer.Argument(help="Id or name of the merchant.")],
    order: Annotated[list[str] | None, typer.Option(help="The merchant's reference of an order.")] = None,
    quote: Annotated[list[str] | None, typer.Option(help="Id of a quote.")] = None,
    buyer: Annotated[
        list[str] | None,
        typer.Option(help="A text that is the buyer's alone: a tax number, an e-mail address, a full name."),
    ] = None,
) -> None:
    """Erase the personal data of a buyer from quotes, papers, screenings and shipments. Amounts and law stay."""
    whom = PersonalTraces(
        keys=frozenset(one.strip() for one in buyer or () if one.strip()),
        orders=frozenset(order or ()),
        quotes=frozenset(quote or ()),
    )
    if whom == PersonalTraces():
        fail("Name an order, a quote or the buyer: --order, --quote, --buyer.")

    async def work(engine: AsyncEngine) -> dict[str, int]:
        found = await AccountRepository(engine).merchant(merchant)
        return await erase_buyer(engine, declared_erasers(), found.id, whom, actor())

    erased = with_engine(work)
    for kind, count in erased.items():
        typer.echo(f"{kind.replace('_', ' ')}: {count}")
