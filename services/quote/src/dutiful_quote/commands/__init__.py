"""Commands that the quote service adds to `dutiful`."""
