"""How Dutiful behaves under load."""
