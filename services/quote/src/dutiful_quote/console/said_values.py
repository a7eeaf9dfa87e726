"""The values within a sentence of the engine: what each looks like there, and how a page writes it."""

import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Final

from babel import Locale
from markupsafe import Markup, escape

from dutiful_quote.console.texts import said_texts

if TYPE_CHECKING:
    from dutiful_quote.console.words import Words

#: Form of a hole -> what it looks like in the English sentence. A hole is named by its form, a second one of the same
#: form by its form and a number: `{money}`, `{money_2}`.
FORMS: Final[Mapping[str, str]] = {
    "line": r"\S+?",
    "number": r"-?\d(?:[\d,]*\d)?(?:\.\d+)?",
    "percent": r"-?\d[\d.]* ?%",
    "money": r"-?\d[\d.,]* [A-Z]{3}",
    "limit": r"[A-Z]{3} \d(?:[\d,.]*\d)?",
    "day": r"\d{4}-\d\d-\d\d",
    "place": r"[A-Z]{2}(?:-[A-Z0-9]+)*",
    "partner": r"[A-Z][^.?!:;]*?",
    "agreement": r"[A-Z][^?!:;]*?",
    "proof": r"[A-Za-z0-9.' _-]{3,90}",
    "answer": r"[^;\s]+?",
    "code": r"\d{2,12}",
    "codes": r"\d{4,12}(?:, \d{4,12})*",
    "papers": r"[A-Z0-9]{4}(?: or [A-Z0-9]{4})*",
    "pair": r"[A-Z]{3}/[A-Z]{3}",
    "purpose": r"[a-z_]+?",
    "mode": r"express|post|ems|air|sea|road|rail",
    "word": r"\S+?",
    "text": r".+?",
    "quoted": r".+?",
    "law": r"(?:(?!\); ).)+?",
    "tax": r"[A-Z][A-Za-z/ ()]{1,30}",
    "rate": r"(?:(?!\. [A-Z])[^;?])+?",
    "said": r".+?",
    "parts": r".+?",
    "either": r".+?",
}
#: Forms that are sentences in turn.
NESTED: Final = frozenset({"said", "proof", "parts", "either"})
#: A form that may hold a merchant's own words, which are shown as they are.
OWN_WORDS: Final = "proof"
#: Of those that are several: what stands between them, and the code of what stands there on the page.
SEPARATORS: Final[Mapping[str, tuple[str, str]]] = {
    "parts": ("; ", ""),
    "either": (" or ", "joined.either"),
}
_WORD: Final = re.compile(r"[A-Za-z]{4,}")
_NUMBER: Final = re.compile(r"\d+\.\d+|[1-9]\d?|0")
_PERCENT: Final = re.compile(r"\d+(\.\d+)? ?%")
_JAPANESE: Final = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_FREE: Final = frozenset({"free", "ex.", "無税"})


def value_as_written(words: "Words", form: str, value: str) -> Markup:
    """A value of a sentence as the page writes it."""
    match form:
        case "quoted" | "agreement" | "law":
            return in_english(value)
        case "rate":
            return rate_as_written(words, value)
        case "partner":
            return _partner(words, value)
        case _:
            return escape(_plain(words, form, value))


def rate_as_written(words: "Words", rate: str) -> Markup:
    """A rate as its publication has it, which is a quotation; that it is free is told in the page's language."""
    parts = rate.split(" + ")
    if len(parts) > 1:
        return Markup(" + ").join(rate_as_written(words, part) for part in parts)
    if _PERCENT.fullmatch(rate):
        return escape(words.percent_of_hundred(rate.rstrip("% ")))
    if rate.lower() in _FREE and words.language != "en":
        return escape(said_texts(words.language)["joined.free"])
    if _JAPANESE.search(rate):
        return _in(rate, "ja", words)
    return in_english(rate) if _WORD.search(rate) and words.language != "en" else escape(rate)


def in_english(text: str) -> Markup:
    """What stays English on a page of another language."""
    return Markup('<span lang="en">{}</span>').format(text)


def _in(text: str, language: str, words: "Words") -> Markup:
    if words.language == language:
        return escape(text)
    return Markup('<span lang="{}">{}</span>').format(language, text)


def _plain(words: "Words", form: str, value: str) -> str:
    match form:
        case "answer" if _NUMBER.fullmatch(value):
            return words.as_long(value)
        case "number":
            return words.as_long(value.replace(",", ""))
        case "percent":
            return words.percent_of_hundred(value.rstrip("% "))
        case "money":
            amount, _, currency = value.partition(" ")
            return words.amount(amount.replace(",", ""), currency)
        case "limit":
            currency, _, amount = value.partition(" ")
            return f"{words.number(amount.replace(',', ''))} {currency}"
        case "day":
            return words.iso_day(value)
        case "place":
            return words.country(value)
        case "mode":
            return words(f"modes.{value}")
        case "purpose":
            return words.texts.get(f"reasons.{value}", value)
        case "papers":
            return value.replace(" or ", " / ")
        case _:
            return value


def _partner(words: "Words", name: str) -> Markup:
    """The name of a country; of a group of them, or of an agreement, as it is."""
    code = _codes_by_name().get(name)
    if code is not None:
        return escape(words.country(code))
    return in_english(name) if _WORD.search(name) and not name.isupper() else escape(name)


@cache
def _codes_by_name() -> Mapping[str, str]:
    """English names of countries, as publications write them, -> ISO 3166-1 alpha-2."""
    babel = {str(name): code for code, name in Locale.parse("en").territories.items() if len(code) == 2}
    return {**babel, **_OTHER_NAMES}


_OTHER_NAMES: Final[Mapping[str, str]] = {
    "Britain": "GB",
    "Viet Nam": "VN",
    "Korea": "KR",
    "Korea, Republic of (South Korea)": "KR",
    "Moldova, Republic of": "MD",
    "Macedonia (Former Yugoslav Republic of)": "MK",
    "Bosnia and Herzegovina": "BA",
    "Ivory Coast": "CI",
    "Turkey": "TR",
    "Occupied palestinian Territory": "PS",
    "Occupied Palestinian Territories": "PS",
    "Hong Kong": "HK",
    "EU": "EU",
    "European Union": "EU",
}
