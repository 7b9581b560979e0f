"""Data sets of others as claims: their CSV files in, files of claims out, nothing lost silently.

What a data set's columns and codes mean stands beside the code as data, in ``*.toml``; `intake` is the chain. What is
UCDP's alone is in `ucdp`, its files listed in ``ucdp/files.py``.
"""

from sahel_kg.ingest.intake import ingest
from sahel_kg.ingest.runs import Outcome, Request
from sahel_kg.ingest.ucdp.files import SOURCES

__all__ = ["SOURCES", "Outcome", "Request", "ingest"]
