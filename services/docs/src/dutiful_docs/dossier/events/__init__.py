"""What events mean, and the clearance that they add up to. Pure."""
