"""What does not go together: contradictions, tensions, accounts that differ."""
