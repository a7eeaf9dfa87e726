"""The calls of `DutifulClient` that concern the law itself."""

from datetime import date

from dutiful_shared.client.transport import Transport, given
from dutiful_shared.contract.reference_answer import CountryAnswer, TariffAnswer, TariffSearchAnswer
from dutiful_shared.contract.tariff_changes import TariffChangesAnswer, TariffReleasesAnswer


class TariffCalls(Transport):
    """Tariffs, their releases and changes, and what is known of a destination."""

    async def tariff(
        self, country: str, code: str, *, origin: str | None = None, on: date | None = None
    ) -> TariffAnswer:
        """What a country's tariff says about a code on a day (default: today), for one origin or all."""
        parameters = {"origin": origin, "date": on.isoformat() if on else None}
        return await self._call(
            "GET", f"{self._urls.quote}/v1/tariffs/{country}/{code}", TariffAnswer, params=given(parameters)
        )

    async def search_tariff(
        self, country: str, query: str, *, limit: int | None = None, cursor: int = 0
    ) -> TariffSearchAnswer:
        """Codes that words or first digits may mean; `next` of it is the cursor of the following page."""
        parameters = {"q": query, "limit": None if limit is None else str(limit), "cursor": str(cursor)}
        return await self._call(
            "GET", f"{self._urls.quote}/v1/tariffs/{country}/search", TariffSearchAnswer, params=given(parameters)
        )

    async def tariff_releases(self, *, country: str | None = None) -> TariffReleasesAnswer:
        """The active releases of a jurisdiction or of all, with source and age."""
        return await self._call(
            "GET", f"{self._urls.quote}/v1/tariffs/releases", TariffReleasesAnswer, params=given({"country": country})
        )

    async def tariff_changes(
        self, first: date, last: date, *, country: str | None = None, code: str | None = None, cursor: int = 0
    ) -> TariffChangesAnswer:
        """A page of what begins and ends between two days; `next` of it is the cursor of the following one."""
        parameters = {
            "from": first.isoformat(),
            "to": last.isoformat(),
            "country": country,
            "code": code,
            "cursor": str(cursor),
        }
        return await self._call(
            "GET", f"{self._urls.quote}/v1/tariffs/changes", TariffChangesAnswer, params=given(parameters)
        )

    async def country(self, country: str, *, on: date | None = None) -> CountryAnswer:
        """What is known of a destination on a day (default: today)."""
        parameters = {"date": on.isoformat() if on else None}
        return await self._call(
            "GET", f"{self._urls.quote}/v1/countries/{country}", CountryAnswer, params=given(parameters)
        )
