"""The landing with all that the package brings: exchange rates, territories, nomenclature and known rates."""

from datetime import timedelta

from prometheus_client import CollectorRegistry

from dutiful_quote.exchange.customs_rates import CustomsRates
from dutiful_quote.quotes.addresses import load_address_rules
from dutiful_quote.quotes.buyer_data import packaged_rules
from dutiful_quote.quotes.freshness import FreshnessPolicy
from dutiful_quote.quotes.landing import Landing, QuotePolicy
from dutiful_quote.quotes.metrics import QuoteMetrics
from dutiful_quote.settings import QuoteSettings
from dutiful_quote.tariff.known_rates import packaged_known_rates
from dutiful_quote.tariff.nomenclature import HarmonizedSystem
from dutiful_quote.tariff.schedule import TariffSchedule
from dutiful_quote.tariff.territories import Territories


def packaged_landing(schedule: TariffSchedule, registry: CollectorRegistry, settings: QuoteSettings) -> Landing:
    """A landing that reads tariffs from `schedule`."""
    load_address_rules()  # so that no quote waits for files
    packaged_rules()
    ages = FreshnessPolicy(timedelta(days=settings.max_tariff_age_days), timedelta(days=settings.max_fx_age_days))
    return Landing(
        schedule=schedule,
        rates=CustomsRates(),
        territories=Territories.packaged(),
        nomenclature=HarmonizedSystem(),
        known_rates=packaged_known_rates(),
        metrics=QuoteMetrics(registry),
        policy=QuotePolicy(settings.quote_valid_for, ages),
    )
