"""The words of screening: roles of parties, what is listed, what is found, and what becomes of it."""

from enum import StrEnum


class PartyRole(StrEnum):
    """What a party is to the shipment. It is kept with the screening and changes no score."""

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
    """What a party or a listed subject is; `unknown`: nobody says. Two known kinds that differ speak against a hit."""

    PERSON = "person"
    ORGANISATION = "organisation"
    VESSEL = "vessel"
    AIRCRAFT = "aircraft"
    UNKNOWN = "unknown"


class NameQuality(StrEnum):
    """How much a name on a list is worth as a match.

    `weak` is so common or so short that its publisher warns of taking it alone.
    """

    PRIMARY = "primary"
    ALIAS = "alias"
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
    """What screening found. Only `clear` clears.

    * `clear`: nothing found on lists that are fresh, and every list that there is a reader for is loaded.
    * `clear_of_loaded`: nothing found on lists that are fresh, but others are not loaded (`missing_lists`).
    * `held`: somebody must look at it: a hit, or goods that may not go there.
    * `no_lists`: no list is loaded, or one that the operator requires is not.
    * `stale`: nothing found, but on lists older than the operator allows.
    """

    CLEAR = "clear"
    CLEAR_OF_LOADED = "clear_of_loaded"
    HELD = "held"
    NO_LISTS = "no_lists"
    STALE = "stale"


class HoldState(StrEnum):
    """How far a hold is. `released` lets the order go on; `confirmed` keeps it held for good."""

    OPEN = "open"
    CLAIMED = "claimed"
    RELEASED = "released"
    CONFIRMED = "confirmed"
