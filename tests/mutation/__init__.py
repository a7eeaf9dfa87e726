"""Mutation testing of the engine: small faults are put in on purpose, and the tests must notice them."""
