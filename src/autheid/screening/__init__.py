"""Sanctions and politically exposed persons."""
