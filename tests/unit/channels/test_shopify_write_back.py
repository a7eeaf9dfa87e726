"""What is written back into a shop: what it lacks or has otherwise, and nothing else."""

from collections.abc import Mapping
from datetime import UTC, datetime

from dutiful_quote.catalogue.item import CatalogueItem
from dutiful_quote.channels.shopify.admin_operations import CustomsWriteBack
from dutiful_quote.channels.shopify.write_back import customs_to_write
from dutiful_quote.shops.variant import MirroredVariant

NOW = datetime(2026, 11, 29, tzinfo=UTC)


def variant(codes: Mapping[str, str], origin: str | None = "CN") -> MirroredVariant:
    return MirroredVariant("shop_1", "1", "5", "i1", "TEE-01", "Tee", codes, origin, None, NOW)


def written(codes: Mapping[str, str], article: CatalogueItem, origin: str | None = "CN") -> list[CustomsWriteBack]:
    return list(customs_to_write([variant(codes, origin)], {article.sku: article}))


def test_what_both_sides_have_is_not_written() -> None:
    article = CatalogueItem("TEE-01", {"HS": "610910", "US": "6109100012"}, "CN")

    assert written({"*": "61091000", "US": "6109100012"}, article) == []


def test_what_the_shop_lacks_is_written() -> None:
    article = CatalogueItem("TEE-01", {"HS": "610910", "US": "6109100012"}, "CN")

    assert written({}, article, None) == [CustomsWriteBack("i1", "610910", {"US": "6109100012"}, "CN")]


def test_codes_of_other_countries_stay_in_the_shop() -> None:
    article = CatalogueItem("TEE-01", {"US": "6109100012"})

    (one,) = written({"GB": "6109100010"}, article)

    assert one.codes == {"GB": "6109100010", "US": "6109100012"}


def test_what_the_catalogue_does_not_know_is_left_alone() -> None:
    assert written({"*": "610910"}, CatalogueItem("ANOTHER", {"HS": "420221"}, "IT")) == []
