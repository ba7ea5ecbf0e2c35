"""Builds every object once, by keyword; opens in order and closes in the opposite one. The only room that knows all."""
