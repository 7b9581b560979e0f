"""Unifying: one IRI for each actor, once a decision says that two are the same.

Claims of several sources name an actor each in its own way. What they say is renamed before anything is inferred, so
that an asserted fact stays asserted under the one IRI, with its claim. What was said stands beside it: the statement of
a renamed claim in the graph ``<claim>#said``, names and kinds of each of several IRIs in ``<actor>#said``. No default
graph holds these (see docs/decisions/016-one-iri-for-each-actor.md).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pyoxigraph import NamedNode, Quad, Triple

from sahel_kg.record.claims import DCT, Claim
from sahel_kg.record.dataset import Asserted
from sahel_kg.record.identities import Identities, is_pointer, read_identities, read_origins
from sahel_kg.vocabulary import PREFIXES, compact, value

SAID = "#said"
"""How the graph of what a source said before actors were unified ends."""
_PREF, _ALT = (NamedNode(PREFIXES["skos"] + name) for name in ("prefLabel", "altLabel"))


def is_as_said(quad: Quad) -> bool:
    """Tell whether a quad says what a source said before actors were unified."""
    return value(quad.graph_name).endswith(SAID)


def unify(asserted: Asserted, claims: Sequence[Claim]) -> tuple[Asserted, list[Claim]]:
    """Return data and claims with one IRI for each actor.

    Parameters
    ----------
    asserted : Asserted
    claims : sequence of Claim
        Read off it.
    """
    identities = read_identities(claims, read_origins(asserted.about))
    if not identities:
        return asserted, list(claims)
    renamed: list[Claim] = []
    statements: dict[str, tuple[Triple, ...]] = {}
    for claim in claims:
        told = tuple(sorted((_rename(triple, claim, identities) for triple in claim.statement), key=str))
        if told != claim.statement:
            statements[claim.iri] = told
        speaker = claim.speaker and identities.same.get(claim.speaker, claim.speaker)
        renamed.append(replace(claim, statement=told, speaker=speaker))
    quads: list[Quad] = []
    for quad in asserted.claims:
        graph = value(quad.graph_name)
        quads.append(_as_said(quad, graph) if graph in statements else quad)
    for graph, told in statements.items():
        quads += [Quad(t.subject, t.predicate, t.object, NamedNode(graph)) for t in told]
    members = {*identities.same, *identities.same.values()}
    about = [quad for quad in asserted.about if value(quad.subject) not in members]
    about = [_rename_object(quad, identities) for quad in about]
    for quad in asserted.about:
        subject = value(quad.subject)
        if subject in members:
            quads.append(_as_said(quad, subject))
            about += _move(quad, identities.same.get(subject, subject))
    return replace(asserted, claims=quads, about=list(dict.fromkeys(about))), renamed


def restore(quads: Iterable[Quad]) -> list[Quad]:
    """Return the quads of a build as they were said, without what renamed them."""
    every = [(value(quad.graph_name), quad) for quad in quads]
    said = [(graph.removesuffix(SAID), quad) for graph, quad in every if graph.endswith(SAID)]
    homes = {home for home, _ in said}
    actors = {home for home, quad in said if value(quad.subject) == home}
    renamed = homes | {home + SAID for home in homes}
    kept = [quad for graph, quad in every if (graph not in renamed if graph else value(quad.subject) not in actors)]
    for home, quad in said:
        graph = () if home in actors else (NamedNode(home),)
        kept.append(Quad(quad.subject, quad.predicate, quad.object, *graph))
    return kept


def list_renamed(quads: Iterable[Quad]) -> set[str]:
    """Return the IRIs of what was renamed, by quads of which some say what a source said before."""
    return {value(quad.graph_name).removesuffix(SAID) for quad in quads if is_as_said(quad)}


def tell_renamed(quads: Iterable[Quad], claims: Iterable[Claim], identities: Identities) -> dict[str, str]:
    """Return the IRI of each claim that was renamed with the ids that it has, and the decisions that rename them."""
    known = {claim.iri: claim for claim in claims}
    deciding: dict[str, list[str]] = defaultdict(list)
    for claim in known.values():
        for triple in claim.statement if claim.counts else ():
            if is_pointer(claim, triple):
                ends = {value(triple.subject), value(triple.object)}
                for end in ends & identities.same.keys():
                    deciding[end].append(claim.id.partition(":")[2])
    told: dict[str, set[str]] = defaultdict(set)
    for quad in filter(is_as_said, quads):
        home = value(quad.graph_name).removesuffix(SAID)
        for own in {value(quad.subject), value(quad.object)} if home in known else ():
            bounds = known[home].bounds
            standing = next((each for each in identities.standing.get(own, ()) if each.covers(bounds)), None)
            names = [compact(standing.claim).partition(":")[2]] if standing else []
            names += deciding.get(standing.shown if standing else own, [])
            if identities.shown(own, bounds) != own:
                told[home].add(f"{compact(own)} ({', '.join(names)})")
    return {home: ", ".join(sorted(names)) for home, names in told.items()}


def _rename(triple: Triple, claim: Claim, identities: Identities) -> Triple:
    if is_pointer(claim, triple):
        return triple
    subject, obj = (identities.shown(value(term), claim.bounds) for term in (triple.subject, triple.object))
    if (subject, obj) == (value(triple.subject), value(triple.object)):
        return triple
    target = NamedNode(obj) if isinstance(triple.object, NamedNode) else triple.object
    return Triple(NamedNode(subject), triple.predicate, target)


def _rename_object(quad: Quad, identities: Identities) -> Quad:
    if isinstance(quad.object, NamedNode) and quad.object.value in identities.same:
        return Quad(quad.subject, quad.predicate, NamedNode(identities.same[quad.object.value]), quad.graph_name)
    return quad


def _move(quad: Quad, shown: str) -> list[Quad]:
    """Return what is said of an actor under the IRI that it is shown as: its other names, and no second origin."""
    if value(quad.subject) == shown:
        return [quad]
    if quad.predicate.value == DCT + "source":
        return []
    return [Quad(NamedNode(shown), _ALT if quad.predicate == _PREF else quad.predicate, quad.object)]


def _as_said(quad: Quad, home: str) -> Quad:
    return Quad(quad.subject, quad.predicate, quad.object, NamedNode(home + SAID))
