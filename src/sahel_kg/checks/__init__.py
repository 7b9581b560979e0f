"""What data must have before anything is built from it."""
