"""What invoices say of quotes: by how much they differ, and what that asks to be set aside. Pure."""
