"""Files of articles: taken in whole, then worked off in blocks that a crash cannot undo."""
