"""Official files to a release: read, checked and reported row by row, loaded as a whole or not at all.

The same files give the same release. A load is one transaction, so a killed import leaves nothing behind and is simply
run again; of several folders, those that are loaded already are recognised by their facts and not loaded twice.
"""

import asyncio
import hashlib
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from dutiful_quote.tariff.errors import ImportRefusedError, UnreadableFileError
from dutiful_quote.tariff.fact_table import FactTableError, read_publication
from dutiful_quote.tariff.import_report import (
    ImportOptions,
    ImportReport,
    RefusedRow,
    TooManyRefusedError,
)
from dutiful_quote.tariff.publications.official_sources import SOURCES, FactsOfFiles, read_official
from dutiful_quote.tariff.published import PublishedTariff
from dutiful_quote.tariff.releases import ReleaseStore

__all__ = ["PLAIN", "ImportOptions", "ImportReport", "RefusedRow", "TooManyRefusedError", "import_publication",
           "sources"]  # fmt: skip

#: The source of fact tables in our own plain layout, a folder a publication.
PLAIN: Final = "plain"


def sources() -> tuple[str, ...]:
    """The names that `import_publication` takes."""
    return (*sorted(SOURCES), PLAIN)


async def import_publication(
    store: ReleaseStore, source: str, files: Sequence[Path], options: ImportOptions
) -> ImportReport:
    """Load `files` of `source` as a release (of `plain`: each folder as one, or one a country); none is activated.

    Raises:
        ImportRefusedError: the files are not such a publication, or more rows were refused than the options accept
            (`TooManyRefusedError`). Nothing was loaded.
        ReleaseRefusedError: the facts failed a check of the store. Nothing was loaded.
        sqlalchemy.exc.SQLAlchemyError, OSError: a file cannot be read, or PostgreSQL failed.
    """
    if not files:
        raise ImportRefusedError("name at least one file")
    if options.accept_refused and not options.reason.strip():
        raise ImportRefusedError("refused rows are accepted only with a reason")
    if source == PLAIN:
        return await _import_folders(store, files, options)
    if source not in SOURCES:
        raise ImportRefusedError(f"there is no source {source!r}; there are {', '.join(sources())}")
    facts, tariffs, refused = await asyncio.to_thread(_read, source, files, options)
    if len(refused) > options.accept_refused:
        raise TooManyRefusedError(source, refused, options.accept_refused)
    report = ImportReport(
        source=source,
        files=facts.read,
        releases=(),
        known=frozenset(),
        measures=len(facts.folder.measures),
        lines=len(facts.folder.lines),
        counted=dict(sorted(facts.folder.counted.items())),
        refused=tuple(refused),
        reason=options.reason.strip() if refused else "",
    )
    return await _loaded(store, tariffs, report, options)


def _read(
    source: str, files: Sequence[Path], options: ImportOptions
) -> tuple[FactsOfFiles, list[PublishedTariff], list[RefusedRow]]:
    """The facts of the files, the tariffs made of them, and what was refused on either way."""
    try:
        facts = read_official(source, files, options)
    except UnreadableFileError as error:
        raise ImportRefusedError(f"{error}; nothing was loaded") from error
    refused = list(facts.refused)

    def refuse(error: FactTableError) -> None:
        file, place = facts.origin_of(error.file, error.row)
        refused.append(RefusedRow(file, place, f"{error.column}: {error.reason}" if error.column else error.reason))

    with tempfile.TemporaryDirectory(prefix="dutiful-import-") as scratch:
        facts.folder.write(Path(scratch), compress=False)
        try:
            tariffs = list(read_publication(Path(scratch) / facts.folder.path, refuse))
        except FactTableError as error:
            raise ImportRefusedError(f"{error}; nothing was loaded") from error
    return facts, [_told_apart(tariff, refused) for tariff in tariffs], refused


def _told_apart(tariff: PublishedTariff, refused: Sequence[RefusedRow]) -> PublishedTariff:
    """A digest that also says what was left out: a reader that learns to read those rows makes another release."""
    if not refused:
        return tariff
    digest = hashlib.sha256(tariff.digest.encode())
    for row in refused:
        digest.update(f"\0{row}".encode())
    return replace(tariff, digest=digest.hexdigest())


def _folder(folder: Path) -> list[PublishedTariff]:
    return list(read_publication(folder))


async def _import_folders(store: ReleaseStore, folders: Sequence[Path], options: ImportOptions) -> ImportReport:
    report = ImportReport(PLAIN, {}, (), frozenset(), 0, 0)
    for folder in folders:
        if not (folder / "publication.toml").is_file():
            raise ImportRefusedError(f"{folder} has no publication.toml; it is no folder of fact tables")
    for folder in folders:
        tariffs = await asyncio.to_thread(_folder, folder)
        report = await _loaded(store, tariffs, report, options)
        measures = sum(len(tuple(tariff.measures)) for tariff in tariffs)
        lines = sum(len(tuple(tariff.lines)) for tariff in tariffs)
        report = replace(
            report,
            files={**report.files, folder.name: measures + lines},
            measures=report.measures + measures,
            lines=report.lines + lines,
        )
    return report


async def _loaded(
    store: ReleaseStore, tariffs: Sequence[PublishedTariff], report: ImportReport, options: ImportOptions
) -> ImportReport:
    """Load what is not loaded yet, and note which release each one is."""
    releases, known = list(report.releases), set(report.known)
    for tariff in tariffs:
        written = 0

        def count(rows: int) -> None:
            nonlocal written
            written += rows
            options.on_rows(rows)

        info = await store.load(tariff, count)
        releases.append(info)
        if not written:
            known.add(info.id)
    return replace(report, releases=tuple(releases), known=frozenset(known))
