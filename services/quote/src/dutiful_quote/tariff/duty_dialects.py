"""How each tariff writes its rates: its units, its currency, its slips of the pen, and the forms not computed here.

A dialect turns a printed text into the canonical writing of `duty_expression.lark`, or names the form that this edition
does not compute. The names of forms are stable: they are shown to callers and counted.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final

from dutiful_quote.engine.duty_rate import NotCalculable
from dutiful_quote.tariff.dialect_rules import (
    COMPONENT,
    ENTRY_PRICE,
    NAMED_QUANTITY,
    PROHIBITED,
    RATE_OF_ANOTHER_ARTICLE,
    SEE_A_NOTE,
    SLIDING_SCALE,
    TRUNCATED,
    Dialect,
    Units,
    first_form,
    measured_unit,
    tidy,
    units_table,
)
from dutiful_quote.tariff.european_rates import EUROPEAN_UNITS, european
from dutiful_shared.contract.units import UNIT_QUESTIONS

__all__ = ["DIALECTS", "Dialect", "measured_unit"]

# --- canonical -------------------------------------------------------------------------------------------------------

_PLAIN_UNITS: Final[Units] = {code: (Decimal(1), code) for code in UNIT_QUESTIONS}

# --- United States, and Canada, which writes alike -------------------------------------------------------------------

#: 42 US gallons of exactly 3.785411784 litres.
_LITRES_PER_BARREL: Final = "158.987294928"

_AMERICAN_UNITS: Final[Units] = units_table(f"""
    kg 1 KGM
    cleankg 1 KGM.clean
    kgondrainedweight 1 KGM.drained
    kgoncoppercontent 1 KGM.copper
    kgonleadcontent 1 KGM.lead
    t 1000 KGM
    g 1 GRM
    carat 1 CTM
    liter 1 LTR
    pfliter 1 LPF
    pfliteronethylalcoholcontent 1 LPF
    bbl {_LITRES_PER_BARREL} LTR
    head 1 NHD
    each 1 NAR
    article 1 NAR
    pins 1 NAR
    thousand 1000 NAR
    gross 144 NAR
    doz 12 NAR
    pr 1 NPR
    pair 1 NPR
    jewel 1 JWL
    m 1 MTR
    linm 1 MTR
    m2 1 MTK
    m3 1 MTQ
""") | {"": (Decimal(1), "NAR")}  # "38.4¢/1000": a number of pieces

_AMERICAN_FORMS: Final = (
    (r"rate(s)?( of duty)? appli", RATE_OF_ANOTHER_ARTICLE),
    (r"^see ", SEE_A_NOTE),
    (r"under bond", SEE_A_NOTE),
    (r"degree", SLIDING_SCALE),
    (r"% on |shall not exceed|jewel over", COMPONENT),
    (
        r"contents|container|sugars|recording surface|line/ ?gross|/pack\b|(?<!copper)(?<!lead)(?<!alcohol) content\b",
        NAMED_QUANTITY,
    ),
)


def _american(currency: str) -> Callable[[str], str | NotCalculable]:
    def prepare(text: str) -> str | NotCalculable:
        text = tidy(re.sub(r"(?<=[a-z])- (?=[a-z])", "", text))
        text = re.sub(r"% on the entire set$", "%", text)  # the set is the article
        form = first_form(text, _AMERICAN_FORMS)
        if form:
            return form
        text = re.sub(r"([0-9.,]+)\s*(?:¢|cents?\b)", lambda m: f"{_cents(m[1])} {currency} ", text)
        text = re.sub(r"\$\s*([0-9][0-9.,]*)", rf"\1 {currency} ", text)
        text = re.sub(r"\s+each\b", " /each", text)
        # printed so for Canadian footwear, where a share needs no unit; and once with nothing behind the stroke
        text = re.sub(r"%\s*/\s*(?:pair|$)", "%", text).replace("drained weght", "drained weight")
        return re.sub(r"(?<=[a-z])\.", "", text)

    return prepare


def _cents(number: str) -> str:
    return f"{Decimal(number.replace(',', '')) / 100:f}"


# --- Japan -----------------------------------------------------------------------------------------------------------

_JAPANESE_UNITS: Final = units_table("""
    kg 1 KGM
    mt 1000 KGM
    l 1 LTR
    kl 1000 LTR
    m2 1 MTK
    足 1 NPR
    頭 1 NHD
    本 1 NAR
    枚 1 NAR
""")

_JAPANESE_FORMS: Final = (
    (r"差額|課税価格", ENTRY_PRICE),
    (r"乳糖の含有率", SLIDING_SCALE),
    (r"関税割当", SEE_A_NOTE),
    (r"[●※◎*〜~]|一部", SEE_A_NOTE),
    (r"もの", COMPONENT),
)
#: "A or B, whichever rate is higher (lower), but where that is below C then C".
_EITHER: Final = re.compile(
    r"(?P<left>[^又]+)又は(?P<right>.+?)のうちいずれか(?P<which>高|低)い税率(?:ただしその税率が.+?を下回る場合は(?P<floor>.+))?"
)


def _japanese(text: str) -> str | NotCalculable:
    """General or temporary rate, and after "| WTO" the bound rate; a bound rate in brackets is not applied."""
    text = unicodedata.normalize("NFKC", "".join(text.split()))
    form = first_form(text, _JAPANESE_FORMS)
    if form:
        return form
    own, _, bound = text.partition("|WTO")
    if not bound or re.fullmatch(r"\(.*\)", bound):
        return _japanese_side(own)
    return f"({_japanese_side(own)}) MAX ({_japanese_side(bound)})"


def _japanese_side(text: str) -> str:
    if text.startswith("(") and text.endswith(")"):
        text = text[1:-1]
    text = re.sub(r"無税|免税", "Free", text)
    text = re.sub(r"([0-9][0-9,.]*)円", r"\1 JPY ", text)
    either = _EITHER.fullmatch(text)
    if not either:
        return text
    bound = "MIN" if either["which"] == "高" else "MAX"
    written = f"{either['left']} {bound} {either['right']}"
    return f"{written} MIN {either['floor']}" if either["floor"] else written


# --- South Africa (Southern African Customs Union) -------------------------------------------------------------------

_SOUTHERN_AFRICAN_UNITS: Final = units_table("""
    kg 1 KGM
    kgnet 1 KGM
    li 1 LTR
    liaa 1 LPA
    u 1 NAR
""")


def _southern_african(text: str) -> str | NotCalculable:
    text = tidy(text)
    if re.search(r"\b(or|with|less|to)\b", text):
        return TRUNCATED
    return re.sub(r"([0-9.,]+)c/", lambda m: f"{_cents(m[1])} ZAR /", text)


# --- Mexico ----------------------------------------------------------------------------------------------------------

_MEXICAN_UNITS: Final = units_table("""
    kg 1 KGM
    pza 1 NAR
""")


def _mexican(text: str) -> str | NotCalculable:
    """Numbers are per cent; `Ex.` is free; `AE` and `AMX` are specific and mixed duties in US dollars."""
    text = tidy(text)
    if text == "Prohibida":
        return PROHIBITED
    if "azúcar" in text:
        return NAMED_QUANTITY
    if text == "Ex.":
        return "Free"
    if re.fullmatch(r"[0-9.]+", text):
        return f"{text}%"
    specific = re.fullmatch(r"AE ?\(([0-9.]+) Dls(?: EUA)? por (\w+)\)", text)
    return f"{specific[1]} USD / {specific[2]}" if specific else text


DIALECTS: Final[Mapping[str, Dialect]] = {
    "plain": Dialect(tidy, _PLAIN_UNITS),
    "US": Dialect(_american("USD"), _AMERICAN_UNITS),
    "CA": Dialect(_american("CAD"), _AMERICAN_UNITS),
    "EU": Dialect(european, EUROPEAN_UNITS),
    "GB": Dialect(european, EUROPEAN_UNITS),
    "JP": Dialect(_japanese, _JAPANESE_UNITS),
    "ZA": Dialect(_southern_african, _SOUTHERN_AFRICAN_UNITS),
    "MX": Dialect(_mexican, _MEXICAN_UNITS),
}
