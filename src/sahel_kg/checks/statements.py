"""Claims: their named graphs, and the identities that they state."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sahel_kg.errors import Problem
from sahel_kg.record.claims import RDF_TYPE, Claim
from sahel_kg.record.dataset import Asserted
from sahel_kg.record.identities import DIFFERENT_FROM, SAME_AS, find_clash, is_decision, read_disjoint, read_kinds
from sahel_kg.vocabulary import PREFIXES, SKG, compact, value


def find_empty_or_untold(asserted: Asserted, claims: Sequence[Claim]) -> Iterator[Problem]:
    """Claims without a statement, and statements in a graph that is no claim."""
    typed = {
        value(q.subject) for q in asserted.about if q.predicate.value == RDF_TYPE and value(q.object) == str(SKG.Claim)
    }
    for claim in claims:
        file = asserted.origin.get(claim.iri, "")
        if not claim.statement:
            text = "states nothing: give it a named graph with its proposition, or delete it"
            yield Problem(file, claim.id, text)
        if claim.iri not in typed:
            text = "is a named graph without anything said about it: add `a skg:Claim` with kind, basis and source"
            yield Problem(file, claim.id, text)


def find_wrong_identities(asserted: Asserted, claims: Sequence[Claim]) -> Iterator[Problem]:
    """Identities that nobody decided, and decided ones that cannot be."""
    identities = (SAME_AS, DIFFERENT_FROM)
    said = {(q.graph_name, q.triple) for q in [*asserted.claims, *asserted.about] if q.predicate.value in identities}
    if not said:
        return
    decisions = {claim.iri for claim in claims if is_decision(claim)}
    counted = {claim.iri for claim in claims if claim.counts}
    kinds = read_kinds([*asserted.about, *(q for q in asserted.claims if value(q.graph_name) in counted)])
    disjoint = read_disjoint(asserted.ontology)
    for graph, triple in said:
        ends = value(triple.subject), value(triple.object)
        node = value(graph) or ends[0]
        file, relation = asserted.origin.get(node, ""), compact(triple.predicate.value)
        if value(graph) not in decisions:
            text = f"states {relation}: who is the same is decided with `sahel-kg link accept` or `reject`; delete it"
            yield Problem(file, compact(node), text)
        elif not all(end.startswith(PREFIXES["actor"]) for end in ends):
            text = f"{relation} joins {' and '.join(map(compact, ends))}: only actors can be decided upon"
            yield Problem(file, compact(node), text)
        elif (
            triple.predicate.value == SAME_AS
            and node in counted
            and (clash := find_clash(kinds[ends[0]], kinds[ends[1]], disjoint))
        ):
            what = " and ".join(f"{compact(end)} ({compact(c)[4:]})" for end, c in zip(ends, clash, strict=True))
            yield Problem(
                file, compact(node), f"makes {what} one, which cannot be: withdraw it with `sahel-kg link undo`"
            )
