"""The ledger: an append-only Merkle log of salted hashes, so that what was said can be proven later."""
