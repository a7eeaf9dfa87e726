"""The Meursing table of the Common Customs Tariff: bands of a recipe and amounts of its agricultural components.

The table stands in the profile of the territory, one entry a code (see `engine/meursing.py`): as measures it would be
fifteen hundred, which every quote would have to carry.
"""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from dutiful_quote.engine.meursing import COMPONENTS
from dutiful_quote.tariff.publications.official_files import read_json
from dutiful_quote.tariff.publications.writing import FactFolder

#: Every third country; the amounts for areas of preference go with rates that are not loaded.
_EVERY_COUNTRY: Final = "1011"
_TYPE_OF: Final = {"EA": "674", "ADSZ": "672", "ADFM": "673"}
_AXES: Final = ("starch", "sucrose", "milk_fat", "milk_protein")


def eu_meursing(data: Path) -> FactFolder:
    """The facts of `eu/meursing`.

    Raises:
        KeyError: a code has a recipe but no amount.
    """
    folder = FactFolder(
        "eu/meursing",
        {
            "jurisdiction": "EU",
            "publication": "meursing",
            "edition": "2022-08",
            "title": "Meursing table: agricultural components by recipe",
            "publisher": "European Commission (TARIC), as kept by HM Revenue and Customs",
            "source_url": "https://taxation-customs.ec.europa.eu",
            "licence": "Open Government Licence v3.0; reuse under Commission Decision 2011/833/EU",
            "published_on": "2022-08-01",
            "verified_until": "2022-08-31",
            "dialect": "plain",
            "attribution": "© European Union; contains public sector information licensed under the Open Government "
            "Licence v3.0",
            "note": "Amounts for goods of any third country (area 1011), in EUR per 100 kg net. Reduced amounts of "
            "preferences are not loaded. The shares are per cent of the weight of the food.",
        },
    )
    amounts: dict[str, dict[str, Any]] = {}
    for row in read_json(data / "eu/meursing_duties.json.gz")["duties"]:
        if row["geographical_area_id"] == _EVERY_COUNTRY:
            amounts.setdefault(row["measure_type_id"], {})[row["additional_code_id"]] = row["duty_amount"]
        else:
            folder.count("not loaded: amounts for areas of preference")
    for key, recipe in sorted(read_json(data / "eu/meursing_codes.json.gz").items()):
        code = key.removeprefix("key_")
        numbers = [_lower_end(recipe[axis]) for axis in _AXES]
        numbers += [f"{Decimal(str(amounts[_TYPE_OF[name]][code])):f}" for name in COMPONENTS]
        folder.profile.append({"key": f"meursing.{code}", "value": " ".join(numbers)})
    return folder


def _lower_end(band: str | None) -> str:
    """`2.5 - 5.99` -> `2.5`; where the table does not look at a share, 0."""
    found = re.match(r"[0-9.]+", band or "0")
    if found is None:
        raise ValueError(f"{band!r} is no band of the Meursing table")
    return found[0]
