"""What merchants can ask to be told."""

from enum import StrEnum


class EventType(StrEnum):
    QUOTE_COMMITTED = "quote.committed"
    QUOTE_ADJUSTED = "quote.adjusted"
    QUOTE_REFUNDED = "quote.refunded"
    QUOTE_VOIDED = "quote.voided"
    #: Another release of a tariff is in force.
    RELEASE_CHANGED = "release.changed"
    #: A shipment has reached a milestone, is held, or is held no longer.
    CLEARANCE_EVENT = "clearance.event"
    #: A customs paper was issued.
    DOCUMENT_READY = "document.ready"
    #: Papers of an order that are made by themselves lack something, or are held.
    DOCUMENT_REFUSED = "document.refused"
    #: What people decided of codes was held against the present nomenclature and model.
    RECHECK_COMPLETED = "recheck.completed"
    #: Another release of a tariff is in force, and the codes of the catalogue were held against it.
    CATALOGUE_RECHECKED = "catalogue.rechecked"
