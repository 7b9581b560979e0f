"""The SHACL shapes, run on all that was said by hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from pyoxigraph import NamedNode, Quad
from rdflib import RDF, RDFS, Graph, Literal, URIRef
from rdflib.namespace import SH

from sahel_kg.checks.joins import shape_joins
from sahel_kg.errors import Problem
from sahel_kg.record.bounds import NAMES
from sahel_kg.record.claims import RDF_TYPE
from sahel_kg.record.dataset import Asserted, read_quads
from sahel_kg.terms import to_graph
from sahel_kg.vocabulary import PREFIXES, SKG, compact, value

_UNSEEN = {str(SKG[name]) for name in ("record", "note", *NAMES)}
"""What is said of a claim and that no shape looks into, beyond that it is there."""
_TOLD_DATE = (URIRef(PREFIXES["dct"] + "created"), SH.DatatypeConstraintComponent)


def find_misshapen(asserted: Asserted, shapes: Path, *, told: Collection[str]) -> Iterator[Problem]:
    """Run SHACL on a copy (pyshacl changes a dataset it is given) and say where each result stands.

    Results about the nodes in `told`, or about dates, would repeat what another check says better.
    """
    import pyshacl

    shape_graph = to_graph(read_quads(shapes)) + shape_joins(asserted.ontology)

    def judge(about: Iterable[Quad]) -> tuple[Graph, set[str]]:
        """Return the report, and the nodes that it is about."""
        data = to_graph([*asserted.claims, *about, *_taxonomy(asserted)])
        data += shape_graph.triples((None, RDFS.subClassOf, None))
        _, report, _ = pyshacl.validate(data, shacl_graph=shape_graph, inference="none", advanced=False)
        return report, set(map(str, report.objects(None, SH.focusNode)))

    groups = _group_alike(asserted.about)
    report, wrong = judge(quad for group in groups for quad in group[0])
    again = [group[: None if value(group[0][0].subject) in wrong else 1] for group in groups]
    if again != [group[:1] for group in groups]:  # where one of several is wrong, all are
        report, _ = judge(quad for group in again for quads in group for quad in quads)
    users, said = _users(asserted), _Tellings([*asserted.about, *asserted.claims])
    for result in report.subjects(RDF.type, SH.ValidationResult):
        focus = report.value(result, SH.focusNode)
        if {str(focus), str(report.value(result, SH.value))} & set(told):
            continue
        if (report.value(result, SH.resultPath), report.value(result, SH.sourceConstraintComponent)) == _TOLD_DATE:
            continue
        message = str(report.value(result, SH.resultMessage))
        if message.startswith("needs") and isinstance(path := report.value(result, SH.resultPath), URIRef):
            message += said.tell(str(focus), str(path))
        shape = report.value(result, SH.sourceShape)
        places = {
            (claim, predicate, role)
            for target, role in ((SH.targetSubjectsOf, "subject"), (SH.targetObjectsOf, "object"))
            for p in shape_graph.objects(shape, target)
            for claim, predicate in users.get((target, str(p), str(focus)), ())
        }
        if places:
            thing = f"'{focus}'" if isinstance(focus, Literal) else compact(focus)
            for claim, predicate, role in places:
                text = f"{thing}, {role} of {compact(predicate)}, {message}"
                yield Problem(asserted.origin.get(claim, ""), compact(claim), text)
        else:
            file = asserted.origin.get(str(focus)) or asserted.origin.get(str(focus).partition("#")[0], "")
            yield Problem(file, compact(str(focus)), message)


def narrow(asserted: Asserted, passed: Collection[str]) -> Asserted:
    """Return data without files that passed before, but for what they tell of the nodes that the rest uses.

    Parameters
    ----------
    asserted : Asserted
    passed : collection of str
        Files as `Asserted.origin` names them.
    """

    def is_new(node: str) -> bool:
        return asserted.origin.get(node, "") not in passed

    claims = [quad for quad in asserted.claims if is_new(value(quad.graph_name))]
    about = [quad for quad in asserted.about if is_new(value(quad.subject))]
    used = {value(term) for quad in (*claims, *about) for term in (quad.subject, quad.object)}
    types = [quad for quad in asserted.claims if quad.predicate.value == RDF_TYPE and value(quad.subject) in used]
    known = [quad for quad in asserted.about if value(quad.subject) in used]
    return replace(asserted, claims=list(dict.fromkeys((*claims, *types))), about=list(dict.fromkeys((*about, *known))))


class _Tellings:
    """What is said of nodes, to be shown beside what they need.

    Parameters
    ----------
    quads : iterable of Quad
    """

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._quads = quads

    @cached_property
    def _values(self) -> dict[tuple[str, str], list[str]]:
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for quad in self._quads:
            text = value(quad.object) if not isinstance(quad.object, NamedNode) else compact(quad.object.value)
            found[value(quad.subject), quad.predicate.value].append(text)
        return found

    def tell(self, node: str, predicate: str) -> str:
        """Return what a node has of a property, as the end of a message."""
        values = self._values.get((node, predicate), [])
        told = [f"'{each if len(each) <= _LONGEST else each[:_LONGEST] + '...'}'" for each in sorted(values)]
        more = f" and {len(told) - _MOST} more" if len(told) > _MOST else ""
        return f"; it has {' and '.join(told[:_MOST]) or 'none'}{more}"


_LONGEST, _MOST = 40, 3


def _group_alike(about: Sequence[Quad]) -> list[list[list[Quad]]]:
    """Return what is said about each node, in groups: one for claims that differ in nothing that a shape sees.

    The rows of a data set give thousands of claims that are all alike but for the row; where one conforms, all do.
    """
    said: dict[str, list[Quad]] = defaultdict(list)
    for quad in about:
        said[value(quad.subject)].append(quad)
    groups: dict[object, list[list[Quad]]] = defaultdict(list)
    for node, quads in said.items():
        known = {
            (q.predicate.value, str(type(q.object)) if q.predicate.value in _UNSEEN else str(q.object)) for q in quads
        }
        is_claim = (RDF_TYPE, f"<{SKG.Claim}>") in known
        groups[frozenset({*known, ("", str(len(quads)))}) if is_claim else node].append(quads)
    return list(groups.values())


def _taxonomy(asserted: Asserted) -> list[Quad]:
    """Subclass axioms and the types of the ontology's individuals: what sh:class needs."""
    wanted = (str(RDFS.subClassOf), RDF_TYPE)
    return [q for q in asserted.ontology if q.predicate.value in wanted]


def _users(asserted: Asserted) -> dict[tuple[URIRef, str, str], set[tuple[str, str]]]:
    """Map (subject or object of, relation, node) to the claims in which the node stands so."""
    users: dict[tuple[URIRef, str, str], set[tuple[str, str]]] = defaultdict(set)
    for quad in asserted.claims:
        if not isinstance(quad.graph_name, NamedNode):
            continue
        where = (quad.graph_name.value, quad.predicate.value)
        users[SH.targetSubjectsOf, quad.predicate.value, value(quad.subject)].add(where)
        users[SH.targetObjectsOf, quad.predicate.value, value(quad.object)].add(where)
    return users
