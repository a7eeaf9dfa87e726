"""The official lists are read as they are published, and what is not one of them is refused."""

from datetime import date
from pathlib import Path

import pytest

from dutiful_docs.screening.engine.listed import Birth, ListedName, NameQuality, SubjectKind
from dutiful_docs.screening.lists import bounds
from dutiful_docs.screening.lists.errors import ListFileError
from dutiful_docs.screening.lists.recognise import Publication, read_publication
from tests.builders import screening_files as files

STATED = date(2026, 11, 20)
FORMS = [
    pytest.param("us_sdn", "ofac_xml", (files.OFAC_XML,), STATED, 2, id="ofac_xml"),
    pytest.param(
        "us_sdn", "ofac_csv", (files.OFAC_PRIMARY, files.OFAC_ALIASES, files.OFAC_ADDRESSES), STATED, 2, id="ofac_csv"
    ),
    pytest.param("un", "un_xml", (files.UN_XML,), date(2026, 11, 19), 2, id="un_xml"),
    pytest.param("uk", "uk_ofsi_csv", (files.UK_OFSI_CSV,), date(2026, 11, 18), 2, id="uk_ofsi_csv"),
    pytest.param("uk", "uk_ofsi_xml", (files.UK_OFSI_XML,), STATED, 1, id="uk_ofsi_xml"),
    pytest.param("uk", "uk_fcdo_csv", (files.UK_FCDO_CSV,), date(2026, 11, 17), 2, id="uk_fcdo_csv"),
    pytest.param("uk", "uk_fcdo_xml", (files.UK_FCDO_XML,), date(2026, 11, 17), 1, id="uk_fcdo_xml"),
    pytest.param("eu", "eu_xml", (files.EU_XML,), date(2026, 11, 16), 2, id="eu_xml"),
    pytest.param("eu", "eu_csv", (files.EU_CSV,), date(2026, 11, 16), 2, id="eu_csv"),
    pytest.param("us_csl", "csl_json", (files.CSL_JSON,), STATED, 2, id="csl_json"),
    pytest.param("us_csl", "csl_csv", (files.CSL_CSV,), STATED, 2, id="csl_csv"),
]
#: Forms that name no day of their own.
UNDATED = {"ofac_csv", "uk_ofsi_xml", "csl_json", "csl_csv"}


def read(folder: Path, list_id: str, *texts: str, stated: date | None = None) -> Publication:
    return read_publication(list_id, files.written(folder, *texts), stated)


@pytest.mark.parametrize(("list_id", "form", "texts", "day", "entries"), FORMS)
def test_a_form_is_told_by_its_content(
    tmp_path: Path, list_id: str, form: str, texts: tuple[str, ...], day: date, entries: int
) -> None:
    found = read(tmp_path, list_id, *texts, stated=day if form in UNDATED else None)

    assert (found.form, found.list_date, len(found.entries)) == (form, day, entries)


@pytest.mark.parametrize(("list_id", "form", "texts", "day", "entries"), FORMS)
def test_a_file_without_a_day_needs_one_and_a_dated_one_allows_no_other(
    tmp_path: Path, list_id: str, form: str, texts: tuple[str, ...], day: date, entries: int
) -> None:
    stated = None if form in UNDATED else date(2020, 1, 1)

    with pytest.raises(ListFileError, match="does not say of what day" if form in UNDATED else "not of 2020-01-01"):
        read(tmp_path, list_id, *texts, stated=stated)


def test_ofac_tells_strong_aliases_from_weak_ones(tmp_path: Path) -> None:
    person = read(tmp_path, "us_sdn", files.OFAC_XML).entries[0]

    assert person.names == (
        ListedName("Borvan Teodrik ZALMEKOV", NameQuality.PRIMARY),
        ListedName("Borwan SALMEKOFF", NameQuality.ALIAS),
        ListedName("THE QUIET FOX", NameQuality.WEAK),
    )


def test_ofac_gives_birth_countries_and_programmes(tmp_path: Path) -> None:
    person = read(tmp_path, "us_sdn", files.OFAC_XML).entries[0]

    assert (person.births, person.countries, person.programmes) == (
        (Birth(1961, 5, 17),),
        frozenset({"BY", "RU"}),
        ("TEST1", "TEST2"),
    )


def test_both_forms_of_ofac_say_the_same_of_a_person(tmp_path: Path) -> None:
    from_xml = read(tmp_path, "us_sdn", files.OFAC_XML).entries[0]
    texts = (files.OFAC_PRIMARY, files.OFAC_ALIASES, files.OFAC_ADDRESSES)
    from_csv = read(tmp_path, "us_sdn", *texts, stated=STATED).entries[0]

    assert [name.text for name in from_csv.names[:2]] == [name.text for name in from_xml.names[:2]]
    assert (from_csv.births, from_csv.programmes) == (from_xml.births, from_xml.programmes)


def test_a_firm_of_ofac_is_a_firm_in_both_forms(tmp_path: Path) -> None:
    texts = (files.OFAC_PRIMARY, files.OFAC_ALIASES, files.OFAC_ADDRESSES)
    kinds = {read(tmp_path, "us_sdn", *one, stated=STATED).entries[1].kind for one in (texts, (files.OFAC_XML,))}

    assert kinds == {SubjectKind.ORGANISATION}


def test_the_un_has_names_in_their_own_script_and_weak_aliases(tmp_path: Path) -> None:
    person = read(tmp_path, "un", files.UN_XML).entries[0]

    assert [(name.text, name.quality.value) for name in person.names] == [
        ("KHALIDUN MARZOUFI", "primary"),
        ("خالدون مرزوفي", "alias"),
        ("Khaldoun al-Marzufi", "alias"),
        ("Abu Sarmad", "weak"),
    ]


def test_an_approximate_birth_is_one(tmp_path: Path) -> None:
    assert read(tmp_path, "un", files.UN_XML).entries[0].births == (Birth(1970, circa=True),)


def test_rows_of_one_group_are_one_entry(tmp_path: Path) -> None:
    person = read(tmp_path, "uk", files.UK_OFSI_CSV).entries[0]

    assert {name.text: name.quality.value for name in person.names} == {
        "Pavlin GRUNDELVOV": "primary",
        "Pawlin GRUNDELWOW": "primary",
        "Павлин Грунделвов": "alias",
        "LITTLE PAV": "weak",
    }


@pytest.mark.parametrize("text", [files.UK_FCDO_CSV, files.UK_FCDO_XML], ids=["csv", "xml"])
def test_a_birth_of_which_only_the_year_is_known(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, "uk", text).entries[0].births == (Birth(1958),)


def test_a_ship_is_a_ship(tmp_path: Path) -> None:
    assert read(tmp_path, "uk", files.UK_FCDO_CSV).entries[1].kind is SubjectKind.VESSEL


def test_the_eu_calls_a_weak_alias_not_strong(tmp_path: Path) -> None:
    person = read(tmp_path, "eu", files.EU_XML).entries[0]

    assert person.names == (
        ListedName("Milorat Veskandić", NameQuality.PRIMARY),
        ListedName("Mica", NameQuality.WEAK),
    )


def test_a_country_that_the_eu_does_not_know_is_none(tmp_path: Path) -> None:
    assert read(tmp_path, "eu", files.EU_XML).entries[0].countries == frozenset({"RS"})


@pytest.mark.parametrize("text", [files.CSL_JSON, files.CSL_CSV], ids=["json", "csv"])
def test_the_screening_list_says_from_which_list_an_entry_is(tmp_path: Path, text: str) -> None:
    firm = read(tmp_path, "us_csl", text, stated=STATED).entries[0]

    assert (firm.programmes[0], firm.countries) == (
        "Entity List (EL) - Bureau of Industry and Security",
        frozenset({"CN"}),
    )


def test_the_digest_is_that_of_the_files(tmp_path: Path) -> None:
    one = read(tmp_path, "un", files.UN_XML).digest
    other = read(tmp_path, "un", files.UN_XML + "\n").digest

    assert len(one) == 64
    assert one != other


BOMB = """<?xml version="1.0"?>
<!DOCTYPE sdnList [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<sdnList><sdnEntry><uid>1</uid><lastName>&b;</lastName></sdnEntry></sdnList>"""
OUTSIDE = """<?xml version="1.0"?>
<!DOCTYPE sdnList [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<sdnList><sdnEntry><uid>1</uid><lastName>&a;</lastName></sdnEntry></sdnList>"""
_ENTRY = "<sdnEntry><uid>1</uid><lastName>X</lastName></sdnEntry>"
HOSTILE = [
    pytest.param(BOMB, "document type or entities", id="entities that grow"),
    pytest.param(OUTSIDE, "document type or entities", id="a file of the machine"),
    pytest.param("<!DOCTYPE sdnList>" + "<sdnList/>", "document type or entities", id="a document type alone"),
    pytest.param("<sdnList>" + "<a>" * 40 + "</a>" * 40 + "</sdnList>", "nested too deeply", id="too deep"),
    pytest.param(f"<sdnList>{_ENTRY}", "broken or cut off", id="cut off"),
    pytest.param(f"<sdnList>{_ENTRY}{_ENTRY}</sdnList>", "Two entries have the reference", id="one reference twice"),
    pytest.param("<sdnList><sdnEntry><uid>1</uid></sdnEntry></sdnList>", "has no name", id="no name"),
    pytest.param(
        "<sdnList><sdnEntry><lastName>X</lastName></sdnEntry></sdnList>", "has no reference", id="no reference"
    ),
    pytest.param(
        f"<sdnList><sdnEntry><uid>1</uid><lastName>{'x' * 1_001}</lastName></sdnEntry></sdnList>",
        "too long",
        id="a name too long",
    ),
    pytest.param(
        f"<sdnList><sdnEntry><uid>1</uid><lastName>{'x' * 200_001}</lastName></sdnEntry></sdnList>",
        "too long",
        id="a text without end",
    ),
    pytest.param("<sdnList></sdnList>", "has no entries", id="nothing in it"),
    pytest.param("<html><body>Service unavailable</body></html>", "none of the lists", id="an error page"),
    pytest.param("Service unavailable", "none of the lists", id="an error text"),
    pytest.param("", "none of the lists", id="empty"),
    pytest.param('{"error": "x"}', "not published", id="JSON of another list"),
    pytest.param('<?xml version="1.0" encoding="no-such"?><sdnList/>', "cannot be read|broken", id="odd encoding"),
]


@pytest.mark.parametrize(("text", "message"), HOSTILE)
def test_a_hostile_or_broken_file_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ListFileError, match=message):
        read(tmp_path, "us_sdn", text, stated=STATED)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param('{"results": [{"name": "x"', "broken or cut off", id="cut off"),
        pytest.param('{"error": "none today"}', "has no `results`", id="without results"),
        pytest.param('{"results": ["x"]}', "is no object", id="a result that is a text"),
    ],
)
def test_a_broken_screening_list_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ListFileError, match=message):
        read(tmp_path, "us_csl", text, stated=STATED)


def test_a_list_under_another_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ListFileError, match="not published"):
        read(tmp_path, "eu", files.UN_XML)


def test_a_list_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ListFileError, match="There is no list 'moon'"):
        read(tmp_path, "moon", files.UN_XML)


def test_an_alias_of_nobody_is_refused(tmp_path: Path) -> None:
    aliases = files.OFAC_ALIASES.replace("70001", "79999")

    with pytest.raises(ListFileError, match="79999"):
        read(tmp_path, "us_sdn", files.OFAC_PRIMARY, aliases, files.OFAC_ADDRESSES, stated=STATED)


def test_files_of_ofac_in_another_order_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ListFileError, match="none of OFAC's"):
        read(tmp_path, "us_sdn", files.OFAC_ALIASES, files.OFAC_PRIMARY, files.OFAC_ADDRESSES, stated=STATED)


def test_a_file_beyond_the_bounds_is_refused_while_it_is_read(tmp_path: Path) -> None:
    path = files.written(tmp_path, files.UN_XML)[0]
    with path.open("rb") as file, pytest.raises(ListFileError, match="more than"):
        bounds.BoundedFile(file, most=100).read()


def test_bytes_of_an_older_export_are_read_as_windows_1252(tmp_path: Path) -> None:
    path = tmp_path / "list"
    path.write_bytes(files.UK_OFSI_CSV.replace("Павлин Грунделвов", "Pavlín").encode("cp1252"))

    names = {name.text for name in read_publication("uk", [path]).entries[0].names}
    assert "Pavlín" in names
