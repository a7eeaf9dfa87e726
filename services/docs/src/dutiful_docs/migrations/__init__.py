"""Revisions of schema `docs`."""
