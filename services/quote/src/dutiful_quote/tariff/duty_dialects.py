"""How each tariff writes its rates: its units, its currency, its slips of the pen, and the forms not computed here.

A dialect turns a printed text into the canonical writing of `duty_expression.lark`, or names the form that this edition
does not compute. The names of forms are stable: they are shown to callers and counted.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from dutiful_quote.engine.duty_rate import NotCalculable
from dutiful_shared.contract.units import UNIT_QUESTIONS

#: Part of a rate falls on a part of the article (case, strap, battery) or on the value of one of its contents.
COMPONENT: Final = NotCalculable("component")
RATE_OF_ANOTHER_ARTICLE: Final = NotCalculable("rate of another article")
#: The rate is per unit of something that a merchant is not asked for (total sugars, tungsten content).
NAMED_QUANTITY: Final = NotCalculable("named quantity")
SLIDING_SCALE: Final = NotCalculable("sliding scale")
SEE_A_NOTE: Final = NotCalculable("see a note")
#: The rate depends on the price of entry, consignment by consignment (fruit and vegetables; Japanese pork).
ENTRY_PRICE: Final = NotCalculable("entry price")
#: The publication at hand cut the text short.
TRUNCATED: Final = NotCalculable("text cut short in the source")
PROHIBITED: Final = NotCalculable("prohibited goods")

#: A unit's printed name -> (how many base units it is, base unit).
Units = Mapping[str, tuple[Decimal, str]]

_COUNT: Final = re.compile(r"([0-9][0-9,]*(?:\.[0-9]+)?)?(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Dialect:
    """`prepare` turns printed text into canonical writing; `units` names the dialect's units, without spaces."""

    prepare: Callable[[str], str | NotCalculable]
    units: Units


def measured_unit(phrase: str, units: Units) -> tuple[Decimal, str] | None:
    """("100 kg / net drained wt") -> (100, "KGM.drained"); None where the table does not know the unit."""
    match = _COUNT.fullmatch("".join(phrase.split()))
    assert match is not None
    count, name = match.groups()
    known = units.get(name.lower()) or units.get(name)
    if known is None or not (count or name):
        return None
    times = Decimal(count.replace(",", "")) if count else Decimal(1)
    return times * known[0], known[1]


def _units(table: str) -> dict[str, tuple[Decimal, str]]:
    """Lines of `name count unit`."""
    found = {}
    for row in table.split("\n"):
        if row.strip():
            name, count, unit = row.split()
            assert unit in UNIT_QUESTIONS, unit
            found[name] = (Decimal(count), unit)
    return found


def _tidy(text: str) -> str:
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())


def _first_form(text: str, forms: tuple[tuple[str, NotCalculable], ...]) -> NotCalculable | None:
    return next((form for pattern, form in forms if re.search(pattern, text, re.IGNORECASE)), None)


# --- canonical -------------------------------------------------------------------------------------------------------

_PLAIN_UNITS: Final[Units] = {code: (Decimal(1), code) for code in UNIT_QUESTIONS}

# --- United States, and Canada, which writes alike -------------------------------------------------------------------

#: 42 US gallons of exactly 3.785411784 litres.
_LITRES_PER_BARREL: Final = "158.987294928"

_AMERICAN_UNITS: Final[Units] = _units(f"""
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
        text = _tidy(re.sub(r"(?<=[a-z])- (?=[a-z])", "", text))
        text = re.sub(r"% on the entire set$", "%", text)  # the set is the article
        form = _first_form(text, _AMERICAN_FORMS)
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


# --- European Union and United Kingdom -------------------------------------------------------------------------------

_EUROPEAN_UNITS: Final = _units("""
    kg 1 KGM
    kg/net 1 KGM
    kg/gross 1 KGM.gross
    kg/br 1 KGM.gross
    kgeda 1 KGM.drained
    kg/neteda 1 KGM.drained
    kg/netmas 1 KGM.dry
    kg/%sacchar. 1 KGM.sucrose_percent
    l 1 LTR
    kg/net/%saccha. 1 KGM.sucrose_percent
    kg/tot/alc 1 KGM.total_alcohol
    GKG 1 KGM.gross
    KLT 1000 LTR
    MPR 1000 NPR
    MTQC 1000 MTQ
    lalc.100% 1 LPA
    p/st 1 NAR
    pa 1 NPR
    c/k 1 CTM
    ce/el 1 CEL
    g 1 GRM
    m² 1 MTK
    m³ 1 MTQ
    kWh 0.001 MWH
    TJ 1 TJO
    kg/netdrainedwt 1 KGM.drained
    kgmas 1 KGM.dry
    kg/netdry 1 KGM.dry
    kg/lacticmatter 1 KGM.lactic
    kg/drylacticmatter 1 KGM.dry_lactic
    kg/totalc 1 KGM.total_alcohol
    kgstdqual 1 KGM.standard_quality
    kg/stdqual 1 KGM.standard_quality
    kg/net/%sacchar. 1 KGM.sucrose_percent
    tonne 1000 KGM
    hl 100 LTR
    %vol/hl 1 HLT.vol
    item 1 NAR
    items 1 NAR
    m 1 MTR
    m2 1 MTK
    DTN 100 KGM
    DTNE 100 KGM.drained
    DTNG 100 KGM.gross
    DTNM 100 KGM.dry
    DTNR 100 KGM.standard_quality
    DTNZ 100 KGM.sucrose_percent
    KGM 1 KGM
    KGME 1 KGM.drained
    KGMG 1 KGM.gross
    KGMP 1 KGM.lactic
    KGMT 1 KGM.dry_lactic
    KGMA 1 KGM.total_alcohol
    TNE 1000 KGM
    TNEE 1000 KGM.drained
    TNEM 1000 KGM.dry
    TNER 1000 KGM.standard_quality
    TNEZ 1000 KGM.sucrose_percent
    HLT 100 LTR
    LTR 1 LTR
    LPA 1 LPA
    ASVX 1 HLT.vol
    NAR 1 NAR
    CEN 100 NAR
    MIL 1000 NAR
    NPR 1 NPR
    MTR 1 MTR
    HMT 100 MTR
    MTK 1 MTK
    MTQ 1 MTQ
    GRM 1 GRM
    CTM 1 CTM
    MWH 1 MWH
    TJO 1 TJO
    NCL 1 CEL
""")

#: Units of the trade tariff for contents that a merchant is not asked for, and discounts of small producers.
_EUROPEAN_FORMS: Final = (
    (
        r"/ ?[0-9 ,]*(kg|tonne) (DHS|KCl|N|U|KOH|NaOH|H₂O₂|K₂O|P₂O₅|C₅H₁₄ClNO|methylamines|90% sdt|common wheat)\b",
        NAMED_QUANTITY,
    ),
    (r"\b(live weight|raw sugar|biodiesel|fuel content|bioethanol|polar)\b|% sucrose|total alc\.", NAMED_QUANTITY),
    (r"gi F/S|SPR discount|/ ?(ct/l|GT|b/f|Watt|DHS|KNI|KUR|DAP|WAT|BRX|SPQ|SPR|RET)\b", NAMED_QUANTITY),
)
_MONTH_NAME: Final = re.compile(r"\b(JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]+\b")
#: A share that lost its sign: "6.4 + 24.6 EUR/100 kg", "7.2 MIN 0.36 EUR/100 kg".
_BARE_SHARE: Final = re.compile(r"^([0-9.]+)\s*(?=\+|MIN\b)")
#: The TARIC workbook writes "176.800 EUR DTN" and "0.230 EUR KGM P", without a stroke.
_TARIC_AMOUNT: Final = re.compile(r"\b(EUR|GBP)\s+([A-Z]{3})(?:\s+([A-Z]))?(?=\s|$)(?<!MIN)(?<!MAX)")


def _european(text: str) -> str | NotCalculable:
    text = _tidy(text)
    if re.fullmatch(r"entry price", text, re.IGNORECASE):
        return ENTRY_PRICE
    if text == "NIHIL":
        return "Free"
    form = _first_form(text, _EUROPEAN_FORMS)
    if form:
        return form
    text = re.sub(r"\s*€\s*", " EUR ", text)
    text = _MONTH_NAME.sub(r"\1", text)
    text = _BARE_SHARE.sub(r"\1% ", text)
    return _TARIC_AMOUNT.sub(lambda m: f"{m[1]} / {m[2]}{m[3] or ''}", text)


# --- Japan -----------------------------------------------------------------------------------------------------------

_JAPANESE_UNITS: Final = _units("""
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
    form = _first_form(text, _JAPANESE_FORMS)
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

_SOUTHERN_AFRICAN_UNITS: Final = _units("""
    kg 1 KGM
    kgnet 1 KGM
    li 1 LTR
    liaa 1 LPA
    u 1 NAR
""")


def _southern_african(text: str) -> str | NotCalculable:
    text = _tidy(text)
    if re.search(r"\b(or|with|less|to)\b", text):
        return TRUNCATED
    return re.sub(r"([0-9.,]+)c/", lambda m: f"{_cents(m[1])} ZAR /", text)


# --- Mexico ----------------------------------------------------------------------------------------------------------

_MEXICAN_UNITS: Final = _units("""
    kg 1 KGM
    pza 1 NAR
""")


def _mexican(text: str) -> str | NotCalculable:
    """Numbers are per cent; `Ex.` is free; `AE` and `AMX` are specific and mixed duties in US dollars."""
    text = _tidy(text)
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
    "plain": Dialect(_tidy, _PLAIN_UNITS),
    "US": Dialect(_american("USD"), _AMERICAN_UNITS),
    "CA": Dialect(_american("CAD"), _AMERICAN_UNITS),
    "EU": Dialect(_european, _EUROPEAN_UNITS),
    "GB": Dialect(_european, _EUROPEAN_UNITS),
    "JP": Dialect(_japanese, _JAPANESE_UNITS),
    "ZA": Dialect(_southern_african, _SOUTHERN_AFRICAN_UNITS),
    "MX": Dialect(_mexican, _MEXICAN_UNITS),
}
