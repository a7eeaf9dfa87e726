"""What postal shipments paid in place of all other duties, from 2025-05-02 through 2026-07-23.

From 2025-08-29 the rate was the sum of the emergency rates of the origin (EO 14324, s. 3(b)); carriers could choose a
flat amount for six months, which is not modelled. What mail of China and Hong Kong paid from 2025-05-02 is not at hand.
"""

from pathlib import Path
from typing import Final

from dutiful_quote.tariff.publications.us_emergency_countries import LAST_DAY, URL
from dutiful_quote.tariff.publications.us_reciprocal import EU_GROUP, country_rates
from dutiful_quote.tariff.publications.us_section_122 import FIRST_DAY
from dutiful_quote.tariff.publications.us_section_122 import LAST_DAY as SURCHARGE_UNTIL
from dutiful_quote.tariff.publications.writing import FactFolder

_FROM: Final = "2025-08-29"
_BEFORE: Final = "2025-08-28"
#: Dearer post was entered as goods by any other mode are (EO 14324, s. 2(b); EO 14388, s. 2).
_CONDITIONS: Final = "transport_modes=post; value_at_most=800; value_currency=USD; value_of=goods"
_ORDER: Final = "EO 14324, s. 3(b)"
#: Origins whose emergency duties add up, or changed: (areas, percent, first day, last day).
_OWN: Final = (
    ("CN HK", 30, _FROM, "2025-11-09"),
    ("CN HK", 20, "2025-11-10", LAST_DAY),
    ("MO", 10, _FROM, LAST_DAY),
    ("CA", 35, _FROM, LAST_DAY),
    ("MX", 25, _FROM, LAST_DAY),
    ("BR", 50, _FROM, LAST_DAY),
    ("IN", 50, _FROM, "2026-02-06"),
    ("IN", 25, "2026-02-07", LAST_DAY),
    (EU_GROUP, 15, _FROM, LAST_DAY),
    ("CH", 39, _FROM, "2025-11-13"),
    ("CH", 15, "2025-11-14", LAST_DAY),
)


def add_mail_duties(folder: FactFolder, data: Path) -> None:
    """The flat duties `mail_duty`."""
    own = {area for areas, *_ in _OWN for area in areas.split()}
    listed: dict[str, str] = {}
    for heading, rate, areas in country_rates(data):
        if heading > "9903.02":
            listed.update(dict.fromkeys(areas, rate))
    for members, percent, first, last in _OWN:
        _duty(folder, members, f"{percent}%", first, last, _ORDER)
    for area, rate in listed.items():
        if area not in own:
            _duty(folder, area, rate, _FROM, LAST_DAY, _ORDER)
    others = " ".join(sorted({*own, *listed, "BY", "CU", "KP", "RU", "US"}))
    _duty(folder, "*", "10%", _FROM, LAST_DAY, _ORDER, excluded=others)
    _duty(folder, "CN HK", "", "2025-05-02", _BEFORE, "EO 14256", mode="unresolved")
    _duty(folder, "*", "10%", FIRST_DAY, SURCHARGE_UNTIL, "EO 14388, s. 3; 91 FR 9339")
    for statement in ("donation", "informational_material"):
        key = f"mail_{statement}"
        folder.programmes.append(
            {"key": key, "programme": "mail_duty", "kind": "exemption", "name": "Outside the postal duty",
             "conditions": f"statement={statement}", "valid_from": "2025-05-02", "valid_to": SURCHARGE_UNTIL,
             "reference": "50 U.S.C. 1702(b); EO 14388, s. 2", "url": URL}
        )  # fmt: skip
        folder.measures.append({"key": key})


def _duty(
    folder: FactFolder,
    areas: str,
    rate: str,
    first: str,
    last: str,
    reference: str,
    *,
    excluded: str = "",
    mode: str = "",
) -> None:
    key = f"mail_{'all' if areas == '*' else areas.replace(' ', '_').replace(':', '_')}_{first}"
    folder.programmes.append(
        {"key": key, "programme": "mail_duty", "kind": "flat_duty", "name": "Postal duty in place of all others",
         "mode": mode, "areas": areas, "excluded": excluded, "conditions": _CONDITIONS, "rate": rate,
         "valid_from": first, "valid_to": last, "reference": reference, "url": URL}
    )  # fmt: skip
    folder.measures.append({"key": key})
