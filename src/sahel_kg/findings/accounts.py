"""Accounts: where two claims tell one event with different perpetrators, places or numbers, or of late support.

These are tension rules like those of ``ontology/rules.n3``, described beside the ontology's terms. They cannot stand in
the rule file: each asks for the absence of a link (neither belongs to the other), or compares numbers or days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain, combinations

import rdflib as rdf
from pyoxigraph import Quad, Triple
from rdflib.term import Node

from sahel_kg.events.events import ATTACKER, CARRIED_OUT_BY, OCCURRED_AT, PARTY, Events, is_event
from sahel_kg.events.nesting import Nesting, nest, reach
from sahel_kg.events.reports import Report
from sahel_kg.reasoning import Finding
from sahel_kg.record.claims import RDF_TYPE, Claim
from sahel_kg.vocabulary import PREFIXES, RULE, SKG, value

PERPETRATORS = str(RULE["different-perpetrators"])
PLACES = str(RULE["different-places"])
NUMBERS = str(RULE["different-numbers"])
LEFT = str(RULE["support-after-departure"])
RULES = (NUMBERS, PERPETRATORS, PLACES, LEFT)

_BY = (ATTACKER, CARRIED_OUT_BY)
_BELONGS = {
    str(SKG[name]) for name in ("organOf", "participatesIn", "branchOf", "affiliateOf", "memberOf", "contributesTo")
} | {str(SKG[name]) for name in ("leaderOf", "phaseOf", "possiblySameAs")}
"""By these a deed of one may be told as the other's."""
_HAS = {str(SKG[name]) for name in ("hasOrgan", "hasParticipant", "hasBranch", "hasLeader")}
_LINKS = {*_BELONGS, *_HAS, str(SKG.locatedIn), RDF_TYPE}
_SPREAD = {str(SKG[name]) for name in ("EventSeries", "Offensive")}
"""Events in several places, and by several sides, without any disagreement."""


@dataclass(frozen=True)
class Account:
    """One side: what some claims tell of an event, or of who was where.

    Parameters
    ----------
    fact : tuple of str
        Subject, relation and object: ``(event, attacker, actor)``, ``(report, party, actor)``.
    claims : tuple of Claim
        Sorted.
    report : Report, optional
        Of a side that is about numbers.
    """

    fact: tuple[str, str, str]
    claims: tuple[Claim, ...]
    report: Report | None = None


ToldFact = tuple[tuple[str, str, str], Claim]
"""A fact and the claim that tells it."""


@dataclass(frozen=True)
class Discrepancy:
    """Two accounts that do not go together, as a finding and its sides."""

    finding: Finding
    sides: tuple[Account, Account]


def readings(ontology: Iterable[Quad]) -> dict[str, str]:
    """Return the rules of this module that the ontology describes, each with its sentence."""
    labels = {value(q.subject): value(q.object) for q in ontology if q.predicate.value == PREFIXES["rdfs"] + "label"}
    return {rule: labels[rule] for rule in RULES if rule in labels}


def split_names(names: Iterable[str]) -> tuple[list[str], list[str]]:
    """Part names of rules that are switched off into those of rule files and those of this module, as IRIs."""
    short = {rule.rpartition("#")[2]: rule for rule in RULES}
    known = {spelt: rule for name, rule in short.items() for spelt in (rule, name, f"rule:{name}")}
    chosen = list(names)
    return [name for name in chosen if name not in known], [known[name] for name in chosen if name in known]


def find_discrepancies(
    claims: Iterable[Claim], events: Events, known: Iterable[Quad], sentences: Mapping[str, str]
) -> list[Discrepancy]:
    """Return where accounts of one event differ, sorted like the findings of a closure.

    Parameters
    ----------
    claims : iterable of Claim
        Those that count.
    events : Events
        What they tell of events.
    known : iterable of Quad
        What is known besides: which actors are only described, and what follows from the claims: what lies in what,
        who belongs to whom.
    sentences : mapping of str to str
        IRI of each rule that is switched on to its sentence.
    """
    links = cache(lambda: _read_links(claims, known))  # most data have no two accounts that differ
    found: list[Discrepancy] = []
    for rule, relations, fits in (
        (PERPETRATORS, _BY, _Links.may_share_a_deed),
        (PLACES, (OCCURRED_AT,), _Links.may_share_a_place),
    ):
        for event, told in _tellings(events, relations) if rule in sentences else ():
            apart = [(one, other) for one, other in combinations(told, 2) if _are_apart(one, other)]
            if apart and not links().is_spread(event):
                found += [
                    _differ(rule, sentences[rule], one, other)
                    for one, other in apart
                    if not fits(links(), one.fact[2], other.fact[2])
                ]
    if NUMBERS in sentences:
        found += [
            _differ(NUMBERS, sentences[NUMBERS], _tell(one), _tell(other))
            for one, other in _paired(events.reports, nest(events))
            if one.disagrees(other)
        ]
    return sort_discrepancies(found)


def find_late_support(
    departures: Iterable[tuple[ToldFact, ToldFact]], sentences: Mapping[str, str]
) -> list[Discrepancy]:
    """Return where a side is told to have had troops of a state that had left its country by then.

    Parameters
    ----------
    departures : iterable
        Who supported whom and who had left, each a fact with its claim (see `inference.telling.Telling.departures`).
    sentences : mapping of str to str
        As in `find_discrepancies`.
    """
    if LEFT not in sentences:
        return []
    rows: dict[tuple[object, ...], list[tuple[ToldFact, ToldFact]]] = defaultdict(list)
    for sent, left in departures:
        rows[sent[0], sent[1].bounds, left[0]].append((sent, left))
    pairs = ([_told_by(side) for side in zip(*several, strict=True)] for several in rows.values())
    return sort_discrepancies(_differ(LEFT, sentences[LEFT], one, other) for one, other in pairs)


def _told_by(told: Iterable[ToldFact]) -> Account:
    """Return what several claims tell of one fact as one account."""
    several = list(told)
    by_iri = {claim.iri: claim for _, claim in several}
    return Account(several[0][0], tuple(by_iri[iri] for iri in sorted(by_iri)))


def sort_discrepancies(found: Iterable[Discrepancy]) -> list[Discrepancy]:
    """Sort like the findings of a closure."""
    return sorted(found, key=lambda each: (each.finding.rule, [list(map(str, fact)) for fact in each.finding.facts]))


@dataclass(frozen=True)
class _Links:
    """What excuses two accounts: they may tell of the same side or place."""

    belongs: Mapping[str, Collection[str]]
    within: Mapping[str, Collection[str]]
    described: Collection[str]
    spread: Collection[str]

    def may_share_a_deed(self, one: str, other: str) -> bool:
        """Tell whether one belongs to the other, or is known by a description only, which may fit the other."""
        if one in self.described or other in self.described:
            return True
        return other in self.belongs.get(one, ()) or one in self.belongs.get(other, ())

    def may_share_a_place(self, one: str, other: str) -> bool:
        return other in self.within.get(one, ()) or one in self.within.get(other, ())

    def is_spread(self, event: str) -> bool:
        return event in self.spread


def _read_links(claims: Iterable[Claim], known: Iterable[Quad]) -> _Links:
    belongs, within = (defaultdict[str, set[str]](set) for _ in range(2))
    described: set[str] = set()
    spread: set[str] = set()
    said: Iterator[Triple | Quad] = (triple for claim in claims for triple in claim.statement)
    for told in chain(said, known):
        if (predicate := told.predicate.value) not in _LINKS:
            continue
        subject, obj = value(told.subject), value(told.object)
        if predicate in _BELONGS:
            belongs[subject].add(obj)
            if predicate == str(SKG.possiblySameAs):
                belongs[obj].add(subject)
        elif predicate in _HAS:
            belongs[obj].add(subject)
        elif predicate == str(SKG.locatedIn):
            within[subject].add(obj)
        elif predicate == RDF_TYPE and obj == str(SKG.DescribedActor):
            described.add(subject)
        elif predicate == RDF_TYPE and obj in _SPREAD:
            spread.add(subject)
    return _Links(reach(belongs), reach(within), described, spread)


def _tellings(events: Events, relations: Collection[str]) -> Iterator[tuple[str, list[Account]]]:
    """Yield each event with what is told of it, one account for each thing that is named."""
    for event in events:
        accounts: dict[str, Account] = {}
        for role in event.roles:
            if role.relation in relations:
                before = accounts.get(role.thing)
                fact = before.fact if before else (event.iri, role.relation, role.thing)
                both = {c.iri: c for c in [*(before.claims if before else ()), *role.claims]}
                accounts[role.thing] = Account(fact, tuple(both[iri] for iri in sorted(both)))
        yield event.iri, list(accounts.values())


def _are_apart(one: Account, other: Account) -> bool:
    """Tell whether no claim tells both: who names two attackers does not disagree with himself."""
    return {claim.iri for claim in one.claims}.isdisjoint(claim.iri for claim in other.claims)


def _paired(reports: Iterable[Report], nesting: Nesting) -> Iterator[tuple[Report, Report]]:
    """Yield the reports on the same dead, two by two: of one event, party and kind, neither a part of the other."""
    groups: dict[tuple[str, str, str], list[Report]] = defaultdict(list)
    for report in (each for each in reports if each.party):
        groups[report.event, report.party, report.loss].append(report)
    for (event, _, _), several in sorted(groups.items()):
        for one, other in combinations(several, 2):
            is_part = bool(nesting.contains(one, other)) != bool(nesting.contains(other, one))
            # a mission or campaign goes on: only numbers for one and the same time can differ
            same_time = is_event(event) or (one.bounds == other.bounds and bool(one.bounds))
            if not is_part and same_time and {c.iri for c in one.claims}.isdisjoint(c.iri for c in other.claims):
                yield one, other


def _tell(report: Report) -> Account:
    return Account((report.iri, PARTY, report.party), report.claims, report)


def _differ(rule: str, sentence: str, one: Account, other: Account) -> Discrepancy:
    facts = sorted({*_facts(one), *_facts(other)}, key=lambda fact: [*map(str, fact)])
    return Discrepancy(Finding("tension", rule, tuple(facts), sentence), (one, other))


def _facts(account: Account) -> Iterator[tuple[Node, Node, Node]]:
    """Return what a claim says for an account to be what it is, as the closure has it."""
    report = account.report
    if report is None:
        one, relation, other = map(rdf.URIRef, account.fact)
        yield one, relation, other
        return
    iri = rdf.URIRef(report.iri)
    for name, said in (("reportedFor", report.event), ("party", report.party), ("lossKind", str(SKG[report.loss]))):
        yield iri, SKG[name], rdf.URIRef(said)
    for name, number in (("low", report.low), ("best", report.best), ("high", report.high)):
        if number is not None:
            yield iri, SKG[name], rdf.Literal(number, datatype=rdf.XSD.integer)
