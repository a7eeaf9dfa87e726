"""The European Union's consolidated list of financial sanctions, in XML (xmlFullSanctionsList_1_1) and CSV."""

from collections.abc import Iterator

from dutiful_docs.screening.engine.listed import Birth, Listed, NameQuality
from dutiful_docs.screening.lists.bounds import KEPT_REMARKS, MOST_ENTRIES, BoundedFile
from dutiful_docs.screening.lists.csv_rows import named_rows, rows
from dutiful_docs.screening.lists.errors import ListFileError
from dutiful_docs.screening.lists.publication import ReadList
from dutiful_docs.screening.lists.values import birth_of, births_of, countries_of, day_of, kind_of, names_of
from dutiful_docs.screening.lists.xml_records import Node, records

_STRENGTH = {"false": NameQuality.WEAK}
#: The file says 00 where a country is not known.
_COLUMNS = frozenset({"entity_logicalid", "namealias_wholename", "entity_subjecttype"})


def read_xml(file: BoundedFile) -> ReadList:
    """`export` with `sanctionEntity`."""
    found = ReadList("eu_xml", iter(()))

    def entries() -> Iterator[Listed]:
        for node in records(file, "sanctionEntity"):
            if node.tag == "export":
                found.list_date = day_of(node.attributes.get("generationDate", ""))
            else:
                yield _entry(node)

    found.entries = entries()
    return found


def _entry(node: Node) -> Listed:
    names: list[tuple[str, NameQuality]] = []
    for alias in node.all("nameAlias"):
        attributes = alias.attributes
        parts = (attributes.get(name, "") for name in ("firstName", "middleName", "lastName"))
        text = attributes.get("wholeName", "") or " ".join(filter(None, parts))
        strength = _STRENGTH.get(attributes.get("strong", ""), NameQuality.ALIAS)
        names.append((text, strength if names or strength is NameQuality.WEAK else NameQuality.PRIMARY))
    where = [one.attributes.get("countryIso2Code", "") for tag in ("citizenship", "address") for one in node.all(tag)]
    kinds = [one.attributes.get("code", "") for one in node.all("subjectType")]
    return Listed(
        node.attributes.get("euReferenceNumber", "") or node.attributes.get("logicalId", ""),
        kind_of(next(iter(kinds), "")),
        names_of(names),
        tuple(_births(node)),
        countries_of(where),
        tuple(dict.fromkeys(filter(None, (one.attributes.get("programme", "") for one in node.all("regulation"))))),
        node.first("remark")[:KEPT_REMARKS],
    )


def _births(node: Node) -> Iterator[Birth]:
    for one in node.all("birthdate"):
        attributes = one.attributes
        birth = birth_of(attributes.get("birthdate", "")) or birth_of(attributes.get("year", ""))
        if birth is not None:
            yield Birth(birth.year, birth.month, birth.day, attributes.get("circa") == "true")


def read_csv(file: BoundedFile) -> ReadList:
    """The CSV with semicolons: rows of one entity share `Entity_LogicalId`. It does not tell weak aliases from others.

    Raises:
        ListFileError: the first line is not its header.
    """
    body = rows(file, ";")
    header = next(body, [])
    if not {name.lower() for name in header} >= _COLUMNS:
        raise ListFileError("The first line is not the header of the EU's list.")
    found = ReadList("eu_csv", iter(()))

    def entries() -> Iterator[Listed]:
        groups: dict[str, list[dict[str, str]]] = {}
        for row in named_rows(header, body):
            if found.list_date is None:
                found.list_date = day_of(row.get("filegenerationdate", ""))
            groups.setdefault(row.get("entity_logicalid", ""), []).append(dict(row))
            if len(groups) > MOST_ENTRIES:
                raise ListFileError(f"The list has more than {MOST_ENTRIES} entries.")
        for reference, group in groups.items():
            names = [row.get("namealias_wholename", "") for row in group if row.get("namealias_wholename")]
            yield Listed(
                group[0].get("entity_eu_referencenumber") or reference,
                kind_of(group[0].get("entity_subjecttype", "")),
                names_of(
                    (text, NameQuality.ALIAS if number else NameQuality.PRIMARY) for number, text in enumerate(names)
                ),
                births_of(row.get("birthdate_birthdate") or row.get("birthdate_year", "") for row in group),
                countries_of(
                    row.get(name, "")
                    for row in group
                    for name in ("citizenship_countryiso2code", "address_countryiso2code")
                ),
                tuple(dict.fromkeys(filter(None, (row.get("entity_regulation_programme", "") for row in group)))),
                group[0].get("entity_remark", "")[:KEPT_REMARKS],
            )

    found.entries = entries()
    return found
