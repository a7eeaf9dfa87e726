"""`VariantMirror`: what is known of the variants in a cart, without asking the shop."""

import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from prometheus_client import CollectorRegistry, Counter

from dutiful_quote.shops.errors import ShopsUnavailableError
from dutiful_quote.shops.variant import MirroredVariant

#: How long (seconds) a variant is taken from memory: that late may another process's change be seen.
_FRESH_SECONDS: Final = 30.0
_MAX_ENTRIES: Final = 50_000


class MirrorSource(Protocol):
    """Where the mirror is kept; `MirrorRepository` in production."""

    async def find(self, shop_id: str, variants: Collection[str], skus: Collection[str]) -> list[MirroredVariant]:
        """The variants of a shop with one of these ids or SKUs."""


@dataclass(frozen=True, slots=True)
class CartVariants:
    """What is known of a cart. `complete` is False where the mirror was out of reach and memory did not hold it all."""

    by_id: Mapping[str, MirroredVariant]
    by_sku: Mapping[str, MirroredVariant]
    complete: bool = True

    def of(self, variant_id: str | None, sku: str | None) -> MirroredVariant | None:
        """The variant of a line: by its id, else by its SKU."""
        found = self.by_id.get(variant_id) if variant_id else None
        return found or (self.by_sku.get(sku) if sku else None)


class VariantMirror:
    """Reads the mirror through a bounded memory; a cart costs at most one statement. `clock` is monotonic seconds."""

    def __init__(
        self,
        source: MirrorSource,
        registry: CollectorRegistry,
        *,
        clock: Callable[[], float] = time.monotonic,
        max_entries: int = _MAX_ENTRIES,
    ) -> None:
        self._source = source
        self._clock = clock
        self._max = max_entries
        #: (shop, "id" or "sku", text) -> (when it was read, the variant; None where there is none)
        self._memory: OrderedDict[tuple[str, str, str], tuple[float, MirroredVariant | None]] = OrderedDict()
        #: When this process last changed a shop's mirror.
        self._changed_at: dict[str, float] = {}
        self._lookups = Counter(
            "dutiful_mirror_lookups_total",
            "Variants looked up, by where they were found.",
            ("tier",),
            registry=registry,
        )

    async def find(self, shop_id: str, variant_ids: Collection[str] = (), skus: Collection[str] = ()) -> CartVariants:
        """What is known of these variants. While the mirror is away, memory serves however old it is."""
        wanted = [(shop_id, "id", one) for one in dict.fromkeys(variant_ids)]
        wanted += [(shop_id, "sku", one) for one in dict.fromkeys(skus)]
        old = max(self._clock() - _FRESH_SECONDS, self._changed_at.get(shop_id, float("-inf")))
        stale = [key for key in wanted if key not in self._memory or self._memory[key][0] <= old]
        self._lookups.labels("memory").inc(len(wanted) - len(stale))
        complete = True
        found: dict[tuple[str, str, str], MirroredVariant | None] = {}
        if stale:
            try:
                found = await self._read(shop_id, stale)
                self._lookups.labels("postgres").inc(len(stale))
            except ShopsUnavailableError:
                self._lookups.labels("stale").inc(len(stale))
                complete = all(key in self._memory for key in stale)
        for key in wanted:
            if key not in found:
                found[key] = self._memory[key][1] if key in self._memory else None
        return CartVariants(_named(found, "id"), _named(found, "sku"), complete)

    def forget(self, shop_id: str) -> None:
        """Take nothing more of the shop from memory as fresh: this process has changed its mirror."""
        self._changed_at[shop_id] = self._clock()

    async def _read(
        self, shop_id: str, wanted: Collection[tuple[str, str, str]]
    ) -> dict[tuple[str, str, str], MirroredVariant | None]:
        variants = [text for _, kind, text in wanted if kind == "id"]
        skus = [text for _, kind, text in wanted if kind == "sku"]
        rows = await self._source.find(shop_id, variants, skus)
        read_at = self._clock()
        found: dict[tuple[str, str, str], MirroredVariant | None] = dict.fromkeys(wanted)
        # Several variants may share a SKU: the one changed last is taken, by id where that is equal too.
        for row in sorted(rows, key=lambda one: (one.updated_at, one.variant_id)):
            for key in ((shop_id, "id", row.variant_id), (shop_id, "sku", row.sku or "")):
                if key in found:
                    found[key] = row
        for key, variant in found.items():
            self._memory[key] = (read_at, variant)
            self._memory.move_to_end(key)
        while len(self._memory) > self._max:
            self._memory.popitem(last=False)
        return found


def _named(found: Mapping[tuple[str, str, str], MirroredVariant | None], kind: str) -> dict[str, MirroredVariant]:
    return {text: one for (_, of, text), one in found.items() if of == kind and one is not None}
