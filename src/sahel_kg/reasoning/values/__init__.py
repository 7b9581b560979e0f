"""What literals mean."""
