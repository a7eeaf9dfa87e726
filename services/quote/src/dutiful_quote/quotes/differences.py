"""In what two answers differ, so that a replay can say it."""

from collections.abc import Iterator


def differences(one: object, other: object, pointer: str) -> Iterator[str]:
    """JSON pointers of the values in which two plain documents differ."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted(one.keys() | other.keys()):
            yield from differences(one.get(key), other.get(key), f"{pointer}/{key}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for i, (left, right) in enumerate(zip(one, other, strict=True)):
            yield from differences(left, right, f"{pointer}/{i}")
    elif one != other:
        yield pointer
