"""Read the asserted data: RDF files in, quads out, and for every node the file that it stands in.

Files are read with pyoxigraph, which names line and column of an error, fetches nothing and keeps literals as
they are written (rdflib would turn ``"x"^^xsd:boolean`` into false).
"""

from __future__ import annotations

import csv
import io
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    serialize,
)
from pyoxigraph import Dataset as QuadSet

from sahel_kg import files
from sahel_kg.errors import ParseError, Problem
from sahel_kg.resources import shown
from sahel_kg.syntaxes import SUFFIXES, is_packed, parse, suffix_of, unpack
from sahel_kg.vocabulary import ONTOLOGY, compact, value

MAX_BYTES = 200_000_000
LAYOUT = {
    "": (".ttl", ".nt", ".jsonld"),
    "claims": (".trig", ".nq", ".jsonld"),
    "segments": (".csv",),
    "uncoded": (".csv",),
}
"""Which files of a data folder are read, by the folder they stand in; those of RDF also as archives, .gz."""

_DATA_SUFFIXES = {*SUFFIXES, ".csv", ".json", ".n3", ".tsv", ".xlsx"}


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
        IRI of a node to the file to look into: that of a claim's graph, else the last one that says something
        about the node, else the first whose statements speak of it.
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

    def file_of(self, folder: str, name: str) -> str:
        """Return the list of a source's sentences (``segments``) or excuses (``uncoded``) as the user names it."""
        return next((shown(p) for p in self.files[::-1] if p.parent.name == folder and p.stem == name), "")


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
        if path.exists() and not path.is_file():
            raise ParseError([Problem(name, "", "is no file: move or delete it")])
        if path.stat().st_size > MAX_BYTES:
            raise ParseError([Problem(name, "", f"larger than {MAX_BYTES // 1_000_000} MB: split the file")])
        raw = unpack(files.read(path), packed=is_packed(path), most=MAX_BYTES)
    except OSError as error:
        raise ParseError([Problem(name, "", f"cannot be read ({error.strerror})")]) from None
    except zlib.error as error:
        raise ParseError([Problem(name, "", f"cannot be unpacked: {error}")]) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise ParseError([Problem(name, f"line {line}", "is not UTF-8: save the file in that encoding")]) from None
    if not text.strip():
        raise ParseError([Problem(name, "", "is empty: delete the file or put the data into it")])
    return text


def read_quads(path: Path) -> list[Quad]:
    """Read one RDF file: see `syntaxes.SUFFIXES`.

    Raises
    ------
    ParseError
        With the line, if the file is not what its suffix says.
    """
    syntax = SUFFIXES.get(suffix_of(path))
    if syntax is None:
        known = ", ".join(SUFFIXES)
        raise ParseError([Problem(shown(path), "", f"unknown suffix '{path.suffix}': use one of {known}")])
    return list(parse(shown(path), read_text(path).encode("utf-8"), syntax))


def read_rows(path: Path, columns: Sequence[str]) -> list[tuple[str, dict[str, str]]]:
    """Read a CSV file that must have these columns; return its rows, each with its line ("line 2").

    Raises
    ------
    ParseError
    """
    reader = csv.DictReader(io.StringIO(read_text(path), newline=""), strict=True)
    rows = []
    try:
        if list(reader.fieldnames or []) != list(columns):
            raise ParseError([Problem(shown(path), "line 1", f"the columns must be {','.join(columns)}")])
        for row in reader:
            line = f"line {reader.line_num}"
            if None in row or None in row.values():
                raise ParseError([Problem(shown(path), line, f"must have {len(columns)} fields")])
            rows.append((line, row))
    except csv.Error as error:
        line = f"line {reader.reader.line_num}"
        raise ParseError([Problem(shown(path), line, f"is no CSV: {error}")]) from None
    return rows


def read_segments(path: Path) -> list[Segment]:
    """Read the sentences of a source."""
    out: dict[str, Segment] = {}
    for line, row in read_rows(path, ("segment", "paragraph", "sentence", "start", "end", "sha256")):
        try:
            paragraph, sentence = (int(row[k]) if row[k] else None for k in ("paragraph", "sentence"))
            segment = Segment(row["segment"], paragraph, sentence, int(row["start"]), int(row["end"]), row["sha256"])
        except ValueError:
            text = "paragraph, sentence, start and end must be whole numbers"
            raise ParseError([Problem(shown(path), line, text)]) from None
        if not 0 <= segment.start < segment.end:
            text = f"starts at {segment.start} and ends at {segment.end}: correct the offsets"
            raise ParseError([Problem(shown(path), line, text)])
        if out.setdefault(segment.segment, segment) is not segment:
            text = f"sentence '{segment.segment}' is listed a second time: delete one"
            raise ParseError([Problem(shown(path), line, text)])
    return list(out.values())


def read_excuses(path: Path) -> list[Excuse]:
    """Read the sentences of a source that were not coded."""
    rows = read_rows(path, ("segment", "reason", "note"))
    for line, row in rows:
        if row["reason"] not in REASONS:
            text = f"'{row['reason']}' is no reason: use one of {', '.join(REASONS)}"
            raise ParseError([Problem(shown(path), line, text)])
    return [Excuse(row["segment"], row["reason"], row["note"]) for _, row in rows]


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
    homes: dict[str, str] = {}
    for place, path in [file for folder in folders for file in data_files(folder)]:
        try:
            if not _is_read(place, path):
                raise ParseError([Problem(shown(path), "", _misplaced(place, path))])
            asserted.files.append(path)
            if place == "segments":
                if path.stem in asserted.segments:
                    text = f"the sentences of {path.stem} are listed in another data folder: delete one list"
                    raise ParseError([Problem(shown(path), "", text)])
                asserted.segments[path.stem] = read_segments(path)
            elif place == "uncoded":
                asserted.uncoded.setdefault(path.stem, []).extend(read_excuses(path))
            else:
                _sort_in(asserted, path, read_quads(path), homes)
        except ParseError as error:
            problems.extend(error.problems)
    if problems:
        raise ParseError(problems)
    asserted.origin.update(homes)
    asserted.ontology[:] = canonical(asserted.ontology)
    return asserted


def add_file(asserted: Asserted, path: Path) -> None:
    """Add what one RDF file says to data that were read.

    Raises
    ------
    ParseError
    """
    homes = {claim: asserted.origin[claim] for claim in {value(quad.graph_name) for quad in asserted.claims}}
    _sort_in(asserted, path, read_quads(path), homes)
    asserted.origin.update(homes)


def data_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files of a data folder, each with the folder of `LAYOUT` that it stands in.

    Notes and the like are passed over; what looks like data comes too where it would not be read.
    """
    for place in LAYOUT:
        for path in sorted((folder / place).rglob("*") if place else folder.glob("*")):
            looks_like_data = suffix_of(path) in _DATA_SUFFIXES and not path.is_dir()
            if _is_read(place, path) or (looks_like_data and not path.name.startswith(".")):
                yield place, path


def _is_read(place: str, path: Path) -> bool:
    """Tell whether a file is read where it stands; an archive as what is in it."""
    suffix = suffix_of(path) if suffix_of(path) in SUFFIXES else path.suffix
    return suffix in LAYOUT[place]


def _misplaced(place: str, path: Path) -> str:
    known = ", ".join(f"{(where + '/') if where else ''}*{s}" for where, suffixes in LAYOUT.items() for s in suffixes)
    where = f"in {place}/" if place else "at the top of a data folder"
    return f"a file with suffix '{path.suffix}' is not read {where}: move or convert it; read are {known}"


def _sort_in(asserted: Asserted, path: Path, quads: list[Quad], homes: dict[str, str]) -> None:
    """Add a file's quads to the claims or to what is said about them; `homes` maps a claim to its file."""
    name = shown(path)
    kinds = {type(term) for q in quads for term in (q.subject, q.object, q.graph_name)}
    if BlankNode in kinds:
        found = [q for q in quads if any(isinstance(t, BlankNode) for t in (q.subject, q.object, q.graph_name))]
        raise ParseError([_blank(name, found)])
    if Triple in kinds and any(isinstance(q.object, Triple) for q in quads):
        raise ParseError([Problem(name, "", "triples about triples (RDF 1.2) are not read: make them claims")])
    taken = {q.graph_name.value for q in quads if isinstance(q.graph_name, NamedNode)} & set(homes)
    if taken:
        text = "states something in {} already: give the second claim an id of its own"
        raise ParseError([Problem(name, compact(iri), text.format(homes[iri])) for iri in taken])
    for quad in quads:
        subject = value(quad.subject)
        if isinstance(quad.graph_name, NamedNode):
            asserted.claims.append(quad)
            homes[quad.graph_name.value] = name
            asserted.origin.setdefault(subject, name)
        else:
            asserted.about.append(quad)
            asserted.origin[subject] = name


def _blank(file: str, quads: Sequence[Quad]) -> Problem:
    """Describe the first blank node by what stands beside it: it has no name of its own."""
    owners = [q.graph_name if isinstance(q.graph_name, NamedNode) else q.subject for q in quads]
    at = next((i for i, owner in enumerate(owners) if isinstance(owner, NamedNode)), 0)
    end = "subject" if isinstance(quads[at].subject, BlankNode) else "object"
    text = f"blank node as {end} of {compact(quads[at].predicate.value)}: give it an IRI such as <claim#locator>"
    return Problem(file, compact(value(owners[at])) if isinstance(owners[at], NamedNode) else "", text)


def nquads(quads: Iterable[Quad]) -> bytes:
    """Serialise quads as N-Quads, one a line, sorted: the same quads give the same bytes."""
    text = serialize(quads, format=RdfFormat.N_QUADS) or b""
    return b"".join(sorted(set(text.splitlines(keepends=True))))
