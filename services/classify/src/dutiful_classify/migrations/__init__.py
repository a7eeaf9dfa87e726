"""Revisions of schema `classify`."""
