"""Actors of different sources that may be one: candidates, decisions, what a decision changes."""
