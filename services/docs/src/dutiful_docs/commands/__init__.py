"""The commands of the document service."""
