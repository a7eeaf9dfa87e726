"""What a pattern of the contract asks for, in words with an example: a person cannot act on a regular expression.

A test holds the table against every pattern of the documented requests.
"""

import re
from collections.abc import Mapping
from typing import Final

_ID: Final = re.compile(r"\^([a-z]+_)?\[0-9a-f\]\{([0-9]+)\}\$")
_HEX: Final = "01939c2e7a4d7c3fb0a9d4b1f2e6c781"
_IDENTIFIER: Final = "letters, digits and any of . _ : / -, with a letter or digit first, such as line-1"
_NAME: Final = "small letters, digits and underscores, with a letter first, such as steel_share"
_PRINTED: Final = "printable characters of ASCII without blanks"
_SCHEME: Final = "capital letters, digits and underscores, with a letter first, such as EU_VAT"
_COUNTRY: Final = "two capital letters, such as US"
_DIGITS: Final = "digits; dots and blanks between pairs are fine, such as 6109.10.00.12"

_WORDS: Final[Mapping[str, str]] = {
    r"^[0-9]{4}([. ]?[0-9]{2}){0,3}$|^[0-9]{9}$": f"a goods code of 4, 6, 8, 9 or 10 {_DIGITS}",
    r"^[0-9]{4}[0-9. ]{0,12}$": f"a goods code of 4 or more {_DIGITS}",
    r"^[0-9]{2}([0-9]{2}([. ]?[0-9]{2}){0,3})?$": f"the first 2 to 10 digits of a goods code: {_DIGITS}",
    r"^[0-9][0-9. ]{1,18}$": f"a goods code of 2 to 14 {_DIGITS}",
    r"^[0-9]{4,12}$": "4 to 12 digits, such as 6109100012",
    r"^[0-9]{6}$": "the six digits of a subheading, such as 610910",
    r"^[0-9]{6,12}$": "6 to 12 digits, such as 6109100012",
    r"^[0-9]{10}$": "10 digits, such as 6109100012",
    r"^([0-9]{8}|[0-9]{12,14})$": "a GTIN of 8, 12, 13 or 14 digits, such as 4006381333931",
    r"^[0-9]{1,18}$": "a number of at most 18 digits, as `next` of the page before",
    r"^[0-9]+([.][0-9]+)?$": "a plain decimal number of 0 or more, such as 12.50",
    r"^(0*[1-9][0-9]*([.][0-9]+)?|0+[.]0*[1-9][0-9]*)$": "a plain decimal number above 0, such as 12.50",
    r"^-?[0-9]+([.][0-9]+)?$": "a plain decimal number, such as -12.50",
    r"^[A-Z]{2}$": _COUNTRY,
    r"^([A-Z]{2}|[*])$": "two capital letters, such as US, or * for all others",
    r"^[A-Z]{2}-[A-Z]{2}$": "two countries with a hyphen, such as CN-US",
    r"^[A-Z]{3}$": "three capital letters, such as USD",
    r"^(HS|[A-Z]{2})$": "HS, or two capital letters such as US",
    r"^(origin|net_weight_kg|codes\.(HS|[A-Z]{2}))$": "origin, net_weight_kg, or codes and a system, such as codes.US",
    r"^[A-Z0-9]{2}$": "two capital letters or digits, such as CT",
    r"^[A-Z0-9]{2,3}$": "two or three capital letters or digits, such as C62",
    r"^[A-Z][A-Z0-9_]{1,19}$": _SCHEME,
    r"^[a-z]{2}(-[A-Z]{2})?$": "a language such as en or pt-BR",
    r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$": "a language such as en or pt-BR",
    r"^[a-z]{2,3}$": "a language such as en",
    r"^[a-z][a-z0-9_]{0,39}$": _NAME,
    r"^[a-z][a-z0-9_]{0,49}$": _NAME,
    r"^[a-z][a-z0-9_]{1,31}$": "small letters, digits and underscores, with a letter first, such as dhl_express",
    r"^[A-Za-z0-9][A-Za-z0-9._:/-]*$": _IDENTIFIER,
    r"^[A-Za-z0-9][A-Za-z0-9 -]*$": "letters, digits, blanks and hyphens, with a letter or digit first",
    r"^[A-Za-z0-9._-]*$": "letters, digits and any of . _ -",
    r"^[!-~]+$": _PRINTED,
    r"^[!-~]{1,64}$": f"up to 64 {_PRINTED}",
    r"^[!-~]{1,128}$": f"up to 128 {_PRINTED}",
    r"^[!-*,-~]{1,128}$": f"up to 128 {_PRINTED} and plus signs",
    r"^[^\x00]*$": "a text without NUL characters",
    r"^[^\x00-\x1f]+$": "a text without control characters",
    r"^(asked|editions)$": "asked or editions",
    r"^(sku|text)$": "sku or text",
    r"^UN[0-9]{4}$": "UN and four digits, such as UN3481",
    r"^X[0-9]{14}$": "X and 14 digits, such as X20261120123456",
    r"^(EAR99|[0-9][A-E][0-9]{3}([.][a-z0-9.]{1,20})?)$": "EAR99, or an ECCN such as 5A992.c",
    r"^(shop_[0-9a-f]{20}|[A-Za-z0-9][A-Za-z0-9-]{0,99}\.myshopify\.com)$": "the id of a shop, or its domain such as "
    "example.myshopify.com",
    r"^https?://": "an address that begins with https:// or http://",
}


def words_of(pattern: str) -> str | None:
    """What `pattern` asks for, to stand behind "must be"; None where nobody has put it into words."""
    known = _WORDS.get(pattern)
    if known is not None:
        return known
    id_ = _ID.fullmatch(pattern)
    if id_ is None:
        return None
    prefix, length = id_[1] or "", int(id_[2])
    example = prefix + (_HEX * 2)[:length]
    kind = f"{prefix} and {length}" if prefix else f"{length}"
    return f"{kind} hexadecimal digits, such as {example}"
