"""What people decided, held against the present nomenclature and model."""
