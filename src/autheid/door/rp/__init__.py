"""The relying party's door: one service, two thin shells."""
