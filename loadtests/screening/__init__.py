"""Screening measured on a made-up population: what it misses, what it holds for nothing, and how long it takes."""
