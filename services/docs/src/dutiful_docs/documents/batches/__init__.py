"""Batches: many papers, made in the background and fetched together."""
