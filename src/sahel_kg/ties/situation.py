"""A situation: claims and what follows from them, as they are seen at a time and by some evidence.

It knows no folder and no store: whoever holds the quads and a closure can make one. A build is one that was published.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Self, cast

from pyoxigraph import NamedNode, Quad

from sahel_kg.errors import SahelError, want
from sahel_kg.events.attacks import Attacks, count_attacks
from sahel_kg.events.events import WITHIN, Events, read_events
from sahel_kg.frames import Listing
from sahel_kg.inference.inferences import Ground, group_facts, inference_quads, list_presumed, read_grounds
from sahel_kg.inference.supports import Support, find_supports
from sahel_kg.inference.telling import Telling
from sahel_kg.recent import Recent
from sahel_kg.record.actors import NAMING, Directory
from sahel_kg.record.bounds import Day
from sahel_kg.record.claims import DCT, Claim, list_claims, owner_of, read_claims
from sahel_kg.record.evidence import Evidence, admit
from sahel_kg.record.identities import RULES as DECIDING
from sahel_kg.record.identities import Identities, read_identities
from sahel_kg.record.parts import AssertedSet
from sahel_kg.record.relations import TieKey, primary
from sahel_kg.record.rewinding import DEFAULT_PERSIST, When
from sahel_kg.record.rewinding import when as make_when
from sahel_kg.record.unifying import list_renamed, tell_renamed
from sahel_kg.record.years import KNOWN_BY, TURNS, Years, read_first_known, read_years
from sahel_kg.ties.beside import BesideClaims
from sahel_kg.ties.rewound import Dated, LeftGraphs, Owned, TieReadings, at_all_times, date_facts, own
from sahel_kg.vocabulary import SKG, value

if TYPE_CHECKING:
    from datetime import date

    from sahel_kg.reasoning import Closure, Derivations
    from sahel_kg.reasoning.proofs import Proof
    from sahel_kg.reasoning.terms import Triple as FactTerms
    from sahel_kg.ties.keeping import Kept, KeptFacts, QuadChange, Written
    from sahel_kg.ties.ties import Tie

OpenClosure = Callable[[], "Closure"]


MakeQuads = Callable[[], tuple[list[Quad], list[Quad]]]
"""Gives what is asserted and what is inferred, as soon as somebody asks for it as quads."""


class Situation(BesideClaims):
    """Claims and what follows from them, at a time and by some evidence.

    Parameters
    ----------
    asserted : list of Quad
        Claims as named graphs, what is said about them, names, and the ontology in a graph of its own.
    inferred_quads : list of Quad
        Inference graphs, and what is said about these.
    open_closure : callable
        Returns the closure of the claims that count, with its proofs.
    without : sequence of str
        Rules that are switched off.
    kept : Kept, optional
        What need not be worked out anew.

    Attributes
    ----------
    when : When
        The time that it is seen at.
    evidence : Evidence
        Which claims are admitted.
    """

    def __init__(
        self,
        asserted: list[Quad],
        inferred_quads: list[Quad],
        open_closure: OpenClosure,
        without: Iterable[str] = (),
        kept: Kept | None = None,
    ) -> None:
        self._make_quads: MakeQuads = lambda: (asserted, inferred_quads)
        self._make_parts: Callable[[], list[Quad]] | None = None  # less what is said about claims
        self._make_beside: Callable[[], list[Quad]] | None = None  # less what they state as well
        self.without = tuple(without)
        self.when, self.evidence = When(), Evidence()
        self._origin: Situation | None = None
        self._base: Self | None = None
        self._written: Written | None = None
        self._open_closure = open_closure
        self._kept = kept
        self._opened: Closure | None = None
        self._proved: dict[FactTerms, Proof] = {}  # by one closure, whatever the time and the evidence

    @property
    def whole(self) -> Self:
        """The same at all times, by all evidence."""
        return cast(Self, self._origin or self)  # copies are of the same class

    # -- what is in it

    @cached_property
    def _quads(self) -> tuple[list[Quad], list[Quad]]:
        return self._make_quads()

    @cached_property
    def asserted(self) -> list[Quad]:
        """Claims as named graphs, what is said about them, names, and the ontology in a graph of its own."""
        return self._quads[0]

    @cached_property
    def inferred_quads(self) -> list[Quad]:
        """Inference graphs, and what is said about these."""
        return self._quads[1]

    @cached_property
    def _everything(self) -> AssertedSet:
        return AssertedSet(self.asserted)

    @cached_property
    def _parts(self) -> AssertedSet:
        """The same, as far as nobody asks what is said about claims."""
        return AssertedSet(self._make_parts()) if self._make_parts else self._everything

    @cached_property
    def _beside(self) -> AssertedSet:
        """The same, as far as nobody asks what claims state."""
        return AssertedSet(self._make_beside()) if self._make_beside else self._parts

    def write(self, apart: Collection[str], *weaker: Self) -> list[QuadChange] | None:
        """Return the N-Quads that were published, and in the default graph what named graphs have, but for some.

        What is more and less of its day in weaker and weaker readings comes after it; None if it was not published so.
        """
        if self._written is None:
            return None
        return self._written.write([seen._left_graphs() for seen in (self, *weaker)], apart)

    def _left_graphs(self) -> LeftGraphs | None:
        if self._base is None:
            return None
        kept = self.kept_facts
        return kept.left(self.when) if kept else self._left.left()

    @property
    def about(self) -> list[Quad]:
        """What is said about claims, and all names: the default graph."""
        return self._everything.about

    @cached_property
    def claims(self) -> Listing[Claim]:
        """Every claim, Assessed and withdrawn ones included, sorted by IRI."""
        if kept := self.kept_facts:
            return list_claims(kept.claims(self.when))
        if self._base is not None:
            return list_claims(self._left.claims)
        return list_claims(read_claims(self._parts.statements, self.about))

    @cached_property
    def counted(self) -> list[Claim]:
        """The claims that count."""
        return [c for c in self.claims if c.counts]

    def counted_by(self, relations: Collection[str]) -> list[Claim]:
        """Return the claims that count and state something by some relations; others may be among them."""
        kept = self.kept_facts if "counted" not in self.__dict__ else None
        return kept.claims_by(self.when, relations) if kept else self.counted

    def find_claims(self, iris: Iterable[str]) -> Mapping[str, Claim]:
        """Return claims that count by their IRIs, at least those that are named."""
        if wanted := set(iris) - self._found.keys():
            kept = self.kept_facts if "claims" not in self.__dict__ else None
            several = kept.claims(self.when, wanted) if kept else self.claims
            self._found.update((claim.iri, claim) for claim in several if claim.counts)
        return self._found

    @cached_property
    def _found(self) -> dict[str, Claim]:
        return {}

    @at_all_times
    def admitted(self) -> list[Claim]:
        """The claims that count and are admitted as evidence, of whatever time."""
        return list(self.counted)

    @cached_property
    def inferred(self) -> list[Quad]:
        """Inferred facts, each in its inference graph."""
        if self._base is not None:
            gone = self._left.gone
            return [q for q in self._base.inferred if value(q.graph_name) not in gone]
        return [q for q in self.inferred_quads if isinstance(q.graph_name, NamedNode)]

    @cached_property
    def terms(self) -> set[str]:
        """Every IRI that is a subject somewhere: what a parameter may name."""
        quads = [*self.asserted, *self.inferred_quads]
        subjects = {q.subject.value for q in quads if isinstance(q.subject, NamedNode)}
        return subjects | {q.graph_name.value for q in quads if isinstance(q.graph_name, NamedNode)}

    @cached_property
    def actors(self) -> Directory:
        """All actors with names and kinds."""
        if kept := self.kept_facts:
            facts = kept.by(self.when, (*NAMING, str(SKG.hasCategory)))
        else:
            facts = [*(t for claim in self.counted for t in claim.statement), *(q.triple for q in self.inferred)]
        return Directory(self.named, facts, self.identities, self.evidence.in_words())

    @cached_property
    def identities(self) -> Identities:
        """Under which IRI each actor is shown, by a person's decision.

        They are those of the whole: who is who depends neither on a day nor on the evidence that is admitted.
        """
        return read_identities(self.decisions, self.whole.origins)

    @cached_property
    def decisions(self) -> Sequence[Claim]:
        """The claims by which a person decided who is who, whatever the day; others may be among them."""
        if self.whole is not self:
            return self.whole.decisions
        return kept.claims_coded_by(DECIDING) if (kept := self.kept_facts) else self.claims

    @cached_property
    def told_of(self) -> dict[str, str]:
        """IRI of each claim that names an actor otherwise to how it does, and by what decision that is the same."""
        whole = self.whole
        if whole is not self:
            return whole.told_of
        said, kept = self._beside.as_said, self.kept_facts
        known = [*self.decisions, *kept.claims(self.when, list_renamed(said))] if kept else self.claims
        return tell_renamed(said, known, self.identities)

    @at_all_times
    def years(self) -> Years:
        """IRI of each actor to the first and last day on which it is known to have existed."""
        return read_years(self.dating)

    @at_all_times
    def dating(self) -> list[Claim]:
        """The claims that count and tell when actors began or ended, or by when they existed."""
        return self.whole.counted_by((*TURNS, KNOWN_BY))

    @at_all_times
    def first_known(self) -> dict[str, date]:
        """IRI of each actor to the day by which it surely existed."""
        return read_first_known(self.dating)

    @cached_property
    def names(self) -> dict[str, str]:
        """IRI of an actor, a relation or anything else to what it is called."""
        return {**self.labels, **self.relations.labels, **{actor.iri: actor.label for actor in self.actors}}

    def credit(self, claims: Iterable[Claim]) -> str:
        """Say after which sources something is, as a caption has it: their titles, sorted, and whether background."""
        shown = set(claims)
        titles = sorted({self.titles.get(c.source, c.source) for c in shown if c.basis != "Background"})
        told = ["; ".join(titles)] if titles else []
        return ", and ".join([*told, *["background"] * any(claim.basis == "Background" for claim in shown)])

    @at_all_times
    def telling(self) -> Telling:
        """Tells when what a claim says holds, beside what the others that count say of the same."""
        counted = {claim.iri for claim in self.counted}
        return Telling(self.claims, counted, self.relations, self.years, self.first_known, self.when.persist)

    @cached_property
    def events(self) -> Events:
        """What the claims that count tell of events."""
        kept = self.kept_facts
        told = kept.claims_beside(self.when, WITHIN) if kept else self.counted
        return read_events(told, self.years)

    @cached_property
    def attacks(self) -> dict[tuple[str, str], Attacks]:
        """(attacker, target) to what a tie has as its `events`."""
        days = self.when.since, self.when.day
        told = self.of_all_times.events
        return count_attacks(self.events, told, labels=self.labels, days=days)

    def tie_key(self, subject: str, relation: str, obj: str) -> TieKey | None:
        """Return a tie in its primary direction; None if it is none, as what is said of the identity of two actors."""
        return primary(subject, relation, obj, self.relations) if relation in self.relations.terms else None

    @cached_property
    def listed(self) -> dict[bool, tuple[Tie, ...]]:
        """Its ties, as soon as `ties.listing` has listed them: with those that only generalise, or without."""
        return {}

    # -- what follows

    def prove_given(self, fact: FactTerms) -> Proof:
        """Return the closure's own proof of what no claim says; proofs of many facts rest on the same of these."""
        if fact not in self._proved:
            self._proved[fact] = self.closure.explain(fact)
        return self._proved[fact]

    @property
    def closure(self) -> Closure:
        """The closure of the claims that count, with its proofs (see `sahel_kg.reasoning`).

        Raises
        ------
        SahelError
            If there is none that can be used.
        """
        if self.whole is not self:
            return self.whole.closure
        if self._opened is None or self._opened.is_closed or self._opened.is_elsewhere:
            self._opened = self._open_closure()
        return self._opened

    @cached_property
    def derivations(self) -> Derivations:
        """All steps by which facts follow from all claims that count (see `reasoning.Derivations`).

        Raises
        ------
        SahelError
            If there is no closure that can be used.
        """
        if self.whole is not self:
            return self.whole.derivations
        return self._kept.derivations() if self._kept else self.closure.derivations()

    @property
    def kept(self) -> Kept | None:
        """What was worked out when it was published, if that holds by the evidence and persistence here."""
        told = not self.evidence and self.when.persist == DEFAULT_PERSIST
        return self.whole._kept if told else None

    @property
    def kept_facts(self) -> KeptFacts | None:
        """What its claims state and what follows, to be asked for some of it; None if it has lost its database."""
        kept = self.kept
        return kept.facts if kept and self.whole._has_tables else None

    @cached_property
    def _has_tables(self) -> bool:
        with contextlib.suppress(SahelError):  # a build that lost its database still has what was asserted
            return bool(self._kept and self._kept.facts.is_there())
        return False

    @cached_property
    def supports(self) -> Mapping[int, list[Support]]:
        """When each fact of `derivations` holds and how good its proofs are, by the claims that count here."""
        if self.when.day is not None:
            return self.of_all_times.supports  # on a day they are as ever, and read
        return self.kept.supports() if self.kept else find_supports(self.derivations, self.telling)

    @at_all_times
    def grounds(self) -> dict[str, Ground]:
        """IRI of each inference graph to what its facts rest on."""
        if self.whole is self and self._kept and self.kept_facts:
            return self._kept.grounds()
        return read_grounds(self.inferred_quads)

    def infer(self) -> list[Quad]:
        """Return what follows from the claims that count here, in inference graphs, and what is said of these."""
        facts = group_facts(self.derivations, self.supports, self.claims)
        self.grounds = {ground.graph: ground.published() for ground in facts}
        return inference_quads(self.derivations, facts, self.claims, self.whole.reliability)

    # -- the same at a time, or by some evidence only

    @property
    def of_all_times(self) -> Self:
        """The same by the same evidence, not rewound to any time."""
        return self if self._base is None else self._base

    def at(self, when: When | Day | None) -> Self:
        """Return it rewound to a time: what then holds, may hold or has happened, and nothing else.

        Parameters
        ----------
        when : When, date, datetime, pandas Timestamp, str or int
            A day, a month or a year, of which the last two mean their last day; all readings, no window. For more,
            `rewinding.When`.
        """
        chosen = when if isinstance(when, When) else make_when(when)
        if chosen == self.when:
            return self
        base = self.whole._by(self.evidence, chosen.persist)
        if chosen.day is None:
            return base
        return self.whole._seen.get((self.evidence, chosen), lambda: base._rewind(chosen))

    def _rewind(self, chosen: When) -> Self:
        """Return a situation of all times rewound to a day."""
        copy = self._copy(lambda: copy._left.quads(self._owned, (claim.iri for claim in self.claims), self.grounds))
        copy.when, copy._base, copy._written = chosen, self, self._written
        if self._written is not None:
            copy._make_parts = lambda: copy._left.keep(own(self._parts.quads))
            copy._make_beside = lambda: copy._left.keep(own(self._beside.quads))
        return copy

    @cached_property
    def _left(self) -> TieReadings:
        """What is left on the day, and how it is read."""
        return TieReadings(self.when, self.of_all_times._dated)

    @cached_property
    def _owned(self) -> tuple[list[Owned], list[Owned]]:
        """What is asserted and what is inferred, with what each quad belongs to."""
        return own(self.asserted), own(self.inferred_quads)

    @cached_property
    def _dated(self) -> Dated:
        """When what each claim states, and what follows, is shown."""
        if kept := self.kept_facts:
            return kept.dated(self.claims)
        return date_facts(self.claims, self.telling, self.grounds)

    def admitting(self, evidence: Evidence) -> Self:
        """Return it with the admitted claims only, and what follows from these.

        Raises
        ------
        SahelError
            If there is no closure that can be used.
        """
        want(evidence, Evidence, "evidence, as choose_evidence(build, ...) gives it")
        if evidence == self.evidence:
            return self
        return self.whole._by(evidence, self.when.persist).at(self.when)

    def _by(self, evidence: Evidence, persist: str) -> Self:
        """Return a whole situation by some evidence, its states presumed for some time."""
        if not evidence and persist == self.when.persist:
            return self
        return self._seen.get((evidence, When(persist=persist)), lambda: self._admit(evidence, persist))

    @cached_property
    def _seen(self) -> Recent[Self]:
        """The last situations that this one was seen as, by evidence and time."""
        return Recent(6)

    def _admit(self, evidence: Evidence, persist: str) -> Self:
        """Return a whole situation with the admitted claims only, its states presumed for some time."""
        whole = self
        kept, left_out = admit(evidence, whole.claims, whole.told(DCT + "source"), whole.reliability)
        presumed = {str(SKG.presumedFrom), str(SKG.presumedUntil)}

        def make_quads() -> tuple[list[Quad], list[Quad]]:
            admitted = (q for q in whole.asserted if owner_of(q) not in left_out)
            asserted = [q for q in admitted if q.predicate.value not in presumed]
            asserted += list_presumed(copy.claims, copy.telling)
            return asserted, [q for q in copy.infer() if value(q.subject) not in left_out]

        copy = whole._copy(make_quads)
        copy.evidence, copy.when = evidence, When(persist=persist)
        copy.__dict__["claims"] = list_claims(kept)  # reading them anew would take most of the time
        return copy

    def _copy(self, make_quads: MakeQuads) -> Self:
        """Return the same with other quads; nothing that was worked out for these is taken over."""
        copy = object.__new__(type(self))
        members = (member for each in type(self).__mro__ for member in vars(each).items())
        worked_out = {name for name, kind in members if isinstance(kind, cached_property)}
        copy.__dict__ = {name: it for name, it in self.__dict__.items() if name not in worked_out}
        copy._make_quads, copy._make_parts, copy._make_beside, copy._written = make_quads, None, None, None
        copy._origin, copy._base = self.whole, None
        return copy


def want_build(given: object) -> None:
    """Refuse what is no build.

    Raises
    ------
    UsageError
    """
    want(given, Situation, "a build, as load() gives it")
