"""The consolidated list of the United Nations Security Council (XML). Source: its schema, sc-sanctions.xsd."""

from collections.abc import Iterator

from dutiful_docs.screening.engine.listed import Birth, Listed, NameQuality, SubjectKind
from dutiful_docs.screening.lists.bounds import KEPT_REMARKS, BoundedFile
from dutiful_docs.screening.lists.publication import ReadList
from dutiful_docs.screening.lists.values import birth_of, countries_of, day_of, names_of
from dutiful_docs.screening.lists.xml_records import Node, records

_NAMES = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")


def read_xml(file: BoundedFile) -> ReadList:
    """`CONSOLIDATED_LIST`: individuals and entities."""
    found = ReadList("un_xml", iter(()))

    def entries() -> Iterator[Listed]:
        for node in records(file, "INDIVIDUAL", "ENTITY"):
            if node.tag == "CONSOLIDATED_LIST":
                found.list_date = day_of(node.attributes.get("dateGenerated", ""))
            else:
                yield _entry(node)

    found.entries = entries()
    return found


def _entry(node: Node) -> Listed:
    kind = node.tag
    names = [(" ".join(filter(None, (node.first(tag) for tag in _NAMES))), NameQuality.PRIMARY)]
    # In their own script they stand in one field; it is as good as the primary name.
    names.append((node.first("NAME_ORIGINAL_SCRIPT"), NameQuality.ALIAS))
    for alias in node.all(f"{kind}_ALIAS"):
        low = alias.first("QUALITY").lower() == "low"
        names.append((alias.first("ALIAS_NAME"), NameQuality.WEAK if low else NameQuality.ALIAS))
    where = (*node.texts("NATIONALITY", "VALUE"), *node.texts(f"{kind}_ADDRESS", "COUNTRY"))
    return Listed(
        node.first("REFERENCE_NUMBER") or node.first("DATAID"),
        SubjectKind.PERSON if kind == "INDIVIDUAL" else SubjectKind.ORGANISATION,
        names_of(names),
        tuple(_births(node)),
        countries_of(where),
        tuple(node.texts("UN_LIST_TYPE")),
        node.first("COMMENTS1")[:KEPT_REMARKS],
    )


def _births(node: Node) -> Iterator[Birth]:
    for one in node.all("INDIVIDUAL_DATE_OF_BIRTH"):
        circa = one.first("TYPE_OF_DATE").upper() in {"APPROXIMATELY", "BETWEEN"}
        for text in (one.first("DATE"), one.first("YEAR"), one.first("FROM_YEAR"), one.first("TO_YEAR")):
            if (birth := birth_of(text)) is not None:
                yield Birth(birth.year, birth.month, birth.day, circa)
