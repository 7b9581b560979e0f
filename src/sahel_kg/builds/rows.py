"""The rows of a build's tables (see `store.schema`), from what stands in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from pyoxigraph import Literal, Quad, Triple

from sahel_kg.events.events import Event
from sahel_kg.findings.disagreement import Disagreement
from sahel_kg.record.actors import Actor
from sahel_kg.record.bounds import Bounds
from sahel_kg.record.claims import DENIAL, RDF_TYPE, Claim, literal_value
from sahel_kg.store.database import RowsOf
from sahel_kg.store.published import Cells, Extents, list_confirmations, list_grounds, list_steps
from sahel_kg.ties.confirmations import list_confirming
from sahel_kg.ties.listing import list_ties
from sahel_kg.ties.situation import Situation
from sahel_kg.ties.ties import Tie, sign_word
from sahel_kg.vocabulary import compact, value


def list_rows(whole: Situation, found: Iterable[Disagreement]) -> RowsOf:
    """Return the rows of every table of a build.

    Parameters
    ----------
    whole : Situation
        Of any time and evidence.
    found : iterable of Disagreement
        What does not go together in it.
    """
    extents = Extents()
    reports = [report for event in whole.events for report in event.reports]
    reasoning = {name: list(rows) for name, rows in list_steps(whole.derivations, whole.supports, extents).items()}
    confirmations = list(list_confirmations(list_confirming(whole), extents))
    inferences = list(list_grounds(whole.grounds, extents))
    return {
        "source": _sources(whole),
        "actor": (_actor(actor, whole) for actor in whole.actors),
        "name": ((a.id, n.text, n.language, n.preferred) for a in whole.actors for n in a.names),
        "claim": map(_claim, whole.claims),
        "statement": _statements(whole, extents),
        "inferred": ((compact(value(q.graph_name)), *_triple(q)) for q in whole.inferred),
        "tie": _ties(whole, extents),
        "event": (_event(event, whole) for event in whole.events),
        "role": (
            (compact(event.iri), compact(role.relation), compact(role.thing), _ids(role.claims))
            for event in whole.events
            for role in event.roles
        ),
        "loss": (
            (
                *(compact(r.iri), compact(r.event), list(map(compact, r.parties)), r.loss, r.low, r.best, r.high),
                *(compact(r.source), r.bounds.earliest_begin, r.bounds.latest_end, _ids(r.claims)),
            )
            for r in reports
        ),
        "finding": [(*_finding(each), [extents[extent] for extent in each.extents]) for each in found],
        "inference": inferences,
        "confirmation": confirmations,
        **reasoning,
        "extent": extents.rows(),
    }


def _ids(claims: Iterable[Claim]) -> list[str]:
    return [claim.id for claim in claims]


def _days(bounds: Bounds) -> tuple[date | None, ...]:
    return bounds.earliest_begin, bounds.latest_begin, bounds.earliest_end, bounds.latest_end


def _curie(iri: str | None) -> str | None:
    return compact(iri) if iri else None


def _sources(whole: Situation) -> Iterator[Cells]:
    for iri in sorted({claim.source for claim in whole.claims} | whole.titles.keys()):
        draws_on = sorted(map(compact, whole.draws_on.get(iri, ())))
        yield compact(iri), whole.titles.get(iri), whole.reliability.get(iri, "F"), whole.published.get(iri), draws_on


def _actor(actor: Actor, whole: Situation) -> Cells:
    first, last = whole.years.get(actor.iri, (None, None))
    return (
        *(actor.id, actor.label, actor.short, actor.kind, list(actor.kinds), actor.described),
        *(list(actor.categories), first, last),
    )


def _claim(claim: Claim) -> Cells:
    at = claim.locator
    place = (at.segment, at.paragraph, at.sentence, at.start, at.end, at.sha256) if at else (None,) * 6
    return (
        *(claim.id, compact(claim.source), *place, claim.record, claim.kind, claim.assessment, claim.basis),
        *(claim.credibility, _curie(claim.speaker), _curie(claim.coder), claim.created, claim.codebook),
        *(claim.withdrawn, claim.counts, claim.aspect, *_days(claim.bounds), claim.note),
    )


def _triple(triple: Triple | Quad) -> Cells:
    literal = triple.object if isinstance(triple.object, Literal) else None
    kind = literal and (f"@{literal.language}" if literal.language else compact(literal.datatype.value))
    return (*(literal_value(term) for term in (triple.subject, triple.predicate, triple.object)), kind)


def _statements(whole: Situation, extents: Extents) -> Iterator[Cells]:
    """Yield what claims state, and when it is so: of what is denied the node that denies it has that."""
    extents_shown, dated, _ = whole._dated
    for claim, places in dated:
        facts = {fact: fact for status, fact in claim.said if status == "asserted"}
        facts |= {(node, RDF_TYPE, DENIAL): fact for node, fact in claim.denials.items()}
        for triple, place in sorted(zip(claim.statement, places, strict=True), key=lambda each: str(each[0])):
            fact = facts.get((value(triple.subject), triple.predicate.value, value(triple.object)))
            told = whole.telling(fact, claim.iri) if fact and fact[1] in whole.relations.terms else None
            times = (extents_shown[place], *((told.listed, told.extent) if told else (None, None)))
            yield claim.id, *_triple(triple), *(None if each is None else extents[each] for each in times)


def _ties(whole: Situation, extents: Extents) -> Iterator[Cells]:
    listed = set(map(id, list_ties(whole)))
    for number, tie in enumerate(list_ties(whole, general=True)):  # the same objects, and more
        yield number, *_tie(tie, whole), id(tie) not in listed, _ids(tie.claims), extents[tie.extent]


def _tie(tie: Tie, whole: Situation) -> Cells:
    one, other = (whole.actors[end] for end in (tie.subject, tie.object))
    return (
        *(one.id, one.label, one.short, compact(tie.relation), other.id, other.label, other.short),
        *(sign_word(tie), tie.status, tie.extent.aspect, *_days(tie.bounds)),
        *(*(tie.extent.presumed or (None, None)), tie.basis, *tie.grade),
    )


def _event(event: Event, whole: Situation) -> Cells:
    bounds = [extent.bounds for extent in event.times]
    firsts, lasts = [b.earliest_begin for b in bounds], [b.latest_end for b in bounds]
    return (
        *(compact(event.iri), sorted(map(compact, event.kinds)), whole.labels.get(event.iri), event.count),
        min((day for day in firsts if day), default=None) if all(firsts) else None,
        max((day for day in lasts if day), default=None) if all(lasts) else None,
        *(sorted(map(compact, event.wholes)), _ids(event.typing or event.describing)),
    )


def _finding(found: Disagreement) -> Cells:
    extent = found.extent
    sides = [" ".join(map(compact, (s.tie.subject, s.tie.relation, s.tie.object))) for s in found.sides]
    claims = sorted({claim.id for side in found.sides for claim in side.tie.claims})
    return (
        *(found.kind, found.number, compact(found.rule), found.message, found.certainty),
        *(_days(extent.bounds) if extent else (None,) * 4),
        *(sides, claims),
    )
