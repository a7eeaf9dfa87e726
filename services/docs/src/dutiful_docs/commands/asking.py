"""What commands of the document service share: where it is, with whose key, and requests read from files."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from pydantic import BaseModel, ValidationError
from rich.console import Console

from dutiful_shared.client import BaseUrls, DutifulClient
from dutiful_shared.client.command_line import asked
from dutiful_shared.contract.faults import sentence_of

Result = TypeVar("Result")
Model = TypeVar("Model", bound=BaseModel)
out = Console(markup=False, emoji=False)
err = Console(stderr=True, markup=False, emoji=False)

JsonFile = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A file with the request as JSON.")]


def with_client(work: Callable[[DutifulClient], Awaitable[Result]], url: str, key: str, key_file: Path) -> Result:
    """What `work` brings; see `asked`."""
    return asked(work, BaseUrls(docs=url.rstrip("/")), key, key_file)


def read(file: Path, model: type[Model]) -> Model:
    """The request in a file.

    Raises:
        typer.Exit: it is none; each fault was printed with its place.
    """
    try:
        return model.model_validate_json(file.read_bytes())
    except ValidationError as exc:
        faults = exc.errors(include_url=False, include_input=False)
        places = [fault["loc"] for fault in faults]
        for fault in faults:
            # A list whose entries are at fault counts as empty besides: that is no fault of its own.
            if any(len(place) > len(fault["loc"]) and place[: len(fault["loc"])] == fault["loc"] for place in places):
                continue
            where = "/".join(("", *(str(part) for part in fault["loc"]))) or str(file)
            err.print(f"{where}: {sentence_of(fault)}", markup=False)
        raise typer.Exit(1) from exc
