"""Variants: a build with some of its claims left out, as many as one likes at once, without closing anew.

All variants are cases of one evaluation of the build's derivations (see `cases`), one bit a variant; from then on a
network of any of them is a matter of bits, and no RDF is read again.

What stays as it is in every variant: the years in which actors existed, for without the claim that bounds it a tie
would reach further, and a claim left out would add ties; who is an actor, its names and its kinds; and the rules. Facts
that a kind gives (that a mission is one makes those who take part cooperate) do go with the claim of that kind.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sahel_kg.arguments import refuses_others
from sahel_kg.errors import UsageError, choose_from, listed, want
from sahel_kg.frames import Brief
from sahel_kg.inference.cases import find_cases, meet_cases
from sahel_kg.inference.inferences import find_questioned
from sahel_kg.reasoning import Finding
from sahel_kg.record.bounds import TieReading
from sahel_kg.record.evidence import LETTERS, Evidence
from sahel_kg.record.extents import Extent
from sahel_kg.record.relations import Sign, TieKey, primary
from sahel_kg.ties.choice import ABSENCE, Choice, is_kept, is_wanted
from sahel_kg.ties.contributors import is_contribution
from sahel_kg.ties.listing import list_ties
from sahel_kg.ties.network import free_key, node_attributes, take
from sahel_kg.ties.situation import want_build
from sahel_kg.ties.tie_network import TieNetwork, plain_attributes
from sahel_kg.ties.ties import Status, generalises
from sahel_kg.vocabulary import SKG, compact

if TYPE_CHECKING:
    from sahel_kg.builds.build import Build

OVER = ("claims", "sources", "implied", "grades", "inferences")
"""What can be varied: each claim, each source, Implied claims, lower grades, and inferred ties left out."""


@dataclass(frozen=True)
class Variant:
    """A named set of claims that are left out.

    Parameters
    ----------
    name : str
        The CURIE of what is left out, or a few words.
    over : str
        Of `OVER`: what it is a variant of.
    left_out : frozenset of str
        IRIs of claims.
    inferred : bool
        Whether ties that no claim states stand; facts follow either way.
    """

    name: str
    over: str
    left_out: frozenset[str] = frozenset()
    inferred: bool = True


@refuses_others
def variants_of(build: Build, over: str | Iterable[str] = ("claims", "sources")) -> list[Variant]:
    """Return variants of a build; what is left out is always among the claims that it admits.

    Parameters
    ----------
    build : Build
    over : str or iterable of str
        ``claims``: each claim that counts left out; ``sources``: all claims of a source, its Background included;
        ``implied``: all Implied claims; ``grades``: all claims, or sources, below a grade, for each grade that makes a
        difference; ``inferences``: nothing but what claims state.

    Raises
    ------
    UsageError
        If something else is to be varied.
    """
    want_build(build)
    claims = build.admitted
    found: list[Variant] = []
    for what in listed(over):
        if what == "claims":
            found += [Variant(c.id, what, frozenset((c.iri,))) for c in claims]
        elif what == "sources":
            for source in sorted({c.source for c in claims}):
                left_out = frozenset(c.iri for c in claims if c.source == source)
                found.append(Variant(compact(source), what, left_out))
        elif what == "implied":
            found.append(keep_evidence(build, Evidence(bases=("Stated", "Background")), what))
        elif what == "grades":
            stricter = [Evidence(min_credibility=n) for n in range(5, 0, -1)]
            stricter += [Evidence(min_reliability=letter) for letter in reversed(LETTERS[:-1])]
            known: set[frozenset[str]] = {frozenset(), frozenset(c.iri for c in claims)}
            for evidence in stricter:
                variant = keep_evidence(build, evidence, what)
                if variant.left_out not in known:
                    found.append(variant)
                    known.add(variant.left_out)
        elif what == "inferences":
            found.append(Variant("without inferred ties", what, inferred=False))
        else:
            raise UsageError(f"nothing to vary called '{what}': {choose_from(what, OVER)}")
    return found


def keep_evidence(build: Build, evidence: Evidence, over: str) -> Variant:
    """Return the variant in which only certain evidence counts."""
    kept = {c.iri for c in build.admitted if evidence.admits(c, build.whole.reliability)}
    return Variant(evidence.in_words(), over, frozenset(c.iri for c in build.admitted if c.iri not in kept))


@dataclass(frozen=True)
class SurvivingTie:
    """A tie at one extent, and the variants in which it stands.

    Parameters
    ----------
    subject, relation, object : str
        IRIs, in the primary direction.
    reading : {"certain", "possible", "undated"}
        At the time that the build is seen at.
    cases : int
        The variants in which it is asserted, or follows at that time without an asserted tie of that relation that
        covers it; one bit a variant, the last bit for the build as it is.
    specific : int
        Those of them in which it does not only generalise another tie.
    """

    subject: str
    relation: str
    object: str
    sign: Sign
    status: Status
    extent: Extent
    reading: TieReading
    cases: int
    specific: int

    @property
    def key(self) -> TieKey:
        """Subject, relation and object."""
        return self.subject, self.relation, self.object


Placed = tuple[TieKey, SurvivingTie, int]
"""Between whom a tie is drawn, the tie, and the variants in which it is drawn between them."""
ActorNode = tuple[str, dict[str, Any]]
Drawn = tuple[ActorNode, ActorNode, int, tuple[object, ...], dict[str, Any]]
"""Two actors, the variants in which a tie is drawn between them, what makes it another one, and its attributes."""


@dataclass(frozen=True)
class Survival(Brief):
    """What stands in which variant.

    Parameters
    ----------
    build : Build
        As it is seen: at its time, by its evidence.
    variants : tuple of Variant
        The k-th has bit k.
    standings : tuple of SurvivingTie
        Sorted.
    findings : tuple of (Finding, int)
        Contradictions and tensions with the variants in which their facts are, or may be, so together at that time.
    """

    build: Build
    variants: tuple[Variant, ...]
    standings: tuple[SurvivingTie, ...]
    findings: tuple[tuple[Finding, int], ...] = field(default=())

    def brief(self) -> str:
        """Say it in a line."""
        return f"{len(self.variants)} variants of {self.build!r}"

    @property
    def whole(self) -> int:
        """The bit of the build as it is."""
        return 1 << len(self.variants)

    @property
    def everywhere(self) -> int:
        """The bits of all variants and of the build as it is."""
        return (self.whole << 1) - 1

    def ties(self, choice: Choice | None = None) -> dict[TieKey, int]:
        """Return for each tie of the build's network the variants in which it stands, as a mask.

        Parameters
        ----------
        choice : Choice, optional
            Which ties and actors belong to the network (`network.choose`); without one, all do.

        Returns
        -------
        dict of (subject, relation, object) to int
            IRIs; bit k stands for variant k, the last for the build as it is. A tie stands in a variant if it is
            asserted or follows there, by whatever claims, at some extent that counts at the build's time.
        """
        stands: dict[TieKey, int] = defaultdict(int)
        drawn: set[TieKey] = set()
        for key, standing, where in self.place(choice or Choice()):
            stands[key] |= standing.cases & where
            if standing.specific & where & self.whole:
                drawn.add(key)
        return {key: mask for key, mask in stands.items() if key in drawn}

    def bearing(self, choice: Choice) -> set[str]:
        """Return the claims on which the ties of a choice rest at its time, by any of their proofs; all IRIs."""
        drawn = {standing.key for _, standing, where in self.place(choice) if standing.specific & where}
        build, facts = self.build, self.build.derivations.facts

        def is_drawn(place: int) -> bool:
            subject, relation, obj = map(str, facts[place])
            return primary(subject, relation, obj, build.relations) in drawn

        proving = {
            claim
            for place, supports in build.of_all_times.supports.items()
            if is_drawn(place)
            for support in supports
            if (reading := build.when.read(support.extent)) and choice.counts(reading)
            for claim in support.claims
        }
        # of two claims that say the same the better one is the support
        ties = (tie for tie in list_ties(build) if choice.counts(tie.reading))
        return proving | {claim.iri for t in ties if (t.subject, t.relation, t.object) in drawn for claim in t.claims}

    def place(self, choice: Choice) -> list[Placed]:
        """Return the ties that a choice has in it; with organs rolled up, those of an organ go to its state.

        An organ has that state where a claim that counts says so; so the same tie may stand between others in another
        variant.
        """
        states = {} if choice.organs else self._states
        out = []
        for standing in self.standings:
            if is_wanted(standing, choice, self.build.relations):
                for subject, there in _moves(standing.subject, states, self.everywhere):
                    for obj, where in _moves(standing.object, states, there):
                        ends = (self.build.actors[subject], self.build.actors[obj])
                        if where and subject != obj and all(is_kept(actor, choice) for actor in ends):
                            out.append(((subject, standing.relation, obj), standing, where))
        return [each for each in out if not self._is_counted(each, choice)]

    def _is_counted(self, placed: Placed, choice: Choice) -> bool:
        """Tell whether a tie only says that one contributes who is counted in the build as it is."""
        (subject, _, obj), standing, _ = placed
        if choice.contributors != "count" or not is_contribution(standing, self.build.relations):
            return False
        if choice not in self._counted:
            self._counted[choice] = take(self.build, choice).taken["counted"]
        return subject in self._counted[choice].get(obj, ())

    @cached_property
    def _counted(self) -> dict[Choice, dict[str, list[str]]]:
        """Who is counted by a choice: many variants are wanted of one."""
        return {}

    @cached_property
    def _states(self) -> dict[str, list[tuple[str, int]]]:
        """Each organ's states with the variants in which they are; the last one that is stated goes first."""
        found: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for standing in self.standings:
            is_organ = standing.relation == str(SKG.organOf) and standing.status == "asserted"
            if is_organ and "State" in self.build.actors[standing.object].kinds:
                found[standing.subject].insert(0, (standing.object, standing.cases))
        return found

    def network(self, variant: int | None = None, choice: Choice | None = None) -> TieNetwork:
        """Return the network of one variant: `network.take` of a build without the claims left out.

        Parameters
        ----------
        variant : int, optional
            Its place in `variants`; without one, the build as it is.
        choice : Choice, optional

        Returns
        -------
        TieNetwork
            As from `network.take`, except that edges carry only ``relation relation_label symmetric sign status aspect
            reading`` and bounds: claims and grades belong to a proof, of which none is worked out here.
        """
        chosen = choice or Choice(self.build.when, self.build.evidence)
        bit = self.whole if variant is None else 1 << variant
        left_out = "" if variant is None else f" Variant: {_in_words(self.variants[variant])}."
        graph = TieNetwork()
        graph.choice = chosen
        graph.graph |= plain_attributes({"choice": chosen, "note": f"{chosen.in_words()}{left_out} {ABSENCE}"})
        if chosen not in self._drawings:
            self._drawings[chosen] = list(self._draw(chosen))
        done = set()
        for one, other, mask, mark, tie in self._drawings[chosen]:
            if not mask & bit or mark in done:
                continue
            done.add(mark)
            for actor, attributes in (one, other):
                if actor not in graph:
                    graph.add_actor(actor, attributes)
            graph.add_tie(one[0], other[0], free_key(graph, one[0], other[0], tie["relation"]), tie)
        return graph

    @cached_property
    def _drawings(self) -> dict[Choice, list[Drawn]]:
        """What was drawn before: many variants are wanted of one choice."""
        return {}

    def _draw(self, choice: Choice) -> Iterator[Drawn]:
        """Yield all ties of a choice with the attributes that they have in a network."""
        relations, actors = self.build.relations, self.build.actors
        nodes: dict[str, ActorNode] = {}
        for key, standing, where in self.place(choice):
            for iri in (key[0], key[2]):
                if iri not in nodes:
                    nodes[iri] = actors[iri].id, node_attributes(actors[iri])
            tie = {
                "relation": compact(standing.relation),
                "relation_label": relations.label(standing.relation),
                "symmetric": standing.relation in relations.symmetric,
                "sign": standing.sign,
                "status": standing.status,
                "aspect": standing.extent.aspect,
                "reading": standing.reading,
                "bounds": standing.extent.bounds,
                "presumed": standing.extent.presumed,
            }
            mark = key, standing.status, standing.extent.bounds
            yield nodes[key[0]], nodes[key[2]], standing.specific & where, mark, tie


def _moves(actor: str, states: dict[str, list[tuple[str, int]]], mask: int) -> Iterator[tuple[str, int]]:
    """Yield who stands for an actor, and in which variants."""
    for state, cases in states.get(actor, ()):
        if mask & cases:
            yield state, mask & cases
        mask &= ~cases
    if mask:
        yield actor, mask


def _in_words(variant: Variant) -> str:
    if variant.over in ("claims", "sources"):
        return f"{variant.name} left out"
    return variant.name


@refuses_others
def survive(build: Build, variants: Sequence[Variant]) -> Survival:
    """Return which ties and findings stand in which variants of a build.

    Parameters
    ----------
    build : Build
        At the time and by the evidence that it is seen at; all variants are seen so.
    variants : sequence of Variant

    Raises
    ------
    SahelError
        If the closure of the build is missing or damaged.
    """
    want_build(build)
    want(variants, Sequence, "variants, as variants_of(build) gives them")
    for each in variants:
        want(each, Variant, "variants, as variants_of(build) gives them")
    whole, when, relations = build.whole, build.when, build.relations
    derivations = whole.derivations
    everywhere = (1 << len(variants) + 1) - 1
    graphs = dict.fromkeys((c.iri for c in build.admitted), everywhere)
    for number, variant in enumerate(variants):
        for iri in variant.left_out & graphs.keys():
            graphs[iri] &= ~(1 << number)
    uninferred = sum(1 << number for number, variant in enumerate(variants) if not variant.inferred)
    telling = build.telling
    cases = find_cases(derivations, telling, graphs, everywhere)
    actors = build.actors.iris
    drawn: dict[tuple[TieKey, Status, Extent], int] = defaultdict(int)
    covering: dict[TieKey, list[tuple[Extent, int]]] = defaultdict(list)
    for place, told in derivations.given.items():
        subject, relation, obj = map(str, derivations.facts[place])
        if subject in actors and obj in actors and (key := build.tie_key(subject, relation, obj)):
            for graph in told:
                for lived, mask in telling.cases((subject, relation, obj), graph, graphs):
                    if when.read(lived.extent) is not None:
                        drawn[key, "asserted", lived.listed] |= mask
                        covering[key] += [(lived.listed, mask), (lived.extent, mask)]
    questioned = find_questioned(derivations, graphs, everywhere)
    for place, extents in cases.items():
        subject, relation, obj = map(str, derivations.facts[place])
        if subject in actors and obj in actors and (key := build.tie_key(subject, relation, obj)):
            for extent, mask in extents.items():
                if when.read(extent) is not None:
                    left = mask & ~_covered(extent, covering[key]) & ~questioned.get(place, 0)
                    drawn[key, "inferred", extent] |= left
    standings = []
    for (key, status, extent), mask in drawn.items():
        read = when.read(extent)
        shown = mask & ~uninferred if status == "inferred" else mask
        if shown and read is not None:
            standings.append(SurvivingTie(*key, relations.sign(key[1]), status, extent, read, shown, shown))
    holding = []
    for finding, premises in derivations.findings:
        places = [place for place in premises if place not in derivations.always]
        mask = 0
        for extent, together in meet_cases(cases, places, everywhere):
            mask |= together if when.read(extent) is not None else 0
        holding.append((finding, mask))
    standings.sort(key=lambda s: (*s.key, s.status, str(s.extent)))
    return Survival(build, tuple(variants), tuple(_specify(standings, build)), tuple(holding))


def _covered(extent: Extent, covering: Collection[tuple[Extent, int]]) -> int:
    mask = 0
    for other, cases in covering:
        if other.covers(extent):
            mask |= cases
    return mask


def _specify(standings: Sequence[SurvivingTie], build: Build) -> Iterator[SurvivingTie]:
    """Yield ties with the variants in which they do not only generalise another, as `ties.most_specific` has it."""
    between: dict[frozenset[str], list[SurvivingTie]] = defaultdict(list)
    for standing in standings:
        between[frozenset((standing.subject, standing.object))].append(standing)
    for standing in standings:
        mask = standing.cases
        if standing.status == "inferred":
            for other in between[frozenset((standing.subject, standing.object))]:
                if mask & other.cases and generalises(standing, other, build.relations):
                    mask &= ~other.cases
        yield replace(standing, specific=mask) if mask != standing.cases else standing
