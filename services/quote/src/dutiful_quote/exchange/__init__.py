"""Customs exchange rates: which published rate a destination's law prescribes for a day, from packaged tables."""
