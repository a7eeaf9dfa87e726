"""Where the stores of a local run are: `make run` writes it down, and `dutiful` reads it where nothing is set."""

from collections.abc import MutableMapping
from pathlib import Path
from typing import Final

ENVIRONMENT_FILE: Final = "environment"
#: Relative to the folder in which `make run` was started; `DUTIFUL_HOME` names another.
LOCAL_FOLDER: Final = ".dutiful"
_HOME: Final = "DUTIFUL_HOME"
_STORE: Final = "DUTIFUL_DATABASE_URL"


def use_local_stores(environ: MutableMapping[str, str], folder: Path | None = None) -> None:
    """Take the variables of a local run below `folder`, unless a database is named already.

    Without `folder` it is that of `DUTIFUL_HOME`, as for `make run`, else `.dutiful` where the command is called.
    """
    if _STORE in environ:
        return
    folder = folder or Path(environ.get(_HOME) or LOCAL_FOLDER).expanduser()
    try:
        lines = (folder / ENVIRONMENT_FILE).read_text(encoding="utf-8").splitlines()
    except OSError:
        return
    for line in lines:
        name, equals, value = line.partition("=")
        if equals:
            environ.setdefault(name, value)
