"""Who calls: the platform names the shop and proves it with the password that the shop was connected with."""

import base64
import binascii
import hmac
from collections.abc import Mapping
from datetime import datetime

from dutiful_quote.channels.bigcommerce.refusals import Refusal, TaxRefusedError
from dutiful_quote.shops.directory import ShopDirectory
from dutiful_quote.shops.errors import ShopsUnavailableError
from dutiful_quote.shops.register import password_hash
from dutiful_quote.shops.shop import Platform, SecretName, Shop
from dutiful_shared.service.telemetry import note


def shop_named(directory: ShopDirectory, store_hash: str) -> Shop | None:
    """The shop with this store hash, if it is installed.

    Raises:
        TaxRefusedError: no shops were read yet.
    """
    try:
        shop = directory.by_name(Platform.BIGCOMMERCE, store_hash)
    except ShopsUnavailableError as exc:
        raise TaxRefusedError(Refusal.UNAVAILABLE, "Shops cannot be read now.") from exc
    return shop if shop is not None and shop.installed else None


def tax_user(shop: Shop) -> str:
    """The user name of the shop's tax calls."""
    return shop.settings.tax_provider_user or shop.external_id


def calling_shop(directory: ShopDirectory, headers: Mapping[str, str], now: datetime) -> Shop:
    """The shop that a tax call is for, if it proves to be.

    Our passwords are 32 random bytes, so their hash is a single SHA-256, which costs a call nothing.

    Raises:
        TaxRefusedError: it does not, or no shops were read yet.
    """
    shop = shop_named(directory, headers.get("x-bc-store-hash", "").strip())
    user, password = _credentials(headers.get("authorization", ""))
    expected = (shop.secret(SecretName.PASSWORD_HASH, now) if shop else None) or b""
    wanted = tax_user(shop).encode() if shop else b""
    right = hmac.compare_digest(password_hash(password), expected)
    right &= hmac.compare_digest(user.encode("utf-8", "replace"), wanted)
    if shop is None or not right:
        raise TaxRefusedError(Refusal.UNAUTHENTICATED, "The store or its credentials are not known.")
    note(merchant_id=shop.merchant_id, shop_id=shop.id)
    return shop


def _credentials(header: str) -> tuple[str, str]:
    """User and password of HTTP Basic (RFC 7617); empty where there are none."""
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        plain = base64.b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return "", ""
    user, _, password = plain.partition(":")
    return user, password
