"""Papers that are made by themselves when an order is committed or adjusted."""
