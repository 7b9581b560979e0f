"""The quads of a situation in an Oxigraph store, as SPARQL sees them."""

from __future__ import annotations

from collections.abc import Iterable
from weakref import WeakKeyDictionary

from pyoxigraph import NamedNode, Quad, Store

from sahel_kg.errors import UsageError
from sahel_kg.ties.situation import Situation

INCLUDABLE = ("assessed", "withdrawn")
_STORES: WeakKeyDictionary[Situation, dict[frozenset[str], Store]] = WeakKeyDictionary()


def open_store(situation: Situation, include: Iterable[str] = ()) -> Store:
    """Return an Oxigraph store of a situation; it is filled once.

    Named graphs are the claims, the inference graphs and the ontology; the default graph is the union of Reported
    claims that are not withdrawn, what is said about claims, the ontology and the inferences.

    Parameters
    ----------
    situation : Situation
    include : iterable of {"assessed", "withdrawn"}
        What the default graph holds besides.

    Raises
    ------
    UsageError
        If `include` names something else.
    """
    chosen = frozenset(include)
    if unknown := chosen - set(INCLUDABLE):
        raise UsageError(f"cannot include '{min(unknown)}': choose from {', '.join(INCLUDABLE)}")
    kept = _STORES.setdefault(situation, {})
    if chosen not in kept:
        kept[chosen] = _fill(situation, chosen)
    return kept[chosen]


def _fill(situation: Situation, include: frozenset[str]) -> Store:
    left_out = {
        c.iri
        for c in situation.claims
        if (c.kind == "Assessed" and "assessed" not in include)
        or (c.withdrawn is not None and "withdrawn" not in include)
    }
    quads = [*situation.asserted, *situation.inferred_quads]
    union = [
        Quad(q.subject, q.predicate, q.object)
        for q in quads
        if isinstance(q.graph_name, NamedNode) and q.graph_name.value not in left_out
    ]
    store = Store()
    store.bulk_extend([*quads, *union])
    return store
