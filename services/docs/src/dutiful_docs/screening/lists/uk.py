"""The United Kingdom's lists: OFSI's consolidated list (ConList) and the FCDO's UK Sanctions List, each in XML and CSV.

Both give a row (or a target) for each name: rows with the same group are one entry.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from dutiful_docs.screening.engine.listed import Listed, NameQuality, SubjectKind
from dutiful_docs.screening.lists.bounds import KEPT_REMARKS, MOST_ENTRIES, BoundedFile
from dutiful_docs.screening.lists.csv_rows import named_rows, rows
from dutiful_docs.screening.lists.errors import ListFileError
from dutiful_docs.screening.lists.publication import ReadList
from dutiful_docs.screening.lists.values import births_of, countries_of, day_of, kind_of, names_of
from dutiful_docs.screening.lists.xml_records import Node, records

_NAME_PARTS: Final = (1, 2, 3, 4, 5, 6)


@dataclass(slots=True)
class _Group:
    """What the rows of one entry say together."""

    kind: SubjectKind
    names: list[tuple[str, NameQuality]] = field(default_factory=list)
    births: list[str] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    programmes: list[str] = field(default_factory=list)
    remarks: str = ""


@dataclass(frozen=True, slots=True)
class _Columns:
    """How a form calls its fields. `script` is the name in its own letters."""

    group: str
    kind: str
    name: Callable[[int], str]
    name_kind: str
    strength: str
    script: str
    birth: str
    countries: tuple[str, ...]
    programme: str
    remarks: str


_OFSI_CSV: Final = _Columns(
    "group id", "group type", lambda part: f"name {part}", "alias type", "alias quality", "name non-latin script",
    "dob", ("nationality", "country"), "regime", "other information",
)  # fmt: skip
_FCDO_CSV: Final = _Columns(
    "unique id", "designation type", lambda part: f"name {part}", "name type", "alias strength",
    "name non-latin script", "d.o.b", ("nationality(/ies)", "address country"), "regime name", "other information",
)  # fmt: skip
_OFSI_XML: Final = _Columns(
    "groupid", "grouptypedescription", lambda part: f"name{part}", "aliastype", "aliasquality", "namenonlatinscript",
    "individual_dateofbirth", ("nationality", "country"), "regimename", "otherinformation",
)  # fmt: skip


def read_csv(file: BoundedFile) -> ReadList:
    """Either CSV: a line with the day, the header, a row for each name.

    Raises:
        ListFileError: the first lines are none of theirs.
    """
    body = rows(file)
    preamble, header = next(body, []), next(body, [])
    names = {name.lower() for name in header}
    if {"unique id", "name 6"} <= names:
        columns, form = _FCDO_CSV, "uk_fcdo_csv"
    elif {"group id", "name 6"} <= names:
        columns, form = _OFSI_CSV, "uk_ofsi_csv"
    else:
        raise ListFileError("The second line is the header of neither of the UK's lists.")
    text = " ".join(preamble)
    published = day_of(text.partition(":")[2]) if ":" in text else day_of([*preamble, "", ""][1])
    return ReadList(form, _entries(named_rows(header, body), columns), published)


def read_ofsi_xml(file: BoundedFile) -> ReadList:
    """ConList.xml: `FinancialSanctionsTarget`, one for each name. It names no day of its own."""
    targets = (
        {child.tag.lower(): child.text for child in node.children}
        for node in records(file, "FinancialSanctionsTarget")
        if node.tag == "FinancialSanctionsTarget"
    )
    return ReadList("uk_ofsi_xml", _entries(targets, _OFSI_XML))


def read_fcdo_xml(file: BoundedFile) -> ReadList:
    """UK-Sanctions-List.xml: `Designation`, one for each entry."""
    found = ReadList("uk_fcdo_xml", iter(()))

    def entries() -> Iterator[Listed]:
        for node in records(file, "Designation", "DateGenerated"):
            if node.tag == "DateGenerated":
                found.list_date = day_of(node.text)
            elif node.tag == "Designation":
                yield _designation(node)

    found.entries = entries()
    return found


def _entries(found: Iterable[Mapping[str, str]], columns: _Columns) -> Iterator[Listed]:
    groups: dict[str, _Group] = {}
    for row in found:
        reference = row.get(columns.group, "")
        if reference not in groups and len(groups) >= MOST_ENTRIES:
            raise ListFileError(f"The list has more than {MOST_ENTRIES} entries.")
        group = groups.setdefault(reference, _Group(kind_of(row.get(columns.kind, ""))))
        group.names.append((_joined(row.get, columns.name), _quality(row, columns)))
        group.names.append((row.get(columns.script, ""), NameQuality.ALIAS))
        group.births.append(row.get(columns.birth, ""))
        group.countries.extend(_split(row.get(name, "")) for name in columns.countries)
        group.programmes.append(row.get(columns.programme, ""))
        group.remarks = group.remarks or row.get(columns.remarks, "")
    for reference, group in groups.items():
        yield Listed(
            reference,
            group.kind,
            names_of(group.names),
            births_of(group.births),
            countries_of(group.countries),
            tuple(dict.fromkeys(filter(None, group.programmes))),
            group.remarks[:KEPT_REMARKS],
        )


def _joined(part_of: Callable[..., str], name: Callable[[int], str]) -> str:
    """Name 6 is the family name, or the whole name of a firm."""
    return " ".join(filter(None, (part_of(name(part), "") for part in _NAME_PARTS)))


def _quality(row: Mapping[str, str], columns: _Columns) -> NameQuality:
    if row.get(columns.name_kind, "").lower().startswith("primary name"):
        return NameQuality.PRIMARY
    return NameQuality.WEAK if "low" in row.get(columns.strength, "").lower() else NameQuality.ALIAS


def _split(text: str) -> str:
    """The first of several countries: `(1) Syria (2) Lebanon` is Syria."""
    return text.removeprefix("(1)").partition("(2)")[0].strip()


def _designation(node: Node) -> Listed:
    names: list[tuple[str, NameQuality]] = []
    for name in node.all("Names", "Name"):
        fields = {child.tag.lower(): child.text for child in name.children}
        text = _joined(fields.get, lambda part: f"name{part}")
        if fields.get("nametype", "").lower().startswith("primary name"):
            quality = NameQuality.PRIMARY
        else:
            quality = NameQuality.WEAK if "low" in fields.get("aliasstrength", "").lower() else NameQuality.ALIAS
        names.append((text, quality))
    names += [(text, NameQuality.ALIAS) for text in node.texts("NonLatinNames", "NonLatinName", "NameNonLatinScript")]
    person = ("IndividualDetails", "Individual")
    where = (
        *node.texts("Addresses", "Address", "AddressCountry"),
        *node.texts(*person, "Nationalities", "Nationality"),
    )
    return Listed(
        node.first("UniqueID"),
        kind_of(node.first("IndividualEntityShip")),
        names_of(names),
        births_of(node.texts(*person, "DOBs", "DOB")),
        countries_of(where),
        tuple(node.texts("RegimeName")),
        node.first("OtherInformation")[:KEPT_REMARKS],
    )
