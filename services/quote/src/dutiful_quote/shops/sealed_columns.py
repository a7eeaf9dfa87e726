"""Which sealed texts the quote service keeps, so that `dutiful merchant rotate-secrets` can seal them anew."""

from typing import Final

from dutiful_shared.account.sealed import SealedColumn

SEALED_COLUMNS: Final = (
    SealedColumn("quote.shop_secret", ("shop_id", "name"), "sealed", "shop:{shop_id}:{name}"),
    SealedColumn("quote.webhook_endpoint", ("id",), "sealed", "webhook:{id}"),
    SealedColumn("quote.webhook_endpoint", ("id",), "sealed_previous", "webhook:{id}"),
)
