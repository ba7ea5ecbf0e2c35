"""Accounts, their addresses and devices."""
