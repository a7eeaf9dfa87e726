"""The words of screening: roles of parties, what is listed, what is found, and what becomes of it."""

from enum import StrEnum


class PartyRole(StrEnum):
    EXPORTER = "exporter"
    CONSIGNEE = "consignee"
    BUYER = "buyer"
    IMPORTER = "importer"
    NOTIFY = "notify"
    FORWARDER = "forwarder"
    MANUFACTURER = "manufacturer"
    BANK = "bank"
    OTHER = "other"


class SubjectKind(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"
    VESSEL = "vessel"
    AIRCRAFT = "aircraft"
    #: Nobody says.
    UNKNOWN = "unknown"


class NameQuality(StrEnum):
    PRIMARY = "primary"
    ALIAS = "alias"
    #: A name so common or so short that its publisher warns of taking it alone for a match.
    WEAK = "weak"


class Evidence(StrEnum):
    """What speaks for or against a hit."""

    SAME_NAME = "same_name"
    SIMILAR_NAME = "similar_name"
    WEAK_ALIAS = "weak_alias"
    BORN_SAME_DAY = "born_same_day"
    BIRTH_DIFFERS = "birth_differs"
    SAME_COUNTRY = "same_country"
    COUNTRY_DIFFERS = "country_differs"
    KIND_DIFFERS = "kind_differs"


class ScreeningState(StrEnum):
    #: Nothing found on lists that are fresh.
    CLEAR = "clear"
    #: Somebody must look at it: a hit, or goods that may not go there.
    HELD = "held"
    #: No list is loaded, or one that the operator requires is not.
    NO_LISTS = "no_lists"
    #: Nothing found, but on lists older than the operator allows.
    STALE = "stale"


class HoldState(StrEnum):
    OPEN = "open"
    CLAIMED = "claimed"
    RELEASED = "released"
    CONFIRMED = "confirmed"
