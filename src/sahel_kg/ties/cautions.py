"""Cautions: who is told of by a later name, by a number that stands for several, or to have joined a state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from pyoxigraph import Literal, NamedNode, Quad

from sahel_kg.record.claims import Claim
from sahel_kg.record.identities import OVERLAPS_WITH, WHOSE_NUMBER, is_decision
from sahel_kg.ties.situation import Situation
from sahel_kg.vocabulary import PREFIXES, SKG, compact, expand

_ACTOR, _MERGED, _JOINED = PREFIXES["actor"], str(SKG.mergedInto), str(SKG.joined)

_OF_A_STATE = (
    "To have joined a state is to have joined its government, by free will, by force or by taking it over: no alliance "
    "of two is told."
)


@dataclass(frozen=True)
class Caution:
    """What to know of how an actor is told of.

    Parameters
    ----------
    actor : str
        IRI.
    text : str
        A sentence.
    claim : Claim
        That tells it.
    before : date, optional
        What can have been before this day is meant; without it, what a data set tells by a number of its own.
    other : str
        IRI of the actor under which it is told of in part; "" if there is none.
    alone : bool
        It is about its own claim and no other.
    """

    actor: str
    text: str
    claim: Claim
    before: date | None = None
    other: str = ""
    alone: bool = False


def find_cautions(situation: Situation) -> dict[str, list[Caution]]:
    """Return the IRI of each actor of whom there is one to what to know of it.

    Who others merged into is of that day: what is told of it from before is told by its later name. What a person
    decided about numbers of data sets that stand for several, or are drawn wider, is told by the note. Of who joined a
    state it is told what that can mean: who takes power is told in the same words as who gives up.
    """
    found: dict[str, list[Caution]] = defaultdict(list)
    merged: dict[str, tuple[date, Claim]] = {}
    actors = situation.actors
    for claim in situation.whole.counted_by((_MERGED, _JOINED, *WHOSE_NUMBER)):
        for status, (subject, relation, obj) in claim.said:
            day = claim.bounds.earliest_begin
            if status == "denied":
                continue
            if relation == _MERGED and day and (obj not in merged or day < merged[obj][0]):
                merged[obj] = day, claim
            elif relation == _JOINED and obj in actors.iris and "State" in actors[obj].kinds:
                found[subject].append(Caution(subject, _OF_A_STATE, claim, alone=True))
                found[obj].append(Caution(obj, _OF_A_STATE, claim, alone=True))
            elif is_decision(claim) and claim.note and relation in WHOSE_NUMBER:
                text = f"{claim.note.rstrip('.')} ({_name(claim)})."
                found[obj].append(Caution(obj, text, claim, other=subject * (relation == OVERLAPS_WITH)))
                if relation == OVERLAPS_WITH:
                    found[subject].append(Caution(subject, text, claim, other=obj))
    for actor, (day, claim) in merged.items():
        called = actors.name(actor)
        text = f"{called} came of a merger on {day} ({_name(claim)}): what is told of it from before is of others,"
        text += " by its later name."
        found[actor].append(Caution(actor, text, claim, before=day))
    return dict(found)


def list_cautions(
    situation: Situation, claims: Iterable[Claim], known: Mapping[str, list[Caution]] | None = None
) -> list[Caution]:
    """Return what to know of what some claims say, each caution once, in the order of the claims.

    Parameters
    ----------
    situation : Situation
    claims : iterable of Claim
    known : mapping, optional
        What `find_cautions` found, where it is asked for often.
    """
    every = find_cautions(situation) if known is None else known
    return list(dict.fromkeys(each for claim in claims if every for each in _of(situation.whole, claim, every)))


def list_cautions_of(situation: Situation, actors: Iterable[str], claims: Iterable[Claim]) -> list[Caution]:
    """Return what to know of how some actors are told of, and then of what claims of their ties say, each once."""
    known = find_cautions(situation)
    own = [each for iri in actors for each in known.get(iri, ()) if each.other]
    return list(dict.fromkeys([*own, *list_cautions(situation, claims, known)]))


def _of(whole: Situation, claim: Claim, known: Mapping[str, list[Caution]]) -> Iterator[Caution]:
    if not claim.counts or is_decision(claim):
        return
    for status, fact in claim.said:
        ends = [each for end in (fact[0], fact[2]) for each in known.get(end, ())]
        is_tie = status == "asserted" and fact[1] != _MERGED and all(fact[n].startswith(_ACTOR) for n in (0, 2))
        told = whole.telling(fact, claim.iri) if ends and is_tie else None
        begun = told.extent.bounds.earliest_begin if told else None
        for each in ends if told else ():
            if each.alone:
                is_meant = each.claim.iri == claim.iri
            elif each.before:
                is_meant = begun is not None and begun < each.before
            else:  # a number that stands for somebody does so within its time
                is_meant = claim.iri in whole.told_of and (bool(each.other) or _covers(each.claim, claim))
            if is_meant:
                yield each


def _covers(decided: Claim, claim: Claim) -> bool:
    first, last = decided.bounds.earliest_begin, decided.bounds.latest_end
    begun, ended = claim.bounds.earliest_begin, claim.bounds.latest_end
    return not (first and (begun is None or begun < first)) and not (last and (ended is None or ended > last))


def mark_claims(situation: Situation) -> list[Quad]:
    """Return what to know of each claim, as it is published beside it."""
    known = find_cautions(situation)
    return [
        Quad(NamedNode(claim.iri), NamedNode(str(SKG.caution)), Literal(each.text, language="en"))
        for claim in situation.counted
        for each in list_cautions(situation, [claim], known)
    ]


def tell_cautions(situation: Situation, shown: Iterable[object], most: int = 3) -> list[str]:
    """Say what to know of the claims and actors of an answer, a sentence each; of many how many more there are.

    Parameters
    ----------
    situation : Situation
    shown : iterable of object
        What is in the answer: ids (CURIEs) of actors and claims are looked at, all else is passed over.
    most : int
    """
    ids = {word for each in shown if each is not None for word in str(each).split()}
    known = find_cautions(situation)
    cautions = (each for actor, several in known.items() if compact(actor) in ids for each in several if each.other)
    # a data set has no number for the part: what it tells of it stands under the whole, and is easily missed
    own = [each for each in cautions if any(fact[0] == each.actor for _, fact in each.claim.said)]
    kept = situation.kept_facts
    cited = kept.claims(situation.when, {expand(each) or each for each in ids}) if kept else situation.claims
    found = [*own, *list_cautions(situation, (c for c in cited if c.id in ids), known)] if ids else []
    texts = list(dict.fromkeys(each.text for each in found))
    left = len(texts) - most
    return [*texts[:most], *([f"{left} more such cautions: sahel-kg show ACTOR"] if left > 0 else [])]


def _name(claim: Claim) -> str:
    return claim.id.partition(":")[2]
