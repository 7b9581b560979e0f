"""RDF exports: TriG, N-Quads and JSON-LD with the build's named graphs, Turtle with reified statements (1.1, 1.2).

TriG and Turtle are written here and not by a library: pyoxigraph puts prefixes in an order that changes with
every process, rdflib relabels blank nodes, and both would part a claim from what is said about it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from sahel_kg.exports.selection import Selection
from sahel_kg.record import dataset
from sahel_kg.record.claims import RDF_TYPE
from sahel_kg.record.writing import write_term
from sahel_kg.vocabulary import ONTOLOGY, PREFIXES, compact, value

Statement: TypeAlias = Quad | Triple

_XSD = PREFIXES["xsd"]
_PLAIN_INTEGER = re.compile(r"(?:0|-?[1-9][0-9]{0,14})\Z")
_RDF, _PART_OF = PREFIXES["rdf"], NamedNode(PREFIXES["dct"] + "isPartOf")

_QUADS_NOTE = """\
Each named graph of a claim holds its statement; what is said about the claim (kind, basis, source,
place, time, grade) stands beside it in the default graph. Assessed and withdrawn claims are here as
well: see skg:kind and skg:withdrawn. Inferred facts stand only in graphs of type skg:InferenceGraph."""

_TURTLE_NOTE = """\
Turtle has no named graphs. A plain statement about the world is asserted by at least one claim. Every
statement of every claim is besides described as an rdf:Statement that is dct:isPartOf its claim; of
Assessed and withdrawn claims there is nothing more. Inferred facts are never plain: they are described
only, as dct:isPartOf a skg:InferenceGraph."""


_TURTLE12_NOTE = """\
This is RDF 1.2. A statement about the world is followed by the claim that states it, its reifier: s p o ~ claim.
What Assessed and withdrawn claims state, and what was inferred, is reified without being told as fact."""


def nquads(selection: Selection) -> bytes:
    """Return N-Quads, one quad a line, sorted."""
    return dataset.nquads(selection.quads)


def trig(selection: Selection) -> bytes:
    """Return TriG: each claim's graph with what is said about it, under one heading a part."""
    parts = [_header(selection, _QUADS_NOTE), _heading("names"), _turtle(selection.names), _heading("claims")]
    for claim in selection.claims:
        parts += [_graph(claim.iri, claim.statement), _turtle(selection.said.get(claim.iri, ()))]
    parts += [_heading("inferences"), _turtle(selection.about_inferred)]
    parts += [_graph(iri, facts) for iri, facts in selection.inferred.items()]
    parts += [_heading("ontology"), _graph(ONTOLOGY, selection.ontology)]
    return _joined(parts)


def turtle(selection: Selection) -> bytes:
    """Return Turtle, which has no named graphs.

    A plain statement about the world is asserted by a claim that counts (or that `include` adds). Each
    statement of each claim is besides reified: an ``rdf:Statement`` whose ``dct:isPartOf`` is the claim. To
    describe a statement is not to assert it: so Assessed and withdrawn claims are kept without being told as
    fact, and inferred facts, parts of their ``skg:InferenceGraph``, are never taken for asserted ones.
    """
    parts = [_header(selection, _TURTLE_NOTE), _heading("names"), _turtle(selection.names)]
    parts += [_heading("asserted"), _turtle({t for claim in selection.told for t in claim.statement})]
    parts.append(_heading("claims and the statements that rest on them"))
    for claim in selection.claims:
        parts += [_turtle(selection.said.get(claim.iri, ())), _turtle(reified(claim.iri, claim.statement))]
    parts += [_heading("inferred, not asserted"), _turtle(selection.about_inferred)]
    parts += [_turtle(reified(iri, facts)) for iri, facts in selection.inferred.items()]
    parts += [_heading("ontology"), _turtle(selection.ontology)]
    return _joined(parts)


def turtle12(selection: Selection) -> bytes:
    """Return Turtle of RDF 1.2, in which a claim is the reifier of what it states: ``s p o ~ claim``.

    What a claim that counts states is asserted so. What Assessed and withdrawn claims state, and what was inferred, is
    reified and not asserted: ``claim rdf:reifies <<( s p o )>>``.
    """
    told = {claim.iri for claim in selection.told}
    parts = [_header(selection, _TURTLE12_NOTE), _heading("names"), _turtle(selection.names)]
    parts.append(_heading("claims and what they state"))
    for claim in selection.claims:
        stated = _annotated(claim.iri, claim.statement) if claim.iri in told else _reifying(claim.iri, claim.statement)
        parts += [_turtle(selection.said.get(claim.iri, ())), stated]
    parts += [_heading("inferred, not asserted"), _turtle(selection.about_inferred)]
    parts += [_reifying(iri, facts) for iri, facts in selection.inferred.items()]
    parts += [_heading("ontology"), _turtle(selection.ontology)]
    return _joined(parts)


def _annotated(reifier: str, statements: Iterable[Statement]) -> str:
    return "".join(f"{line} ~ {write_term(NamedNode(reifier))} .\n" for line in sorted({_spelt(s) for s in statements}))


def _reifying(reifier: str, statements: Iterable[Statement]) -> str:
    lines = sorted({_spelt(statement) for statement in statements})
    verb = f"{write_term(NamedNode(reifier))} rdf:reifies"
    return "".join(f"{verb} <<( {line} )>> .\n" for line in lines)


def _spelt(statement: Statement) -> str:
    return " ".join(map(write_term, (statement.subject, statement.predicate, statement.object)))


def reified(graph: str, statements: Iterable[Statement]) -> list[Triple]:
    """Describe each statement of a graph as an ``rdf:Statement`` that is part of it.

    Its IRI is that of the graph with a fragment from the statement's hash: it depends on nothing else.
    """
    out = []
    for statement in statements:
        text = " ".join(map(str, (statement.subject, statement.predicate, statement.object)))
        node = NamedNode(f"{graph}#statement-{hashlib.sha256(text.encode()).hexdigest()[:16]}")
        out += [
            Triple(node, NamedNode(RDF_TYPE), NamedNode(_RDF + "Statement")),
            Triple(node, NamedNode(_RDF + "subject"), statement.subject),
            Triple(node, NamedNode(_RDF + "predicate"), statement.predicate),
            Triple(node, NamedNode(_RDF + "object"), statement.object),
            Triple(node, _PART_OF, NamedNode(graph)),
        ]
    return out


# -- Turtle and TriG


def _joined(parts: Iterable[str]) -> bytes:
    return "\n".join(part for part in parts if part).encode("utf-8")


def _heading(text: str) -> str:
    return f"# ---- {text} ".ljust(112, "-") + "\n"


def _header(selection: Selection, note: str) -> str:
    seen = selection.build.when
    day = f", {seen.in_words()}" if seen.day else ""
    version = " ".join(str(selection.build.manifest.get("sahel_kg", "")).split())
    lines = [f"# Export of sahel-kg {version}{day}.", "#"]
    lines += [f"# {line}" for line in note.splitlines()]
    lines += ["", *(f"@prefix {prefix}: <{PREFIXES[prefix]}> ." for prefix in sorted(PREFIXES)), ""]
    return "\n".join(lines)


def _graph(iri: str, statements: Iterable[Statement]) -> str:
    # A claim without a statement keeps its (empty) graph: that it says nothing is seen at once.
    body = "".join(f"    {line}\n" if line else "" for line in _turtle(statements).splitlines())
    return f"{write_term(NamedNode(iri))} {{\n{body}}}\n"


def _turtle(statements: Iterable[Statement]) -> str:
    """Return statements by subject, type first, each subject followed by an empty line."""
    lines = []
    for subject, said in _by_subject(statements):
        rows = []
        for predicate, objects in _by_predicate(said):
            verb = "a" if predicate.value == RDF_TYPE else write_term(predicate)
            rows.append(f"{verb} {' , '.join(sorted({write_term(o) for o in objects}))}")
        lines.append(f"{write_term(subject)} " + " ;\n    ".join(rows) + " .\n")
    return "\n".join(lines)


def _by_subject(statements: Iterable[Statement]) -> Iterator[tuple[Any, list[Statement]]]:
    grouped: dict[Any, list[Statement]] = defaultdict(list)
    for statement in statements:
        grouped[statement.subject].append(statement)
    yield from sorted(grouped.items(), key=lambda item: (isinstance(item[0], BlankNode), item[0].value))


def _by_predicate(statements: Iterable[Statement]) -> Iterator[tuple[NamedNode, list[Any]]]:
    grouped: dict[NamedNode, list[Any]] = defaultdict(list)
    for statement in statements:
        grouped[statement.predicate].append(statement.object)
    yield from sorted(grouped.items(), key=lambda item: (item[0].value != RDF_TYPE, compact(item[0].value)))


# -- JSON-LD


def jsonld(selection: Selection) -> bytes:
    """Return JSON-LD 1.1 with a local context that is nothing but prefixes; no context is to be fetched.

    A claim is one object: what is said about it, and under ``@graph`` its statement. ``<`` is escaped, so
    that the file can stand in a page's script element.
    """
    quads = selection.quads
    values = {str(value(t)) for q in quads for t in (q.subject, q.predicate, q.object)}
    # An IRI such as <claim:1> would be read as a CURIE: its prefix is then left out of the context.
    context = {p: PREFIXES[p] for p in sorted(PREFIXES) if not any(v.startswith(p + ":") for v in values)}
    writer = _JsonLd(context)
    graphs: dict[str, list[Statement]] = {c.iri: list(c.statement) for c in selection.claims}
    graphs |= {iri: list(facts) for iri, facts in selection.inferred.items()}
    graphs[ONTOLOGY] = list(selection.ontology)
    said: list[Statement] = [*selection.names, *selection.about_inferred]
    said += [quad for claim in selection.claims for quad in selection.said.get(claim.iri, ())]
    nodes = {node["@id"]: node for node in writer.nodes(said)}
    for iri, statements in graphs.items():
        key = writer.iri(iri)
        nodes.setdefault(key, {"@id": key})["@graph"] = writer.nodes(statements)
    document = {"@context": context, "@graph": [nodes[key] for key in sorted(nodes)]}
    text = json.dumps(document, indent=1, ensure_ascii=False)
    return (text.replace("<", "\\u003c") + "\n").encode("utf-8")


class _JsonLd:
    """Terms and nodes of JSON-LD under a context of prefixes."""

    def __init__(self, context: dict[str, str]) -> None:
        self.context = context

    def iri(self, iri: str) -> str:
        curie = compact(iri)
        prefix, _, local = curie.partition(":")
        return curie if curie != iri and prefix in self.context and not local.startswith("//") else iri

    def nodes(self, statements: Iterable[Statement]) -> list[dict[str, Any]]:
        out = []
        for subject, said in _by_subject(statements):
            node: dict[str, Any] = {"@id": self.node(subject)}
            for predicate, objects in _by_predicate(said):
                terms = sorted(set(objects), key=str)
                if predicate.value == RDF_TYPE and not any(isinstance(t, Literal) for t in terms):
                    key, found = "@type", [self.node(t) for t in terms]
                else:
                    key, found = self.iri(predicate.value), [self.value(t) for t in terms]
                node[key] = found[0] if len(found) == 1 else found
            out.append(node)
        return out

    def node(self, term: NamedNode | BlankNode) -> str:
        return self.iri(term.value) if isinstance(term, NamedNode) else str(term)

    def value(self, term: Any) -> Any:
        if not isinstance(term, Literal):
            return {"@id": self.node(term)}
        if term.language:
            return {"@value": term.value, "@language": term.language}
        datatype = term.datatype.value
        if datatype == _XSD + "string":
            return term.value
        # Only what a reader turns back into the very same text may be a JSON number.
        if datatype == _XSD + "integer" and _PLAIN_INTEGER.match(term.value):
            return int(term.value)
        return {"@value": term.value, "@type": self.iri(datatype)}
