"""What numbers and codes are held against: schemes of registrations, numbers of buyers, the Harmonized System."""
