"""The HTTP edge of the quote service: parse, call, answer."""
