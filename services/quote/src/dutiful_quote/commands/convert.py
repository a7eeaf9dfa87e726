"""`dutiful convert`: a request in another provider's shape as a cart of ours."""

from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.console import Console

from dutiful_shared.client.command_files import json_of, text_of
from dutiful_shared.contract.providers import Provider

#: Of a file that holds a document of GraphQL without its variables.
_GRAPHQL: Final = {".graphql", ".gql"}


def convert(
    provider: Annotated[Provider, typer.Argument(help="Whose request it is.")],
    request: Annotated[
        Path,
        typer.Argument(help="A file with the request as JSON (or, of Zonos, as .graphql), or - for standard input."),
    ],
) -> None:
    """Print the cart that a request for another provider says; on standard error, what of it has no meaning here.

    Nothing is sent anywhere. `dutiful convert avatax request.json | dutiful quote -` quotes it.
    """
    # The reader of GraphQL takes a while to load: no other command shall wait for it.
    from dutiful_quote.channels.providers.providers import translate  # noqa: PLC0415
    from dutiful_quote.channels.providers.shape import ShapeError  # noqa: PLC0415
    from dutiful_quote.channels.providers.translation import UntranslatableError  # noqa: PLC0415

    err = Console(stderr=True, soft_wrap=True)
    try:
        translated = translate(provider, _body(request))
    except ShapeError as exc:
        for one in (exc, *exc.others):
            err.print(f"{one.pointer or 'the body'}: {one.text}", style="red", markup=False)
        raise typer.Exit(1) from exc
    except UntranslatableError as exc:
        for fault in exc.faults:
            err.print(f"{fault.pointer or 'the body'}: {fault.detail}", style="red", markup=False)
        raise typer.Exit(1) from exc
    for reading in translated.readings:
        err.print(f"read {reading.pointer}: {reading.text}", markup=False)
    for pointer in translated.ignored:
        err.print(f"ignored {pointer}", markup=False)
    typer.echo(translated.cart.model_dump_json(exclude_unset=True, indent=2))


def _body(request: Path) -> Any:
    if request.suffix.lower() in _GRAPHQL:
        return {"query": text_of(request)}
    return json_of(request)
