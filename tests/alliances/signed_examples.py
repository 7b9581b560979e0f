"""Signed networks whose measures are known."""

from __future__ import annotations

import csv
from pathlib import Path

import networkx as nx
import numpy as np

from sahel_kg.alliances.network.joining import from_edges
from sahel_kg.alliances.network.signed_network import SignedNetwork

EVERETT_BORGATTI = np.array(
    [
        [0, 1, 0, 1, 0, 0, 0, -1, -1, 0],
        [1, 0, 1, -1, 1, -1, -1, 0, 0, 0],
        [0, 1, 0, 1, -1, 0, 0, 0, -1, 0],
        [1, -1, 1, 0, 1, -1, -1, 0, 0, 0],
        [0, 1, -1, 1, 0, 1, 0, -1, 0, -1],
        [0, -1, 0, -1, 1, 0, 1, 0, 1, -1],
        [0, -1, 0, -1, 0, 1, 0, 1, -1, 1],
        [-1, 0, 0, 0, -1, 0, 1, 0, 1, 0],
        [-1, 0, -1, 0, 0, 1, -1, 1, 0, 1],
        [0, 0, 0, 0, -1, -1, 1, 0, 1, 0],
    ]
)
"""Everett and Borgatti (2014), table 5."""


def zachary() -> SignedNetwork:
    """The karate club, Zachary (1977), J. Anthropological Research 33, 452-473: 34 members, 78 ties, all weigh 1."""
    return from_edges([(f"{a:02}", f"{b:02}", "+") for a, b in nx.karate_club_graph().edges()])


def read_matrix(path: Path) -> tuple[list[str], np.ndarray]:
    """Return names and matrix of one of the files of the tribes."""
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file))
    return header[1:], np.array([[float(cell) for cell in row[1:]] for row in rows])
