"""The pages in five languages: texts from tables, and amounts, days and countries as each language writes them."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Final

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_currency, format_decimal, format_percent
from markupsafe import Markup

from dutiful_quote.console.retelling import told
from dutiful_quote.console.said_values import in_english, rate_as_written
from dutiful_quote.console.texts import page_texts
from dutiful_shared.contract.answer_values import MoneyAnswer
from dutiful_shared.contract.countries import COUNTRY_CODES
from dutiful_shared.contract.currency import CURRENCY_EXPONENT

#: Language -> its own name.
LANGUAGES: Final[Mapping[str, str]] = {
    "en": "English",
    "de": "Deutsch",
    "fr": "Français",
    "es": "Español",
    "ja": "日本語",
}
DEFAULT_LANGUAGE: Final = "en"


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """Writes for readers of one language; call it with a key for a text."""

    language: str
    locale: Locale
    texts: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """The text of `key`, its places filled in.

        Raises:
            KeyError: no table has the text.
        """
        return self.texts[key].format(**values) if values else self.texts[key]

    def said(self, text: str) -> Markup:
        """What the law or the engine says in English, for a page of this language (see `retelling`)."""
        return told(self, text).html

    def cited(self, text: str) -> Markup:
        """What the law or a publication is called: in English, unless it is a sentence of ours."""
        found = told(self, text)
        return found.html if found.whole else in_english(text)

    def rate(self, rate: str) -> Markup:
        """A rate as its publication has it."""
        return rate_as_written(self, rate)

    @property
    def decimal_sign(self) -> str:
        """What stands before decimals: `.` or `,`."""
        return str(self.locale.number_symbols["latn"]["decimal"])

    def money(self, money: MoneyAnswer) -> str:
        """An amount with its currency, as the language writes it."""
        return self.amount(money.amount, money.currency)

    def amount(self, amount: str | Decimal, currency: str) -> str:
        """An amount at the decimals of its currency, with its sign."""
        return format_currency(Decimal(amount), currency, locale=self.locale)

    def exact_amount(self, amount: str | Decimal, currency: str) -> str:
        """A price for a unit, with all its decimals."""
        return f"{self.number(amount)} {currency}"

    def number(self, number: str | Decimal) -> str:
        """A number with all its decimals."""
        return format_decimal(Decimal(number), locale=self.locale, decimal_quantization=False)

    def as_long(self, number: str) -> str:
        """A number with as many decimals as it is given with."""
        places = len(number.partition(".")[2])
        return format_decimal(Decimal(number), "#,##0" + ("." + "0" * places if places else ""), locale=self.locale)

    def percent(self, share: str | Decimal) -> str:
        """A share (0.2 is 20 %) with all its decimals."""
        return format_percent(Decimal(share), locale=self.locale, decimal_quantization=False)

    def percent_of_hundred(self, percent: str) -> str:
        """A share that is given in per cent (20 is 20 %) with all its decimals."""
        return self.percent(Decimal(percent) / 100)

    def day(self, day: date) -> str:
        """A day in the language's form of medium length."""
        return str(format_date(day, "medium", locale=self.locale))

    def iso_day(self, day: str) -> str:
        """The same of a day in ISO 8601."""
        return self.day(date.fromisoformat(day))

    def moment(self, moment: datetime) -> str:
        """In UTC, to the minute."""
        moment = moment.astimezone(UTC)
        time = format_time(moment, "short", tzinfo=UTC, locale=self.locale)
        return f"{format_date(moment.date(), 'medium', locale=self.locale)}, {time} UTC"

    def country(self, code: str) -> str:
        """The name of a country (ISO 3166-1 alpha-2); the code itself where the language has no name for it."""
        return str(self.locale.territories.get(code, code))

    def languages(self, codes: Iterable[str]) -> list[tuple[str, str]]:
        """Code and name of languages, in their order."""
        return [(code, str(self.locale.languages.get(code, code))) for code in codes]

    @property
    def countries(self) -> list[tuple[str, str]]:
        """Code and name of every country, in the order of the names."""
        return _countries(self.language)

    @property
    def currencies(self) -> list[tuple[str, str]]:
        """Code and name of every currency, in the order of the codes."""
        return [(code, str(self.locale.currencies.get(code, code))) for code in sorted(CURRENCY_EXPONENT)]


@cache
def words_of(language: str) -> Words:
    """What writes in `language`, which is one of `LANGUAGES`."""
    return Words(language, Locale.parse(language), page_texts(language))


def language_of(chosen: str | None, accepted: str) -> str:
    """The language chosen before, else the first one of `Accept-Language` that the pages have, else English."""
    if chosen is not None and chosen in LANGUAGES:
        return chosen
    for wish in accepted.split(","):
        name = wish.partition(";")[0].strip().lower().partition("-")[0]
        if name in LANGUAGES:
            return name
    return DEFAULT_LANGUAGE


@cache
def _countries(language: str) -> list[tuple[str, str]]:
    names = Locale.parse(language).territories
    return sorted(((code, str(names.get(code, code))) for code in COUNTRY_CODES), key=lambda one: _unaccented(one[1]))


def _unaccented(name: str) -> str:
    """For sorting: É among the Es."""
    decomposed = unicodedata.normalize("NFKD", name)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).casefold()
