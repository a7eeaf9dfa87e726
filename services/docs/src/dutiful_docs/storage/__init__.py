"""Where the bytes of papers are kept, by their own hash."""
