"""What an event of any shop does, once it is in our own words."""

from dutiful_quote.shops.comparison_repository import record_order, record_refund
from dutiful_quote.shops.events import Order, Product, Refund
from dutiful_quote.shops.inbox_event import Effect, InboxEvent, Transaction
from dutiful_quote.shops.mirror import VariantMirror
from dutiful_quote.shops.mirror_repository import drop_product, put_customs, put_variants
from dutiful_quote.shops.variant import CustomsFacts, VariantFacts
from dutiful_shared.service.logs import logger


def compared(event: InboxEvent, order: Order) -> Effect:
    """Hold the order against its quote."""

    async def effect(transaction: Transaction) -> None:
        outcome = await record_order(transaction, event.shop_id, event.merchant_id, order.charges())
        logger().info("order compared", shop=event.shop_id, outcome=outcome.value)

    return effect


def refunded(event: InboxEvent, refund: Refund) -> Effect:
    """Note what an order's refund gave back."""

    async def effect(transaction: Transaction) -> None:
        await record_refund(
            transaction,
            event.shop_id,
            refund.order_id,
            refund.currency,
            refund.duties_refunded,
            refund.taxes_refunded,
        )

    return effect


def mirrored(event: InboxEvent, product: Product, mirror: VariantMirror) -> Effect:
    """Bring the mirror up to date with a product."""
    shop_id, merchant_id, at = event.shop_id, event.merchant_id, product.updated_at
    kept = () if product.deleted else product.variants
    variants = [
        VariantFacts(
            shop_id=shop_id,
            merchant_id=merchant_id,
            variant_id=one.id,
            updated_at=at,
            product_id=product.id,
            customs_id=one.id,
            sku=one.sku,
            title=one.title or product.title,
            weight_grams=one.weight_grams,
        )
        for one in kept
    ]
    customs = [
        CustomsFacts(shop_id, merchant_id, one.id, at, one.digits_by_place(), one.origin)
        for one in kept
        if one.hs_codes or one.origin
    ]

    async def effect(transaction: Transaction) -> None:
        await put_variants(transaction, variants)
        await put_customs(transaction, customs)
        await drop_product(transaction, shop_id, product.id, at, [one.id for one in kept])
        mirror.forget(shop_id)

    return effect
