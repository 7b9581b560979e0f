"""The chain from files to a published build, each stage taking a value and returning a value."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import rdflib as rdf
from pyoxigraph import Literal, NamedNode, Quad, Triple

from sahel_kg import resources
from sahel_kg.arguments import refuses_others
from sahel_kg.builds.cross_check import REFERENCE, CrossCheck, compare
from sahel_kg.builds.passed import find_passed, list_inputs
from sahel_kg.builds.publication import (
    as_json,
    hash_file,
    locked,
    make_manifest,
    staged,
    write_folder,
)
from sahel_kg.builds.rows import list_rows
from sahel_kg.checks import validation
from sahel_kg.checks.unclaimed import tell_unclaimed
from sahel_kg.desk import intake
from sahel_kg.errors import DataError, UnclaimedWarning, UsageError, warn
from sahel_kg.files import place
from sahel_kg.findings import findings
from sahel_kg.findings.accounts import split_names
from sahel_kg.findings.disagreement import Disagreement
from sahel_kg.inference.inferences import list_presumed
from sahel_kg.reasoning import Closure, close
from sahel_kg.record import dataset, sources
from sahel_kg.record.bounds import NAMES, parse_date
from sahel_kg.record.claims import RDF_TYPE, Claim, owner_of, read_claims
from sahel_kg.record.dataset import Asserted
from sahel_kg.record.evidence import admit, choose_evidence
from sahel_kg.record.identities import is_pointer
from sahel_kg.record.relations import Relations
from sahel_kg.record.unifying import unify
from sahel_kg.record.years import Years
from sahel_kg.resources import DATABASE
from sahel_kg.store.database import write_tables
from sahel_kg.terms import triple_to_rdflib
from sahel_kg.ties.cautions import mark_claims
from sahel_kg.ties.situation import Situation
from sahel_kg.vocabulary import PREFIXES, SKG, compact, value

Progress = Callable[[str], None]
XSD_DATE = NamedNode(PREFIXES["xsd"] + "date")

_ANNOTATIONS = frozenset(
    PREFIXES[p] + name
    for p, name in (
        ("rdfs", "label"),
        ("rdfs", "comment"),
        ("skos", "definition"),
        ("skos", "prefLabel"),
        ("skos", "altLabel"),
        ("skos", "closeMatch"),
        ("skos", "broadMatch"),
        ("skos", "relatedMatch"),
        ("dct", "source"),
        ("dct", "title"),
        ("dct", "license"),
    )
)


@dataclass(frozen=True)
class Checked:
    """Data that passed every check."""

    asserted: Asserted
    claims: list[Claim]


@refuses_others
def run(
    folder: Path,
    data: Sequence[Path],
    *,
    sources: Sequence[str] = (),
    without: Sequence[str] = (),
    without_shipped: bool = False,
    cross_check: bool = False,
    progress: Progress = lambda stage: None,
) -> dict[str, Any]:
    """Read, check, close and publish; return the report.

    Parameters
    ----------
    folder : Path
        The build folder; what stood there stays until the new build is complete.
    data : sequence of Path
        Data folders, the shipped one first.
    sources : sequence of str
        Build from these sources only; Background on whom they name belongs (`evidence.admit`).
    without : sequence of str
        Domain rules to switch off.
    without_shipped : bool
        Leave shipped claims out, Background included; the names and kinds of whom one's own speak of stay.
    cross_check : bool
        Let a second reasoner infer the same, and report where the two differ.
    progress : callable
        Is told each stage.

    Raises
    ------
    DataError
        If the data does not pass; nothing is written then.
    """
    try:
        folder = place(folder)  # a link stays one; what it points to is replaced
    except OSError as error:
        raise UsageError(f"cannot write to {folder} ({error.strerror}): choose another --build") from None
    with locked(folder), staged(folder) as stage:
        progress("reading")
        asserted = read(data)
        progress("checking")
        checked = check(asserted, folder)
        checked = join(select(leave_out_shipped(checked) if without_shipped else checked, sources))
        progress("reasoning")
        closure = infer(checked, without=without, database=stage / DATABASE)
        confirmed = None
        if cross_check:
            progress("cross-checking")
            confirmed = confirm(checked, closure, without=without)
        progress("publishing")
        return publish(folder, checked, closure, confirmed, stage=stage, sources=sources, without=without)


@refuses_others
def read(data: Sequence[Path], note: intake.Note = lambda sheet: None) -> Asserted:
    """Read the ontology and the data folders, sheets among them, each of which is shown to `note`.

    Raises
    ------
    UsageError
        If a folder holds nothing that is read.
    """
    for folder in data:
        if not intake.holds_data(folder):
            text = "holds no data: put *.ttl or claims/*.trig into it, or make a sheet with `sahel-kg code REPORT`"
            raise UsageError(f"{resources.shown(folder)} {text}")
    return intake.read(data, resources.shipped("ontology"), note)


@refuses_others
def check(asserted: Asserted, before: Path | None = None) -> Checked:
    """Refuse data with problems.

    Parameters
    ----------
    asserted : Asserted
    before : Path, optional
        A build folder: if its build was made of the same shipped files, they passed then (`passed.find_passed`).

    Raises
    ------
    DataError
        With all of them.
    """
    claims = read_claims(asserted.claims, asserted.about)
    passed = find_passed(asserted, before)
    problems = validation.validate(asserted, claims, resources.shipped("ontology") / "shapes.ttl", passed)
    if problems:
        raise DataError(problems)
    for told in tell_unclaimed(asserted):
        warn(told, UnclaimedWarning)
    return Checked(asserted, claims)


@refuses_others
def select(checked: Checked, sources: Sequence[str]) -> Checked:
    """Keep the claims of the named sources, and Background on whom these name.

    Raises
    ------
    UsageError
        If a source is unknown.
    """
    if not sources:
        return checked
    asserted, evidence = checked.asserted, choose_evidence(checked.claims, sources=sources)
    kept, left_out = admit(evidence, checked.claims, asserted.about, {})
    claims = [quad for quad in asserted.claims if owner_of(quad) not in left_out]
    about = [quad for quad in asserted.about if owner_of(quad) not in left_out]
    return Checked(replace(asserted, claims=claims, about=about), kept)


def leave_out_shipped(checked: Checked) -> Checked:
    """Keep one's own claims, and the names and kinds of the things that they speak of.

    Raises
    ------
    UsageError
        If there are none.
    """
    asserted, data = checked.asserted, resources.shipped("data")
    shipped = {resources.shown(path) for path in asserted.files if path.is_relative_to(data)}
    own = [claim for claim in checked.claims if asserted.origin.get(claim.iri) not in shipped]
    if not own:
        raise UsageError("--without-shipped leaves no claim: you have none of your own yet; `sahel-kg code REPORT`")
    spoken_of = {value(term) for claim in own for t in claim.statement for term in (t.subject, t.object)}
    kinds = [c for c in checked.claims if all(value(t.subject) in spoken_of and is_kind(t) for t in c.statement)]
    kept = [*own, *(claim for claim in kinds if claim not in own)]
    nodes = {*(claim.iri for claim in kept), *(claim.source for claim in kept), *spoken_of}
    nodes |= {claim.coder or "" for claim in kept} | {
        quad for quad in asserted.origin if asserted.origin[quad] not in shipped
    }
    about = [
        quad
        for quad in asserted.about
        if value(quad.subject).partition("#")[0] in nodes or value(quad.subject) in nodes
    ]
    claims = [quad for quad in asserted.claims if value(quad.graph_name) in nodes]
    return Checked(replace(asserted, claims=claims, about=about), sorted(kept, key=lambda claim: claim.iri))


def is_kind(triple: Triple) -> bool:
    """Tell whether a triple says of what kind something is."""
    return triple.predicate.value == RDF_TYPE


@refuses_others
def join(checked: Checked) -> Checked:
    """Return the data with one IRI for each actor, as the decisions among the claims have it."""
    return Checked(*unify(checked.asserted, checked.claims))


@refuses_others
def infer(
    checked: Checked, *, engine: str = "duckdb", without: Sequence[str] = (), database: Path | None = None
) -> Closure:
    """Close the Reported claims' statements, the kinds of actors and places, and the ontology.

    Labels and what is said about claims stay out: nothing may be inferred from who says it.

    Parameters
    ----------
    checked : Checked
    engine : {"duckdb", "owlrl"}
        A build is made by the first, which keeps proofs; the second only confirms it.
    without : sequence of str
        Domain rules to switch off.
    database : Path, optional
        A new file to keep the closure in.
    """
    rules = resources.shipped("ontology") / "rules.n3"
    without, _ = split_names(without)  # the rules about accounts are applied when publishing
    given = by_claim(premises(checked))
    # each step has to name the equalities that it rests on, else nobody knows when it holds
    return close(given, engine=engine, rules=["owl-rl", rules], without=without, database=database, merging=False)


@refuses_others
def confirm(checked: Checked, closure: Closure, *, without: Sequence[str] = ()) -> CrossCheck:
    """Close the same claims by the reference, apart, and return what both infer and what only one.

    Parameters
    ----------
    checked : Checked
    closure : Closure
        By DuckDB.
    without : sequence of str
        Domain rules that are switched off.
    """
    reference = infer(checked, engine=REFERENCE, without=without)
    counted = [claim for claim in checked.claims if claim.counts]
    return compare(closure, reference, counted, Relations(checked.asserted.ontology))


def by_claim(quads: Iterable[Quad]) -> rdf.Dataset:
    """Return quads as an rdflib dataset: each claim a named graph, all else in the default graph.

    So a proof knows its claims.
    """
    parts: dict[str, list[Quad]] = defaultdict(list)
    for quad in quads:
        name = value(quad.graph_name)
        parts[name if name.startswith(PREFIXES["claim"]) else ""].append(quad)
    given = rdf.Dataset()
    for name, members in parts.items():
        graph = given.graph(rdf.URIRef(name)) if name else given.default_graph
        for quad in members:
            graph.add(triple_to_rdflib(quad))
    return given


def premises(checked: Checked) -> list[Quad]:
    """Return the quads that the closure may use; who is who has been decided before (see `join`)."""
    counted = {c.iri: c for c in checked.claims if c.counts}
    things = (PREFIXES["actor"], PREFIXES["place"])
    said = [(counted.get(value(q.graph_name)), q) for q in checked.asserted.claims]
    statements = [q for claim, q in said if claim and not is_pointer(claim, q.triple)]
    kinds = [q for q in checked.asserted.about if q.predicate.value == RDF_TYPE and value(q.subject).startswith(things)]
    terms = [q for q in checked.asserted.ontology if q.predicate.value not in _ANNOTATIONS]
    return [*statements, *kinds, *terms]


@refuses_others
def conclude(
    checked: Checked, closure: Closure, *, without: Sequence[str] = ()
) -> tuple[Situation, list[Disagreement]]:
    """Return what is told and what was inferred about the conflict, and what does not go together.

    All are dated and graded by all proofs there are.

    Parameters
    ----------
    checked : Checked
    closure : Closure
    without : sequence of str
        Rules that are switched off.
    """
    asserted = checked.asserted
    quads = [*asserted.claims, *date_bounds(asserted.about), *asserted.ontology]
    whole = Situation(quads, [], lambda: closure, without)
    whole.__dict__["claims"] = checked.claims  # they have been read already
    lived = {event.iri: event.lived for event in whole.events}
    _add(whole, [*list_presumed(whole.claims, whole.telling), *date_years({**whole.years, **lived})])
    whole.inferred_quads = whole.infer()
    _add(whole, mark_claims(whole))  # who an actor is follows, in part
    return whole, findings.find_disagreements(whole)


def _add(whole: Situation, said: Iterable[Quad]) -> None:
    """Add what is said besides the claims: days on which states are presumed, cautions."""
    whole.asserted = [*whole.asserted, *said]
    for name in ("_everything", "_parts", "_beside"):
        whole.__dict__.pop(name, None)


def date_bounds(about: Iterable[Quad]) -> list[Quad]:
    """Return what is said about claims, each bound as a day; a month or a year that was told stands beside it."""
    out = []
    for quad in about:
        name = quad.predicate.value.removeprefix(str(SKG))
        literal = quad.object
        if name not in NAMES or not isinstance(literal, Literal) or literal.datatype == XSD_DATE:
            out.append(quad)
            continue
        day = parse_date(literal.value, last=name.startswith("latest"))
        told = NamedNode(str(SKG[f"told{name[:1].upper()}{name[1:]}"]))
        out.append(Quad(quad.subject, quad.predicate, Literal(day.isoformat(), datatype=XSD_DATE)))
        out.append(Quad(quad.subject, told, literal))
    return out


def date_years(years: Years) -> list[Quad]:
    """Return the first and the last day on which each actor is known, and each event can have been."""
    days = [
        (actor, day)
        for actor, known in sorted(years.items())
        for day in zip(("knownFrom", "knownUntil"), known, strict=True)
    ]
    return [
        Quad(NamedNode(actor), NamedNode(str(SKG[name])), Literal(day.isoformat(), datatype=XSD_DATE))
        for actor, (name, day) in days
        if day
    ]


@refuses_others
def publish(
    folder: Path,
    checked: Checked,
    closure: Closure,
    confirmed: CrossCheck | None = None,
    *,
    stage: Path,
    sources: Sequence[str],
    without: Sequence[str],
) -> dict[str, Any]:
    """Write the build folder atomically: all of it, or the previous one stays.

    The closure is let go of; its file, if it has one, stands in the folder `stage`.

    Returns
    -------
    dict
        The content of report.json.
    """
    whole, found = conclude(checked, closure, without=without)
    inferred = whole.inferred_quads
    covered = coverage(checked)
    counts = _count(checked, covered, inferred, found)
    report = _report(checked, covered, found, counts, closure.notes, confirmed)
    asserted = checked.asserted
    files = {
        "asserted.nq": dataset.nquads([*asserted.claims, *whole.about, *asserted.ontology]),
        "inferred.nq": dataset.nquads(inferred),
        "report.json": as_json(report),
    }
    rows = list_rows(whole, found)
    closure.close()
    write_tables(stage / DATABASE, rows)
    outputs = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    outputs[DATABASE] = hash_file(stage / DATABASE)
    inputs = list_inputs(asserted)
    manifest = make_manifest(outputs, inputs, counts, engine=closure.engine, sources=sources, without=without)
    files["manifest.json"] = as_json(manifest)
    write_folder(folder, files, stage)
    return report


def _count(
    checked: Checked, covered: Sequence[sources.Coverage], inferred: Sequence[Quad], found: Sequence[Disagreement]
) -> dict[str, int]:
    """Count what was said, how much of the sources that is, what follows from it and what does not go together."""
    facts = {q.triple for q in inferred if isinstance(q.graph_name, NamedNode)} - _said(checked)
    shown = {kind: findings.count(_at_some_time(found, kind)) for kind in ("contradiction", "tension")}
    return {
        "claims": len(checked.claims),
        "reported": sum(c.kind == "Reported" for c in checked.claims),
        "assessed": sum(c.kind == "Assessed" for c in checked.claims),
        "background": sum(c.basis == "Background" for c in checked.claims),
        "sentences": sum(len(c.segments) for c in covered),
        "coded": sum(len(c.coded) for c in covered),
        "excused": sum(len(c.excused) for c in covered),
        "inferred": len(facts),
        "contradictions": shown["contradiction"],
        "tensions": shown["tension"],
        "possible": findings.count(found) - sum(shown.values()),
    }


def _report(
    checked: Checked,
    covered: Sequence[sources.Coverage],
    found: Sequence[Disagreement],
    counts: dict[str, int],
    notes: Sequence[str],
    confirmed: CrossCheck | None,
) -> dict[str, Any]:
    """Return the content of report.json."""
    return {
        "version": 1,
        "validation": {"problems": 0, "files": len(checked.asserted.files)},
        "counts": counts,
        "contradictions": [each.as_dict() for each in _at_some_time(found, "contradiction")],
        "tensions": [each.as_dict() for each in _at_some_time(found, "tension")],
        "possible": [each.as_dict() for each in found if not each.is_certain],
        "uncovered": [f"{compact(c.source).partition(':')[2]}:{segment}" for c in covered for segment in c.missing],
        "notes": list(notes),
        "cross_check": confirmed.as_dict() if confirmed else None,
    }


def _at_some_time(found: Sequence[Disagreement], kind: str) -> list[Disagreement]:
    """Return the findings of a kind that hold at some time in any case."""
    return [each for each in found if each.kind == kind and each.is_certain]


def _said(checked: Checked) -> set[Triple]:
    """Return what the claims that count say."""
    return {triple for claim in checked.claims if claim.counts for triple in claim.statement}


@refuses_others
def coverage(checked: Checked) -> list[sources.Coverage]:
    """Return what became of the sentences of each source that is built."""
    built = {c.source for c in checked.claims}
    names = [name for name in checked.asserted.segments if PREFIXES["source"] + name in built]
    return [sources.cover(PREFIXES["source"] + name, checked.claims, checked.asserted) for name in names]
