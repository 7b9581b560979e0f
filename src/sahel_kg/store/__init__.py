"""A situation as quads that SPARQL asks: what it may see, and what it may not reach."""
