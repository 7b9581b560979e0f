"""The store: tables, queries."""
