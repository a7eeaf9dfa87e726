"""Units of quantity in which tariffs state specific duties.

Codes are those of TARIC where it has one (the TARIC letters agree with UNECE Recommendation 20 for most), because they
are the widest set in customs use; a qualified unit is `UNIT.qualifier`. Every rate is reduced at import to one of these
base units: 100 kg becomes "per 100 KGM", a hectolitre "per 100 LTR", a gross "per 144 NAR", a troy ounce grams.
"""

from typing import Final

#: Unit code -> the question that asks a merchant for it, completed by "... of line 3, in all?".
UNIT_QUESTIONS: Final[dict[str, str]] = {
    "KGM": "What is the net weight in kilograms",
    "KGM.gross": "What is the gross weight in kilograms",
    "KGM.drained": "What is the drained net weight in kilograms",
    "KGM.dry": "What is the weight of dry matter in kilograms",
    "KGM.dry_lactic": "What is the weight of dry lactic matter in kilograms",
    "KGM.lactic": "What is the weight of lactic matter in kilograms",
    "KGM.total_alcohol": "What is the weight of total alcohol in kilograms",
    "KGM.standard_quality": "What is the weight in kilograms, converted to sugar of standard quality",
    "KGM.sucrose": "What is the weight of sucrose in kilograms",
    "KGM.sucrose_percent": "What is the net weight in kilograms times the sucrose content in per cent",
    "KGM.clean": "What is the clean (scoured) weight in kilograms",
    "KGM.copper": "What is the weight of the copper content in kilograms",
    "KGM.lead": "What is the weight of the lead content in kilograms",
    "GRM": "What is the weight in grams",
    "CTM": "How many carats",
    "LTR": "How many litres",
    "LPA": "How many litres of pure alcohol",
    "LPF": "How many proof litres",
    "ASV": "What is the alcoholic strength in per cent by volume",
    "HLT.vol": "How many hectolitres times the strength in per cent by volume",
    "NAR": "How many pieces",
    "NPR": "How many pairs",
    "MTR": "How many metres",
    "MTK": "How many square metres",
    "MTQ": "How many cubic metres",
    "MWH": "How many megawatt hours",
    "TJO": "How many terajoules (gross calorific value)",
    "CEL": "How many cells",
    "NHD": "How many head",
    "JWL": "How many jewels",
}
