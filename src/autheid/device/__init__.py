"""A device in Python: what a phone does with its key and the device's door, and nothing that a phone could not do."""
