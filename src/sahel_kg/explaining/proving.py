"""Proofs of a situation's facts: the best one, or one that holds on a day, in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from rdflib.term import Node

from sahel_kg.explaining import explanations, naming
from sahel_kg.explaining.day_readings import of_late, read_on_day
from sahel_kg.inference.supports import Support, prove
from sahel_kg.record.bounds import BEST_FIRST, parse_date
from sahel_kg.record.claims import Claim, FactWords
from sahel_kg.record.extents import Extent
from sahel_kg.terms import triple_to_rdflib
from sahel_kg.ties.cautions import find_cautions, list_cautions
from sahel_kg.ties.endings import tell_end
from sahel_kg.ties.situation import Situation
from sahel_kg.vocabulary import SKG, value

if TYPE_CHECKING:
    from sahel_kg.explaining.explanations import Book, Explanation, Step
    from sahel_kg.explaining.phrasing import Triple
    from sahel_kg.reasoning.proofs import Proof
    from sahel_kg.record.rewinding import When


def list_supports(situation: Situation, fact: Triple) -> list[Support]:
    """Return the ways in which a fact follows at the situation's time, the best first.

    Certain before possible, then by credibility; then those that rest on few claims. On a day, what is so then comes
    before what had happened long ago, and what lasts before what happened; of that the latest.
    """
    place = situation.derivations.places.get(fact)
    found = situation.of_all_times.supports.get(place, []) if place is not None else []
    when = situation.when
    rank = _rank_on_day if when.day else _rank
    return sorted(
        (each for each in found if when.read(each.extent)),
        key=lambda s: (rank(when, s), len(s.claims), sorted(s.claims)),
    )


def _rank(when: When, support: Support) -> tuple[int, ...]:
    return _index(when, support), support.credibility


def _rank_on_day(when: When, support: Support) -> tuple[int, ...]:
    is_past = support.extent.aspect == "happening"
    return (
        _index(of_late(when), support),
        _index(when, support),
        int(is_past),
        support.credibility,
        -_last_day(support),
    )


def _index(when: When, support: Support) -> int:
    return BEST_FIRST.index(when.read(support.extent) or "undated")


def _last_day(support: Support) -> int:
    day = support.extent.bounds.latest_end if support.extent.aspect == "happening" else None
    return day.toordinal() if day else 0


def explain(situation: Situation, fact: Triple, *, merge: bool = True) -> Explanation | None:
    """Return the best proof of a fact at the situation's time in words; None if it does not hold then.

    Parameters
    ----------
    situation : Situation
    fact : triple
    merge : bool
        See `explanations.explain`.
    """
    book = naming.open_book(situation.whole)
    place = situation.derivations.places.get(fact)
    if place is None and fact not in situation.closure:
        return None
    if place is None or place in situation.derivations.always:
        told = explanations.explain(situation.closure.explain(fact), book, merge=merge)
        return replace(told, then=read_on_day([Extent(aspect="timeless")], situation.when))
    found = list_supports(situation, fact)
    if not found:
        return None
    best, derivations = found[0], situation.derivations
    telling = situation.telling

    def also(place: int, support: Support) -> list[str]:
        """Return the claims by any of which the proof is as good as by the one that it names."""
        subject, predicate, obj = map(str, derivations.facts[place])
        said = {graph: telling((subject, predicate, obj), graph) for graph in derivations.given[place]}
        return [
            graph
            for graph, known in said.items()
            if graph in support.said
            or (known and known.credibility <= best.credibility and known.extent.covers(support.extent))
        ]

    proof, supports = prove(derivations, place, best, situation.whole.prove_given, also)
    # all at once: each by itself would be asked of the database
    situation.whole.find_claims({*_list_sources(proof), *(iri for each in found for iri in each.claims)})
    told = explanations.explain(proof, book, merge=merge, supports=supports)
    others = tuple(
        explanations.OtherProof(each.extent, each.credibility, tuple(book.claims[iri] for iri in sorted(each.claims)))
        for each in sorted(found[1:], key=_in_time)
    )
    known = find_cautions(situation)
    steps = tuple(
        replace(
            step,
            years=tuple(_years(situation, step, book)),
            endings=tuple(_endings(situation, step)),
            cautions=(
                *_reasons_of_presumption(situation, step),
                *dict.fromkeys(each.text for each in list_cautions(situation, step.claims, known)),
            ),
        )
        for step in told.steps
    )
    then = read_on_day((each.extent for each in found), situation.when)
    return replace(told, steps=steps, others=others, then=then)


def _in_time(support: Support) -> tuple[date, date, list[str]]:
    """Return by what other proofs are sorted: when the fact can have been so by them, and their claims."""
    own = support.extent.bounds
    first, last = own.earliest_begin or own.latest_begin, own.latest_end or own.earliest_end
    return first or date.min, last or date.max, sorted(support.claims)


def _list_sources(proof: Proof) -> set[str]:
    """Return the IRIs of all graphs that a proof rests on."""
    found: set[str] = set()
    seen: dict[int, Proof] = {}
    todo = [proof]
    while todo:
        each = todo.pop()
        if id(each) not in seen:
            seen[id(each)] = each
            found.update(map(str, each.sources))
            todo += each.premises
    return found


def _years(situation: Situation, step: Step, book: Book) -> Iterator[tuple[str, tuple[Claim, ...]]]:
    """Yield the years of actors that cut a bound of what a claim says, or outside of which it happened, in words, with
    the claims that tell them.
    """
    if not step.claims or step.extent is None:
        return
    told, lived = step.claims[0].bounds, step.extent.bounds
    since = step.extent.presumed and step.extent.presumed[0]
    for actor in (step.fact[0], step.fact[2]):
        first, last = situation.years.get(str(actor), (None, None))
        beyond = {"before": SKG.activeFrom, "after": SKG.activeUntil}.get(told.outside(first, last))
        for relation, day, was, now in (
            (SKG.activeFrom, first, told.earliest_begin, lived.earliest_begin),
            (SKG.activeBy, situation.first_known.get(str(actor)), told.latest_begin, since),
            (SKG.activeUntil, last, told.latest_end, lived.latest_end),
        ):
            if day is not None and (relation == beyond or day == now != was):
                yield from _who_tells(situation, (actor, relation), day, book)


def _endings(situation: Situation, step: Step) -> list[Claim]:
    """Return the claims that end what the claim of a step leaves open, if no actor was gone before."""
    if not step.claims or step.extent is None:
        return []
    subject, relation, obj = map(str, step.fact)
    found = situation.telling.endings((subject, relation, obj), step.claims[0].iri)
    return [claim for claim in found if claim.bounds.latest_end == step.extent.bounds.latest_end]


def _reasons_of_presumption(situation: Situation, step: Step) -> Iterator[str]:
    """Yield why a state is presumed before or after what its claim tells of: make-up, told of earlier, nobody left."""
    if not step.claims or step.extent is None or step.extent.presumed is None:
        return
    subject, relation, obj = map(str, step.fact)
    first, last = step.extent.presumed
    if earlier := situation.telling.earlier((subject, relation, obj), step.claims[0].iri):
        names = [claim.id.partition(":")[2] for claim in earlier]
        named = f"{names[0]} to {names[-1]}: {len(names)} claims" if len(names) > 2 else ", ".join(names)
        yield f"presumed from {first}: who left had been there, as is told of before ({named})"
    if first == situation.telling.first_of_both((subject, relation, obj)):
        yield f"presumed from {first}: the make-up of an actor is taken to be so from the first day of both"
    ended = [day for actor in (subject, obj) if (day := situation.years.get(actor, (None, None))[1])]
    is_told = any(claim.bounds.latest_end for claim in step.claims) or step.endings
    if relation in situation.relations.stays and not is_told and ended and last == min(ended):
        yield f"presumed until {last}, when one of the two ended: nobody tells that they had parted before"


def _who_tells(
    situation: Situation, said: tuple[Node, Node], day: date, book: Book
) -> Iterator[tuple[str, tuple[Claim, ...]]]:
    actor, relation = map(str, said)
    found: dict[Triple, list[Claim]] = defaultdict(list)
    for claim in situation.whole.dating:
        for triple in claim.statement:
            is_said = triple.predicate.value == relation and value(triple.subject) == actor
            if is_said and parse_date(value(triple.object), last=said[1] != SKG.activeFrom) == day:
                found[triple_to_rdflib(triple)].append(claim)
    for fact, claims in found.items():
        yield book.phrasing.sentence(fact), tuple(claims)


def list_said(situation: Situation, fact: Triple) -> list[Claim]:
    """Return the claims that say a fact themselves, the best graded first."""
    book, derivations = naming.open_book(situation.whole), situation.derivations
    place = derivations.places.get(fact)
    graphs = derivations.given.get(place, ()) if place is not None else ()
    return sorted(
        (book.claims[graph] for graph in graphs if graph in book.claims), key=lambda c: (*book.grade(c)[::-1], c.iri)
    )


def who_ends(situation: Situation, fact: Triple, support: Support) -> list[Claim]:
    """Return the claims that tell the last day on which a fact can have been so by one of its proofs.

    It is told by a claim that the proof rests on, by one that ends what such a claim leaves open, or by the last year
    of an actor. What happened counts no longer once the state is told to have ended that it tells of.
    """
    last, facts = support.extent.over or support.extent.bounds.latest_end, situation.derivations.facts
    if last is None:
        return []
    book = naming.open_book(situation.whole)
    said: list[tuple[FactWords, Claim]] = []
    todo: list[tuple[Triple, Support]] = [(fact, support)]
    while todo:
        current, each = todo.pop()
        todo += ((facts[place], premise) for place, premise in each.premises)
        subject, relation, obj = map(str, current)
        said += [((subject, relation, obj), book.claims[iri]) for iri in each.said if iri in book.claims]
    return tell_end(situation, said, last)


def other_times(situation: Situation, fact: Triple) -> list[Support]:
    """Return the ways in which a fact follows at any time, for one that does not at the situation's."""
    return list_supports(situation.of_all_times, fact)
