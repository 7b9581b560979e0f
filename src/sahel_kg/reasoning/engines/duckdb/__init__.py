"""The engine DuckDB: rules as SQL over integers, in memory or in a file, with the order of derivation kept."""
