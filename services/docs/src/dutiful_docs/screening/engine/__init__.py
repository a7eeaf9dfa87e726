"""The pure part of screening: names, an index of listed names, and scores. No I/O, no clock."""
