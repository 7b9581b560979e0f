"""Ties between actors, the network that they make, and how both change."""
