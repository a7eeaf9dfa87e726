"""The HTTP edge of the document service."""
