"""What a closure is taken of: rdflib graphs and datasets, or files, as one list of triples.

Files are read with pyoxigraph, because rdflib normalises literals on reading: ``"nonsense"^^xsd:boolean``
becomes false, and a contradiction is lost.
"""

from __future__ import annotations

import hashlib
import os
import sys
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeGuard, Union

from sahel_kg import files, syntaxes
from sahel_kg.errors import ParseError, Problem, UsageError

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

    from sahel_kg.reasoning.terms import Triple

PathLike = str | os.PathLike[str]
Source = Union["Graph", PathLike, Sequence[PathLike]]


def read_triples(source: Source) -> Iterator[Triple]:
    """Yield the triples of a graph, of all graphs of a dataset, or of files; one may come more than once.

    Parameters
    ----------
    source : rdflib.Graph or rdflib.Dataset, or a path, or a sequence of paths
        The graph is only read. Formats are told by suffix: see `syntaxes.SUFFIXES`. Blank nodes of a
        file are named after its content, so that two files never share one and two runs agree.

    Raises
    ------
    ParseError
        A file is missing, or is not what its suffix says.
    UsageError
        The source is none of these, or a suffix is not known.
    """
    if is_graph(source):
        yield from ((s, p, o) for s, p, o, _ in list_quads(source))
    elif isinstance(source, str | os.PathLike):
        yield from _read_file(Path(source))
    elif isinstance(source, Sequence):
        for path in source:
            if not isinstance(path, str | os.PathLike):
                raise UsageError(f"{path!r} is no path: give one rdflib graph or dataset, or a list of paths.")
            yield from _read_file(Path(path))
    else:
        raise UsageError(f"{source!r}: give an rdflib graph or dataset, or a list of paths.")


def list_quads(graph: Graph) -> Iterator[tuple[Node, Node, Node, Node | None]]:
    """Yield the statements of a graph, or of all graphs of a dataset, None standing for the default graph."""
    from rdflib import Dataset, Graph, URIRef
    from rdflib.graph import DATASET_DEFAULT_GRAPH_ID, ConjunctiveGraph

    from sahel_kg.reasoning.terms import is_rdf

    if isinstance(graph, Dataset | ConjunctiveGraph):
        # quads() reads every graph; setting default_union would change the caller's dataset
        for s, p, o, name in graph.quads((None, None, None, None)):
            context = name.identifier if isinstance(name, Graph) else name
            is_named = isinstance(context, URIRef) and context != DATASET_DEFAULT_GRAPH_ID
            if is_rdf((s, p, o)):
                yield s, p, o, context if is_named else None
    else:
        yield from ((s, p, o, None) for s, p, o in graph if is_rdf((s, p, o)))


def make_graph(triples: Iterable[Triple]) -> Graph:
    """Return triples as a graph; those that are not RDF (a literal as subject) are left out."""
    from rdflib import Graph

    from sahel_kg.reasoning.terms import is_rdf

    graph = Graph(bind_namespaces="none")
    for triple in triples:
        if is_rdf(triple):
            graph.add(triple)
    return graph


def is_graph(source: object) -> TypeGuard[Graph]:
    """Tell whether a source is a graph or a dataset of rdflib; where rdflib is not imported, nothing is."""
    rdflib = sys.modules.get("rdflib")
    return rdflib is not None and isinstance(source, rdflib.Graph)


def is_paths(source: object) -> TypeGuard[PathLike | Sequence[PathLike]]:
    """Tell whether a source is a path or a sequence of paths."""
    if isinstance(source, str | os.PathLike):
        return True
    return isinstance(source, Sequence) and all(isinstance(path, str | os.PathLike) for path in source)


def list_paths(source: PathLike | Iterable[PathLike]) -> Iterable[PathLike]:
    """Return the paths of a path, or of several."""
    return [source] if isinstance(source, str | os.PathLike) else source


def find_syntax(path: Path) -> str:
    """Return the syntax of a file, by its name.

    Raises
    ------
    UsageError
    """
    name = syntaxes.SUFFIXES.get(syntaxes.suffix_of(path))
    if name is None:
        known = ", ".join(sorted(syntaxes.SUFFIXES))
        raise UsageError(f"{path}: unknown suffix; known are {known}, each also followed by .gz.")
    return name


def read_content(path: Path) -> bytes:
    """Return the content of a file, unpacked.

    Raises
    ------
    ParseError
    """
    try:
        return syntaxes.unpack(files.read(path), packed=syntaxes.is_packed(path))
    except (OSError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ParseError([Problem(str(path), "", f"cannot be read: {reason}")]) from error


def _read_file(path: Path) -> Iterator[Triple]:
    import pyoxigraph
    from rdflib import BNode

    from sahel_kg.terms import to_rdflib

    name = find_syntax(path)
    content = read_content(path)
    prefix = "n" + hashlib.sha256(content).hexdigest()[:10]
    by_lines = name in ("N_TRIPLES", "N_QUADS")  # formats in which labels are the file's own
    terms: dict[object, Node] = {}
    blanks: dict[object, BNode] = {}

    def convert(term: object) -> Node:
        found = terms.get(term)
        if found is None:
            if isinstance(term, pyoxigraph.BlankNode):
                found = blanks.setdefault(
                    term, BNode(f"{prefix}_{term.value}" if by_lines else f"{prefix}b{len(blanks)}")
                )
            elif isinstance(term, pyoxigraph.Triple):
                raise ParseError([Problem(str(path), "", "triples about triples (RDF 1.2) are not supported")])
            else:
                found = to_rdflib(term)
            terms[term] = found
        return found

    for quad in syntaxes.parse(str(path), content, name):
        yield convert(quad.subject), convert(quad.predicate), convert(quad.object)
