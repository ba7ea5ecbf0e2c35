"""The device's door."""
