"""The memory in front of the mirror of variants."""

from collections.abc import Collection
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry

from dutiful_quote.shops.errors import ShopsUnavailableError
from dutiful_quote.shops.mirror import VariantMirror
from dutiful_quote.shops.variant import MirroredVariant, digits_of

AT = datetime(2026, 11, 29, tzinfo=UTC)


def variant(variant_id: str, sku: str, hour: int = 0) -> MirroredVariant:
    changed = AT.replace(hour=hour)
    return MirroredVariant("shop", variant_id, "p", "c", sku, "Tea", {"*": "090210"}, "CN", None, changed)


class Shelf:
    """A mirror that can be counted and taken away."""

    def __init__(self, *variants: MirroredVariant) -> None:
        self.variants = variants
        self.reads = 0
        self.away = False

    async def find(self, shop_id: str, variants: Collection[str], skus: Collection[str]) -> list[MirroredVariant]:
        self.reads += 1
        if self.away:
            raise ShopsUnavailableError
        return [one for one in self.variants if one.variant_id in variants or one.sku in skus]


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def mirror_of(shelf: Shelf, clock: Clock, **more: int) -> VariantMirror:
    return VariantMirror(shelf, CollectorRegistry(), clock=clock, **more)


async def test_a_cart_costs_one_reading_and_the_next_one_none() -> None:
    shelf, clock = Shelf(variant("1", "A"), variant("2", "B")), Clock()
    mirror = mirror_of(shelf, clock)
    for _ in range(2):
        cart = await mirror.find("shop", ["1", "2", "3"], ["B"])
    assert shelf.reads == 1
    assert cart.of("1", None) is not None
    assert cart.of("3", "B") is not None
    assert cart.of("3", "Z") is None


async def test_a_variant_is_read_again_when_it_is_old_or_was_changed_here() -> None:
    shelf, clock = Shelf(variant("1", "A")), Clock()
    mirror = mirror_of(shelf, clock)
    await mirror.find("shop", ["1"])
    clock.seconds = 29
    await mirror.find("shop", ["1"])
    assert shelf.reads == 1
    mirror.forget("shop")
    await mirror.find("shop", ["1"])
    clock.seconds = 31
    await mirror.find("shop", ["1"])
    clock.seconds = 90
    await mirror.find("shop", ["1"])
    assert shelf.reads == 3 + 1


async def test_while_the_mirror_is_away_memory_serves_and_says_what_it_lacks() -> None:
    shelf, clock = Shelf(variant("1", "A")), Clock()
    mirror = mirror_of(shelf, clock)
    await mirror.find("shop", ["1"])
    clock.seconds, shelf.away = 3_600, True
    known, unknown = await mirror.find("shop", ["1"]), await mirror.find("shop", ["1", "2"])
    assert (known.of("1", None) is not None, known.complete) == (True, True)
    assert (unknown.of("1", None) is not None, unknown.complete) == (True, False)


async def test_of_variants_that_share_a_sku_the_one_changed_last_is_taken() -> None:
    mirror = mirror_of(Shelf(variant("2", "A", hour=1), variant("1", "A", hour=2)), Clock())
    found = (await mirror.find("shop", skus=["A"])).of(None, "A")
    assert found is not None
    assert found.variant_id == "1"


async def test_memory_is_bounded() -> None:
    shelf = Shelf(*(variant(str(i), f"S{i}") for i in range(20)))
    mirror = mirror_of(shelf, Clock(), max_entries=10)
    cart = await mirror.find("shop", [str(i) for i in range(20)])
    assert len(cart.by_id) == 20
    assert len(mirror._memory) == 10


def test_a_code_is_its_digits_however_a_shop_writes_it() -> None:
    assert [digits_of(text) for text in ("8471.70.40", "0902 10", "61091000", "abc", "12", "", None)] == [
        "84717040", "090210", "61091000", None, None, None, None,
    ]  # fmt: skip
