"""Which way of paying duty a shopper has chosen, by the name of the shipping method that our own services carry."""

from dutiful_quote.channels.bigcommerce.tax_messages import TaxLine
from dutiful_quote.shops.shop import ServiceNaming


def incoterm_of(shipping: TaxLine, naming: ServiceNaming) -> str | None:
    """DDP or DAP where the method names one; None for a method that is not ours: the merchant's settings decide."""
    texts = (shipping.item_code, shipping.name)
    if naming.dap_suffix and any(naming.dap_suffix in text for text in texts):
        return "DAP"
    if naming.ddp_suffix and any(naming.ddp_suffix in text for text in texts):
        return "DDP"
    return None
