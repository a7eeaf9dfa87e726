"""POST requests that may be repeated: claimed by their `Idempotency-Key`, answered once and the same ever after."""
