"""Exports and formats."""
