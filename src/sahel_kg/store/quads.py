"""The quads of a situation as SPARQL sees them, in a store or written out for one."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count, pairwise
from weakref import WeakKeyDictionary

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, serialize

from sahel_kg.errors import UsageError, choose_from
from sahel_kg.record.unifying import is_as_said
from sahel_kg.ties.keeping import QuadChange
from sahel_kg.ties.situation import Situation

INCLUDABLE = ("assessed", "withdrawn")
_NUMBERS: WeakKeyDictionary[Situation, dict[frozenset[str], int]] = WeakKeyDictionary()
_NEXT = count()


def open_store(situation: Situation, include: Iterable[str] = ()) -> Store:
    """Return a new Oxigraph store of a situation.

    Named graphs are the claims, the inference graphs, the ontology, and what was said under other IRIs (see
    `record.unifying`); the default graph is the union of Reported claims that are not withdrawn, what is said about
    claims, the ontology and the inferences.

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
    store = Store()
    quads = [*situation.asserted, *situation.inferred_quads]
    store.bulk_extend(_with_union(situation, choose_included(include), quads))
    return store


def write_quads(situation: Situation, include: frozenset[str], *weaker: Situation) -> list[QuadChange]:
    """Return the same quads as N-Quads, and then what is more and less in each by a weaker reading of the same day."""
    seen = (situation, *weaker)
    written = situation.write(_list_apart(seen[-1], include), *weaker)
    if written is not None:
        return written
    states = [set[bytes](), *(_serialise(each, include) for each in seen)]
    return [QuadChange(b"".join(sorted(now - then)), b"".join(sorted(then - now))) for then, now in pairwise(states)]


def _serialise(situation: Situation, include: frozenset[str]) -> set[bytes]:
    quads = [*situation.asserted, *situation.inferred_quads]
    written = serialize(_with_union(situation, include, quads), format=RdfFormat.N_QUADS)
    assert written is not None  # without a file to write to
    return set(written.splitlines(keepends=True))


def store_number(situation: Situation, include: frozenset[str]) -> int:
    """Return a number that stands for the quads of a situation in this process, and for nothing else."""
    return _NUMBERS.setdefault(situation, {}).setdefault(include, next(_NEXT))


def choose_included(include: Iterable[str]) -> frozenset[str]:
    """Return what the default graph is to hold besides, if that is known."""
    chosen = frozenset(include)
    if unknown := chosen - set(INCLUDABLE):
        raise UsageError(f"cannot include '{min(unknown)}': {choose_from(min(unknown), INCLUDABLE)}")
    return chosen


def _list_apart(situation: Situation, include: frozenset[str]) -> set[str]:
    """Return the IRIs of the claims that the default graph has nothing of."""
    kept = situation.kept_facts
    told = kept.uncounted() if kept else ((c.iri, c.kind, c.withdrawn) for c in situation.claims)
    return {
        iri
        for iri, kind, withdrawn in told
        if (kind == "Assessed" and "assessed" not in include) or (withdrawn is not None and "withdrawn" not in include)
    }


def _with_union(situation: Situation, include: frozenset[str], quads: list[Quad]) -> list[Quad]:
    """Return quads with those that the default graph has of named graphs."""
    left_out = _list_apart(situation, include)
    union = [
        Quad(q.subject, q.predicate, q.object)
        for q in quads
        if isinstance(q.graph_name, NamedNode) and q.graph_name.value not in left_out and not is_as_said(q)
    ]
    return [*quads, *union]
