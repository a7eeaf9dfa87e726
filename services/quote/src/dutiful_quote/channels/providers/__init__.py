"""Requests in the shapes of other providers of landed costs, translated at the edge (ADR 0069)."""
