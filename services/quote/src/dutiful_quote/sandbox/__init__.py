"""What the sandbox merchant sells, and where: a shop of each kind, with goods of our own, to try callbacks with."""
