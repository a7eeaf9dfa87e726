"""Customs papers: what they say (pure), how they look, and how they are kept."""
