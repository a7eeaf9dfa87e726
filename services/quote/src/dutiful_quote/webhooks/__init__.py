"""Webhooks that we send: what happened, told to merchants who asked to be told."""
