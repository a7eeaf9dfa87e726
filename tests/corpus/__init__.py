"""The public corpus of worked cases (`tests/cases`): its form, its reading, its checker."""
