"""Days as they are typed at the command line."""

from datetime import date

import typer


def day_of(text: str, option: str) -> date:
    """The day that `text` names, such as `2026-11-20`.

    Args:
        option: what it was typed for, as the command calls it.

    Raises:
        BadParameter: it is no day so written.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{option} must be a day such as 2026-11-20, not {text!r}") from None
