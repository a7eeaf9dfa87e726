"""Merchants' shops: the register, the mirror of their variants, and the inbox of what they tell us."""
