"""What things are called in shops, and which subheading each of them falls in: data, and the readers of it."""
