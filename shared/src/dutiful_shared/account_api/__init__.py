"""`/v1/merchant`: what a merchant's administrator reads and changes over HTTP."""
