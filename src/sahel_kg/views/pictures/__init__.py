"""Pictures, as SVG or PNG."""
