"""Where the stores of a local run are: `make run` writes it down, and `dutiful` reads it where nothing is set."""

from collections.abc import MutableMapping
from pathlib import Path
from typing import Final

#: Relative to the folder in which `make run` was started.
ENVIRONMENT_FILE: Final = "environment"
LOCAL_FOLDER: Final = ".dutiful"
_STORE: Final = "DUTIFUL_DATABASE_URL"


def use_local_stores(environ: MutableMapping[str, str], folder: Path = Path(LOCAL_FOLDER)) -> None:
    """Take the variables of a local run below `folder`, unless a database is named already."""
    if _STORE in environ:
        return
    try:
        lines = (folder / ENVIRONMENT_FILE).read_text(encoding="utf-8").splitlines()
    except OSError:
        return
    for line in lines:
        name, equals, value = line.partition("=")
        if equals:
            environ.setdefault(name, value)
