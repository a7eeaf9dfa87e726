"""How the European Union and the United Kingdom write rates: in the tariff, in TARIC and in the trade tariff."""

import re
from typing import Final

from dutiful_quote.engine.duty_rate import NotCalculable
from dutiful_quote.tariff.dialect_rules import ENTRY_PRICE, NAMED_QUANTITY, first_form, tidy, units_table

EUROPEAN_UNITS: Final = units_table("""
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


def european(text: str) -> str | NotCalculable:
    """A rate of TARIC or the UK's tariff in canonical writing, or the name of a form that is not computed."""
    text = tidy(text)
    if re.fullmatch(r"entry price", text, re.IGNORECASE):
        return ENTRY_PRICE
    if text == "NIHIL":
        return "Free"
    form = first_form(text, _EUROPEAN_FORMS)
    if form:
        return form
    text = re.sub(r"\s*€\s*", " EUR ", text)
    text = _MONTH_NAME.sub(r"\1", text)
    text = _BARE_SHARE.sub(r"\1% ", text)
    return _TARIC_AMOUNT.sub(lambda m: f"{m[1]} / {m[2]}{m[3] or ''}", text)
