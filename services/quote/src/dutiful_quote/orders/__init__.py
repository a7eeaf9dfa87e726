"""What becomes of a quote once the shopper has ordered: committed, adjusted, refunded, voided."""
