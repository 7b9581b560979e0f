"""Camps from one time to the next."""
