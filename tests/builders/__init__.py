"""Small tariffs and consignments of our own, for tests that need no store."""
