"""What people decided, and the queue in which they do."""
