"""Revisions of schema `account`."""
