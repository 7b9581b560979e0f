"""The relationship graph."""
