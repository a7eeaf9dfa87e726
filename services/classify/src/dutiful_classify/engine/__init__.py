"""From words to subheadings: pure, no I/O. In: a product. Out: an assessment."""
