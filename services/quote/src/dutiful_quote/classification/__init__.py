"""What the classification service says of goods without a code, asked within a small budget."""
