"""The quote service: its rooms are made here, once, and nowhere else."""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from fastapi import FastAPI
from prometheus_client import CollectorRegistry
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.middleware import Middleware

from dutiful_quote.api import (
    batch,
    catalogue,
    catalogue_classifier,
    catalogue_files,
    order_comparisons,
    orders,
    quotes,
    reference,
    shop_settings,
    shops,
    tariff_changes,
    webhook_endpoints,
)
from dutiful_quote.api.catalogue_files import HEALTH_PATH, IMPORT_BYTES, IMPORT_PATH
from dutiful_quote.api.catalogue_paths import SegmentsAsSent
from dutiful_quote.api.hosts_apart import HostsApart
from dutiful_quote.api.scenarios import Scenarios
from dutiful_quote.api.state import Rooms
from dutiful_quote.catalogue.rooms import acquire_catalogue
from dutiful_quote.channels.bigcommerce import install as bigcommerce_install
from dutiful_quote.channels.bigcommerce import shipping as bigcommerce_shipping
from dutiful_quote.channels.bigcommerce import tax as bigcommerce_tax
from dutiful_quote.channels.bigcommerce.rooms import BigCommerceRooms, open_bigcommerce
from dutiful_quote.channels.lifecycle import acquire_channels
from dutiful_quote.channels.providers import catalogue_routes as provider_catalogues
from dutiful_quote.channels.providers import routes as provider_requests
from dutiful_quote.channels.quoting import Quoting
from dutiful_quote.channels.shopify import install as shopify_install
from dutiful_quote.channels.shopify import rates as shopify_rates
from dutiful_quote.channels.shopify import tax_platform as shopify_taxes
from dutiful_quote.channels.shopify.state import ShopifyRooms
from dutiful_quote.classification.rooms import acquire_classifier
from dutiful_quote.classification.shop_askers import ShopAskers
from dutiful_quote.console import documents as document_pages
from dutiful_quote.console.problem_pages import ProblemPages
from dutiful_quote.console.rooms import ConsoleRooms
from dutiful_quote.console.routers import CONSOLE_ROUTERS
from dutiful_quote.exchange.rate_ages import RateAges
from dutiful_quote.ledger.lifecycle import acquire_forwarder
from dutiful_quote.orders.acquire import acquire_orders
from dutiful_quote.orders.paper_forwarder import acquire_paper_forwarder
from dutiful_quote.quotes.batch import BatchLane
from dutiful_quote.quotes.classified import LineClassifier
from dutiful_quote.quotes.completion import Completion
from dutiful_quote.quotes.landing import Landing
from dutiful_quote.quotes.lifecycle import acquire_journal
from dutiful_quote.quotes.months import QuoteMonths
from dutiful_quote.quotes.packaged import packaged_landing
from dutiful_quote.quotes.service import QuoteService
from dutiful_quote.sessions.acquire import acquire_sessions, second_factors
from dutiful_quote.settings import QuoteSettings
from dutiful_quote.tariff.browser import TariffBrowser
from dutiful_quote.tariff.change_log import ChangeLog
from dutiful_quote.tariff.code_list import CodeLists
from dutiful_quote.tariff.lifecycle import acquire_schedule
from dutiful_quote.tariff.repository import TariffRepository
from dutiful_quote.webhook_app import WEBHOOK_BODY_LIMITS, WEBHOOK_ROUTERS
from dutiful_shared.account.administration import MerchantAdministration
from dutiful_shared.account.lifecycle import acquire_keys
from dutiful_shared.account.limits_lifecycle import acquire_limits
from dutiful_shared.account.profile_repository import ProfileRepository
from dutiful_shared.account.profiles import ProfileDirectory
from dutiful_shared.account_api import key_routes, merchant_routes
from dutiful_shared.contract.health import HealthCheck
from dutiful_shared.idempotency.lifecycle import acquire_idempotency
from dutiful_shared.service.adaptive_limit import LimitPolicy
from dutiful_shared.service.admission import AdmissionRules
from dutiful_shared.service.app import create_service
from dutiful_shared.service.dependency import DependencyMetrics
from dutiful_shared.service.lifecycle import acquire_postgres
from dutiful_shared.service.redis import connect_redis
from dutiful_shared.service.state import service_state
from dutiful_shared.service.tenancy import REQUEST_ROLE, SERVICE_ROLE

_DESCRIPTION = """What a cross-border order costs to land, line by line, with the law behind every number.

Amounts are strings; money is `{"amount": "12.34", "currency": "GBP"}`. Unknown fields and query parameters are refused.
What could not be computed stands in `missing`, and an unknown is never charged as zero. Errors are RFC 9457
problems."""

_ROUTERS: Final = (
    quotes.router,
    batch.router,
    orders.router,
    tariff_changes.router,
    reference.router,
    merchant_routes.router,
    key_routes.router,
    shops.router,
    shop_settings.router,
    order_comparisons.router,
    webhook_endpoints.router,
    bigcommerce_tax.router,
    bigcommerce_shipping.router,
    bigcommerce_install.router,
    shopify_rates.router,
    shopify_install.router,
    shopify_taxes.router,
    provider_requests.router,
    provider_catalogues.router,
    *WEBHOOK_ROUTERS,
    catalogue_files.router,
    catalogue_files.resume_router,
    catalogue_classifier.router,
    catalogue.router,
    *CONSOLE_ROUTERS,
)


@dataclass(frozen=True, slots=True)
class QuoteRooms(Rooms):
    """All rooms: those of the API, those behind the doors of platforms, and that of the pages for people."""

    bigcommerce: BigCommerceRooms
    shopify: ShopifyRooms
    console: ConsoleRooms


def utc_now() -> datetime:
    """The clock of the service; the rooms are given it, so that tests can give another."""
    return datetime.now(UTC)


def create_app(settings: QuoteSettings | None = None) -> FastAPI:
    """The application, with its settings from the environment unless they are given."""
    chosen = settings or QuoteSettings()

    async def start(app: FastAPI, stack: AsyncExitStack) -> Rooms:
        return await _open_rooms(app, stack, chosen)

    app = create_service(
        "quote",
        title="Dutiful quote",
        description=_DESCRIPTION,
        settings=chosen,
        routers=_ROUTERS,
        lifespan=start,
        readiness=_readiness,
        body_limits={
            batch.ROUTE: batch.BODY_LIMIT_BYTES,
            IMPORT_PATH: IMPORT_BYTES,
            provider_catalogues.ROUTE: provider_catalogues.BODY_BYTES,
            **WEBHOOK_BODY_LIMITS,
        },
        unhurried={IMPORT_PATH, HEALTH_PATH, document_pages.PATH},
        admission=_admission(chosen),
        direct={quotes.ROUTE: quotes.quote_directly},
        inside=_hosts_apart(chosen),
    )
    app.add_middleware(SegmentsAsSent)
    app.add_middleware(ProblemPages)
    return app


def _hosts_apart(settings: QuoteSettings) -> tuple[Middleware, ...]:
    """Nothing where the API is served under any name."""
    if not settings.names_of_api:
        return ()
    return (Middleware(HostsApart, names=settings.names_of_api, problem_base_uri=settings.problem_base_uri),)


def _admission(settings: QuoteSettings) -> AdmissionRules:
    """Somebody waits at a checkout for quotes, their orders and what platforms ask; nobody for the rest."""
    return AdmissionRules(
        checkout=("/v1/quotes", "/v1/import/", "/channels/"),
        not_checkout=(batch.ROUTE,),
        deferrable_share=settings.admission_deferrable_percent / 100,
        enforced=settings.admission_enforced,
        policy=LimitPolicy(
            least=settings.admission_least,
            most=settings.admission_most,
            late_seconds=settings.admission_late_ms / 1000,
        ),
    )


async def _open_rooms(app: FastAPI, stack: AsyncExitStack, settings: QuoteSettings) -> QuoteRooms:
    """Acquire everything in order; the stack releases it in reverse, also when a later step fails."""
    registry, pools = service_state(app).registry, service_state(app).pools
    requests_engine = acquire_postgres(stack, settings, "dutiful-requests", REQUEST_ROLE)
    service_engine = acquire_postgres(stack, settings, "dutiful-quote", SERVICE_ROLE)
    pools.watch("requests", requests_engine)
    pools.watch("background", service_engine)
    redis = connect_redis(settings)
    stack.push_async_callback(redis.aclose)
    keys = await acquire_keys(stack, settings, service_engine)
    limits = acquire_limits(stack, settings, registry, redis)
    idempotency = await acquire_idempotency(stack, settings, registry, requests_engine, service_engine)
    dependencies = DependencyMetrics(registry)
    schedule = await acquire_schedule(stack, settings, registry, pools, service_engine, redis, dependencies)
    repository, journal = await acquire_journal(stack, settings, registry, pools, requests_engine)
    months = QuoteMonths(service_engine, settings.quote_keep_months, utc_now, registry)
    months.start()
    stack.push_async_callback(months.close)
    profiles = await _acquire_profiles(stack, settings, service_engine)
    landing = packaged_landing(schedule, registry, settings)
    RateAges(landing.rates.last_days, registry, utc_now)
    articles = await acquire_catalogue(
        stack, settings, requests_engine, service_engine, landing.nomenclature, profiles, registry, utc_now
    )
    classifier = _acquire_line_classifier(stack, settings, registry, dependencies, landing)
    completion = Completion(profiles, articles.store, landing.territories, landing.rates, classifier)
    service = QuoteService(completion, landing, journal, repository, utc_now, ShopAskers(settings, utc_now).of)
    orders = acquire_orders(requests_engine, service)
    await acquire_forwarder(stack, settings, registry, service_engine)
    await acquire_paper_forwarder(stack, settings, registry, service_engine, service)
    quoting = Quoting(service, orders, redis, articles.sync)
    channels = await acquire_channels(
        stack, settings, registry, requests_engine, service_engine, utc_now, pools, quoting
    )
    assert channels.shopify is not None, "it is there where quotes are"
    sessions = acquire_sessions(stack, settings, registry, requests_engine, service_engine, utc_now)
    bigcommerce = open_bigcommerce(settings, registry, redis, service, orders, channels.shops, channels.stores)
    return QuoteRooms(
        quotes=service,
        orders=orders,
        lane=BatchLane(settings.batch_items_at_once, settings.request_deadline_ms / 1000),
        browser=TariffBrowser(schedule, landing.territories, landing.nomenclature, CodeLists(service_engine)),
        changes=ChangeLog(TariffRepository(service_engine)),
        keys=keys,
        administration=MerchantAdministration(requests_engine, utc_now),
        limits=limits,
        idempotency=idempotency,
        schedule=schedule,
        catalogue=articles,
        shops=channels.shops,
        webhooks=channels.webhooks,
        now=utc_now,
        bigcommerce=bigcommerce,
        shopify=channels.shopify,
        console=ConsoleRooms.open(settings, sessions, second_factors(settings, requests_engine, utc_now)),
        scenarios=Scenarios.beside(service, settings.request_deadline_ms / 1000),
    )


def _acquire_line_classifier(
    stack: AsyncExitStack,
    settings: QuoteSettings,
    registry: CollectorRegistry,
    dependencies: DependencyMetrics,
    landing: Landing,
) -> LineClassifier | None:
    """What asks about lines without a code; None where the settings name no classifier, or no time for it."""
    desk = acquire_classifier(stack, settings, registry, dependencies)
    if desk is None:
        return None
    return LineClassifier(desk, landing.nomenclature, landing.territories, settings.classify_take_at)


async def _acquire_profiles(stack: AsyncExitStack, settings: QuoteSettings, engine: AsyncEngine) -> ProfileDirectory:
    profiles = ProfileDirectory(ProfileRepository(engine), refresh_seconds=settings.key_refresh_seconds)
    await profiles.start()
    stack.push_async_callback(profiles.close)
    return profiles


async def _readiness(rooms: Rooms) -> Mapping[str, HealthCheck]:
    """Ready means: the active editions are known, the hot set is in memory, keys were read. No store is asked here."""
    editions, hot = rooms.schedule.editions_known, rooms.schedule.hot.loaded
    return {
        "tariff": HealthCheck(ok=editions > 0, detail=f"{editions} jurisdictions have an active tariff."),
        "hot": HealthCheck(ok=hot is not None, detail=f"{hot or 0} slices were loaded before the first cart."),
        "keys": HealthCheck(ok=rooms.keys.age_seconds < float("inf"), detail=f"{len(rooms.keys)} keys are known."),
    }
