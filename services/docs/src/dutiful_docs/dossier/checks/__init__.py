"""What customs would hold a shipment for. The rules are data; what looks for them is pure."""
