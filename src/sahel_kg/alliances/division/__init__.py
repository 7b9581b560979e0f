"""Sides and camps: the division with the fewest misfits."""
