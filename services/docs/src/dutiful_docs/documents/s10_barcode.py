"""The bars of a postal item identifier: Code 128, as UPU standard S10 wants it."""

from functools import lru_cache
from itertools import groupby

from barcode import Code128


@lru_cache(maxsize=1024)
def s10_modules(identifier: str) -> list[int]:
    """Widths of bars and gaps in modules, a bar first, in turn."""
    modules: str = Code128(identifier).build()[0]
    return [len(list(run)) for _, run in groupby(modules)]
