"""The HTTP edge of the classification service."""
