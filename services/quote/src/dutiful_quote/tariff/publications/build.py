"""Rebuilds the packaged facts from stored official publications: `python -m ...publications.build <folder of data>`.

The result depends on nothing but the files read: a second run writes the same bytes.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from dutiful_quote.tariff.publications.au_tariff import au_tariff
from dutiful_quote.tariff.publications.ca_tariff import ca_tariff
from dutiful_quote.tariff.publications.country_facts import world_countries
from dutiful_quote.tariff.publications.eu_low_value import eu_low_value
from dutiful_quote.tariff.publications.eu_meursing import eu_meursing
from dutiful_quote.tariff.publications.eu_outlying import eu_outlying
from dutiful_quote.tariff.publications.eu_preferences import eu_preferences
from dutiful_quote.tariff.publications.eu_taric import eu_taric
from dutiful_quote.tariff.publications.eu_trade_defence import eu_trade_defence
from dutiful_quote.tariff.publications.eu_vat import eu_vat
from dutiful_quote.tariff.publications.jp_tariff import jp_tariff
from dutiful_quote.tariff.publications.known_rates_table import write_known_rates
from dutiful_quote.tariff.publications.mx_ligie import mx_ligie
from dutiful_quote.tariff.publications.tariff_rules import world_estimates, world_rules
from dutiful_quote.tariff.publications.uk_commodities import gb_commodities
from dutiful_quote.tariff.publications.uk_preferences import gb_preferences
from dutiful_quote.tariff.publications.uk_tariff import gb_low_value, gb_ukgt
from dutiful_quote.tariff.publications.uk_vat import gb_vat
from dutiful_quote.tariff.publications.us_chapter98 import us_chapter98
from dutiful_quote.tariff.publications.us_emergency import us_emergency
from dutiful_quote.tariff.publications.us_fees import us_fees
from dutiful_quote.tariff.publications.us_hts import us_hts
from dutiful_quote.tariff.publications.us_s201_s338 import us_s201_s338
from dutiful_quote.tariff.publications.us_s232 import us_s232
from dutiful_quote.tariff.publications.us_s301 import us_s301
from dutiful_quote.tariff.publications.us_schedule_c import write_schedule_c
from dutiful_quote.tariff.publications.us_stacking import us_stacking
from dutiful_quote.tariff.publications.world_agreements import world_agreements
from dutiful_quote.tariff.publications.world_controls import world_controls
from dutiful_quote.tariff.publications.writing import FactFolder
from dutiful_quote.tariff.publications.za_sacu import za_sacu

#: Where the packaged facts live in this source tree.
FACTS: Final = Path(__file__).parents[1] / "facts"

PUBLICATIONS: Final[tuple[Callable[[Path], FactFolder], ...]] = (
    us_hts, us_chapter98, us_s201_s338, us_s232, us_s301, us_emergency, us_stacking, us_fees,
    eu_taric, eu_vat, eu_low_value, eu_meursing, eu_outlying, eu_preferences, eu_trade_defence,
    gb_ukgt, gb_commodities, gb_preferences, gb_vat, gb_low_value,
    jp_tariff, za_sacu, mx_ligie, ca_tariff, au_tariff, world_countries, world_rules, world_estimates,
    world_controls, world_agreements,
)  # fmt: skip


def build(data: Path, facts: Path, wanted: Sequence[str] = ()) -> list[FactFolder]:
    """Write every publication (or those whose path is `wanted`) of the stored files in `data` below `facts`.

    Raises:
        OSError: a file of the publication is missing in `data`.
    """
    built = []
    for read in PUBLICATIONS:
        if wanted and read.__name__.replace("_", "/", 1) not in wanted:
            continue
        folder = read(data)
        folder.write(facts)
        built.append(folder)
    return built


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line entry: prints what was written and what was not loaded."""
    parser = argparse.ArgumentParser(description="Rebuild the packaged fact tables.")
    parser.add_argument("data", type=Path, help="folder of stored official publications")
    parser.add_argument("only", nargs="*", help="publications to rebuild, such as us/hts; all without")
    parser.add_argument("--facts", type=Path, default=FACTS, help="where to write")
    options = parser.parse_args(arguments)
    for folder in build(options.data, options.facts, options.only):
        sys.stdout.write(f"{folder.path}: {len(folder.measures)} rows of measures, {len(folder.lines)} lines\n")
        for what, number in sorted(folder.counted.items()):
            sys.stdout.write(f"    {what}: {number}\n")
    if not options.only or "us/schedule_c" in options.only:
        sys.stdout.write(f"schedule_c.csv: {write_schedule_c(options.data, options.facts)} countries\n")
    if not options.only or "known_rates" in options.only:
        sys.stdout.write(f"known_rates: {write_known_rates(options.facts)} subheadings\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
