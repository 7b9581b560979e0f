"""The sheet for a second reader."""
