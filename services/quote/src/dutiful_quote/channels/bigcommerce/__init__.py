"""BigCommerce: its Tax Provider and Shipping Provider APIs, its webhooks, and the app that a merchant installs."""
