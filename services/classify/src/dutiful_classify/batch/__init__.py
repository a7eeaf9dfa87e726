"""Files of products: taken in whole, then classified in blocks that a crash cannot undo."""
