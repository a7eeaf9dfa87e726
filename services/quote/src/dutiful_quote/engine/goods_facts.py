"""The facts about goods that a law may turn on: what each one is, and how it is asked.

A merchant states them in a line's `facts`. Shares are numbers from 0 to 1, amounts are in the destination's currency.
A fact that is not in this table is refused at the door and at the load of a release, so that none is ever half heard.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from typing import Final


class FactKind(StrEnum):
    """How a stated fact is written."""

    #: `true` or `false`.
    YES_NO = "yes_no"
    #: A number from 0 to 1.
    SHARE = "share"
    #: A whole number, 0 or more.
    COUNT = "count"
    #: Money of the whole line in the destination's currency, 0 or more.
    AMOUNT = "amount"
    #: A code or name, compared letter by letter.
    WORD = "word"
    #: Codes separated by spaces; a comparison names the ones of which any will do: `documents=N954|U045`.
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class GoodsFact:
    """`question` is asked where the fact is needed; `likely` is what most goods of a shop would answer, if anything."""

    kind: FactKind
    question: str
    likely: str = ""


def _yes_no(question: str, likely: str = "") -> GoodsFact:
    return GoodsFact(FactKind.YES_NO, question, likely)


def _share(question: str, likely: str = "") -> GoodsFact:
    return GoodsFact(FactKind.SHARE, question, likely)


_PLAIN_DECIMAL: Final = re.compile("[0-9]+([.][0-9]+)?")
GOODS_FACTS: Final[dict[str, GoodsFact]] = {
    "additional_code": GoodsFact(
        FactKind.WORDS, "Which additional codes of the tariff are declared (such as VATZ or 2500), separated by spaces?"
    ),
    "advanced_chip": _yes_no(
        "Is it, or does it hold, a logic chip of the processing power and memory bandwidth that U.S. note 39(b) names?",
        "false",
    ),
    "allied_drone_components": _yes_no(
        "Are nearly all its critical components and technology of the United States or its named partners?", "false"
    ),
    "aluminum_share": _share("What share of the customs value is aluminium?"),
    "anti_dumping_bicycles": _yes_no(
        "Is it a bicycle on which the EU's anti-dumping duty is due (Implementing Regulation (EU) 2025/2146)?"
    ),
    "anti_dumping_fasteners": _yes_no(
        "Is it a fastener, and of a producer, of the EU's anti-dumping duty at its highest rate (Implementing "
        "Regulation (EU) 2022/191)?"
    ),
    "anti_dumping_headless_screws": _yes_no(
        "Is it a screw without head on which the EU's anti-dumping duty is due (Implementing Regulation (EU) "
        "2025/2153)?"
    ),
    "anti_dumping_tableware": _yes_no(
        "Is it ceramic tableware or kitchenware on which the EU's anti-dumping duty is due (Implementing Regulation "
        "(EU) 2026/274)?"
    ),
    "article_of": GoodsFact(FactKind.WORD, "Under which heading's description do the goods fall?"),
    "assembled_of_us_components": _yes_no(
        "Was it assembled abroad of components made in the United States, and not otherwise improved?", "false"
    ),
    "authorised_use": _yes_no("Is it imported under an authorisation of authorised use (end use)?", "false"),
    "car_part": _yes_no("Is it a part for a passenger vehicle or light truck?"),
    "civil_aircraft_use": _yes_no("Is it for use in civil aircraft, as General Note 6 asks?", "false"),
    "commercial_processing": _yes_no(
        "Will the goods be processed for commercial purposes other than those of the UK Internal Market Scheme?",
        "false",
    ),
    "copper_share": _share("What share of the customs value is copper?"),
    "customs_description": GoodsFact(
        FactKind.WORD, "How does the customs declaration describe the goods (their kind, not title or size)?"
    ),
    "documents": GoodsFact(
        FactKind.WORDS, "Which document codes of the tariff are declared (such as N954), separated by spaces?"
    ),
    "donation": _yes_no("Is it a donation to relieve human suffering?", "false"),
    "drone_part": _yes_no("Is it a part for an unmanned aircraft of more than 25 kg?", "false"),
    "dye_intermediate_appendix_product": _yes_no("Is it listed in the appendix of dye intermediates?", "false"),
    "energy_or_critical_mineral": _yes_no("Is it oil, gas, coal, uranium, electricity or a critical mineral?", "false"),
    "final_use_in_uk": _yes_no(
        "Will the goods be sold to, or finally used by, people in the United Kingdom and not go on to the EU?", "true"
    ),
    "heavy_vehicle": _yes_no("Is it a medium or heavy vehicle, above what a light truck weighs?"),
    "informational_material": _yes_no("Is it informational material (book, film, recording, artwork)?", "false"),
    "intermodal_chassis": _yes_no("Is it a chassis for containers, or an assembly or a part of one?", "false"),
    "kitchen_cabinet": _yes_no("Is it a wooden kitchen cabinet or vanity, or a part of one?"),
    "metal_weight_share": _share("What share of the weight is steel, aluminium and copper together?"),
    "landing_charges": GoodsFact(
        FactKind.AMOUNT, "What do brokerage and the other charges until release from customs come to for these goods?"
    ),
    "meursing_code": GoodsFact(
        FactKind.WORD,
        "Which additional code of the Meursing table (7000 to 7999) has the recipe? Or what are its shares by weight: "
        "starch_share, sucrose_share, milk_fat_share and milk_protein_share?",
    ),
    "milk_fat_share": _share("What share of the weight is milk fat?"),
    "milk_protein_share": _share("What share of the weight is milk protein?"),
    "minimum_price_met": _yes_no(
        "Is it certified that it is entered and first sold at the minimum import price or above?", "false"
    ),
    "on_exempt_list": _yes_no("On the day of entry, was it on the list of exempt goods?"),
    "onshoring_plan": _yes_no("Has the importer an onshoring plan that the Secretary of Commerce approved?", "false"),
    "original_motor_vehicle_equipment": _yes_no("Is it original equipment of a motor vehicle?", "false"),
    "other_vehicle": _yes_no("Is it a vehicle of another kind than those the action on vehicles names?", "false"),
    "patented_pharmaceutical": _yes_no("Is it a patented medicine, or an ingredient of one?"),
    "pharmaceutical_annex_iii_company": _yes_no("Is it made by a company of annex III to Proclamation 11020?"),
    "pharmaceutical_appendix_product": _yes_no("Is it listed in the pharmaceutical appendix?", "false"),
    "pharmaceutical_treatment": GoodsFact(
        FactKind.WORD,
        "Which relief of U.S. note 40 does it have: onshoring_plan, pricing_agreement, specialty, us_ingredient or "
        "research?",
    ),
    "pharmaceutical_use": _yes_no("Is it for pharmaceutical use?", "false"),
    "potash": _yes_no("Is it potash?", "false"),
    "quartz_surface_product": _yes_no("Is it a surface product of agglomerated quartz, such as a slab or countertop?"),
    "repair_value": GoodsFact(FactKind.AMOUNT, "What did the repair or alteration abroad cost?"),
    "repaired_abroad": _yes_no("Was it sent abroad to be repaired or altered, and comes back?", "false"),
    "returned_by_exporter": _yes_no("Is the importer the one who exported the goods?", "true"),
    "returned_goods": _yes_no(
        "Do the goods come back in the state in which they left, at most three years after their export, having been "
        "in free circulation before?",
        "false",
    ),
    "russian_aluminum": _yes_no("Was any of its primary aluminium smelted or cast in Russia?", "false"),
    "semiconductor_use": GoodsFact(
        FactKind.WORD,
        "For which use in the United States: us_data_center, repair, research, startup, consumer_electronics, "
        "industrial or public_sector?",
    ),
    "small_turnover": _yes_no("Was the importer's turnover in its last financial year below GBP 2,000,000?", "false"),
    "solar_exclusion": _yes_no("Does an exclusion from the solar safeguard describe it?", "false"),
    "ship_to_shore_crane": _yes_no("Is it a gantry crane that unloads container ships?", "false"),
    "starch_share": _share("What share of the weight is starch and glucose?"),
    "steel_share": _share("What share of the customs value is steel?"),
    "sucrose_share": _share("What share of the weight is sucrose, invert sugar and isoglucose?"),
    "surtax_us": _yes_no("Is it among the goods of Canada's United States Surtax Order (2025-1)?"),
    "surtax_us_metals": _yes_no(
        "Is it among the steel and aluminium goods of Canada's United States Surtax Order (Steel and Aluminum 2025)?"
    ),
    "surtax_us_vehicles": _yes_no(
        "Is it among the vehicles of Canada's United States Surtax Order (Motor Vehicles 2025)?"
    ),
    "suspension": _yes_no("Are the goods as the suspension of duty describes them, and is it claimed?", "false"),
    "tax_rate": _share("Which rate of value added or sales tax have the goods where they go?"),
    "thermal_imager": _yes_no("Does the aircraft carry a thermal imager?", "false"),
    "truck_part": _yes_no("Is it a part for a medium or heavy vehicle?"),
    "uk_carrier_parcel": _yes_no(
        "Is it a parcel of at most 31.5 kg (100 kg with a single item) for the personal use of a private person who "
        "lives in Northern Ireland, sent directly by a sender established in the United Kingdom, without prohibited or "
        "restricted goods (category 1), and, unless between private persons, by a carrier of the UK Carrier Scheme?",
        "true",
    ),
    "uk_metal_share": _share("What share of the metal's weight was melted and poured, or smelted and cast, in the UK?"),
    "us_components_value": GoodsFact(FactKind.AMOUNT, "What are its components made in the United States worth?"),
    "us_content_share": _share("What share of the customs value is content of the United States?", "0"),
    "us_goods_returned": _yes_no("Does it come back to the United States, not improved abroad?", "false"),
    "us_metal_share": _share(
        "What share of the metal's weight was melted and poured, or smelted and cast, in the United States?", "0"
    ),
    "vehicle_age": GoodsFact(FactKind.COUNT, "How many years before the entry was the vehicle made?", "0"),
    "within_quota": _yes_no("Does the entry fit into what is left of the tariff quota?"),
}


def wrong_with(name: str, text: str) -> str | None:
    """What is wrong with a stated fact, in words for people; None where it can be used."""
    fact = GOODS_FACTS.get(name)
    if fact is None:
        near = get_close_matches(name, GOODS_FACTS, n=3) or list(GOODS_FACTS)
        return (
            f"{name!r} is not a fact that any law turns on; known {'are' if len(near) > 1 else 'is'} {', '.join(near)}"
        )
    if fact.kind in {FactKind.WORD, FactKind.WORDS}:
        return None
    if fact.kind is FactKind.YES_NO:
        return None if text in {"true", "false"} else f"{text!r} is neither 'true' nor 'false'"
    return _wrong_number(fact.kind, text)


def _wrong_number(kind: FactKind, text: str) -> str | None:
    if not _PLAIN_DECIMAL.fullmatch(text):
        return f"{text!r} is not a plain decimal number of 0 or more"
    number = Decimal(text)
    if kind is FactKind.SHARE and number > 1:
        return f"{text!r} is no share; write 35 % as 0.35"
    if kind is FactKind.COUNT and number != number.to_integral_value():
        return f"{text!r} is not a whole number"
    return None
