"""Contradictions and tensions in time: when their facts hold together, and what stands on each side.

A finding of the reasoner says that some facts do not go together. Whether they ever were together depends on when each
of them holds: a disagreement is a finding at one time, with the very proof that each of its sides then has. What was
never so at one time is none. It is *certain* if on some day all that it rests on is; one that would be if what is only
possible were so is listed apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import rdflib as rdf
from pyoxigraph import Quad

from sahel_kg.arguments import refuses_others
from sahel_kg.findings.accounts import RULES as ACCOUNTS
from sahel_kg.findings.accounts import (
    Account,
    Discrepancy,
    find_discrepancies,
    find_late_support,
    readings,
    sort_discrepancies,
    split_names,
)
from sahel_kg.findings.disagreement import COLUMNS, Certainty, Disagreement, Side
from sahel_kg.frames import Listing
from sahel_kg.inference.inferences import is_about_the_conflict
from sahel_kg.inference.supports import NOT_GRADED, Support
from sahel_kg.reasoning import Finding
from sahel_kg.reasoning.findings import sort_findings
from sahel_kg.record.bounds import TieReading
from sahel_kg.record.claims import RDF_TYPE
from sahel_kg.record.extents import Extent
from sahel_kg.record.relations import Relations, TieKey, primary
from sahel_kg.record.rewinding import DEFAULT_WINDOW, When
from sahel_kg.ties.situation import Situation, want_build
from sahel_kg.ties.ties import Status, Tie
from sahel_kg.vocabulary import PREFIXES

if TYPE_CHECKING:
    from sahel_kg.reasoning.terms import Triple as Fact

_DENIAL = rdf.OWL.NegativePropertyAssertion
_PARTS = {rdf.OWL.sourceIndividual, rdf.OWL.assertionProperty, rdf.OWL.targetIndividual, rdf.OWL.targetValue}
_EQUALITY = {rdf.OWL.sameAs, rdf.OWL.differentFrom}
# A fact that only says again what its one premise says more closely.
_RESTATING = frozenset({"prp-spo1", "prp-symp", "prp-inv1", "prp-inv2"})


def _tell(
    finding: Finding,
    number: int,
    certainty: Certainty,
    extent: Extent | None,
    sides: Iterable[Side],
    extents: Iterable[Extent],
) -> Disagreement:
    when = extent and Extent(extent.bounds, extent.aspect)  # two sides are not presumed to disagree
    told = finding.kind, number, finding.rule, finding.message
    return Disagreement(*told, certainty, when, tuple(sides), tuple(extents))


def number_findings(situation: Situation) -> dict[Finding, int]:
    """Return the number of each finding among those of its kind, by all that a build has: of any time and evidence.

    Those whose facts are so together come first, the reasoner's before the accounts'; then those that would be but for
    their times (`list_never_together`). A symmetric relation matches from both ends: the two are one, by one number.

    Parameters
    ----------
    situation : Situation
        Of any time and evidence: what is numbered is all that its build has.

    Returns
    -------
    dict of Finding to int
        In the order of kinds and numbers.
    """
    whole = situation.whole
    if whole not in _NUMBERS:
        _NUMBERS[whole] = _number_findings(whole)
    return _NUMBERS[whole]


def _number_findings(situation: Situation) -> dict[Finding, int]:
    found = sort_findings(finding for finding, _ in situation.derivations.findings)
    never = list_never_together(situation)
    together = [each for each in found if each not in never]
    ordered = [*together, *(each.finding for each in list_differences(situation)), *(f for f in found if f in never)]
    numbers: dict[Finding, int] = {}
    for kind in ("contradiction", "tension"):
        ones: dict[object, int] = {}
        for finding in dict.fromkeys(each for each in ordered if each.kind == kind):
            numbers[finding] = ones.setdefault(_from_one_end(finding, situation.relations), len(ones) + 1)
    return numbers


def _from_one_end(finding: Finding, relations: Relations) -> tuple[str, frozenset[object]]:
    """Return what a finding shares with its mirror: where one relation is symmetric, who stands first tells nothing."""
    facts = [primary(*_words(fact), relations) for fact in finding.facts]
    if any(relation in relations.symmetric for _, relation, _ in facts):
        return finding.rule, frozenset((relation, frozenset((one, other))) for one, relation, other in facts)
    return finding.rule, frozenset(facts)


# -- in time


def judge(rule: str, extents: Collection[Extent], when: When) -> Certainty | None:
    """Tell how sure it is that facts do not go together at a time; None if they are not so then, or it is not wanted.

    Parameters
    ----------
    rule : str
        IRI or name.
    extents : collection of Extent
        As `Disagreement.extents`.
    when : When
    """
    if rule in ACCOUNTS:
        reads = set(map(replace(when, weakest="possible").read, extents))
        certainty: Certainty = "certain" if reads == {"certain"} else "possible"
        return None if None in reads or (when.weakest == "certain" and certainty != "certain") else certainty
    (extent,) = extents
    read = when.read(extent)
    recent = replace(when, window=when.window or DEFAULT_WINDOW) if when.day else when
    if read is None or (read == "possible" and recent.read(extent) is None):
        return None  # no more than possible, and long ago
    return "certain" if read == "certain" else "possible"


def see(found: Iterable[Disagreement], when: When) -> Listing[Disagreement]:
    """Return those of the disagreements of all times that are some at a time, as they are then."""
    is_there = replace(when, weakest="possible").read

    def read(side: Side) -> Side:
        return replace(side, tie=replace(side.tie, when=when, reading=is_there(side.tie.extent) or "possible"))

    return list_findings(
        replace(each, certainty=certainty, sides=tuple(map(read, each.sides)))
        for each in found
        if (certainty := judge(each.rule, each.extents, when))
    )


def date_findings(situation: Situation, when: When, numbers: Mapping[Finding, int]) -> list[Disagreement]:
    """Return the findings of a closure at the times at which all their facts are so.

    Parameters
    ----------
    situation : Situation
        Of all times.
    when : When
    numbers : mapping of Finding to int
    """
    found: dict[tuple[object, ...], Disagreement] = {}
    derivations, supports = situation.derivations, situation.supports
    teller = _Teller(situation, when)
    for finding, places in sorted(derivations.findings, key=lambda each: (each[0].kind, numbers[each[0]])):
        wanted = [place for place in places if place not in derivations.always]
        for extent, chosen in _combine(wanted, supports):
            if (certainty := judge(finding.rule, [extent], when)) is None:
                continue
            sides = list(teller.sides(places, chosen))
            # the mirror of a symmetric relation matches again, and says nothing new
            key = (finding.rule, extent, frozenset(_key(side) for side in sides))
            found.setdefault(key, _tell(finding, numbers[finding], certainty, extent, sides, [extent]))
    return list(found.values())


def _key(side: Side) -> tuple[object, ...]:
    tie = side.tie
    return (tie.subject, tie.relation, tie.object, tie.status, tuple(claim.iri for claim in tie.claims))


_Chosen = dict[int, Support]


def _combine(places: Sequence[int], supports: Mapping[int, Sequence[Support]]) -> list[tuple[Extent, _Chosen]]:
    """Return the times at which facts are so together, none within another, each with the best graded proofs."""
    partial: list[tuple[Extent, int, _Chosen]] = [(Extent(aspect="timeless"), NOT_GRADED, {})]
    for place in places:
        longer: list[tuple[Extent, int, _Chosen]] = []
        for extent, grade, chosen in partial:
            for support in supports.get(place, ()):
                met = extent.meet(support.extent)
                if met is not None:
                    longer.append((met, max(grade, support.credibility), {**chosen, place: support}))
        partial = _uncovered(longer, by_grade=True)
    return [(extent, chosen) for extent, _, chosen in _uncovered(partial, by_grade=False)]


def _uncovered(found: list[tuple[Extent, int, _Chosen]], *, by_grade: bool) -> list[tuple[Extent, int, _Chosen]]:
    kept: list[tuple[Extent, int, _Chosen]] = []
    for extent, grade, chosen in sorted(found, key=lambda each: each[1]):
        if not any(e.covers(extent) and (not by_grade or g <= grade) for e, g, _ in kept):
            kept = [(e, g, c) for e, g, c in kept if not extent.covers(e) or (by_grade and g < grade)]
            kept.append((extent, grade, chosen))
    return sorted(kept, key=lambda each: str(each[0].bounds.as_dict()))


class _Teller:
    """Tells sides of findings as ties.

    Parameters
    ----------
    situation : Situation
        Of all times.
    when : When
        The time at which they are looked at.
    """

    def __init__(self, situation: Situation, when: When) -> None:
        self.situation, self.when = situation, when
        self.claims = {claim.iri: claim for claim in situation.counted}

    def sides(self, places: Sequence[int], chosen: Mapping[int, Support]) -> Iterator[Side]:
        """Yield what was said or follows, then what is denied; what the ontology says is no side."""
        derivations = self.situation.derivations
        facts = {place: derivations.facts[place] for place in places}
        denied: dict[str, dict[str, int]] = defaultdict(dict)
        for place, (subject, predicate, obj) in facts.items():
            if predicate in _PARTS or obj == _DENIAL:
                denied[str(subject)][str(predicate).rpartition("#")[2]] = place
        for place, fact in facts.items():
            if str(fact[0]) not in denied and _is_side(fact, self.situation.relations):
                yield Side(self._tie(place, fact, chosen.get(place)))
        for parts in denied.values():
            if len(parts.keys() & {"sourceIndividual", "assertionProperty"}) == 2:
                yield Side(self._denial(parts, facts, chosen))

    def account(self, account: Account) -> Side | None:
        """Return an account as a side, by the claims that count and dated by the best of them; None if none does.

        It has the time that this one tells, whatever others say of the same: what a side tells is what is weighed, and
        is no less sure for there being another side.
        """
        telling = self.situation.telling
        dated = [
            (said.credibility, claim.iri, said.extent)
            for claim in account.claims
            if claim.iri in self.claims and (said := telling(account.fact, claim.iri))
        ]
        if not dated:
            return None
        grade, best, extent = min(dated, key=lambda each: each[:2])
        claims = [iri for _, iri, _ in dated]
        told = telling.alone(account.fact, best) or extent
        return Side(self._make(account.fact, "asserted", told, claims, grade), account.report)

    def _tie(self, place: int, fact: Fact, support: Support | None) -> Tie:
        if support is None:  # given beside the claims: the kind of an actor
            return self._make(_words(fact), "asserted", Extent(aspect="timeless"), (), None)
        while support.step is not None and support.step.rule in _RESTATING and len(support.premises) == 1:
            place, support = support.premises[0]
        status: Status = "asserted" if support.said else "inferred"
        words = _words(self.situation.derivations.facts[place])
        return self._make(words, status, support.extent, support.claims, support.credibility)

    def _denial(self, parts: Mapping[str, int], facts: Mapping[int, Fact], chosen: Mapping[int, Support]) -> Tie:
        target = parts.get("targetIndividual", parts.get("targetValue"))
        words = (
            str(facts[parts["sourceIndividual"]][2]),
            str(facts[parts["assertionProperty"]][2]),
            str(facts[target][2]) if target is not None else "",
        )
        used = [chosen[place] for place in parts.values() if place in chosen]
        extent: Extent | None = Extent(aspect="timeless")
        for support in used:
            extent = extent.meet(support.extent) if extent else None
        claims = frozenset[str]().union(*(support.claims for support in used))
        grade = max((support.credibility for support in used), default=None)
        return self._make(words, "denied", extent or Extent(), claims, grade)

    def _make(self, words: TieKey, status: Status, extent: Extent, claims: Collection[str], grade: int | None) -> Tie:
        situation = self.situation
        subject, relation, obj = primary(*words, situation.relations)
        read: TieReading = replace(self.when, weakest="possible").read(extent) or "possible"
        return Tie(
            subject,
            relation,
            obj,
            situation.relations.sign(relation),
            status,
            replace(extent, turns=()),  # only what is met with it asks for them
            read,
            tuple(self.claims[iri] for iri in sorted(claims) if iri in self.claims),
            self.when,
            grade or None,
            situation.reliability,
            situation.published,
            names=situation.names,
        )


def _is_side(fact: Fact, relations: Relations) -> bool:
    if isinstance(fact[0], rdf.Literal):
        return False  # what a rule finds out about a text or a number is no tie
    about = is_about_the_conflict(fact) or not str(fact[0]).startswith(tuple(PREFIXES.values()))
    known = str(fact[1]) in relations.terms or fact[1] == rdf.RDF.type or fact[1] in _EQUALITY
    return about and known


def _words(fact: Fact) -> TieKey:
    subject, predicate, obj = map(str, fact)
    return subject, predicate, obj


# -- accounts


def date_differences(
    situation: Situation, when: When, differences: Iterable[Discrepancy], numbers: Mapping[Finding, int]
) -> list[Disagreement]:
    """Return where accounts differ, as far as the claims on both sides count.

    Both tell of the same event, so no time parts them; they are as certain as the less certain of the two. Who had left
    is beside the later event at its time: what counts is whether that happened.

    Parameters
    ----------
    situation : Situation
        Of all times.
    when : When
    differences : iterable of Discrepancy
    numbers : mapping of Finding to int
    """
    out = []
    teller = _Teller(situation, when)
    for each in differences:
        sides = [side for account in each.sides if (side := teller.account(account)) is not None]
        if len(sides) < len(each.sides):
            continue
        told = [side.tie.extent for side in sides]
        extents = [extent for extent in told if extent.aspect == "happening"] or told
        if (certainty := judge(each.finding.rule, extents, when)) is None:
            continue
        period = sides[0].tie.extent.meet(sides[1].tie.extent)
        out.append(_tell(each.finding, numbers[each.finding], certainty, period, sides, extents))
    return out


# -- of a build


@refuses_others
def find_disagreements(situation: Situation) -> Listing[Disagreement]:
    """Return the contradictions and tensions of a situation, at its time and by its evidence.

    Those that are only possible come last; what is one disagreement at several times has one `number`.

    Raises
    ------
    SahelError
        If there is no closure that can be used.
    """
    want_build(situation)
    whole, base, when = situation.whole, situation.of_all_times, situation.when
    numbers = number_findings(situation)
    dated = date_findings(base, when, numbers)
    return list_findings([*dated, *date_differences(base, when, list_differences(whole), numbers)])


def list_never_together(situation: Situation) -> set[Finding]:
    """Return the findings of the reasoner whose facts are never so at one time: history, no disagreement."""
    derivations, supports = situation.whole.derivations, situation.whole.supports

    def meets(places: Iterable[int]) -> bool:
        return bool(_combine([place for place in places if place not in derivations.always], supports))

    return {finding for finding, _ in derivations.findings} - {f for f, places in derivations.findings if meets(places)}


def list_differences(situation: Situation) -> list[Discrepancy]:
    """Return where accounts differ that no rule of the closure compares, whatever their time and evidence."""
    whole = situation.whole
    if whole not in _DIFFERENCES:
        _DIFFERENCES[whole] = _list_differences(whole)
    return _DIFFERENCES[whole]


_DIFFERENCES: WeakKeyDictionary[Situation, list[Discrepancy]] = WeakKeyDictionary()
_NUMBERS: WeakKeyDictionary[Situation, dict[Finding, int]] = WeakKeyDictionary()


def _list_differences(whole: Situation) -> list[Discrepancy]:
    rules = active_rules(whole.ontology, whole.without)
    differing = find_discrepancies(whole.counted, whole.events, known_besides(whole), rules)
    return sort_discrepancies([*differing, *find_late_support(whole.telling.departures(), rules)])


def known_besides(situation: Situation) -> Iterator[Quad]:
    """Yield what `accounts.find_discrepancies` needs beside claims: kinds of actors, and what was inferred."""
    yield from situation.told(RDF_TYPE)
    yield from situation.inferred


def active_rules(ontology: Iterable[Quad], without: Iterable[str]) -> dict[str, str]:
    """Return the rules about accounts that are switched on, with their sentences."""
    off = set(split_names(without)[1])
    return {rule: sentence for rule, sentence in readings(ontology).items() if rule not in off}


def count(found: Iterable[Disagreement]) -> int:
    """Return the number of findings among disagreements: one at several times is one."""
    return len({(each.kind, each.number) for each in found})


def list_findings(found: Iterable[Disagreement]) -> Listing[Disagreement]:
    """Return findings by kind, number and time, those that are only possible last: a list that is a table as well."""
    rows = sorted(
        found, key=lambda d: (not d.is_certain, d.kind, d.number, str(d.extent.bounds.as_dict()) if d.extent else "")
    )
    return Listing(rows, COLUMNS, Disagreement.row, "What does not go together", types={"number": "whole"})
