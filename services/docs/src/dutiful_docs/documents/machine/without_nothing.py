"""What is not said is left out of a form: a carrier takes an empty field for a wrong one."""

from typing import Any


def without_nothing(values: dict[str, Any]) -> dict[str, Any]:
    """`values` without those that are None or an empty list."""
    return {key: value for key, value in values.items() if value is not None and value != []}
