"""The graph for other tools, a file a family of formats."""
