"""What each row of the compiled table of restricted goods comes to: which codes, where, and what it asks for.

The table groups goods in words; the digits and the destinations are those that it names. Codes of which the table says
"possibly" stay conditions of which the quote tells, never prohibitions.
"""

from dataclasses import dataclass, field
from typing import Final

EVERYWHERE: Final = "*"
#: Battery and flammable goods are dangerous in the air; couriers and posts fly.
BY_AIR: Final = "transport_modes=express air post"
BY_POST: Final = "transport_modes=post"
#: Where the lists of goods for Russia bind the sender: the list of the row is shared by four authorities.
_EU: Final = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"


@dataclass(frozen=True, slots=True)
class Control:
    """Attributes:
    row: `hs_prefixes` and `category` of the row of the compiled table.
    codes: prefixes of goods codes, separated by spaces.
    where: customs territories, separated by spaces, or everywhere; `DE@EU` is a part of one.
    """

    row: tuple[str, str]
    key: str
    name: str
    codes: str
    where: str = EVERYWHERE
    blocks: bool = False
    conditions: tuple[str, ...] = field(default=())


def _paper(name: str) -> str:
    return f"paper={name}"


CONTROLS: Final[tuple[Control, ...]] = (
    Control(("8506", "dangerous_goods"), "lithium_metal",
            "Lithium metal batteries are dangerous goods by air (UN 3090, with equipment UN 3091)", "850650",
            conditions=(BY_AIR,)),
    Control(("8507", "dangerous_goods"), "lithium_ion",
            "Lithium-ion batteries are dangerous goods by air (UN 3480, with equipment UN 3481); alone they may be "
            "charged to 30 % at most", "850760", conditions=(BY_AIR,)),
    Control(("8507", "dangerous_goods"), "lead_acid",
            "Lead-acid batteries are dangerous goods by air (UN 2794, UN 2800)", "850710 850720", conditions=(BY_AIR,)),
    Control(("8517,8471,8518,8525,8528,9006,9102", "contains_battery"), "with_battery",
            "Equipment that holds a lithium-ion battery is packed and marked as UN 3481 by air",
            "8517 8471 8518 8525 8528 9006 9102", conditions=(BY_AIR,)),
    Control(("8543.40,8543.70", "e_cigarette"), "e_cigarettes_banned",
            "Electronic cigarettes may not be imported by a shopper", "854340", "AU SG TH IN BR HK", blocks=True),
    Control(("8543.40,8543.70", "e_cigarette"), "e_cigarettes",
            "Electronic cigarettes: many countries restrict or forbid them", "854340"),
    Control(("2404", "nicotine"), "nicotine", "Nicotine to inhale without burning: many countries restrict it", "2404"),
    Control(("2401-2403", "tobacco"), "tobacco", "Tobacco: excise is due and the importer may need a licence",
            "2401 2402 2403"),
    Control(("2203-2208", "alcohol"), "alcohol", "Alcoholic drinks: excise is due and the importer may need a licence",
            "2203 2204 2205 2206 2207 2208"),
    Control(("2203-2208", "alcohol"), "strong_alcohol",
            "Drinks of more than 24 % vol are dangerous goods by air (UN 3065)", "2208", conditions=(BY_AIR,)),
    Control(("2207", "dangerous_goods"), "ethanol", "Ethanol is dangerous goods by air (UN 1170)", "2207",
            conditions=(BY_AIR,)),
    Control(("3301,3303", "dangerous_goods"), "perfume",
            "Perfumes and essential oils are flammable liquids by air (UN 1266, UN 1169)", "3301 3303",
            conditions=(BY_AIR,)),
    Control(("3304.30,3208-3210", "dangerous_goods"), "paint",
            "Nail polish, paints and varnishes are dangerous goods by air (UN 1263)", "330430 3208 3209 3210",
            conditions=(BY_AIR,)),
    Control(("3305.30,3307,3402,3405", "dangerous_goods"), "aerosols",
            "Aerosols are dangerous goods by air (UN 1950)", "330530 3307 3402 3405", conditions=(BY_AIR,)),
    Control(("3506", "dangerous_goods"), "adhesives", "Flammable adhesives are dangerous goods by air (UN 1133)",
            "3506", conditions=(BY_AIR,)),
    Control(("3605,3606", "dangerous_goods"), "matches",
            "Matches and lighter fuel are dangerous goods (UN 1944, UN 1945, UN 2254, UN 1057)", "3605 3606"),
    Control(("9613", "dangerous_goods"), "lighters", "Lighters are dangerous goods (UN 1057)", "9613"),
    Control(("3604", "explosives"), "fireworks_by_post", "Fireworks and flares may not be sent by post", "3604",
            blocks=True, conditions=(BY_POST,)),
    Control(("3604", "explosives"), "fireworks", "Fireworks and flares: laws on explosives apply", "3604"),
    Control(("3601-3603", "explosives"), "explosives", "Explosives (class 1): laws on explosives apply",
            "3601 3602 3603"),
    Control(("93", "firearms"), "arms", "Arms, ammunition and their parts need a licence", "93",
            conditions=(_paper("import_licence"),)),
    Control(("8211.92,8211.93,9307", "weapons"), "knives", "Knives and blades: limits on offensive weapons apply",
            "821192 821193 9307", "GB AU DE@EU"),
    Control(("9304", "weapons"), "other_weapons", "Air guns, batons and sprays: laws on weapons apply", "9304"),
    Control(("0507.10,9601.10", "cites"), "ivory", "Ivory: trade is banned but for few exemptions", "050710 960110",
            conditions=(_paper("cites_permit"),)),
    Control(("4103.20,4106.40,4113.30", "cites"), "reptile_leather",
            "Hides and leather of reptiles need a permit for protected species", "410320 410640 411330",
            conditions=(_paper("cites_permit"),)),
    Control(("4202.21,4202.31,4203,9113.90", "cites_possible"), "exotic_leather",
            "If it is leather of a protected species (crocodile, python), it needs a permit",
            "420221 420231 4203 911390"),
    Control(("43", "cites_possible"), "furs", "Furs: seal, cat and dog fur is banned, protected species need a permit",
            "43", "EU GB US"),
    Control(("0508", "cites"), "coral", "Coral and shells of protected species need a permit", "0508",
            conditions=(_paper("cites_permit"),)),
    Control(("1604.31,1604.32", "cites"), "caviar", "Caviar of sturgeons needs a permit for protected species",
            "160431", conditions=(_paper("cites_permit"),)),
    Control(("4403,4407,9401,9403,9202", "cites_possible"), "timber",
            "If it holds wood of a protected species (rosewood, ebony), it needs a declaration or a permit",
            "4403 4407 9401 9403 9202"),
    Control(("1211.20,0602", "cites_possible"), "protected_plants",
            "Ginseng, orchids, cacti and aloes may need a permit for protected species", "121120 0602"),
    Control(("01-04", "sanitary"), "animal_products",
            "Animals, meat, fish, dairy products and eggs pass veterinary checks; most countries refuse them by post",
            "01 02 03 04", conditions=(_paper("veterinary_certificate"),)),
    Control(("06-08,10,12", "phytosanitary"), "plants", "Plants, fruit and seeds need a plant health certificate",
            "06 07 08 10 12", conditions=(_paper("phytosanitary_certificate"),)),
    Control(("1302,2106,2936", "food_supplement"), "supplements",
            "Food supplements and extracts: laws on food or medicines may apply", "1302 2106 2936"),
    Control(("3002-3004", "medicines"), "medicines", "Medicines need a licence, or must keep to a personal quantity",
            "3002 3003 3004"),
    Control(("2939,1302.11,1207.91,5302", "narcotics"), "narcotics",
            "Opiates, cannabis and alkaloids are forbidden or need a licence", "2939 130211 120791 5302",
            conditions=(_paper("import_licence"),)),
    Control(("29,38", "precursors"), "precursors",
            "If it is a precursor of drugs or explosives, it needs a licence", "29 38"),
    Control(("3808", "pesticides"), "pesticides", "Pesticides and disinfectants must be registered", "3808"),
    Control(("2844,2845,9022", "radioactive"), "radioactive", "Radioactive goods and X-ray apparatus need a licence",
            "2844 2845 9022", conditions=(_paper("import_licence"),)),
    Control(("2903,8415,8418", "ozone_fgas"), "ozone",
            "Ozone-depleting substances and fluorinated gases, also in equipment, need a licence", "2903 8415 8418"),
    Control(("8517,8525-8527", "radio_equipment"), "radio", "Radio equipment needs type approval; jammers are banned",
            "8517 8525 8526 8527"),
    Control(("8806", "drones"), "drones_banned", "Unmanned aircraft may not be brought in", "8806", "MA EG",
            blocks=True),
    Control(("8806", "drones"), "drones", "Unmanned aircraft: some countries ask for a permit", "8806"),
    Control(("9504.50,9504.90", "gambling"), "gambling", "Gaming machines: laws on gambling may apply",
            "950450 950490"),
    Control(("9018-9022", "medical_devices"), "medical_devices", "Medical devices must be registered",
            "9018 9019 9020 9021 9022"),
    Control(("9503", "toy_safety"), "toys", "Toys need papers of conformity with safety rules", "9503",
            conditions=(_paper("declaration_of_conformity"),)),
    Control(("7102", "kimberley"), "rough_diamonds", "Rough diamonds need a Kimberley Process certificate",
            "710210 710221 710231", conditions=(_paper("kimberley_certificate"),)),
    Control(("7108,7118", "precious_metal_money"), "gold_and_money",
            "Gold, coins and money: carriers refuse them, and cash is to be declared", "7108 7118"),
    Control(("97", "cultural_goods"), "cultural_goods",
            "Antiques and cultural goods may need a licence or an importer's statement", "97"),
    Control(("4907,7118", "prohibited_post"), "money_by_post", "Banknotes and securities are refused by post",
            "4907 7118", conditions=(BY_POST,)),
    Control(("6815.11,8401,8411,8457,8459-8466,8486,8541,8542,8543,9013-9015,9027,9030-9032", "dual_use_possible"),
            "dual_use", "It may be a dual-use good, whose export needs a licence",
            "681511 8401 8411 8457 8459 8460 8461 8462 8463 8464 8465 8466 8486 8541 8542 8543 9013 9014 9015 9027 "
            "9030 9031 9032"),
    Control(("8471,8517,8525,8529,8532,8536,8541,8542,8548", "common_high_priority"), "high_priority",
            "Goods of the list of common high priority items may not be sent to Russia",
            "8471 8517 8525 8529 8532 8536 8541 8542 8548", "RU", blocks=True,
            conditions=(f"ship_from={_EU} GB JP US",)),
    Control(("61-64,42,33,22,71", "luxury_russia_dprk"), "luxury",
            "Luxury goods of more than EUR 300 an article may not be sent to Russia",
            "61 62 63 64 42 33 22 71", "RU", blocks=True,
            conditions=(f"ship_from={_EU}", "value_of=unit", "value_over=300", "value_currency=EUR")),
)  # fmt: skip

#: Rows that name no goods by their code.
NOT_BY_CODE: Final = frozenset({("4205,4203,3926 (any)", "ip_counterfeit")})
