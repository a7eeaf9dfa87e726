"""The European Union by the codes of ISO 3166-1."""

from typing import Final

EU_MEMBERS: Final = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()  # noqa: SIM905
)
#: The member states, and what ISO 3166 gives codes of their own and is of their customs territory: Monaco, Åland, the
#: Canary Islands and five French departments (Regulation (EU) No 952/2013, Article 4).
EU_CUSTOMS_TERRITORY: Final = EU_MEMBERS | {"MC", "AX", "IC", "GP", "MQ", "GF", "RE", "YT"}
