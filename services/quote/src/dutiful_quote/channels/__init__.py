"""The doors of shops: verify, translate, hand on, answer in the shop's own shape."""
