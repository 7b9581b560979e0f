"""Inferences as they are published: named graphs of facts that share their bounds, their grade and their claims.

What stands on a claim's IRI stands on such a graph's as well (bounds, aspect, basis, credibility, reliability), so that
SPARQL sees both alike; `prov:wasDerivedFrom` names the claims that one best proof rests on.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property, reduce
from operator import and_, or_

from pyoxigraph import Literal, NamedNode, Quad
from rdflib import BNode, URIRef

from sahel_kg.inference.supports import NOT_GRADED, Leaf, Support
from sahel_kg.reasoning.derivations import Derivation, Derivations
from sahel_kg.reasoning.terms import Triple
from sahel_kg.record.bounds import Reading
from sahel_kg.record.claims import PROV, RDF_TYPE, Claim, list_bases, read_bounds
from sahel_kg.record.extents import Extent, meet_all, read_aspect
from sahel_kg.terms import to_oxigraph
from sahel_kg.vocabulary import PREFIXES, RULE, SKG, value

_OWN = tuple(PREFIXES[p] for p in ("actor", "place", "event", "activity", "condition", "claim", "category"))
_TOP = {PREFIXES["owl"] + "Thing", PREFIXES["rdfs"] + "Resource"}
_LABEL = PREFIXES["rdfs"] + "label"
_DATE = NamedNode(PREFIXES["xsd"] + "date")
_FROM = PROV + "wasDerivedFrom"
_THROUGH_ORGANS = frozenset(str(RULE[name]) for name in ("organ-harmed", "organ-acts", "opposition-through"))


@dataclass(frozen=True)
class Ground:
    """What inferences of one graph rest on.

    Parameters
    ----------
    extent : Extent
    credibility : int or None
        Of the weakest claim; None if they rest on no claim.
    claims : tuple of str
        IRIs, sorted.
    """

    extent: Extent
    credibility: int | None
    claims: tuple[str, ...]

    @cached_property
    def graph(self) -> str:
        """The IRI of the graph: a hash of the content."""
        own = self.extent
        over = [str(own.over)] if own.over else []
        read = (own.aspect, own.at_most, [str(day) for day in own.presumed or ()], *over)
        content = (sorted(own.bounds.as_dict().items()), read, self.credibility, self.claims)
        return PREFIXES["inference"] + hashlib.sha256(repr(content).encode()).hexdigest()[:16]

    def published(self) -> Ground:
        """Return it as `read_grounds` reads it: what only meeting extents asks for is not published."""
        return replace(self, extent=replace(self.extent, turns=()))


def is_about_the_conflict(fact: Triple) -> bool:
    """Tell whether a fact says something about the conflict: what follows about the ontology's own terms does not."""
    subject, _, obj = fact
    return str(subject).startswith(_OWN) and str(obj) not in _TOP and not isinstance(obj, BNode)


def find_questioned(derivations: Derivations, graphs: Mapping[str, int], everywhere: int) -> dict[int, int]:
    """Return the places of facts that are a question for the reader and no tie, with the cases in which they are.

    They say that a whole and its organ are hostile to each other for no other reason than what a second organ does: two
    organs that fight each other say nothing of the whole that both belong to. Only a tension tells them.

    Parameters
    ----------
    derivations : Derivations
    graphs, everywhere
        As in `Derivations.evaluate`.
    """
    facts, organ_of = derivations.facts, URIRef(SKG.organOf)
    organs = [place for place, (_, predicate, _) in enumerate(facts) if predicate == organ_of]
    hostile = [
        derivations.places.get((one, URIRef(SKG[name]), other))
        for place in organs
        for one, other in (facts[place][::2], facts[place][::-2])
        for name in ("hostileTo", "opposes")
    ]
    if not any(place is not None for place in hostile):
        return {}
    live = derivations.evaluate(graphs, everywhere)
    found: dict[int, int] = defaultdict(int)
    for number, place in enumerate(hostile):
        if place is not None:
            said = [graphs.get(graph, 0) for graph in derivations.given.get(place, ())]
            found[place] |= live.get(organs[number // 4], 0) & ~reduce(or_, said, 0)

    def because(step: Derivation) -> int:
        """Return the cases in which a step gives more than a question."""
        if step.rule in _THROUGH_ORGANS:
            return 0
        masks = [live.get(p, 0) & ~found.get(p, 0) for p in step.premises if p not in derivations.always]
        return reduce(and_, masks, everywhere)

    before: dict[int, int] = {}
    while before != found:
        before = dict(found)
        for place in before:
            found[place] &= ~reduce(or_, map(because, derivations.steps.get(place, ())), 0)
    return found


def group_facts(
    derivations: Derivations, supports: Mapping[int, Iterable[Support]], claims: Iterable[Claim]
) -> dict[Ground, set[int]]:
    """Return the places of what was inferred about the conflict, by their grounds.

    Parameters
    ----------
    derivations : Derivations
    supports : mapping of int to iterable of Support
    claims : iterable of Claim
    """
    facts: dict[Ground, set[int]] = defaultdict(set)
    questioned = find_questioned(derivations, {claim.iri: 1 for claim in claims}, 1)
    for place, found in supports.items():
        if not questioned.get(place) and is_about_the_conflict(derivations.facts[place]):
            for support in found:
                if support.step is not None:
                    grade = None if support.credibility == NOT_GRADED else support.credibility
                    facts[Ground(support.extent, grade, tuple(sorted(support.claims)))].add(place)
    return facts


def inference_quads(
    derivations: Derivations,
    facts: Mapping[Ground, Iterable[int]],
    claims: Iterable[Claim],
    reliability: Mapping[str, str],
) -> list[Quad]:
    """Return what was inferred about the conflict, each fact in the graph of its ground, and what is said of these.

    Parameters
    ----------
    derivations : Derivations
    facts : mapping of Ground to iterable of int
        See `group_facts`.
    claims : iterable of Claim
    reliability : mapping of str to str
        IRI of a source to its letter.
    """
    known = {claim.iri: claim for claim in claims}
    term = cache(to_oxigraph)
    quads = []
    for ground in facts:
        quads += _describe(ground, [known[iri] for iri in ground.claims if iri in known], reliability)
        graph = NamedNode(ground.graph)
        told = (map(term, derivations.facts[place]) for place in facts[ground])
        quads += [Quad(*triple, graph) for triple in told]  # type: ignore[arg-type, call-arg]
    return quads


@cache
def _node(iri: str) -> NamedNode:
    """Return the node of a term of the ontology; there are few."""
    return NamedNode(iri)


def _describe(ground: Ground, claims: list[Claim], reliability: Mapping[str, str]) -> list[Quad]:
    graph = NamedNode(ground.graph)

    def say(predicate: str, obj: NamedNode | Literal) -> Quad:
        return Quad(graph, _node(predicate), obj)

    count = len(claims)
    told = f"inferred from {count} claim{'s' * (count != 1)}" if count else "inferred from no claim"
    quads = [
        say(RDF_TYPE, _node(str(SKG.InferenceGraph))),
        say(_LABEL, Literal(told, language="en")),
        say(str(SKG.aspect), _node(str(SKG[ground.extent.aspect.capitalize()]))),
    ]
    for name, day in ground.extent.bounds.as_dict().items():
        if day:
            quads.append(say(str(SKG[name]), Literal(day, datatype=_DATE)))
    quads += [say(predicate, obj) for predicate, obj in presumption(ground.extent)]
    if ground.extent.at_most == "presumed":
        quads.append(say(str(SKG.readAtMost), Literal("presumed")))
    if over := ground.extent.over:
        quads.append(say(str(SKG.countsUntil), Literal(over.isoformat(), datatype=_DATE)))
    if ground.credibility:
        quads.append(say(str(SKG.credibility), Literal(ground.credibility)))
    if claims:
        quads += [say(str(SKG.basis), _node(str(SKG[basis]))) for basis in list_bases(claims)]
        quads.append(say(str(SKG.reliability), Literal(weakest_reliability(claims, reliability))))
    return quads + [say(_FROM, NamedNode(claim.iri)) for claim in claims]


def presumption(extent: Extent) -> Iterator[tuple[str, Literal]]:
    """Yield the days between which a state is presumed, as properties with their values."""
    for name, day in zip(("presumedFrom", "presumedUntil"), extent.presumed or (), strict=False):
        yield str(SKG[name]), Literal(day.isoformat(), datatype=_DATE)


def list_presumed(claims: Iterable[Claim], telling: Leaf) -> list[Quad]:
    """Return the days between which what each claim says is presumed, all of it, as quads about the claim."""
    out = []
    for claim in claims:
        told = [telling(fact, claim.iri) for _, fact in claim.said]
        extents = [each.extent for each in told if each and each.extent.presumed]
        if extents and (met := meet_all(extents)):
            out += [Quad(NamedNode(claim.iri), NamedNode(name), day) for name, day in presumption(met)]
    return out


def weakest_reliability(claims: Iterable[Claim], reliability: Mapping[str, str]) -> str:
    """Return the letter of the least reliable source; F, unknown, is worse than any."""
    return max(reliability.get(claim.source, "F") for claim in claims)


def read_grounds(quads: Iterable[Quad]) -> dict[str, Ground]:
    """Return the ground of each inference graph, given what is said about them.

    Parameters
    ----------
    quads : iterable of Quad
        Those of inferred.nq.
    """
    said: dict[str, dict[str, list[NamedNode | Literal]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        if not isinstance(quad.graph_name, NamedNode):
            said[value(quad.subject)][quad.predicate.value].append(quad.object)  # type: ignore[arg-type]
    found = {}
    for graph, values in said.items():
        aspect = next((o.value.removeprefix(str(SKG)) for o in values.get(str(SKG.aspect), ())), None)
        grade = next((int(o.value) for o in values.get(str(SKG.credibility), ())), None)
        claims = tuple(sorted(o.value for o in values.get(_FROM, ())))
        days = [
            date.fromisoformat(o.value) for name in ("presumedFrom", "presumedUntil") for o in values[str(SKG[name])]
        ]
        presumed = (days[0], days[1]) if len(days) == 2 else None
        at_most: Reading = "presumed" if values[str(SKG.readAtMost)] else "certain"
        over = next((date.fromisoformat(o.value) for o in values[str(SKG.countsUntil)]), None)
        extent = Extent(read_bounds(values), read_aspect(aspect) or "holding", presumed, at_most, over=over)
        found[graph] = Ground(extent, grade, claims)
    return found
