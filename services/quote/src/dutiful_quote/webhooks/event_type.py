"""What merchants can ask to be told."""

from enum import StrEnum


class EventType(StrEnum):
    """What a merchant can ask to be told.

    * `quote.committed`, `quote.adjusted`, `quote.refunded`, `quote.voided`: what became of an order.
    * `release.changed`: another release of a tariff is in force.
    * `clearance.event`: a shipment has reached a milestone, is held, or is held no longer.
    * `document.ready`: a customs paper was issued.
    * `document.refused`: papers of an order that are made by themselves lack something, or are held.
    * `recheck.completed`: what people decided of codes was held against the present nomenclature and model.
    * `catalogue.rechecked`: another release of a tariff is in force, and the catalogue's codes were held against it.
    """

    QUOTE_COMMITTED = "quote.committed"
    QUOTE_ADJUSTED = "quote.adjusted"
    QUOTE_REFUNDED = "quote.refunded"
    QUOTE_VOIDED = "quote.voided"
    RELEASE_CHANGED = "release.changed"
    CLEARANCE_EVENT = "clearance.event"
    DOCUMENT_READY = "document.ready"
    DOCUMENT_REFUSED = "document.refused"
    RECHECK_COMPLETED = "recheck.completed"
    CATALOGUE_RECHECKED = "catalogue.rechecked"
