"""Slow and plain evaluators to compare with."""
