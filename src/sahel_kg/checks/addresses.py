"""Where a fault stands: the file and the node that a message about it names."""

from __future__ import annotations

from pyoxigraph import Quad

from sahel_kg.record.dataset import Asserted
from sahel_kg.vocabulary import compact, value


def file_of(asserted: Asserted, quad: Quad) -> str:
    """Return the file that a quad was read from."""
    graph = value(quad.graph_name)
    return asserted.origin.get(graph or value(quad.subject), "")


def node_of(quad: Quad) -> str:
    """Return the claim that a quad stands in, else its subject."""
    return compact(value(quad.graph_name) or getattr(quad.subject, "value", quad.subject))
