"""What of the charges belongs to goods that came back, and who may ask for it. Pure."""
