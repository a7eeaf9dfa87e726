"""What was charged against what was expected. Pure."""
