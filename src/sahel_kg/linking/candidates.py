"""Linking: actors of different sources that may be one, with a score and what speaks for and against it.

Nothing is merged here: a candidate is a question for a person (`sahel_kg.linking.decisions` takes the answer). The
score is the mean of the parts that are known, weighted by `WEIGHTS`; a part that nothing is known of neither helps nor
harms. Kind, place and years confirm what names say and say nothing alone: most armed groups of a country have them in
common. Where two names have less than half in common each counts for no more than these do.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import combinations, product
from math import log
from typing import TYPE_CHECKING, Any

from sahel_kg.linking.spelling import Names
from sahel_kg.record.actors import KINDS, Actor
from sahel_kg.record.claims import RDF_TYPE
from sahel_kg.record.identities import find_clash, find_common_source, is_decision, read_disjoint, read_speakers
from sahel_kg.record.spelling import SORTS, liken_words, whose_organ, without_article
from sahel_kg.ties.listing import list_ties
from sahel_kg.vocabulary import SKG, compact, value

if TYPE_CHECKING:
    from sahel_kg.builds.build import Build

WEIGHTS = {"name": 0.45, "acronym": 0.25, "kind": 0.1, "place": 0.1, "years": 0.1}
"""How much each part counts."""
LEAST = 0.5
"""Candidates below are not shown unless asked for."""

_CONFIRMING = ("kind", "place", "years")
_ALIKE = 0.5
"""From so much in common names are more alike than not."""

_COMMON = 60
"""A word that more actors than that have in their names brings no two of them together."""


@dataclass(frozen=True)
class Part:
    """One part of a score.

    Parameters
    ----------
    value : float, optional
        From 0 to 1; None if nothing is known.
    why : str
        What was compared.
    is_own : bool
        Of names: all that tells who it is, and not of what sort, is in both, and nobody else has it.
    """

    value: float | None
    why: str
    is_own: bool = False


@dataclass(frozen=True)
class Candidate:
    """Two actors of different origin that may be one.

    Parameters
    ----------
    one : Actor
        The one made by hand, if one is.
    other : Actor
    parts : mapping of str to Part
        By the names of `WEIGHTS`.
    against : tuple of str
        What speaks against it.
    """

    one: Actor
    other: Actor
    parts: Mapping[str, Part]
    against: tuple[str, ...] = ()

    @cached_property
    def score(self) -> float:
        """From 0 to 1: the weighted mean of the parts that are known; what only confirms, as far as there is a name."""
        known = {name: part.value for name, part in self.parts.items() if part.value is not None}
        named = max((given for name, given in known.items() if name not in _CONFIRMING), default=0.0)
        most = 1.0 if named >= _ALIKE or self.parts["name"].is_own else named
        known |= {name: min(known[name], most) for name in _CONFIRMING if name in known}
        total = sum(WEIGHTS[name] for name in known)
        return round(sum(WEIGHTS[name] * given for name, given in known.items()) / total, 3)

    def as_dict(self) -> dict[str, Any]:
        """Return the candidate object of the JSON formats (docs/formats/link.schema.json)."""
        return {
            "one": {"id": self.one.id, "label": self.one.label},
            "other": {"id": self.other.id, "label": self.other.label},
            "score": self.score,
            "parts": {name: {"value": part.value, "why": part.why} for name, part in self.parts.items()},
            "against": list(self.against),
        }


def find_candidates(build: Build, *, least: float = LEAST, actor: str | None = None) -> list[Candidate]:
    """Return the pairs of named actors of different origin that may be one, the likeliest first.

    Parameters
    ----------
    build : Build
    least : float
        The score from which on a pair is a candidate.
    actor : str, optional
        IRI: only pairs with this actor.

    Returns
    -------
    list of Candidate
        Never two kinds of which nothing can be both (a state and an armed group).
    """
    matcher = Matcher(build)
    found = [matcher.compare(*pair) for pair in matcher.pairs() if actor is None or actor in pair]
    chosen = [each for each in found if each.score >= least]
    return sorted(_name_rivals(chosen), key=lambda c: (-c.score, c.one.iri, c.other.iri))


def compare(build: Build, one: str, other: str) -> Candidate:
    """Compare two actors, whatever comes of it.

    Parameters
    ----------
    build : Build
    one, other : str
        IRIs.
    """
    matcher = Matcher(build)
    wanted = matcher.compare(one, other)
    rivals = [pair for pair in matcher.pairs() if (one in pair) != (other in pair)]
    return next(_name_rivals([wanted, *(matcher.compare(*pair) for pair in rivals)]))


def _name_rivals(candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """Say of each pair which third actor one of the two looks like as much or more."""
    of: dict[str, list[Candidate]] = defaultdict(list)
    for each in candidates:
        of[each.one.iri].append(each)
        of[each.other.iri].append(each)
    for each in candidates:
        rivals = []
        for end in (each.one, each.other):
            others = [rival for rival in of[end.iri] if rival is not each and rival.score >= each.score]
            if others:
                rival = min(others, key=lambda r: (-r.score, r.one.iri, r.other.iri))
                third = rival.other if rival.one.iri == end.iri else rival.one
                how = "more" if rival.score > each.score else "as much"
                rivals.append(f"{end.id} looks {how} like {third.id} ({rival.score:.2f})")
        yield Candidate(each.one, each.other, each.parts, (*each.against, *rivals))


class Matcher:
    """What is known of the actors of a build, prepared for comparing them.

    Parameters
    ----------
    build : Build
    """

    def __init__(self, build: Build) -> None:
        self.origins, self.speakers = build.origins, read_speakers(build.claims)
        self.disjoint = read_disjoint(build.ontology)
        directory = build.actors
        self.actors = {actor.iri: actor for actor in directory if not actor.described}
        self.years = _read_spans(build)
        self.places = _read_places(build)
        self.tied = _read_ties(build)
        self.names = {iri: Names.read(actor) for iri, actor in self.actors.items()}
        holders = Counter(word for names in self.names.values() for word in names.words)
        self._own = {word for word, count in holders.items() if count == 2 and word not in SORTS}
        self._rarity = {word: log(1 + len(self.actors) / count) for word, count in holders.items()}

    def pairs(self) -> list[tuple[str, str]]:
        """Return the pairs worth comparing: of different origin and with something of their names in common."""
        blocks: dict[str, set[str]] = defaultdict(set)
        for iri, names in self.names.items():
            for key in names.keys:
                blocks[key].add(iri)
        pairs = set()
        for key, members in blocks.items():
            by_hand = sorted(members - self.origins.keys())
            others = sorted(members & self.origins.keys())
            if key.startswith("word ") and len(by_hand) * len(others) > _COMMON**2 // 4:
                others = []  # a word that says nothing; a whole name or an acronym in common always counts
            pairs |= set(product(by_hand, others))
            for alike in ([iri for iri in by_hand if iri in self.speakers], others):
                if len(alike) <= _COMMON:
                    pairs |= set(combinations(alike, 2))
        return sorted(
            pair
            for pair in pairs
            if not self._are_told_apart(*pair) and not self._clash(*pair) and not self._is_organ(*pair)
        )

    def _is_organ(self, one: str, other: str) -> bool:
        """Tell whether one is named as an army, a police and so on of the other: part of it, and not it."""
        called = [[name.text for name in self.actors[iri].names] for iri in (one, other)]
        return any(
            whose_organ(organ) in set(map(without_article, whole))
            for organs, whole in (called, called[::-1])
            for organ in organs
            if whose_organ(organ)
        )

    def _are_told_apart(self, one: str, other: str) -> bool:
        return find_common_source(one, other, self.origins, self.speakers) is not None

    def _clash(self, one: str, other: str) -> tuple[str, str] | None:
        return find_clash(self.actors[one].classes, self.actors[other].classes, self.disjoint)

    def compare(self, one: str, other: str) -> Candidate:
        """Compare two actors."""
        if one in self.origins and other not in self.origins:
            one, other = other, one
        parts: dict[str, Part] = {}
        tied = self.tied.get(frozenset((one, other)))
        against = [tied] if tied else []
        for name, compared in (
            ("name", self._compare_names(one, other)),
            ("acronym", self._compare_acronyms(one, other)),
            ("kind", self._compare_kinds(one, other)),
            ("place", self._compare_places(one, other)),
            ("years", self._compare_years(one, other)),
        ):
            parts[name], objection = compared
            against += [objection] if objection else []
        return Candidate(self.actors[one], self.actors[other], parts, tuple(against))

    # -- the parts, each with what speaks against the pair

    def _compare_names(self, one: str, other: str) -> tuple[Part, str]:
        best, why, is_own = -1.0, "", False
        left: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
        for first, second in product(self.names[one].texts, self.names[other].texts):
            alike, rest = self._liken(first.words, second.words)
            if first.script == second.script and alike > best:
                best, why, left = alike, f"{first.text} / {second.text}", rest
                is_own = self._is_own(first.words, second.words)
        if best < 0:
            return Part(None, "no names in one script"), ""
        objection = (
            f"each name has what the other lacks: {' '.join(left[0])} / {' '.join(left[1])}" if all(left) else ""
        )
        return Part(round(best, 2), why, is_own), objection

    def _is_own(self, one: Collection[str], other: Collection[str]) -> bool:
        """Tell whether two names have a word that nobody else has, and differ in nothing but of what sort they are.

        *Katiba Macina* and *Macina Liberation Front* are so; *Emirate of the Sahara* and *Islamic State in the Greater
        Sahara* are not, though nobody else has the Sahara in a name: each has what tells it from the other.
        """
        return bool(self._own & set(one) & set(other)) and set(one) ^ set(other) <= SORTS

    def _liken(
        self, one: tuple[str, ...], other: tuple[str, ...]
    ) -> tuple[float, tuple[tuple[str, ...], tuple[str, ...]]]:
        """Return how much of two names is alike, rare words counting more, and the words that each has alone."""
        if one == other:
            return 1.0, ((), ())
        rest, shared, alone = list(other), 0.0, list[str]()
        for word in one:
            likeness, match = max(((liken_words(word, each), each) for each in rest), default=(0.0, ""))
            if likeness:
                rest.remove(match)
                shared += likeness * (self._weigh(word) + self._weigh(match))
            else:
                alone.append(word)
        total = sum(map(self._weigh, [*one, *other]))
        # two names that differ on both sides are namesakes: a National and a Popular Movement for one aim
        penalty = 0.6 if alone and rest and not self._is_own(one, other) else 1.0
        return (penalty * shared / total if total else 0.0), (tuple(alone), tuple(rest))

    def _weigh(self, word: str) -> float:
        return self._rarity.get(word, log(1 + len(self.actors)))

    def _compare_acronyms(self, one: str, other: str) -> tuple[Part, str]:
        first, second = self.names[one], self.names[other]
        for mine, yours in ((first, second), (second, first)):
            for acronym in sorted(mine.acronyms, key=lambda a: (-len(a), a)):
                weight = 1.0 if len(acronym) > 2 else 0.5  # of two letters there are too many
                if acronym in yours.acronyms:
                    return Part(weight, f"both {acronym.upper()}"), ""
                if len(acronym) > 2 and acronym in yours.initials:
                    return Part(weight, f"{acronym.upper()}: {yours.initials[acronym]}"), ""
        if first.acronyms and second.acronyms:
            told = " / ".join(", ".join(sorted(map(str.upper, names.acronyms))) for names in (first, second))
            return Part(0.0, told), f"acronyms differ: {told}"
        return Part(None, "no two acronyms"), ""

    def _compare_kinds(self, one: str, other: str) -> tuple[Part, str]:
        kinds = [self.actors[iri].kinds for iri in (one, other)]
        common = [kind for kind in KINDS if kind in kinds[0] and kind in kinds[1]]
        if common:
            return Part(1.0, ", ".join(common)), ""
        if not all(kinds):
            return Part(None, "not known"), ""
        told = " / ".join(", ".join(own) for own in kinds)
        return Part(0.0, told), f"kinds differ: {told}"

    def _compare_places(self, one: str, other: str) -> tuple[Part, str]:
        first, second = self.places.get(one, set()), self.places.get(other, set())
        if not first or not second:
            return Part(None, "not known"), ""
        common = first & second
        if common:
            share = len(common) / min(len(first), len(second))
            return Part(round(share, 2), _list_places(common)), ""
        told = f"{_list_places(first)} / {_list_places(second)}"
        return Part(0.0, told), f"no place in common: {told}"

    def _compare_years(self, one: str, other: str) -> tuple[Part, str]:
        first, second = self.years.get(one), self.years.get(other)
        if first is None or second is None:
            return Part(None, "not known"), ""
        told = f"{_span(first)} / {_span(second)}"
        begin = max(first[0] or date.min, second[0] or date.min)
        end = min(first[1] or date.max, second[1] or date.max)
        if begin <= end:
            return Part(1.0, told), ""
        return Part(0.0, told), f"no year in common: {told}"


_Span = tuple[date | None, date | None]


def _read_ties(build: Build) -> dict[frozenset[str], str]:
    """Return what sources say between two actors, in words: who is something to somebody is not that one."""
    told: dict[frozenset[str], list[str]] = defaultdict(list)
    for tie in list_ties(build):
        if tie.status == "asserted" and not all(map(is_decision, tie.claims)):
            ends = [build.actors[iri].label for iri in (tie.subject, tie.object)]
            words = f"{ends[0]} {build.relations.label(tie.relation)} {ends[1]} ({tie.claims[0].id})"
            told[frozenset((tie.subject, tie.object))].append(words)
    return {
        pair: f"sources tell the two apart: {words[0]}{', and more ties' * (len(words) > 1)}"
        for pair, words in told.items()
    }


def _read_spans(build: Build) -> dict[str, _Span]:
    """Return from when until when each actor is known: by its years, else by what dated claims say of it."""
    first: dict[str, date] = {}
    last: dict[str, date] = {}
    for claim in build.whole.claims:
        begin, end = claim.bounds.earliest_begin, claim.bounds.latest_end
        for iri in {value(term) for t in claim.statement for term in (t.subject, t.object)} if claim.counts else ():
            if iri in build.actors.iris:
                if begin:
                    first[iri] = min(begin, first.get(iri, begin))
                if end or begin:
                    reached = end or begin
                    assert reached is not None
                    last[iri] = max(reached, last.get(iri, reached))
    spans: dict[str, _Span] = {}
    for iri in {*first, *last, *build.years, *build.first_known}:
        years = build.years.get(iri, (None, None))
        # an actor that is told of later than the years say, or only then, still was there
        spans[iri] = (
            min((d for d in (years[0], first.get(iri)) if d), default=None),
            max(years[1], last.get(iri, years[1])) if years[1] else None if iri in build.first_known else last.get(iri),
        )
    return spans


def _read_places(build: Build) -> dict[str, set[str]]:
    """Return where each actor is said, or follows, to operate or be."""
    relations = {iri for iri in build.relations.terms if str(SKG.operatesIn) in build.relations.above(iri)}
    relations |= {str(SKG.locatedIn), str(SKG.mandateArea)}
    found: dict[str, set[str]] = defaultdict(set)
    said = [t for claim in build.claims if claim.counts for t in claim.statement]
    for triple in [*said, *(q.triple for q in build.inferred)]:
        if triple.predicate.value in relations and triple.predicate.value != RDF_TYPE:
            found[value(triple.subject)].add(value(triple.object))
    return found


def _span(span: _Span) -> str:
    return "-".join(str(day.year) if day else "" for day in span)


def _list_places(places: Collection[str]) -> str:
    names: Iterable[str] = sorted(compact(place).partition(":")[2] for place in places)
    return ", ".join(names)
