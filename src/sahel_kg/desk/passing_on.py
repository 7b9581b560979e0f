"""What of a coded report can be passed on: its claims as TriG and its lists of sentences, without its words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode, Quad

from sahel_kg.desk import coded
from sahel_kg.desk.coded import CodedSheet
from sahel_kg.desk.kept import write_segments
from sahel_kg.errors import order
from sahel_kg.vocabulary import PREFIXES, compact, value

_USED = ("skg", "activity", "actor", "category", "claim", "coder", "condition", "event", "place", "source")
_OTHERS = ("dct", "oa", "owl", "prov", "rdfs", "skos", "xsd")
_TYPE = PREFIXES["rdf"] + "type"


def write_data(sheet: CodedSheet) -> dict[str, bytes]:
    """Return the files of a data folder, each with its place in it: the same sheet gives the same bytes."""
    name = sheet.folder.name
    found = {f"claims/{name}.trig": write_trig(sheet), f"segments/{name}.csv": write_segments(sheet.segments)}
    if sheet.excuses:
        rows = [(each.segment, each.reason, each.note) for each in sheet.excuses]
        found[f"uncoded/{name}.csv"] = _table(("segment", "reason", "note"), rows)
    return found


def _table(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> bytes:
    import csv
    import io

    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return stream.getvalue().encode("utf-8")


def write_trig(sheet: CodedSheet, head: str = "") -> bytes:
    """Return the claims, and all that is said about them and their source, as TriG, with a line at its head."""
    head = head or f"{sheet.source.title}, coded by {sheet.source.coder}: written by `sahel-kg code --write-trig`."
    head = f"# {' '.join(head.split())}\n"
    parts = [head, *(f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in (*_USED, *_OTHERS)), "\n"]
    parts += [_block(subject, quads) for subject, quads in _by_subject(coded.about_source(sheet))]
    parts += [_block(subject, quads) for subject, quads in _by_subject(coded.about_things(sheet))]
    statements = defaultdict(list)
    for quad in coded.stated(sheet):
        statements[value(quad.graph_name)].append(quad)
    said = _by_subject(coded.about_claims(sheet))
    for subject, quads in sorted(said, key=lambda each: order(each[0])):
        if subject in statements:
            told = "".join(
                f"    {_write(q.subject)} {_relation(q)} {_write(q.object)} .\n"
                for q in sorted(statements[subject], key=str)
            )
            parts.append(f"{_name(subject)} {{\n{told}}}\n")
        parts.append(_block(subject, quads))
    return "".join(parts).encode("utf-8")


def _by_subject(quads: Iterable[Quad]) -> list[tuple[str, list[Quad]]]:
    found: dict[str, list[Quad]] = defaultdict(list)
    for quad in quads:
        found[value(quad.subject)].append(quad)
    return list(found.items())


def _block(subject: str, quads: Iterable[Quad]) -> str:
    said = " ;\n    ".join(f"{_relation(quad)} {_write(quad.object)}" for quad in quads)
    return f"{_name(subject)} {said} .\n\n"


def _relation(quad: Quad) -> str:
    return "a" if quad.predicate.value == _TYPE else _name(quad.predicate.value)


def _write(term: object) -> str:
    if isinstance(term, NamedNode):
        return _name(term.value)
    if isinstance(term, Literal) and term.datatype.value == PREFIXES["xsd"] + "integer":
        return term.value
    text = str(term)
    start, marked, datatype = text.rpartition("^^<")
    return f"{start}^^{_name(datatype[:-1])}" if marked else text


def _name(iri: str) -> str:
    """Return an IRI as a CURIE, where one can be written without escapes."""
    short = compact(iri)
    local = short.partition(":")[2]
    is_plain = short != iri and bool(local) and all(c.isalnum() or c in "-_" for c in local)
    return short if is_plain else f"<{iri}>"
