"""The codes that come with the service: facts without texts, one folder an edition."""

import csv
import gzip
import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from dutiful_classify.codes.code_system import FACTS, CodeSystems
from dutiful_classify.codes.code_tree import CodeTree, EditionInfo
from dutiful_classify.codes.nomenclature_row import PRODUCT_LINE, NomenclatureRow

_TABLE = "codes.csv.gz"


@cache
def packaged_systems() -> Mapping[str, Traversable]:
    """The folder of each system that codes are packaged of."""
    return {
        area.name.upper(): publication
        for area in sorted(files(FACTS).iterdir(), key=lambda entry: entry.name)
        if area.is_dir()
        for publication in area.iterdir()
        if publication.is_dir() and publication.joinpath(_TABLE).is_file()
    }


@cache
def packaged_tree(system: str) -> CodeTree | None:
    """The packaged codes of `system`, read once; none where none are packaged."""
    folder = packaged_systems().get(system)
    if folder is None:
        return None
    about = tomllib.loads(folder.joinpath("publication.toml").read_text(encoding="utf-8"))
    packed = folder.joinpath(_TABLE).read_bytes()
    return CodeTree(_info(about, hashlib.sha256(packed).hexdigest()), _rows(packed))


def _info(about: Mapping[str, Any], digest: str) -> EditionInfo:
    system = CodeSystems.packaged().get(about["system"])
    return EditionInfo(
        id=f"{about['system']}:packaged:{digest[:12]}",
        system=about["system"],
        edition=about["edition"],
        published_on=date.fromisoformat(about["published_on"]),
        title=about["title"],
        source_url=about["source_url"],
        padded=system is not None and system.padded,
        partial=about["partial"],
    )


def _rows(packed: bytes) -> Iterator[NomenclatureRow]:
    lines = gzip.decompress(packed).decode("ascii").splitlines()
    for code, suffix, indent, begins, ends, declarable in csv.reader(lines[1:]):
        yield NomenclatureRow(
            code,
            int(indent) if indent else None,
            "",
            suffix or PRODUCT_LINE,
            date.fromisoformat(begins) if begins else None,
            date.fromisoformat(ends) if ends else None,
            declarable == "1" if declarable else None,
        )
