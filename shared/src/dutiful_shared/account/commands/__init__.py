"""Commands of `dutiful` about merchants, keys and the schemas of the database."""
