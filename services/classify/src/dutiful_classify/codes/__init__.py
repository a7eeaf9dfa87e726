"""National lines: the codes of each tariff below the Harmonized System, and the walk from a subheading to a line."""
