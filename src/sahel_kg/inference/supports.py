"""Supports: when facts hold and how good their proofs are, worked out over all derivations of a closure.

A support of a fact is one way in which it follows, told by its extent and the credibility of its weakest claim. Of
several ways those are kept that no other one beats in both; so a fact's credibility is that of its best proof, for each
time on its own. The algebra is that of Fuzzy provenance (max of min) times intervals, see `reasoning.derivations`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from rdflib import URIRef

from sahel_kg.inference.telling import Testimony
from sahel_kg.reasoning.derivations import Derivation, Derivations
from sahel_kg.reasoning.proofs import Proof
from sahel_kg.reasoning.terms import Triple
from sahel_kg.record.claims import RDF_TYPE, Claim, FactWords
from sahel_kg.record.extents import Extent, covered_slots, covering_slots, meet_all, slot_of
from sahel_kg.vocabulary import PREFIXES

_EVENT, _CLAIM = PREFIXES["event"], PREFIXES["claim"]
NOT_GRADED = 0
"""Credibility of what rests on no claim: the ontology, kinds of things that only have a name."""


Leaf = Callable[[FactWords, str], Testimony | None]
"""What is known of a fact as a named graph gives it; None if that does not count."""


@dataclass(frozen=True, eq=False)
class Support:
    """One way in which a fact follows.

    Parameters
    ----------
    extent : Extent
    credibility : int
        Of the weakest claim, 1 to 5, 6 is unknown; 0 if it rests on none.
    said : tuple of str
        IRIs of the claims that say it, if it is said: one, or one for each end of a state.
    step : Derivation, optional
        The step that gives it, if it follows.
    premises : tuple of (int, Support)
        Facts of the step with the supports that are used; what always holds is left out.
    """

    extent: Extent
    credibility: int
    said: tuple[str, ...] = ()
    step: Derivation | None = None
    premises: tuple[tuple[int, Support], ...] = ()

    @cached_property
    def claims(self) -> frozenset[str]:
        """IRIs of the claims that it rests on."""
        if self.said:
            return frozenset(self.said)
        return frozenset[str]().union(*(support.claims for _, support in self.premises))

    def covers(self, other: Support) -> bool:
        """Tell whether the other says nothing more: neither of another time nor by better claims."""
        return self.credibility <= other.credibility and self.extent.covers(other.extent)


Also = Callable[[int, Support], Iterable[str]]
"""Place of a fact that is said, and the support it has: the claims that say it as well."""


def find_supports(derivations: Derivations, leaf: Leaf) -> dict[int, list[Support]]:
    """Return the supports of each fact that no other support of it covers.

    Of equally good ones the one of the earliest round counts, then of fewest claims, then of the first IRIs; so what is
    found depends on no order.

    Parameters
    ----------
    derivations : Derivations
    leaf : callable
        See `Leaf`.

    Returns
    -------
    dict of int to list of Support
        By place in ``derivations.facts``; facts of ``derivations.always`` are left out.
    """
    found: dict[int, _Uncovered] = defaultdict(_Uncovered)
    offered = _Offers(found)
    for place, steps in derivations.steps.items():
        for step in steps:
            if place not in derivations.always and derivations.always.issuperset(step.premises):
                offered.add(place, Support(Extent(aspect="timeless"), NOT_GRADED, step=step))
    for place, graphs in derivations.given.items():
        subject, predicate, obj = map(str, derivations.facts[place])
        for graph in graphs if place not in derivations.always else ():
            if (told := leaf((subject, predicate, obj), graph)) is not None:
                offered.add(place, Support(told.extent, told.credibility, told.claims))
    while fresh := offered.settle():
        for place, support in fresh:
            for head, step, needed in derivations.uses.get(place, ()):
                if not offered.may_be_good(head, support.credibility):
                    continue
                if len(needed) == 1:
                    offered.add(
                        head, Support(support.extent, support.credibility, step=step, premises=((place, support),))
                    )
                    continue
                for premises in _combine(needed, place, support, found):
                    extent = meet_all(each.extent for _, each in premises)
                    if extent is not None:
                        worst = max(each.credibility for _, each in premises)
                        offered.add(head, Support(extent, worst, step=step, premises=premises))
    return {place: list(supports) for place, supports in found.items() if len(supports)}


class _Uncovered(Collection[Support]):
    """Supports of a fact of which none covers another, in the order in which they came.

    They are kept by when they are, as far as `Extent.covers` asks for that: something that surely happened covers
    nothing that surely happened on other days, and a fact may have as many of these as there are years.
    """

    def __init__(self) -> None:
        self._kept: dict[int, Support] = {}  # by id
        self._at: dict[object, list[Support]] = {}

    def __iter__(self) -> Iterator[Support]:
        return iter(self._kept.values())

    def __len__(self) -> int:
        return len(self._kept)

    def __contains__(self, support: object) -> bool:
        return id(support) in self._kept

    def covers(self, support: Support) -> bool:
        """Tell whether one of them covers a support."""
        slots = covering_slots(slot_of(support.extent), self._at)
        return any(known.covers(support) for each in slots for known in self._at.get(each, ()))

    def add(self, support: Support) -> None:
        """Add a support which none of them covers; those that it covers go."""
        slot = slot_of(support.extent)
        for each in covered_slots(slot, self._at):
            covered = [known for known in self._at.get(each, ()) if support.covers(known)]
            for known in covered:
                del self._kept[id(known)]
                self._at[each].remove(known)
        self._kept[id(support)] = support
        self._at.setdefault(slot, []).append(support)


class _Offers:
    """The supports that a round offers, and those that earlier rounds have found.

    Parameters
    ----------
    found : dict of int to _Uncovered
        What earlier rounds have found; `settle` adds to it.
    """

    def __init__(self, found: dict[int, _Uncovered]) -> None:
        self.found = found
        self._offered: dict[tuple[int, Extent, int], Support] = {}
        self._settled: dict[int, int] = {}  # credibility of what always holds: nothing worse need be worked out

    def may_be_good(self, place: int, credibility: int) -> bool:
        """Tell whether a support that is this credible could be better than what is known to hold always."""
        return credibility < self._settled.get(place, 7)

    def add(self, place: int, support: Support) -> None:
        """Offer a support for a fact."""
        if self.found[place].covers(support):
            return
        key = place, support.extent, support.credibility
        other = self._offered.get(key)
        if other is None or _rank(support) < _rank(other):
            self._offered[key] = support

    def settle(self) -> list[tuple[int, Support]]:
        """Keep of all that is offered and found what nothing else covers; return what is new, with its place."""
        offered, self._offered = self._offered, {}
        new: dict[int, list[Support]] = defaultdict(list)
        for (place, *_), support in offered.items():
            new[place].append(support)
        fresh = []
        for place, supports in new.items():
            kept = _best(supports)
            for support in kept:
                self.found[place].add(support)
            fresh += [(place, support) for support in kept]
            always = [support.credibility for support in kept if support.extent.aspect == "timeless"]
            self._settled[place] = min([self._settled.get(place, 7), *always])
        return fresh


def _best(supports: Sequence[Support]) -> list[Support]:
    """Return the supports that no other covers; of two that cover each other the one of the lower rank."""
    if len(supports) == 1:
        return list(supports)
    kept = _Uncovered()
    for support in sorted(supports, key=lambda each: (_rank(each), str(each.extent), each.credibility)):
        if not kept.covers(support):
            kept.add(support)
    return list(kept)


def _rank(support: Support) -> tuple[int, list[str]]:
    """Say which of two equally good supports of one round counts: the lower one."""
    return len(support.claims), sorted(support.claims)


def _combine(
    needed: Iterable[int], place: int, support: Support, found: Mapping[int, Iterable[Support]]
) -> Iterable[tuple[tuple[int, Support], ...]]:
    """Return the ways to fulfil premises in which one premise is fulfilled by `support`."""
    choices = []
    for premise in needed:
        supports = [support] if premise == place else list(found.get(premise, ()))
        choices.append([(premise, each) for each in supports])
    return product(*choices)


def prove(
    derivations: Derivations, place: int, support: Support, basic: Callable[[Triple], Proof], also: Also
) -> tuple[Proof, dict[int, Support]]:
    """Return the proof that a support stands for, and the support of each of its steps, by `id` of the step.

    Parameters
    ----------
    derivations : Derivations
    place : int
        Of the fact.
    support : Support
    basic : callable
        Proves what always holds.
    also : callable
        Gives the claims that say a fact just as well as the one of a support does.
    """
    made: dict[int, Proof] = {}
    axioms: dict[int, Proof] = {}
    stack = [(place, support)]
    while stack:
        current, found = stack[-1]
        missing = [(p, s) for p, s in found.premises if id(s) not in made]
        if id(found) in made or missing:
            stack += missing
            if not missing:
                stack.pop()
            continue
        stack.pop()
        fact = derivations.facts[current]
        if found.step is None:
            made[id(found)] = Proof(fact, "", 0, "", (), (), tuple(map(URIRef, also(current, found))))
            continue
        of = {p: made[id(s)] for p, s in found.premises}
        for premise in found.step.premises:
            if premise not in of:
                axioms[premise] = of[premise] = axioms.get(premise) or basic(derivations.facts[premise])
        premises = tuple(of[premise] for premise in found.step.premises)
        rounds = 1 + max((premise.round for premise in premises), default=0)
        made[id(found)] = Proof(fact, found.step.rule, rounds, found.step.label, premises)
    supports = {id(made[id(s)]): s for s in _all_supports(support)}
    return made[id(support)], supports


def _all_supports(support: Support) -> list[Support]:
    """Return a support with all that it rests on, each once."""
    found = {id(support): support}
    stack = [support]
    while stack:
        for _, premise in stack.pop().premises:
            if id(premise) not in found:
                found[id(premise)] = premise
                stack.append(premise)
    return list(found.values())


def shown_extent(fact: FactWords, claim: Claim, leaf: Leaf) -> Extent | None:
    """Return when what a claim says is shown, given what it is reasoned with.

    They differ for the sort of an event, a report or a denial, which is always so, but comes and goes with its claim.
    """
    subject, predicate, obj = fact
    if predicate == RDF_TYPE and subject.startswith((_EVENT, _CLAIM)):
        return Extent(claim.bounds, "holding" if obj.startswith(PREFIXES["owl"]) else "happening")
    told = leaf(fact, claim.iri)
    return told.extent if told else None
