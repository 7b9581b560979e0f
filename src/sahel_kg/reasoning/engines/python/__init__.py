"""Small graphs in plain Python: DuckDB takes longer to begin than these to close."""
