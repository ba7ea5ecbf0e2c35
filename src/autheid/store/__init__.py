"""Stores: the same contract, each in its dialect."""
