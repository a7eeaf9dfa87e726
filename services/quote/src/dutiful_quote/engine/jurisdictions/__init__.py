"""One file per customs territory: each a short list of dated rules with citations."""

from functools import lru_cache
from typing import Final

from dutiful_quote.engine.jurisdictions.eu import EUROPEAN_UNION
from dutiful_quote.engine.jurisdictions.gb import GREAT_BRITAIN
from dutiful_quote.engine.jurisdictions.general import GENERAL
from dutiful_quote.engine.jurisdictions.jp import JAPAN
from dutiful_quote.engine.jurisdictions.us import UNITED_STATES
from dutiful_quote.engine.jurisdictions.xi import NORTHERN_IRELAND
from dutiful_quote.engine.rules import Jurisdiction

_OWN_RULES: Final = {
    rules.code: rules for rules in (UNITED_STATES, EUROPEAN_UNION, GREAT_BRITAIN, NORTHERN_IRELAND, JAPAN)
}


def rules_of(jurisdiction: str) -> Jurisdiction:
    """The rules of a customs territory; those without a file of their own follow the general list."""
    return _OWN_RULES.get(jurisdiction, GENERAL)


@lru_cache(maxsize=512)
def laws_of(jurisdiction: str) -> tuple[str, ...]:
    """The jurisdictions whose tariffs are looked up for goods to a customs territory; the first is the main one."""
    return rules_of(jurisdiction).laws or (jurisdiction,)
