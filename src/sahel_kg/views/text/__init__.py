"""Texts for a terminal, Markdown or DOT."""
