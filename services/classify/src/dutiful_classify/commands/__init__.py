"""The commands of the classification service."""
