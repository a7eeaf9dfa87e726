"""The web page of the quote service: what a cart costs landed, and the law behind it, for people.

Pages are made here and need no script; they read through the rooms that the API reads through, and never SQL. Nothing
is fetched from elsewhere.
"""
