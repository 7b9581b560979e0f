"""What of a coded report can be passed on: its claims as TriG and its lists of sentences, without its words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from sahel_kg import files
from sahel_kg.desk import coded
from sahel_kg.desk.coded import CodedSheet
from sahel_kg.desk.folder import REST
from sahel_kg.desk.kept import write_segments
from sahel_kg.errors import order
from sahel_kg.record import dataset
from sahel_kg.record.dataset import Asserted
from sahel_kg.vocabulary import DATA_PREFIXES, PREFIXES, compact, value

_USED = ("skg", "activity", "actor", "category", "claim", "coder", "condition", "event", "place", "source")
_OTHERS = ("dct", "oa", "owl", "prov", "rdfs", "skos", "xsd")
_TYPE = PREFIXES["rdf"] + "type"


def borrow(sheet: CodedSheet, asserted: Asserted, shipped: Container[str]) -> list[Quad]:
    """Return the names of all that a sheet speaks of and only other data of its user declare, as these have them.

    Parameters
    ----------
    sheet : CodedSheet
    asserted : Asserted
        All data, the sheet's among them.
    shipped : collection of str
        The files that whoever gets the claims has already.
    """
    own = [*coded.about_source(sheet), *coded.about_things(sheet), *coded.about_claims(sheet)]
    declared = {value(quad.subject) for quad in own}
    rest = dataset.read_quads(path) if (path := sheet.folder.path / REST).is_file() else []
    declared |= {value(quad.subject) for quad in rest if isinstance(quad.graph_name, DefaultGraph)}
    used = {value(term) for quad in (*own, *coded.stated(sheet), *rest) for term in (quad.subject, quad.object)}
    data = tuple(PREFIXES[prefix] for prefix in DATA_PREFIXES)
    lent = {iri for iri in used - declared if iri.startswith(data) and asserted.origin.get(iri) not in shipped}
    return sorted({quad for quad in asserted.about if value(quad.subject) in lent}, key=str)


def write_data(sheet: CodedSheet, borrowed: Sequence[Quad] = ()) -> dict[str, bytes]:
    """Return the files of a data folder, each with its place in it: the same sheet gives the same bytes.

    Parameters
    ----------
    sheet : CodedSheet
    borrowed : sequence of Quad
        What it speaks of and does not declare: see `borrow`.
    """
    name = sheet.folder.name
    trig = write_trig(sheet, borrowed=borrowed)
    found = {f"claims/{name}.trig": trig, f"segments/{name}.csv": write_segments(sheet.segments)}
    if (rest := sheet.folder.path / REST).is_file():
        found[f"claims/{name}-rest.trig"] = files.read(rest)
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


def write_trig(sheet: CodedSheet, head: str = "", borrowed: Sequence[Quad] = ()) -> bytes:
    """Return the claims, and all that is said about them, their source and what they speak of, as TriG with a head."""
    head = head or f"{sheet.source.title}, coded by {sheet.source.coder}: written by `sahel-kg code --write-trig`."
    head = f"# {' '.join(head.split())}\n"
    parts = [head, *(f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in (*_USED, *_OTHERS)), "\n"]
    parts += [_block(subject, quads) for subject, quads in _by_subject(coded.about_source(sheet))]
    things = _by_subject([*coded.about_things(sheet), *borrowed])
    parts += [_block(subject, quads) for subject, quads in things]
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
