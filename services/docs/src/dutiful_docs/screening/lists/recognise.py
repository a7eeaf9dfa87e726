"""Which list a file is, told by its content, never by its name."""

import hashlib
import re
from collections.abc import Collection, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from dutiful_docs.screening.engine.listed import Listed
from dutiful_docs.screening.lists import csl, eu, ofac, uk, un
from dutiful_docs.screening.lists.bounds import BoundedFile, bounded
from dutiful_docs.screening.lists.errors import ListFileError
from dutiful_docs.screening.lists.publication import ReadList

#: Id of a list -> what it is called, and the forms in which it is published.
LISTS: Final = {
    "us_sdn": ("US OFAC: Specially Designated Nationals", frozenset({"ofac_xml", "ofac_csv"})),
    "us_consolidated": ("US OFAC: consolidated list (non-SDN)", frozenset({"ofac_xml", "ofac_csv"})),
    "us_csl": ("US: Consolidated Screening List (BIS, State, Treasury)", frozenset({"csl_json", "csl_csv"})),
    "un": ("United Nations Security Council: consolidated list", frozenset({"un_xml"})),
    "uk": (
        "United Kingdom: OFSI consolidated list or UK Sanctions List",
        frozenset({"uk_ofsi_csv", "uk_ofsi_xml", "uk_fcdo_csv", "uk_fcdo_xml"}),
    ),
    "eu": ("European Union: consolidated financial sanctions list", frozenset({"eu_xml", "eu_csv"})),
}
#: Lists that another one has in it: the Consolidated Screening List repeats those of the Treasury.
_WITHIN: Final = {"us_sdn": "us_csl", "us_consolidated": "us_csl"}
_HEAD: Final = 4_096
_ROOT: Final = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)[\s>/]")
_XML: Final = {
    b"sdnList": ofac.read_xml,
    b"CONSOLIDATED_LIST": un.read_xml,
    b"ArrayOfFinancialSanctionsTarget": uk.read_ofsi_xml,
    b"Designations": uk.read_fcdo_xml,
    b"export": eu.read_xml,
}
_OFAC_FILES: Final = 3


@dataclass(frozen=True, slots=True)
class Publication:
    """A list read to its end. `digest`: SHA-256 of its files, in the order given."""

    list_id: str
    form: str
    list_date: date
    digest: str
    entries: tuple[Listed, ...]

    @property
    def names(self) -> int:
        """How many names its entries have in all, aliases too."""
        return sum(len(entry.names) for entry in self.entries)


def not_loaded(loaded: Collection[str]) -> tuple[str, ...]:
    """Ids of lists that nobody can be found on, where only these are loaded."""
    return tuple(one for one in LISTS if one not in loaded and _WITHIN.get(one) not in loaded)


def read_publication(list_id: str, files: Sequence[Path], stated: date | None = None) -> Publication:
    """The list in these files: one, or for OFAC's CSV three (primary names, aliases, addresses).

    Args:
        stated: the day of the list; needed where the file names none, and must be the file's where it does.

    Raises:
        ListFileError: the files are not this list, are broken, or no day is known.
        OSError: a file cannot be read.
    """
    if list_id not in LISTS:
        raise ListFileError(f"There is no list {list_id!r}; there are {', '.join(LISTS)}.")
    with ExitStack() as stack:
        opened = [BoundedFile(stack.enter_context(path.open("rb"))) for path in files]
        found = _reader(files, opened)
        if found.form not in LISTS[list_id][1]:
            raise ListFileError(f"The file is of the form {found.form}, in which {list_id} is not published.")
        entries = tuple(bounded(found.entries))
    if not entries:
        raise ListFileError("The file has no entries.")
    if found.list_date and stated and found.list_date != stated:
        raise ListFileError(f"The file is of {found.list_date}, not of {stated}.")
    list_date = found.list_date or stated
    if list_date is None:
        raise ListFileError("The file does not say of what day it is: state it with --list-date.")
    return Publication(list_id, found.form, list_date, _digest(files), entries)


def _reader(files: Sequence[Path], opened: Sequence[BoundedFile]) -> ReadList:
    if len(files) == _OFAC_FILES:
        return ofac.read_csv(*opened)
    if len(files) != 1:
        raise ListFileError("Give one file, or for OFAC's CSV three: primary names, aliases, addresses.")
    with files[0].open("rb") as file:
        head = file.read(_HEAD).removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"<"):
        root = _ROOT.search(re.sub(rb"<\?.*?\?>|<!--.*?-->", b"", head, flags=re.DOTALL))
        reader = _XML.get(root.group(1)) if root else None
        if reader is None:
            raise ListFileError("The XML is none of the lists that are known.")
        return reader(opened[0])
    if head.startswith(b"{"):
        return csl.read_json(opened[0])
    first, _, second = head.partition(b"\n")
    if first.lower().startswith((b'"filegenerationdate"', b"filegenerationdate")) or b"Entity_LogicalId" in first:
        return eu.read_csv(opened[0])
    if b"source" in first.lower() and b"alt_names" in first.lower():
        return csl.read_csv(opened[0])
    if b"name 6" in second.lower().partition(b"\n")[0]:
        return uk.read_csv(opened[0])
    raise ListFileError(
        "The file is none of the lists that are known. OFAC's CSV needs three: primary names, aliases, addresses."
    )


def _digest(files: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        with path.open("rb") as file:
            while piece := file.read(1 << 20):
                digest.update(piece)
    return digest.hexdigest()
