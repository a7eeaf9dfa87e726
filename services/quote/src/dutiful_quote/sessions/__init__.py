"""Who is signed in to the console: sessions that the service keeps, so that one that has ended stays ended."""
