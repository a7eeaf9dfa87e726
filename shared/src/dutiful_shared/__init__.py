"""The contract, the client and the plumbing that Dutiful's services share."""

__version__ = "0.1.0"
