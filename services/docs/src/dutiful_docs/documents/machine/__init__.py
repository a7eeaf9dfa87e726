"""Papers as machines read them."""
