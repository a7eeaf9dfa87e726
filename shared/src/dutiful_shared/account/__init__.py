"""Merchants and their API keys: schema `account`, the register in memory, and the check of each request's key."""
