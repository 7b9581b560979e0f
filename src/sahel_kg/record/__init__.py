"""What is on record: files, claims, bounds, extents, evidence, actors, identities, sources."""
