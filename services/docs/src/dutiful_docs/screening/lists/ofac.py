"""The lists of the US Treasury's OFAC: Specially Designated Nationals, and the consolidated list of all others.

Forms: SDN.XML and CONSOLIDATED.XML (`sdnList`), and the CSV files without headers (sdn.csv with alt.csv and add.csv;
cons_prim.csv with cons_alt.csv and cons_add.csv). Source: OFAC, "Specially Designated Nationals and Blocked Persons
Data Specification".
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from dutiful_docs.screening.engine.listed import Listed, NameQuality
from dutiful_docs.screening.lists.bounds import KEPT_REMARKS, BoundedFile
from dutiful_docs.screening.lists.csv_rows import rows
from dutiful_docs.screening.lists.errors import ListFileError
from dutiful_docs.screening.lists.publication import ReadList
from dutiful_docs.screening.lists.values import births_of, countries_of, day_of, kind_of, names_of
from dutiful_docs.screening.lists.xml_records import Node, records

_NULL: Final = "-0-"
_PRIMARY_COLUMNS: Final = 12
_ALIAS_COLUMNS: Final = 5
_ADDRESS_COLUMNS: Final = 6
_BORN: Final = re.compile(r"\b(?:alt\. )?DOB ([^;.]+)")
_QUOTED_ALIAS: Final = re.compile(r"(?:a\.k\.a\.|f\.k\.a\.|n\.k\.a\.) '([^']+)'")


def read_xml(file: BoundedFile) -> ReadList:
    """SDN.XML or CONSOLIDATED.XML."""
    found = ReadList("ofac_xml", iter(()))

    def entries() -> Iterator[Listed]:
        for node in records(file, "publshInformation", "sdnEntry"):
            if node.tag == "publshInformation":
                found.list_date = day_of(node.first("Publish_Date"), month_first=True)
            elif node.tag == "sdnEntry":
                yield _entry(node)

    found.entries = entries()
    return found


def _entry(node: Node) -> Listed:
    names = [(_name(node), NameQuality.PRIMARY)]
    for alias in node.all("akaList", "aka"):
        names.append((_name(alias), NameQuality.WEAK if alias.first("category") == "weak" else NameQuality.ALIAS))
    where = (
        *node.texts("addressList", "address", "country"),
        *node.texts("nationalityList", "nationality", "country"),
        *node.texts("citizenshipList", "citizenship", "country"),
        *node.texts("vesselInfo", "vesselFlag"),
    )
    return Listed(
        node.first("uid"),
        kind_of(node.first("sdnType")),
        names_of(names),
        births_of(node.texts("dateOfBirthList", "dateOfBirthItem", "dateOfBirth")),
        countries_of(where),
        tuple(node.texts("programList", "program")),
        node.first("remarks")[:KEPT_REMARKS],
    )


def _name(node: Node) -> str:
    return f"{node.first('firstName')} {node.first('lastName')}".strip()


def read_csv(primary: BoundedFile, aliases: BoundedFile, addresses: BoundedFile) -> ReadList:
    """The three files without headers; `-0-` stands for nothing, and a control-Z for the end.

    Raises:
        ListFileError: a file is not what its place says, or names an entry that the primary file has not.
    """
    by_entry: dict[str, list[tuple[str, NameQuality]]] = defaultdict(list)
    countries: dict[str, list[str]] = defaultdict(list)
    for row in _rows(aliases, _ALIAS_COLUMNS, "aliases"):
        # The fourth column is the name; what kind of alias it is says nothing of how sure it is.
        by_entry[row[0]].append((_straight(row[3]), NameQuality.ALIAS))
    for row in _rows(addresses, _ADDRESS_COLUMNS, "addresses"):
        countries[row[0]].append(row[4])

    def entries() -> Iterator[Listed]:
        for row in _rows(primary, _PRIMARY_COLUMNS, "primary names"):
            remarks = row[11]
            weak = [(text, NameQuality.WEAK) for text in _QUOTED_ALIAS.findall(remarks)]
            yield Listed(
                row[0],
                # The file leaves entities empty.
                kind_of(row[2] or "entity"),
                names_of([(_straight(row[1]), NameQuality.PRIMARY), *by_entry.pop(row[0], ()), *weak]),
                births_of(_BORN.findall(remarks)),
                countries_of(countries.pop(row[0], ())),
                tuple(part for part in re.split(r"\] \[|[\[\];]", row[3]) if part.strip()),
                remarks[:KEPT_REMARKS],
            )
        if by_entry:
            raise ListFileError(f"The file of aliases names {next(iter(by_entry))!r}, which the primary file has not.")

    return ReadList("ofac_csv", entries())


def _rows(file: BoundedFile, columns: int, what: str) -> Iterator[list[str]]:
    for number, row in enumerate(rows(file), 1):
        if len(row) != columns or not row[0].isdigit():
            raise ListFileError(f"Row {number} of the file of {what} is none of OFAC's.")
        yield ["" if value == _NULL else value for value in row]


def _straight(name: str) -> str:
    """`SURNAME, Given` in the order of speech."""
    family, comma, given = name.partition(", ")
    return f"{given} {family}" if comma else name
