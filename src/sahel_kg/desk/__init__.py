"""Coding a report at a spreadsheet: its text and its rows in, claims out, and claims back into rows."""
