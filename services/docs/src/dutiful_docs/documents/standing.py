"""Whether a quote still stands for an order, and how it was ordered: papers go with the goods that are sent."""

from dutiful_docs.documents.refusal import Fault, contradiction
from dutiful_shared.contract.documents import DocumentKind
from dutiful_shared.contract.orders import OrderAnswer, OrderedAnswer, OrderState


def standing_fault(order: OrderAnswer, quote_id: str, kind: DocumentKind) -> Fault | None:
    """Why no paper of this kind is made of the quote; None where it stands, or was never committed.

    What comes back was sent once: a return declaration is made of any quote of the order.
    """
    if kind is DocumentKind.RETURN_DECLARATION:
        return None
    if order.state is OrderState.VOIDED:
        return contradiction("/quote_id", "the order of this quote was voided: nothing of it is sent")
    if order.current_quote_id != quote_id and order.state is not OrderState.OPEN:
        return contradiction(
            "/quote_id",
            f"the order of this quote was adjusted since: what is sent now is quote {order.current_quote_id}",
        )
    if order.state is not OrderState.OPEN and order.service is not None and order.ordered is None:
        return contradiction(
            "/quote_id",
            f"the order was taken by a release that did not keep the amounts of the service {order.service!r}: adjust "
            "it, with the same cart if nothing has changed",
        )
    return None


def ordered_of(order: OrderAnswer, quote_id: str) -> OrderedAnswer | None:
    """How this quote was ordered: by which service, paid when; None where it was not, or another holds since."""
    return order.ordered if order.current_quote_id == quote_id else None
