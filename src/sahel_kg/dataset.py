"""Read the asserted data: RDF files in, quads out, and for every node the file that it stands in.

Files are read with pyoxigraph, which names line and column of an error, fetches nothing and keeps literals as
they are written (rdflib would turn ``"x"^^xsd:boolean`` into false).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    DefaultGraph,
    NamedNode,
    Quad,
    RdfFormat,
    parse,
    serialize,
)
from pyoxigraph import Dataset as QuadSet
from rdflib import Graph
from rdflib import term as rdf

from sahel_kg.errors import ParseError, Problem
from sahel_kg.resources import shown
from sahel_kg.vocabulary import ONTOLOGY

FORMATS = {
    ".ttl": RdfFormat.TURTLE,
    ".trig": RdfFormat.TRIG,
    ".nt": RdfFormat.N_TRIPLES,
    ".nq": RdfFormat.N_QUADS,
}
MAX_BYTES = 200_000_000


@dataclass(frozen=True)
class Asserted:
    """Everything that was said by hand, before any inference.

    Attributes
    ----------
    claims : list of Quad
        The statements, each in its claim's named graph.
    about : list of Quad
        What is said about claims, and actors, places, events and sources with their names: default graph.
    ontology : list of Quad
        The ontology, in the named graph `vocabulary.ONTOLOGY`, blank nodes with canonical labels.
    origin : dict
        IRI of a node to the file in which it is first a subject or a graph.
    segments : dict
        Name of a source to its sentences.
    uncoded : dict
        Name of a source to the sentences that were excused.
    files : list of Path
        All files read, in order.
    """

    claims: list[Quad] = field(default_factory=list)
    about: list[Quad] = field(default_factory=list)
    ontology: list[Quad] = field(default_factory=list)
    origin: dict[str, str] = field(default_factory=dict)
    segments: dict[str, list[Segment]] = field(default_factory=dict)
    uncoded: dict[str, list[Excuse]] = field(default_factory=dict)
    files: list[Path] = field(default_factory=list)


@dataclass(frozen=True)
class Segment:
    """One sentence of a source: offsets in code points, end exclusive, and the hash of its UTF-8 bytes."""

    segment: str
    paragraph: int | None
    sentence: int | None
    start: int
    end: int
    sha256: str


@dataclass(frozen=True)
class Excuse:
    """A sentence that asserts nothing for the graph, with a reason of the fixed set."""

    segment: str
    reason: str
    note: str


REASONS = ("heading", "about-the-source", "no-proposition", "general-statement", "out-of-scope")


def read_text(path: Path) -> str:
    """Return a file's text; the encoding must be UTF-8 and the file not empty.

    Raises
    ------
    ParseError
    """
    name = shown(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ParseError([Problem(name, "", f"larger than {MAX_BYTES // 1_000_000} MB: split the file")])
        raw = path.read_bytes()
    except OSError as error:
        raise ParseError([Problem(name, "", f"cannot be read ({error.strerror})")]) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise ParseError([Problem(name, f"line {line}", "is not UTF-8: save the file in that encoding")]) from None
    if not text.strip():
        raise ParseError([Problem(name, "", "is empty: delete the file or put the data into it")])
    return text


def read_quads(path: Path) -> list[Quad]:
    """Read one RDF file (.ttl, .trig, .nt, .nq).

    Raises
    ------
    ParseError
        With the line, if the file is not what its suffix says.
    """
    rdf_format = FORMATS.get(path.suffix)
    if rdf_format is None:
        known = ", ".join(FORMATS)
        raise ParseError([Problem(shown(path), "", f"unknown suffix '{path.suffix}': use one of {known}")])
    text = read_text(path)
    try:
        return list(parse(text, format=rdf_format))
    except SyntaxError as error:
        node = f"line {error.lineno}" if error.lineno else ""
        raise ParseError([Problem(shown(path), node, f"syntax error: {error.msg}")]) from None


def read_rows(path: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    """Read a CSV file that must have these columns.

    Raises
    ------
    ParseError
    """
    reader = csv.DictReader(read_text(path).splitlines())
    if list(reader.fieldnames or []) != list(columns):
        raise ParseError([Problem(shown(path), "line 1", f"the columns must be {','.join(columns)}")])
    rows = list(reader)
    for number, row in enumerate(rows, 2):
        if None in row or None in row.values():
            raise ParseError([Problem(shown(path), f"line {number}", f"must have {len(columns)} fields")])
    return rows


def read_segments(path: Path) -> list[Segment]:
    """Read the sentences of a source."""
    out = []
    rows = read_rows(path, ("segment", "paragraph", "sentence", "start", "end", "sha256"))
    for number, row in enumerate(rows, 2):
        try:
            paragraph, sentence = (int(row[k]) if row[k] else None for k in ("paragraph", "sentence"))
            start, end = int(row["start"]), int(row["end"])
        except ValueError:
            raise ParseError([Problem(shown(path), f"line {number}", "needs whole numbers")]) from None
        out.append(Segment(row["segment"], paragraph, sentence, start, end, row["sha256"]))
    return out


def read_excuses(path: Path) -> list[Excuse]:
    """Read the sentences of a source that were not coded."""
    rows = read_rows(path, ("segment", "reason", "note"))
    for number, row in enumerate(rows, 2):
        if row["reason"] not in REASONS:
            text = f"'{row['reason']}' is no reason: use one of {', '.join(REASONS)}"
            raise ParseError([Problem(shown(path), f"line {number}", text)])
    return [Excuse(row["segment"], row["reason"], row["note"]) for row in rows]


def canonical(quads: Iterable[Quad]) -> list[Quad]:
    """Give blank nodes labels that depend on the content alone (RDFC-1.0), so that output is byte-stable."""
    quads = list(quads)
    if not any(isinstance(t, BlankNode) for q in quads for t in (q.subject, q.object)):
        return quads
    dataset = QuadSet(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return list(dataset)


def read(folders: Sequence[Path], ontology: Path) -> Asserted:
    """Read the ontology and every data folder.

    Parameters
    ----------
    folders : sequence of Path
        Data folders; each may hold ``*.ttl``, ``claims/**/*.trig``, ``segments/*.csv``, ``uncoded/*.csv``.
    ontology : Path
        The folder with ``sahel.ttl`` and ``alignments.ttl``.

    Raises
    ------
    ParseError
        For all files that cannot be read, in one error.
    """
    asserted = Asserted()
    problems: list[Problem] = []
    graph = NamedNode(ONTOLOGY)
    for path in sorted(ontology.glob("*.ttl")):
        if path.name == "shapes.ttl":
            continue
        asserted.files.append(path)
        try:
            asserted.ontology.extend(Quad(q.subject, q.predicate, q.object, graph) for q in read_quads(path))
        except ParseError as error:
            problems.extend(error.problems)
    for folder in folders:
        claims = folder / "claims"
        for path in [
            *sorted(folder.glob("*.ttl")),
            *sorted([*claims.rglob("*.trig"), *claims.rglob("*.nq")]),
        ]:
            asserted.files.append(path)
            try:
                _sort_in(asserted, path, read_quads(path))
            except ParseError as error:
                problems.extend(error.problems)
        for path in sorted(folder.glob("segments/*.csv")):
            asserted.files.append(path)
            try:
                asserted.segments[path.stem] = read_segments(path)
            except ParseError as error:
                problems.extend(error.problems)
        for path in sorted(folder.glob("uncoded/*.csv")):
            asserted.files.append(path)
            try:
                asserted.uncoded[path.stem] = read_excuses(path)
            except ParseError as error:
                problems.extend(error.problems)
    if problems:
        raise ParseError(problems)
    asserted.ontology[:] = canonical(asserted.ontology)
    return asserted


def _sort_in(asserted: Asserted, path: Path, quads: list[Quad]) -> None:
    """Add a file's quads to the claims or to what is said about them."""
    name = shown(path)
    for quad in quads:
        if any(isinstance(term, BlankNode) for term in (quad.subject, quad.object, quad.graph_name)):
            text = "blank node: give locators, reports and denials an IRI such as <claim#locator>"
            raise ParseError([Problem(name, _near(quad), text)])
        in_default = isinstance(quad.graph_name, DefaultGraph)
        (asserted.about if in_default else asserted.claims).append(quad)
        owner = quad.subject if in_default else quad.graph_name
        if isinstance(owner, NamedNode):
            asserted.origin.setdefault(owner.value, name)
        if isinstance(quad.subject, NamedNode):
            asserted.origin.setdefault(quad.subject.value, name)


def _near(quad: Quad) -> str:
    return " ".join(str(t) for t in (quad.subject, quad.predicate))


def to_rdflib(quads: Iterable[Quad]) -> Graph:
    """Return the triples of quads, graph names dropped, as an rdflib graph.

    Literals keep their lexical form: rdflib's normalisation is off for them.
    """
    graph = Graph()
    for quad in quads:
        graph.add((_rdflib(quad.subject), _rdflib(quad.predicate), _rdflib(quad.object)))
    return graph


def _rdflib(term: object) -> rdf.Node:
    if isinstance(term, NamedNode):
        return rdf.URIRef(term.value)
    if isinstance(term, BlankNode):
        return rdf.BNode(term.value)
    value, language, datatype = term.value, term.language, term.datatype.value  # type: ignore[attr-defined]
    if language:
        return rdf.Literal(value, lang=language)
    if datatype == "http://www.w3.org/2001/XMLSchema#string":
        return rdf.Literal(value)
    return rdf.Literal(value, datatype=rdf.URIRef(datatype), normalize=False)


def nquads(quads: Iterable[Quad]) -> bytes:
    """Serialise quads as N-Quads, one a line, sorted: the same quads give the same bytes."""
    lines = {serialize([quad], format=RdfFormat.N_QUADS) for quad in quads}
    return b"".join(sorted(line for line in lines if line is not None))
