"""Small builds out of claims that a test makes up, closed by the shipped ontology and rules."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Triple

from sahel_kg import Build, load, resources
from sahel_kg.builds import pipeline
from sahel_kg.builds.pipeline import Checked
from sahel_kg.record import dataset
from sahel_kg.record.bounds import Bounds
from sahel_kg.record.claims import PROV, RDF_TYPE, Claim
from sahel_kg.record.dataset import Asserted
from sahel_kg.record.evidence import Evidence
from sahel_kg.vocabulary import PREFIXES, SKG

ACTORS = ("a", "b", "c", "d", "e")
RELATIONS = ("organOf", "hostileTo", "actsThrough", "opposes", "supports", "memberOf", "cooperatesWith")
SOURCES = {"one": "A", "two": "B", "three": "C", "four": "F"}
"""With their reliability."""
Fact = tuple[str, str, str]
_FOLDERS = tempfile.TemporaryDirectory(prefix="sahel-kg-small-")


def iri(prefix: str, name: str) -> str:
    return PREFIXES[prefix] + name


def make_claim(number: int, *facts: Fact, **said: object) -> Claim:
    """Return a claim of facts in local names, such as ("a", "hostileTo", "b")."""
    triples = tuple(
        Triple(
            NamedNode(iri("actor", s)),
            NamedNode(RDF_TYPE if p == "a" else str(SKG[p])),
            NamedNode(str(SKG[o]) if p == "a" else iri("actor", o)),
        )
        for s, p, o in facts
    )
    source = iri("source", str(said.pop("source", "one")))
    plain = Claim(iri("claim", f"c{number}"), triples, "Reported", "Stated", source, credibility=3)
    return replace(plain, **said)  # type: ignore[arg-type]


def said(claim: Claim) -> set[Fact]:
    """Return what a claim says, in local names."""
    short = [str(part.value) for t in claim.statement for part in (t.subject, t.predicate, t.object)]  # type: ignore[union-attr]
    names = [part.removeprefix(PREFIXES["actor"]).removeprefix(str(SKG)) for part in short]
    return set(zip(names[::3], names[1::3], names[2::3], strict=True))


def years(first: int, last: int) -> Bounds:
    """Return the bounds of a state that surely began and ended with these years."""
    return Bounds(date(first, 1, 1), date(first, 1, 1), date(last, 12, 31), date(last, 12, 31))


@cache
def shipped_ontology() -> tuple[Quad, ...]:
    return tuple(dataset.read([], resources.shipped("ontology")).ontology)


def make_checked(claims: Sequence[Claim], draws_on: Mapping[str, Iterable[str]] | None = None) -> Checked:
    """Return claims as if they had been read; every actor has a name, and every source its grade."""
    about: list[Quad] = []

    def say(subject: str, predicate: str, obj: NamedNode | Literal) -> None:
        about.append(Quad(NamedNode(subject), NamedNode(predicate), obj))

    for actor in ACTORS:
        say(iri("actor", actor), RDF_TYPE, NamedNode(str(SKG.NamedActor)))
        say(iri("actor", actor), PREFIXES["skos"] + "prefLabel", Literal(actor.upper(), language="en"))
    for source, letter in SOURCES.items():
        say(iri("source", source), str(SKG.reliability), Literal(letter))
        for other in (draws_on or {}).get(source, ()):
            say(iri("source", source), str(SKG.drawsOn), NamedNode(iri("source", other)))
    for claim in claims:
        say(claim.iri, RDF_TYPE, NamedNode(str(SKG.Claim)))
        say(claim.iri, str(SKG.kind), NamedNode(str(SKG[claim.kind])))
        say(claim.iri, str(SKG.basis), NamedNode(str(SKG[claim.basis])))
        say(claim.iri, PROV + "hadPrimarySource", NamedNode(claim.source))
        say(claim.iri, str(SKG.credibility), Literal(claim.credibility))
        if claim.aspect:
            say(claim.iri, str(SKG.aspect), NamedNode(str(SKG[claim.aspect.capitalize()])))
        for name, day in claim.bounds.as_dict().items():
            if day:
                say(claim.iri, str(SKG[name]), Literal(day, datatype=NamedNode(PREFIXES["xsd"] + "date")))
    said = [Quad(t.subject, t.predicate, t.object, NamedNode(c.iri)) for c in claims for t in c.statement]
    return Checked(Asserted(said, about, list(shipped_ontology())), list(claims))


def make_build(checked: Checked) -> Build:
    """Close and publish; the folder lives as long as the process."""
    folder = Path(tempfile.mkdtemp(dir=_FOLDERS.name)) / "build"
    stage = folder.with_name("stage")
    stage.mkdir()
    closure = pipeline.infer(checked, database=stage / resources.DATABASE)
    pipeline.publish(folder, checked, closure, stage=stage, sources=(), without=())
    return load(folder)


def keep(checked: Checked, kept: Iterable[Claim]) -> Checked:
    """Return the data with some claims only."""
    left = {c.iri for c in kept}
    asserted = checked.asserted
    gone = {c.iri for c in checked.claims} - left
    claims = [q for q in asserted.claims if getattr(q.graph_name, "value", "") not in gone]
    about = [q for q in asserted.about if str(getattr(q.subject, "value", "")).partition("#")[0] not in gone]
    return Checked(replace(asserted, claims=claims, about=about), [c for c in checked.claims if c.iri in left])


@dataclass(frozen=True)
class Without(Evidence):
    """All evidence but some claims: what a variant is, for `Build.admitting`."""

    left_out: frozenset[str] = frozenset()

    def admits(self, claim: Claim, reliability: Mapping[str, str]) -> bool:
        return claim.iri not in self.left_out

    def in_words(self) -> str:
        return "by some claims"


DAYS = st.dates(date(2010, 1, 1), date(2013, 12, 31)).map(lambda day: day.replace(day=1))


@st.composite
def bounds(draw: st.DrawFn) -> Bounds:
    """Bounds in order, any of which may not be stated."""
    begins, ends = (sorted([draw(DAYS), draw(DAYS)]) for _ in range(2))
    if begins[0] > ends[1]:
        begins, ends = ends, begins
    given = [day if draw(st.booleans()) else None for day in (*begins, *ends)]
    return Bounds(*given)


@st.composite
def claim_sets(draw: st.DrawFn, relations: Sequence[str] = RELATIONS, most: int = 7) -> list[Claim]:
    """A few claims about a handful of actors; some have two facts, some facts have two claims."""
    ends = st.sampled_from(ACTORS[:4])
    facts = st.tuples(ends, st.sampled_from(relations), ends).filter(lambda fact: fact[0] != fact[2])
    count = draw(st.integers(3, most))
    return [
        make_claim(
            number,
            *draw(st.lists(facts, min_size=1, max_size=2, unique=True)),
            bounds=draw(bounds()),
            credibility=draw(st.integers(1, 6)),
            source=draw(st.sampled_from(sorted(SOURCES))),
            basis=draw(st.sampled_from(["Stated", "Stated", "Implied", "Background"])),
        )
        for number in range(count)
    ]
