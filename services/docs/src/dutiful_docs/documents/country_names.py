"""Names of countries as a paper's reader calls them, and the languages that are official there."""

from functools import lru_cache

from babel import Locale
from babel.languages import get_official_languages


@lru_cache(maxsize=64)
def _territories(language: str) -> dict[str, str]:
    return dict(Locale.parse(language).territories)


def country_name(code: str, language: str) -> str:
    """The name of an ISO 3166-1 country in a language (ISO 639-1); the code itself where it has no name."""
    return _territories(language).get(code, code)


@lru_cache(maxsize=256)
def official_languages(code: str) -> frozenset[str]:
    """The official languages of an ISO 3166-1 country (ISO 639-1, without scripts), as Unicode CLDR lists them."""
    return frozenset(tag.partition("_")[0] for tag in get_official_languages(code))
