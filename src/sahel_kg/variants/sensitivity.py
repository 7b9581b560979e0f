"""Sensitivity: which single claim or source carries most.

Each claim, and each source with all its claims, is left out once, and what goes with it is counted: ties,
contradictions and tensions, places in a ranking. All variants are cases of one evaluation (see `variants`, which also
tells what stays as it is: actors' years among it). Rules are monotone, so a claim left out only takes facts away; no
finding is gained, and only a tie that generalises another may be drawn instead of that one. A claim whose ties all
follow from others as well carries none.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Unpack

import networkx as nx

from sahel_kg.arguments import refuses_others
from sahel_kg.builds.build import Build
from sahel_kg.docstrings import hands_on
from sahel_kg.errors import UsageError, choose_from, listed, suggest
from sahel_kg.explaining import naming
from sahel_kg.frames import Grid, Several, Types
from sahel_kg.inference.cases import bits
from sahel_kg.record.claims import Claim
from sahel_kg.record.relations import Sign, TieKey
from sahel_kg.ties.centrality import DIGITS, MEASURES
from sahel_kg.ties.choice import ABSENCE, TOLD, Choice, NetworkChoice, choose
from sahel_kg.variants.variants import Placed, Survival, Variant, survive, variants_of
from sahel_kg.vocabulary import compact, expand, value

OVER = ("claims", "sources")
SIGNED: tuple[Sign, ...] = ("+", "-")
"""Signs of cooperation and hostility: the ties that make camps."""
MOST = 15

Pair = tuple[str, str]
Moved = tuple[float | None, tuple[str, ...]]
"""Tau-b of a ranking with and without something, and the actors that drop out of it."""


@dataclass(frozen=True)
class LostTie:
    """A tie of the network that does not stand without a claim or source; CURIEs."""

    subject: str
    relation: str
    object: str
    sign: Sign
    asserted: bool

    def as_dict(self) -> dict[str, Any]:
        """Return it for the JSON formats."""
        ends = {"subject": self.subject, "relation": self.relation, "object": self.object}
        return {**ends, "sign": self.sign, "status": "asserted" if self.asserted else "inferred"}


@dataclass(frozen=True)
class Carrier:
    """A claim or a source, and what goes with it.

    Parameters
    ----------
    variant : Variant
    label : str
        What the claim says, or the title of the source.
    short : str
        The same for a narrow place: the first of several statements.
    source : str or None
        CURIE of the claim's source; None for a source.
    place : str or None
        Where the claim stands in it.
    basis : str or None
        The claim's basis; None for a source.
    claims : int
        How many claims are left out.
    lost : tuple of LostTie
    findings : int
        Contradictions and tensions that go.
    tau : float or None
        Kendall's tau-b of the ranking with and without it; 1 if no rank moves, None where there is nothing to rank.
    dropped : tuple of str
        CURIEs of actors that have no tie left and drop out of the ranking.
    touched : tuple of str
        CURIEs of actors that it speaks of, or a tie of whom is lost; of a source those that have a tie in the network.
    """

    variant: Variant
    label: str
    short: str
    source: str | None
    place: str | None
    basis: str | None
    claims: int
    lost: tuple[LostTie, ...]
    findings: int
    tau: float | None
    dropped: tuple[str, ...]
    touched: tuple[str, ...]

    @property
    def asserted(self) -> int:
        """How many of the ties lost are said by a claim."""
        return sum(tie.asserted for tie in self.lost)

    @property
    def inferred(self) -> int:
        """How many of them only follow."""
        return len(self.lost) - self.asserted

    @property
    def signed(self) -> int:
        """How many of them are cooperation or hostility."""
        return sum(tie.sign in SIGNED for tie in self.lost)

    def row(self) -> tuple[object, ...]:
        """Return it as a row of `COLUMNS`."""
        counts = (len(self.lost), self.asserted, self.inferred, self.signed, self.findings)
        what = self.variant.over.removesuffix("s")
        where = (self.source, self.place, self.basis, self.claims)
        return (what, self.variant.name, self.label, *where, *counts, self.tau, len(self.dropped))

    def as_dict(self) -> dict[str, Any]:
        """Return it for the JSON formats."""
        said = dict(zip(COLUMNS, self.row(), strict=True))
        actors = {"dropped": list(self.dropped), "touched": list(self.touched)}
        return {**said, **actors, "lost": [tie.as_dict() for tie in self.lost]}


COLUMNS = (
    *("left_out", "id", "what", "source", "place", "basis", "claims"),
    *("ties", "asserted", "inferred", "signed", "findings", "tau", "dropped"),
)
_TYPES: Types = {
    **dict.fromkeys(("claims", "ties", "asserted", "inferred", "signed", "findings", "dropped"), "whole"),
    "tau": "number",
}


@dataclass(frozen=True)
class Sensitivity(Several[Carrier]):
    """What hangs on each claim and source.

    Parameters
    ----------
    by : str
        The measure that the ranks are by.
    carriers : tuple of Carrier
        Those that carry most first: by ties lost, signed ties lost, findings lost, and how far ranks move.
    ties, findings, actors : int
        How many there are with nothing left out; actors are those that rank.
    counted : dict of str to int
        How many claims and how many sources were left out, each once.
    note : str
        What was taken from the build, and how it was counted.
    """

    by: str
    carriers: tuple[Carrier, ...]
    ties: int
    findings: int
    actors: int
    counted: dict[str, int]
    note: str

    def things(self) -> tuple[Carrier, ...]:
        """Return what is carried by what, those that carry most first."""
        return self.carriers

    def grid(self) -> Grid:
        """Return it as a table, a claim or source a row."""
        rows = [carrier.row() for carrier in self.carriers]
        return Grid(COLUMNS, rows, "What hangs on each claim and source", self.note, types=_TYPES)

    def as_dict(self) -> dict[str, Any]:
        """Return the sensitivity object of the JSON formats."""
        whole = {"ties": self.ties, "findings": self.findings, "actors": self.actors, **self.counted}
        rows = [carrier.as_dict() for carrier in self.carriers]
        return {"version": 1, "by": self.by, "whole": whole, "note": self.note, "rows": rows}


@hands_on(NetworkChoice.__annotations__, *TOLD)
@refuses_others
def measure(
    build: Build,
    *,
    only: str | None = None,
    over: str | Iterable[str] = OVER,
    by: str = "degree",
    most: int | None = MOST,
    **choice: Unpack[NetworkChoice],
) -> Sensitivity:
    """Leave each claim and each source out once and say what goes with it.

    Parameters
    ----------
    build : Build
    only : str, optional
        One claim or source, by CURIE, IRI or the last part of it: it alone is left out, and returned in any case.
    over : iterable of {"claims", "sources"}
        Only claims that count and are admitted as evidence; a source is left out with its Background.
    by : str
        A name in `centrality.MEASURES`: ranks are those of `centrality.rank` by it, of named actors.
    most : int, optional
        How many claims, and how many sources, to return; those that carry nothing are left out. None for all.
    **choice
        Which ties and actors count.

        {keywords}

    Returns
    -------
    Sensitivity

    Raises
    ------
    UsageError
        For an unknown measure, choice, claim or source, or if there is no tie.
    SahelError
        If the closure of the build is missing or damaged.

    Notes
    -----
    A tie of the network is lost if it is neither asserted nor follows any more at the time looked at, at whatever
    extent; one that was asserted and still follows is not lost. A finding is lost if its facts are no longer so
    together at that time, not even possibly.
    """
    chosen_over = tuple(dict.fromkeys(listed(over)))
    _refuse_unknown(chosen_over, by, most)
    chosen = choose(build, **choice)
    build = chosen.see(build)
    variants = variants_of(build, chosen_over)
    if only is not None:
        variants, most = [_find(build, variants, only)], None
    survival = survive(build, variants)
    placed = survival.place(chosen)
    if not placed:
        raise UsageError("no tie in this network: nothing to lose. Widen the choice.")
    effects = _Effects(_lose_ties(survival, placed), _lose_findings(survival), _move_ranks(survival, placed, by))
    kept = [k for what in chosen_over for k in effects.keep_most(variants, what, most)]
    whole = survival.whole
    carriers = _tell(build, variants, kept, effects, _present(placed, whole))
    return Sensitivity(
        by,
        carriers,
        sum(1 for mask in survival.ties(chosen).values() if mask & whole),
        sum(1 for _, mask in survival.findings if mask & whole),
        len(_actors(_weigh(_relate(survival, placed), whole))),
        {what: sum(variant.over == what for variant in variants) for what in chosen_over},
        _note(chosen, by),
    )


def _find(build: Build, variants: Sequence[Variant], name: str) -> Variant:
    """Return the variant that leaves one claim or source out."""
    names = {compact(expand(name) or name), f"claim:{name}", f"source:{name}"}
    for variant in variants:
        if variant.name in names:
            return variant
    claim = next((c for c in build.whole.claims if c.id in names), None)
    if claim is None:
        known = [each.id.partition(":")[2] for each in build.whole.claims]
        known += dict.fromkeys(compact(each.source).partition(":")[2] for each in build.whole.claims)
        told = suggest(name.rpartition(":")[2], known, "`sahel-kg query sources` lists the sources")
        raise UsageError(f"no claim and no source is called '{name}'{told}")
    why = "withdrawn already" if claim.withdrawn else "not told as fact" if not claim.counts else "not admitted here"
    raise UsageError(f"{claim.id} carries nothing: it is {why}")


def _refuse_unknown(over: Sequence[str], by: str, most: int | None) -> None:
    if by not in MEASURES:
        raise UsageError(f"no measure '{by}': {choose_from(by, MEASURES)}")
    for what in over:
        if what not in OVER:
            raise UsageError(f"nothing to leave out called '{what}': {choose_from(what, OVER)}")
    if most is not None and most < 1:
        raise UsageError(f"--most {most}: give a number from 1")


@dataclass(frozen=True)
class _Effects:
    """What goes with each variant, by its place among the variants."""

    lost: defaultdict[int, list[LostTie]]
    gone: Counter[int]
    moved: Sequence[Moved]

    def keep_most(self, variants: Sequence[Variant], over: str, most: int | None) -> list[int]:
        """Return the variants over claims or sources, those that carry most first; with `most`, only those that do."""
        order = sorted(
            (k for k, variant in enumerate(variants) if variant.over == over),
            key=lambda k: (
                -len(self.lost[k]),
                -sum(tie.sign in SIGNED for tie in self.lost[k]),
                -self.gone[k],
                1.0 if self.moved[k][0] is None else self.moved[k][0],
                variants[k].name,
            ),
        )
        if most is None:
            return order
        return [k for k in order if self.lost[k] or self.gone[k] or self.moved[k][0] not in (1.0, None)][:most]


def _lose_findings(survival: Survival) -> Counter[int]:
    """Return how many contradictions and tensions go in each variant."""
    return Counter(
        k for _, mask in survival.findings if mask & survival.whole for k in bits(~mask & survival.everywhere)
    )


def _present(placed: Iterable[Placed], whole: int) -> frozenset[str]:
    """Return the actors that have a tie in the network with nothing left out, those without a name among them."""
    ties = (key for key, standing, where in placed if standing.specific & where & whole)
    return frozenset(compact(actor) for subject, _, obj in ties for actor in (subject, obj))


def _tell(
    build: Build, variants: Sequence[Variant], kept: Sequence[int], effects: _Effects, present: frozenset[str]
) -> tuple[Carrier, ...]:
    """Return what is left out in words, with what goes with it."""
    book = naming.open_book(build.whole)
    known = {c.iri: c for c in build.admitted}
    carriers = []
    for k in kept:
        variant = variants[k]
        claim = known[next(iter(variant.left_out))] if variant.over == "claims" else None
        title = "" if claim else build.titles.get(_source(variant, known), variant.name)
        touched = _touch(build, [known[iri] for iri in variant.left_out], effects.lost[k])
        carriers.append(
            Carrier(
                variant,
                naming.tell_claim(claim, book) if claim else title,
                naming.tell_claim(claim, book, short=True) if claim else title,
                compact(claim.source) if claim else None,
                claim.place if claim else None,
                claim.basis if claim else None,
                len(variant.left_out),
                tuple(effects.lost[k]),
                effects.gone[k],
                *effects.moved[k],
                touched if claim else tuple(actor for actor in touched if actor in present),
            )
        )
    return tuple(carriers)


def _touch(build: Build, claims: Iterable[Claim], lost: Iterable[LostTie]) -> tuple[str, ...]:
    said = (value(term) for claim in claims for t in claim.statement for term in (t.subject, t.object))
    spoken_of = {compact(iri) for iri in said if iri in build.actors.iris}
    return tuple(sorted(spoken_of.union(*((tie.subject, tie.object) for tie in lost))))


def _note(choice: Choice, by: str) -> str:
    taken = choice.in_words()
    return (
        f"{taken[:1].upper()}{taken[1:]} Each claim or source is left out once; a tie is lost if nothing else asserts "
        f"it or makes it follow then, drawn or counted beside a name, at whatever time. Ranks: named actors by {by}, "
        f"compared by Kendall's tau-b (1: none moves); who has no tie left shares the last place. What still follows "
        f"is not lost, though a network of the rest may not draw it. Actors' years and kinds are as ever. {ABSENCE}"
    )


def _source(variant: Variant, known: Mapping[str, Claim]) -> str:
    return next(known[iri].source for iri in variant.left_out)


def _lose_ties(survival: Survival, placed: Sequence[Placed]) -> defaultdict[int, list[LostTie]]:
    """Return the ties that do not stand in each variant."""
    stands: dict[TieKey, int] = defaultdict(int)
    asserted: dict[TieKey, bool] = defaultdict(bool)
    drawn: dict[TieKey, Sign] = {}
    for key, standing, where in placed:
        stands[key] |= standing.cases & where
        if standing.specific & where & survival.whole:
            drawn[key] = standing.sign
            asserted[key] |= standing.status == "asserted"
    lost: defaultdict[int, list[LostTie]] = defaultdict(list)
    for key in sorted(drawn):
        subject, relation, obj = map(compact, key)
        tie = LostTie(subject, relation, obj, drawn[key], asserted[key])
        for k in bits(survival.everywhere & ~stands[key]):
            lost[k].append(tie)
    return lost


# -- ranks

Relating = dict[tuple[str, str, str], int]
"""Two named actors in order and a relation between them, with the variants in which it is drawn; CURIEs."""


def _relate(survival: Survival, placed: Sequence[Placed]) -> Relating:
    related: Relating = defaultdict(int)
    actors, short = survival.build.actors, cache(compact)
    for (subject, relation, obj), standing, where in placed:
        if not (actors[subject].described or actors[obj].described):
            first, second = sorted((short(subject), short(obj)))
            related[first, second, short(relation)] |= standing.specific & where
    return related


def _weigh(related: Relating, bit: int) -> dict[Pair, int]:
    """Return the number of different relations between two actors in one variant, as `network.simple` has it."""
    weights: dict[Pair, int] = Counter()
    for (first, second, _), mask in related.items():
        if mask & bit:
            weights[first, second] += 1
    return weights


def _actors(weights: Mapping[Pair, int]) -> set[str]:
    return {actor for pair, weight in weights.items() if weight for actor in pair}


def _move_ranks(survival: Survival, placed: Sequence[Placed], by: str) -> list[Moved]:
    """Return for each variant tau-b and the actors that drop out; each distinct network is measured once."""
    related = _relate(survival, placed)
    weights = _weigh(related, survival.whole)
    before = _values(weights, by)
    changes: dict[int, Counter[Pair]] = defaultdict(Counter)
    for (first, second, _), mask in related.items():
        as_it_is = survival.everywhere if mask & survival.whole else 0
        for k in bits(mask ^ as_it_is):
            changes[k][first, second] += 1 if not as_it_is else -1
    known: dict[frozenset[tuple[Pair, int]], Moved] = {frozenset(): (1.0 if before else None, ())}
    out = []
    for k in range(len(survival.variants)):
        change = frozenset((pair, step) for pair, step in changes[k].items() if step) if k in changes else frozenset()
        if change not in known:
            changed = dict(weights)
            for pair, step in change:
                changed[pair] = changed.get(pair, 0) + step
            after = _values(changed, by)
            known[change] = compare_ranks(before, after), tuple(sorted(before.keys() - after.keys()))
        out.append(known[change])
    return out


def _values(weights: Mapping[Pair, int], by: str) -> dict[str, float]:
    """Return the measure of each actor that has a tie; none if there are fewer than two."""
    graph = nx.Graph()
    graph.add_nodes_from(sorted(_actors(weights)))
    graph.add_weighted_edges_from((*pair, weight) for pair, weight in sorted(weights.items()) if weight)
    return {a: round(float(x), DIGITS) for a, x in MEASURES[by].compute(graph).items()} if graph else {}


def compare_ranks(before: Mapping[str, float], after: Mapping[str, float]) -> float | None:
    """Return Kendall's tau-b of two rankings of the same things, rounded to six digits.

    Parameters
    ----------
    before, after : mapping of str to float
        Values; the higher, the better the rank. Who is missing from one of them (an actor that drops out, having no tie
        left) shares the last place there with all others that are missing.

    Returns
    -------
    float or None
        None if all tie in one of the two; 1 if both are equal, whatever ties.

    Examples
    --------
    >>> compare_ranks({"a": 3, "b": 2, "c": 1}, {"a": 3, "b": 1, "c": 2})
    0.333333
    >>> compare_ranks({"a": 3, "b": 2, "c": 1}, {"a": 3, "b": 2})
    1.0
    """
    from scipy.stats import kendalltau

    if before == after:
        return 1.0
    everybody = sorted({*before, *after})
    lasts = [min(values.values(), default=0.0) - 1.0 for values in (before, after)]
    columns = [[values.get(a, last) for a in everybody] for values, last in zip((before, after), lasts, strict=True)]
    tau = float(kendalltau(*columns).statistic)
    return None if math.isnan(tau) else round(tau, DIGITS)
