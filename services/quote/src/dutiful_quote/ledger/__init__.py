"""The way of committed quotes into the ledger, which the docs service keeps."""
