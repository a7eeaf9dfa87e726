"""Packaged fact tables: folders of CSV, one row a fact, dated and cited, that the service carries with it.

A publication is a folder `facts/<jurisdiction>/<publication>/`:

* `publication.toml`: where the facts come from, and the defaults of the whole publication;
* `programmes.csv`: one row for each `key`: everything its measures share;
* `measures.csv` or `measures.csv.gz`: one row for each goods code and key (or several keys, space separated); its
  other columns override the programme's, and an empty cell inherits. No goods code means all goods;
* optional: `areas.csv` (groups of countries), `lines.csv` (declarable codes and their units), `profile.csv` (facts of
  the territory), `stacking.csv` (which programme yields to which, since when, by which law: each row is an exemption).

Any table may be compressed (`.csv.gz`). A folder with `jurisdiction = "*"` holds many countries: its tables have a
`jurisdiction` column and it gives one `PublishedTariff` for each. Everything is checked here; an error names file, row
and column. Measure ids are readable and stable: `US:9903.88.15:61091000` where the measure has a heading, else
`US:column_1:61091000`.
"""

import hashlib
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

from dutiful_quote.engine.measure import ALL_ORIGINS, AreaMember, Measure, MeasureKind, Mode
from dutiful_quote.engine.tariff_slice import NomenclatureLine
from dutiful_quote.tariff.fact_measures import MEASURE_COLUMNS, PROGRAMME_COLUMNS, Rates, build_measure
from dutiful_quote.tariff.fact_rows import (
    FactRow,
    FactTableError,
    goods_code,
    is_country,
    is_territory,
    optional_day,
    rows_of,
    units,
    validity,
)
from dutiful_quote.tariff.published import PublicationInfo, PublishedTariff
from dutiful_shared.contract.charge import LegalReference

__all__ = ["FactTableError", "packaged_publications", "read_publication"]

_FACTS = "dutiful_quote.tariff.facts"
_EVERYWHERE = "*"

#: Told of a row of measures or lines that is refused; may raise it, to refuse the publication.
OnRefused = Callable[[FactTableError], None]


def _refuse_all(error: FactTableError) -> None:
    raise error


def packaged_publications() -> Iterator[PublishedTariff]:
    """Every publication that comes with the service, in the order of their folders.

    Raises:
        FactTableError: a packaged table is malformed.
    """
    root = files(_FACTS)
    for jurisdiction in sorted(root.iterdir(), key=lambda folder: folder.name):
        if not jurisdiction.is_dir():
            continue
        for folder in sorted(jurisdiction.iterdir(), key=lambda folder: folder.name):
            if folder.is_dir() and folder.joinpath("publication.toml").is_file():
                yield from read_publication(folder)


def read_publication(folder: Traversable, on_refused: OnRefused = _refuse_all) -> Iterator[PublishedTariff]:
    """The tariffs of one publication folder (a `pathlib.Path` will do): one, or one for each country it holds.

    Args:
        on_refused: told of every row of `measures.csv` and `lines.csv` that holds what it may not; the row is left
            out. By default such a row refuses the publication.

    Raises:
        FactTableError: a table is missing or malformed.
    """
    publication = _Publication.of(folder)
    programmes = _programmes(folder)
    areas = _areas(folder, publication)
    lines = _lines(folder, publication, on_refused)
    profiles = _profiles(folder, publication)
    measures = _measures(folder, publication, programmes, areas, on_refused)
    jurisdictions = (
        sorted({*measures, *profiles}) if publication.jurisdiction == _EVERYWHERE else [publication.jurisdiction]
    )
    digest = _digest(folder)
    for jurisdiction in jurisdictions:
        found = measures.get(jurisdiction, ())
        yield PublishedTariff(
            info=publication.info(jurisdiction),
            digest=hashlib.sha256(f"{jurisdiction}:{digest}".encode()).hexdigest(),
            measures=tuple(found),
            lines=lines.get(jurisdiction, ()),
            areas=areas.get(jurisdiction, ()),
            profile=profiles.get(jurisdiction, {}),
        )


@dataclass(frozen=True, slots=True)
class _Publication:
    """`publication.toml`."""

    values: Mapping[str, str]
    name: str

    @classmethod
    def of(cls, folder: Traversable) -> "_Publication":
        name = f"{folder.name}/publication.toml"
        try:
            values = tomllib.loads(folder.joinpath("publication.toml").read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise FactTableError(name, 0, "", "the folder has no publication.toml") from None
        except tomllib.TOMLDecodeError as error:
            raise FactTableError(name, 0, "", str(error)) from None
        needed = ("jurisdiction", "publication", "edition", "title", "publisher", "source_url", "licence",
                  "published_on", "dialect")  # fmt: skip
        for key in needed:
            if key not in values:
                raise FactTableError(name, 0, key, "is missing")
        return cls({key: str(value) for key, value in values.items()}, name)

    @property
    def jurisdiction(self) -> str:
        return self.values["jurisdiction"]

    @property
    def row(self) -> FactRow:
        return FactRow(self.name, 0, self.values)

    def info(self, jurisdiction: str) -> PublicationInfo:
        values = self.values
        published_on = optional_day(self.row, "published_on")
        if published_on is None:
            raise FactTableError(self.name, 0, "published_on", "is empty")
        return PublicationInfo(
            jurisdiction=jurisdiction,
            publication=values["publication"],
            edition=values["edition"],
            title=values["title"],
            publisher=values["publisher"],
            source_url=values["source_url"],
            licence=values["licence"],
            published_on=published_on,
            verified_until=optional_day(self.row, "verified_until"),
        )

    def of_row(self, row: FactRow) -> str:
        """The jurisdiction that a row belongs to."""
        if self.jurisdiction != _EVERYWHERE:
            return self.jurisdiction
        code = row.get("jurisdiction")
        if not is_territory(code):
            raise row.error("jurisdiction", f"{code!r} is not an ISO 3166 alpha-2 code, nor a part of such a country")
        return code


def _programmes(folder: Traversable) -> dict[str, FactRow]:
    found: dict[str, FactRow] = {}
    for row in rows_of(folder, "programmes.csv", PROGRAMME_COLUMNS, needed=("key", "programme", "kind", "name")):
        if row.get("key") in found:
            raise row.error("key", f"{row.get('key')!r} stands twice")
        found[row.get("key")] = row.inheriting({"mode": "add", "areas": ALL_ORIGINS})
    return found


def _measures(
    folder: Traversable,
    publication: _Publication,
    programmes: Mapping[str, FactRow],
    areas: Mapping[str, Sequence[AreaMember]],
    on_refused: OnRefused,
) -> dict[str, list[Measure]]:
    found: dict[str, list[Measure]] = {}
    seen: set[str] = set()
    rates = Rates(publication.values["dialect"])
    groups = {jurisdiction: {row.area for row in rows} for jurisdiction, rows in areas.items()}
    for row in rows_of(folder, "measures.csv", MEASURE_COLUMNS, needed=("key",)):
        try:
            jurisdiction = publication.of_row(row)
            of_row = _of_row(row, programmes, jurisdiction, rates, groups.get(jurisdiction, set()))
            _refuse_same(row, of_row, seen)
        except FactTableError as error:
            on_refused(error)
            continue
        found.setdefault(jurisdiction, []).extend(of_row)
    for jurisdiction, exemption in _stacking(folder, publication):
        if exemption.id in seen:
            raise FactTableError(f"{folder.name}/stacking.csv", 0, "", f"two measures have the id {exemption.id!r}")
        seen.add(exemption.id)
        found.setdefault(jurisdiction, []).append(exemption)
    return found


def _of_row(
    row: FactRow, programmes: Mapping[str, FactRow], jurisdiction: str, rates: Rates, groups: set[str]
) -> list[Measure]:
    """The measures of one row: one for each of its keys."""
    found = []
    for key in row.get("key").split():
        programme = programmes.get(key)
        if programme is None:
            raise row.error("key", f"{key!r} is not in programmes.csv")
        found.append(build_measure(row, key, programme, jurisdiction, rates, groups))
    return found


def _refuse_same(row: FactRow, measures: Sequence[Measure], seen: set[str]) -> None:
    for measure in measures:
        if measure.id in seen:
            raise row.error("key", f"two measures have the id {measure.id!r}")
    seen.update(measure.id for measure in measures)


def _areas(folder: Traversable, publication: _Publication) -> dict[str, tuple[AreaMember, ...]]:
    found: dict[str, list[AreaMember]] = {}
    columns = ("jurisdiction", "area", "member", "valid_from", "valid_to")
    for row in rows_of(folder, "areas.csv", columns, needed=("area", "member"), optional=True):
        if not is_country(row.get("member")):
            raise row.error("member", f"{row.get('member')!r} is not an ISO 3166 alpha-2 code")
        member = AreaMember(
            row.get("area"), row.get("member"), optional_day(row, "valid_from"), optional_day(row, "valid_to")
        )
        found.setdefault(publication.of_row(row), []).append(member)
    return {jurisdiction: tuple(rows) for jurisdiction, rows in found.items()}


def _lines(
    folder: Traversable, publication: _Publication, on_refused: OnRefused
) -> dict[str, tuple[NomenclatureLine, ...]]:
    found: dict[str, dict[str, NomenclatureLine]] = {}
    columns = ("jurisdiction", "goods_code", "units")
    for row in rows_of(folder, "lines.csv", columns, needed=("goods_code",), optional=True):
        try:
            table = found.setdefault(publication.of_row(row), {})
            code = goods_code(row)
            if code in table:
                raise row.error("goods_code", f"{code!r} stands twice")
            table[code] = NomenclatureLine(code, units(row))
        except FactTableError as error:
            on_refused(error)
    return {jurisdiction: tuple(rows.values()) for jurisdiction, rows in found.items()}


def _profiles(folder: Traversable, publication: _Publication) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for row in rows_of(folder, "profile.csv", ("jurisdiction", "key", "value"), needed=("key", "value"), optional=True):
        table = found.setdefault(publication.of_row(row), {})
        if row.get("key") in table:
            raise row.error("key", f"{row.get('key')!r} stands twice")
        table[row.get("key")] = row.get("value")
    return found


def _stacking(folder: Traversable, publication: _Publication) -> Iterator[tuple[str, Measure]]:
    """(jurisdiction, exemption) for each row: goods are outside `programme` as far as `displaced_by` is charged."""
    columns = ("jurisdiction", "programme", "displaced_by", "heading", "valid_from", "valid_to", "reference", "url")
    needed = ("programme", "displaced_by", "reference")
    for row in rows_of(folder, "stacking.csv", columns, needed=needed, optional=True):
        jurisdiction = publication.of_row(row)
        valid_from, valid_to = validity(row, row.get("valid_from"), row.get("valid_to"))
        pair = f"{row.get('programme')}:{row.get('displaced_by')}"
        yield (
            jurisdiction,
            Measure(
                id=f"{jurisdiction}:stacking:{pair}" + (f"@{valid_from}" if valid_from else ""),
                jurisdiction=jurisdiction,
                kind=MeasureKind.EXEMPTION,
                programme=row.get("programme"),
                name="",
                goods_code="",
                areas=(ALL_ORIGINS,),
                excluded=(),
                destination="",
                rate=None,
                rate_text="",
                mode=Mode.ADD,
                heading=row.get("heading"),
                conditions={"charged": row.get("displaced_by")},
                legal_reference=LegalReference(row.get("reference"), row.get("url")),
                valid_from=valid_from,
                valid_to=valid_to,
                verified_until=None,
                release="",
            ),
        )


def _digest(folder: Traversable) -> str:
    """Over names and bytes of every file of the publication."""
    digest = hashlib.sha256()
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.is_file():
            digest.update(f"{file.name}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()
