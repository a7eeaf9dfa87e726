"""A second, naive computation of United States duties, and its comparison with the engine."""
