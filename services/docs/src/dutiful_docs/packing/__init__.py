"""Packing: which carton holds what, and what carriers weigh it at."""
