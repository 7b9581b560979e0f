"""Data sets of others as claims: their CSV files in, files of claims out, nothing lost silently.

What a data set's columns and codes mean stands beside the code as data, in ``*.toml``; `intake` is the chain.
"""

from sahel_kg.ingest.intake import SOURCES, Outcome, Request, ingest

__all__ = ["SOURCES", "Outcome", "Request", "ingest"]
