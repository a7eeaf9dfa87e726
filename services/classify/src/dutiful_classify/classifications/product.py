"""A request as the engine takes it, and by what its words are known again."""

import unicodedata
from decimal import Decimal
from hashlib import sha256

from dutiful_classify.engine.product import Product
from dutiful_shared.contract.classification import ClassificationRequest


def to_product(request: ClassificationRequest) -> Product:
    """The words and facts of a request; where it goes to is not among them."""
    return Product(
        title=request.title,
        description=request.description,
        attributes={name.lower(): _text(value) for name, value in request.attributes.items()},
        category=request.category,
        language=request.language,
        merchant_code=request.merchant_code,
    )


def fingerprint_of(request: ClassificationRequest) -> bytes:
    """What equal products have in common: their words whatever their case, blanks and forms of letters.

    Everything that may decide a code is in it; the language, which is a hint, and the merchant's own numbers are not.
    """
    parts = [normalised(request.title), normalised(request.description), normalised(request.category)]
    parts += sorted(f"{normalised(name)}={normalised(_text(value))}" for name, value in request.attributes.items())
    return sha256("\n".join(parts).encode()).digest()


def normalised(text: str) -> str:
    """Words by single blanks, in small letters. Signs stay: `< 5 %` is not `> 5 %`."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _text(value: str | Decimal | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else format(value, "f")
