"""What merchants sell, as customs need to know it."""
