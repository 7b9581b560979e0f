"""Foresight: what a decision about two actors would change, worked out before anything is written.

The claims of the build are closed once more, with the decision among them, and ties and findings are compared with
those of before. Nothing is written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from pyoxigraph import DefaultGraph, NamedNode, Quad

from sahel_kg.builds import pipeline
from sahel_kg.errors import SahelError
from sahel_kg.inference.inferences import is_about_the_conflict
from sahel_kg.inference.supports import Support
from sahel_kg.reasoning import Closure, Derivations, Finding
from sahel_kg.reasoning.terms import Triple
from sahel_kg.record.claims import Claim, read_claims
from sahel_kg.record.dataset import Asserted
from sahel_kg.record.extents import Extent, meet_all
from sahel_kg.record.identities import (
    DIFFERENT_FROM,
    SAME_AS,
    find_common_source,
    is_decision,
    read_groups,
    read_identities,
    read_speakers,
)
from sahel_kg.record.unifying import restore
from sahel_kg.ties.listing import list_ties
from sahel_kg.ties.situation import Situation
from sahel_kg.ties.ties import Tie, most_specific
from sahel_kg.vocabulary import ONTOLOGY, PREFIXES, compact, value

if TYPE_CHECKING:
    from sahel_kg.builds.build import Build

Key = tuple[str, frozenset[tuple[str, str, str]]]
_OWL = PREFIXES["owl"]
_IDENTITY = (SAME_AS, DIFFERENT_FROM)


@dataclass(frozen=True)
class Changes:
    """What a decision would change.

    Parameters
    ----------
    gained, lost : tuple of Tie
        Between actors as they are shown; ties that only move from one of two actors to the other are neither.
    moved : int
        How many ties would be shown at another actor than before.
    facts : tuple of str
        Other facts that would follow: kinds, places and the like.
    names : tuple of str
        Names that an actor would be found by besides its own.
    names_lost : tuple of str
        Names that an actor would be found by no more.
    contradictions, tensions : tuple of str
        New ones, in words.
    fused : tuple of str
        Actors of one source that would become one, in words.
    """

    gained: tuple[Tie, ...] = ()
    lost: tuple[Tie, ...] = ()
    moved: int = 0
    facts: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    names_lost: tuple[str, ...] = ()
    contradictions: tuple[str, ...] = ()
    tensions: tuple[str, ...] = ()
    fused: tuple[str, ...] = ()

    @property
    def objections(self) -> tuple[str, ...]:
        """What should keep one from deciding so."""
        return (*self.fused, *self.contradictions)

    def as_dict(self) -> dict[str, Any]:
        """Return the changes object of the JSON formats (docs/formats/link-show.schema.json)."""
        return {
            "gained": [tie.as_dict() for tie in self.gained],
            "lost": [tie.as_dict() for tie in self.lost],
            "moved": self.moved,
            "facts": list(self.facts),
            "names": list(self.names),
            "names_lost": list(self.names_lost),
            "contradictions": list(self.contradictions),
            "tensions": list(self.tensions),
            "fused": list(self.fused),
        }


def foresee(
    build: Build, before: Sequence[Claim], after: Sequence[Claim], reliability: Mapping[str, str] | None = None
) -> Changes:
    """Return what changes if other decisions stand.

    Parameters
    ----------
    build : Build
        The whole of it.
    before, after : sequence of Claim
        All decisions that stand now and would stand then, withdrawn ones included.
    reliability : mapping of str to str, optional
        IRI of a source that the build does not have to its letter.
    """
    letters = {**build.reliability, **(reliability or {})}
    origins = build.origins
    shown = read_identities(after, origins).same
    fused = _fused(build, after, {frozenset(group) for group in read_groups(before)})
    if _weight(before) == _weight(after):
        return Changes(fused=fused)
    said = restore(build.asserted)
    built = _weight(_read_decisions(build, said))
    then, now = (
        _look(build, build if _weight(decisions) == built else decide(build, said, decisions, letters))
        for decisions in (after, before)
    )
    # what is one before or after is one for comparing: what only moves is neither gained nor lost
    one = read_identities([*before, *after], origins).same
    moving = {iri for iri in one if shown.get(iri, iri) != now.shown.get(iri, iri)}

    def move(tie: Tie) -> tuple[str, str, str, str]:
        subject, obj = one.get(tie.subject, tie.subject), one.get(tie.object, tie.object)
        if tie.relation in build.relations.symmetric:
            subject, obj = sorted((subject, obj))
        return subject, tie.relation, obj, "denied" if tie.status == "denied" else ""

    known, will = {move(tie) for tie in now.ties}, {move(tie) for tie in then.ties}
    gained = [tie for tie in then.specific if move(tie) not in known]
    lost = [tie for tie in now.specific if move(tie) not in will and _is_apart(move(tie), tie)]
    new = {_map(key, one): finding for key, finding in then.findings.items()}
    old = {_map(key, one) for key in now.findings}
    fresh = sorted((finding for key, finding in new.items() if key not in old), key=lambda f: (f.rule, str(f.facts)))
    return Changes(
        _once(gained),
        _once(lost),
        max(sum(not moving.isdisjoint((t.subject, t.object)) for t in v.specific) for v in (now, then)),
        _others(then, now, one, build.actors.iris),
        _names(said, now.shown, shown),
        _names(said, shown, now.shown),
        tuple(_tell(f, shown) for f in fresh if f.kind == "contradiction"),
        tuple(_tell(f, shown) for f in fresh if f.kind == "tension"),
        fused,
    )


def _weight(decisions: Iterable[Claim]) -> set[object]:
    """Return what of decisions enters the closure."""
    return {(c.iri, c.statement, c.bounds) for c in decisions if c.counts}


def _is_apart(moved: tuple[str, str, str, str], tie: Tie) -> bool:
    return moved[0] != moved[2] or tie.subject == tie.object


def _once(ties: Iterable[Tie]) -> tuple[Tie, ...]:
    """Keep one tie of several that differ in time or grade alone."""
    return tuple({(t.subject, t.relation, t.object, t.status): t for t in ties}.values())


@dataclass(frozen=True)
class _View:
    ties: list[Tie]
    specific: list[Tie]
    findings: dict[Key, Finding]
    facts: set[tuple[str, str, str]]
    shown: Mapping[str, str]


def _look(build: Build, whole: Situation) -> _View:
    """Return ties and findings of the build's claims under some decisions."""
    derivations, supports = whole.derivations, whole.supports
    ties = list_ties(whole, general=True)
    findings = {
        _key(finding): finding for finding, places in derivations.findings if _ever(derivations, supports, places)
    }
    facts = {
        words
        for place in supports
        if is_about_the_conflict(fact := derivations.facts[place]) and (words := _words(fact))[1] not in _IDENTITY
    }
    return _View(ties, most_specific(ties, build.relations), findings, facts, whole.identities.same)


def _read_decisions(build: Build, said: Sequence[Quad]) -> list[Claim]:
    """Return the decisions of a build as they were said: one may name an actor that another shows as somebody else."""
    own = {claim.iri for claim in build.claims if is_decision(claim)}
    quads = (quad for quad in said if value(quad.graph_name) in own)
    return read_claims(quads, (quad for quad in said if value(quad.subject) in own))


def decide(build: Build, restored: Sequence[Quad], decisions: Sequence[Claim], letters: Mapping[str, str]) -> Situation:
    """Return what the claims of a build, as they were said, say under other decisions, and what follows."""
    own = {claim.iri for claim in build.claims if is_decision(claim)}
    quads = [quad for quad in restored if value(quad.graph_name) not in own]
    counted = [claim for claim in decisions if claim.counts]
    said = [q for q in quads if isinstance(q.graph_name, NamedNode) and value(q.graph_name) != ONTOLOGY]
    about = [q for q in quads if isinstance(q.graph_name, DefaultGraph)]
    claims = [claim for claim in read_claims(said, about) if claim.iri not in own] + counted
    for claim in counted:
        said += [Quad(t.subject, t.predicate, t.object, NamedNode(claim.iri)) for t in claim.statement]
    joined = pipeline.join(pipeline.Checked(Asserted(said, about, build.ontology), claims))
    closure = pipeline.infer(joined, without=build.manifest["without"])
    try:
        derivations = closure.derivations()
    finally:
        closure.close()
    asserted = joined.asserted
    whole = Situation([*asserted.claims, *asserted.about, *asserted.ontology], [], _no_closure)
    whole.__dict__ |= {"claims": joined.claims, "derivations": derivations, "reliability": letters}
    whole.inferred_quads = whole.infer()
    return whole


def _no_closure() -> Closure:
    raise SahelError("what follows from other decisions has no closure of its own: ask the derivations")


def _ever(derivations: Derivations, supports: Mapping[int, Sequence[Support]], places: Iterable[int]) -> bool:
    """Tell whether facts are ever so together."""
    extents: list[Extent] = [Extent(aspect="timeless")]
    for place in places:
        if place not in derivations.always:
            pairs = ((extent, support.extent) for extent in extents for support in supports.get(place, ()))
            extents = list({met for pair in pairs if (met := meet_all(pair)) is not None})
    return bool(extents)


def _words(fact: Triple) -> tuple[str, str, str]:
    subject, predicate, obj = map(str, fact)
    return subject, predicate, obj


def _others(then: _View, now: _View, one: Mapping[str, str], actors: Collection[str]) -> tuple[str, ...]:
    """Return what would follow about actors and is no tie, in words."""

    def move(fact: tuple[str, str, str]) -> tuple[str, str, str]:
        return one.get(fact[0], fact[0]), fact[1], one.get(fact[2], fact[2])

    known = set(map(move, now.facts))
    new = {fact for fact in map(move, then.facts) if fact not in known and not {fact[0], fact[2]} <= set(actors)}
    return tuple(sorted(f"{compact(s)} {_short(p)} {_short(o)}" for s, p, o in new))


def _short(iri: str) -> str:
    return compact(iri).removeprefix("rdf:").removeprefix("skg:")


def _key(finding: Finding) -> Key:
    facts = map(_words, finding.facts)
    return finding.rule, frozenset(fact for fact in facts if fact[1] not in _IDENTITY)


def _map(key: Key, shown: Mapping[str, str]) -> Key:
    return key[0], frozenset((shown.get(s, s), p, shown.get(o, o)) for s, p, o in key[1])


def _fused(build: Build, decisions: Iterable[Claim], known: set[frozenset[str]]) -> tuple[str, ...]:
    """Say which actors that a source tells apart would become one by way of others."""
    speakers, told = read_speakers(build.claims), []
    for group in read_groups(decisions):
        for one, other in combinations(sorted(group), 2):
            source = find_common_source(one, other, build.origins, speakers)
            if source is not None and frozenset(group) not in known:
                through = ", ".join(sorted(map(compact, group - {one, other})))
                ids = f"{compact(one)} and {compact(other)}"
                told.append(f"{ids} would be one actor through {through}, but {compact(source)} tells them apart")
    return tuple(told)


def _names(quads: Iterable[Quad], now: Mapping[str, str], then: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names that actors would be found by then besides those that they are found by now."""
    labels = {PREFIXES["skos"] + "prefLabel", PREFIXES["skos"] + "altLabel"}
    said = [(value(q.subject), value(q.object)) for q in quads if q.predicate.value in labels]
    of: dict[str, set[str]] = {}
    for iri, name in said:
        of.setdefault(now.get(iri, iri), set()).add(name)
    moved = {iri: shown for iri, shown in then.items() if now.get(iri, iri) != shown}
    return tuple(sorted({name for iri, name in said if iri in moved and name not in of.get(moved[iri], set())}))


def _tell(finding: Finding, shown: Mapping[str, str]) -> str:
    """Put a finding into words: the rule's reading, and the facts about actors that it rests on."""

    def name(iri: str) -> str:
        return compact(shown.get(iri, iri))

    facts = []
    for fact in finding.facts:
        subject, predicate, obj = map(str, fact)
        if subject.startswith(PREFIXES["actor"]) and not predicate.startswith(_OWL):
            facts.append(f"{name(subject)} {_short(predicate)} {_short(shown.get(obj, obj))}")
    return f"{finding.message}: {'; '.join(dict.fromkeys(facts))}" if facts else finding.message
