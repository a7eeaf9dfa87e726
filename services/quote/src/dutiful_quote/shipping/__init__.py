"""What the shop itself asks for carriage: the merchant's rate tables, and who asks for which part of an order."""
