"""The clearance dossier: shipments, what happened to them, what they cost, and what comes of that."""
