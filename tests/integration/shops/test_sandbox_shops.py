"""What `dutiful shop sandbox` leaves, and that a repetition leaves it alone."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dutiful_quote.catalogue.repository import CatalogueRepository
from dutiful_quote.catalogue.stored import document_of
from dutiful_quote.commands.shop import app
from dutiful_quote.sandbox.shops import NAMES, SandboxShops, sandbox_articles, sandbox_settings
from dutiful_quote.settings import QuoteSettings
from dutiful_quote.shops.lifecycle import ShopRooms
from dutiful_quote.shops.shop import Platform
from dutiful_quote.tariff.nomenclature import HarmonizedSystem
from dutiful_shared.account.profile_repository import ProfileRepository
from dutiful_shared.contract.catalogue import Article
from dutiful_shared.contract.merchant import MerchantProfile
from dutiful_shared.service.lifecycle import acquire_postgres
from dutiful_shared.service.tenancy import REQUEST_ROLE

pytestmark = pytest.mark.integration


@pytest.fixture
async def seeding(
    settings: QuoteSettings, rooms: ShopRooms, merchant_id: str, tmp_path: Path
) -> AsyncIterator[SandboxShops]:
    """The seeding of a merchant of this test's own; the names of shops are free again afterwards."""
    async with AsyncExitStack() as stack:
        engine = acquire_postgres(stack, settings, "tests", REQUEST_ROLE)
        folder = tmp_path / "sandbox"
        yield SandboxShops(
            merchant_id, rooms.register, CatalogueRepository(engine), ProfileRepository(engine), folder, "tests"
        )
        for shop in await rooms.register.shops(merchant_id):
            await rooms.register.remove(merchant_id, shop.id)


def _files(seeding: SandboxShops) -> dict[str, str]:
    return {file.name: file.read_text(encoding="utf-8") for file in seeding.folder.iterdir()}


async def test_there_is_a_shop_of_each_kind_whose_secret_lies_in_a_private_file(seeding: SandboxShops) -> None:
    shops = await seeding.seed()

    assert set(shops) == set(NAMES)
    assert _files(seeding)["generic-shop"].strip() == shops[Platform.GENERIC]
    assert {file.stat().st_mode & 0o777 for file in seeding.folder.iterdir()} == {0o600}


async def test_what_lies_in_the_file_is_the_shops_secret(seeding: SandboxShops, rooms: ShopRooms) -> None:
    shops = await seeding.seed()
    await rooms.directory.refresh()

    shop = rooms.directory.by_id(shops[Platform.SHOPIFY], Platform.SHOPIFY)
    assert shop is not None
    assert shop.signing_keys(rooms.now()) == (_files(seeding)["shopify-secret"].strip().encode(),)


async def test_every_article_is_there(seeding: SandboxShops) -> None:
    await seeding.seed()

    for row in sandbox_articles():
        assert await seeding.catalogue.find(seeding.merchant_id, row.sku) is not None


async def test_a_repetition_changes_nothing(seeding: SandboxShops) -> None:
    first = await seeding.seed(), _files(seeding)

    assert (await seeding.seed(), _files(seeding)) == first


async def test_what_a_developer_has_changed_stays(seeding: SandboxShops) -> None:
    await seeding.seed()
    mine = document_of(Article(origin="JP"))
    await seeding.catalogue.put(seeding.merchant_id, "TEE-CREW-M", mine, "tests", None)
    await seeding.profiles.replace(seeding.merchant_id, MerchantProfile(), 1, "tests")

    await seeding.seed()

    article = await seeding.catalogue.find(seeding.merchant_id, "TEE-CREW-M")
    assert article is not None
    assert article.to_answer().article.origin == "JP"
    assert (await seeding.profiles.find(seeding.merchant_id)).profile == MerchantProfile()


async def test_a_secret_whose_file_is_gone_is_made_anew(seeding: SandboxShops) -> None:
    await seeding.seed()
    before = _files(seeding)
    (seeding.folder / "generic-secret").unlink()

    await seeding.seed()

    changed = {name for name, text in _files(seeding).items() if text != before[name]}
    assert changed == {"generic-secret"}


def test_production_gets_no_sandbox(settings: QuoteSettings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DUTIFUL_DATABASE_URL", settings.database_url.get_secret_value())
    for name, value in _PRODUCTION.items():
        monkeypatch.setenv(name, value)

    done = CliRunner().invoke(app, ["sandbox", "--into", str(tmp_path / "sandbox")])

    assert (done.exit_code, "this is production" in done.output) == (1, True)
    assert not (tmp_path / "sandbox").exists()


#: What production does not start without.
_PRODUCTION = {
    "DUTIFUL_ENVIRONMENT": "production",
    "DUTIFUL_TOKEN_SECRET": "a-secret-of-the-tests-alone-0123456789",
    "DUTIFUL_SECRET_KEYS": "tests:" + "A" * 42 + "E",
    "DUTIFUL_INTERNAL_KEY": "a-key-of-the-tests-alone-0123456789",
    "DUTIFUL_STORES_WITHOUT_PASSWORD": "true",
}


@pytest.mark.parametrize("code", sorted({code[:6] for row in sandbox_articles() for code in row.codes.values()}))
def test_the_code_of_an_article_is_one(code: str) -> None:
    assert HarmonizedSystem().knows(code)


def test_the_settings_have_rates_for_every_destination() -> None:
    (table,) = sandbox_settings().rate_tables

    assert {service.code for service in table.services} == {"express", "post"}
