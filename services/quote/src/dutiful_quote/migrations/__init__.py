"""Revisions of the schema `quote`, run by `dutiful_shared.service.migrate`."""
