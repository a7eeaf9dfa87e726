"""The Harmonized System 2022 beside a tariff, which goes further where it lists its codes."""

from typing import Final

from dutiful_quote.engine.tariff_slice import TariffSlice
from dutiful_shared.schemes.harmonized_codes import HarmonizedCodes

_SUBHEADING_DIGITS: Final = 6


class HarmonizedSystem(HarmonizedCodes):
    """What it has, and what of it a tariff has."""

    def in_tariff(self, code: str, tariff: TariffSlice) -> bool:
        """Whether there is such a code, by the tariff's own list as far as it goes, else by the Harmonized System.

        Measures alone say nothing: those of a subheading hold for whatever digits are put behind it.
        """
        if tariff.lines:
            return True
        national = tariff.has_nomenclature and (len(code) > _SUBHEADING_DIGITS or not tariff.measures)
        return not national and self.knows(code)
