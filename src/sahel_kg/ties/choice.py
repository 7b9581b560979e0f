"""What a network is taken from: which ties and actors count, of what time, by what evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, TypedDict, TypeVar, Unpack

from sahel_kg.arguments import refuses_others
from sahel_kg.errors import UsageError, choose_from, listed, refuse_unknown, want_truth
from sahel_kg.record.actors import Actor
from sahel_kg.record.bounds import Day, TieReading, read_day
from sahel_kg.record.claims import BASES
from sahel_kg.record.evidence import Evidence
from sahel_kg.record.identities import WHOSE_NUMBER
from sahel_kg.record.relations import SIGN_WORDS, Relations, read_signs
from sahel_kg.record.rewinding import DEFAULT_WINDOW, When
from sahel_kg.record.rewinding import when as make_when
from sahel_kg.ties.situation import Situation, want_build
from sahel_kg.ties.ties import Related
from sahel_kg.vocabulary import compact

SIGNS: tuple[str, ...] = tuple(SIGN_WORDS)
STATUSES = ("asserted", "inferred", "denied")
Seen = TypeVar("Seen", bound=Situation)
CONTRIBUTORS = {
    "count": "who only contributes to a side is counted, not drawn",
    "actors": "all who contribute to a side are drawn",
}
ABSENCE = "A missing tie is not evidence of absence: the source may not have looked."


@dataclass(frozen=True)
class Choice:
    """What a network is taken from; printed with every result that rests on it.

    Parameters
    ----------
    when : When
        Only ties that hold or may hold then, and what happened in the window before it.
    evidence : Evidence
        Only claims that it admits count; what follows by others only does not follow.
    relations : tuple of str
        IRIs; each stands for itself and all below it. Without any, all.
    signs : tuple of {"+", "-", "~", "0"}
        Or in words: cooperation, hostility, strain, neutral.
    statuses : tuple of {"asserted", "inferred", "denied"}
    described : bool
        Keep actors without a name.
    organs : bool
        Keep organs of states as actors; otherwise their ties go to the state.
    missions : bool
        Keep missions as actors.
    contributors : {"count", "actors"}
        Whether who only contributes to a side is counted beside its name or drawn (see `contributors`).

    Raises
    ------
    UsageError
        For an unknown sign, status or way to show contributors.
    """

    when: When = When()
    evidence: Evidence = Evidence()
    relations: tuple[str, ...] = ()
    signs: tuple[str, ...] = SIGNS
    statuses: tuple[str, ...] = ("asserted", "inferred")
    described: bool = True
    organs: bool = True
    missions: bool = True
    contributors: str = "count"

    def __post_init__(self) -> None:
        """Bring what was given in words or as lists into one form."""
        object.__setattr__(self, "relations", tuple(self.relations))
        object.__setattr__(self, "signs", read_signs(self.signs))
        object.__setattr__(self, "statuses", _among("status", self.statuses, STATUSES))
        want_truth(described=self.described, organs=self.organs, missions=self.missions)
        _among("way to show contributors called", (self.contributors,), tuple(CONTRIBUTORS))

    def on(self, day: date) -> Choice:
        """Return the same on another day."""
        return replace(self, when=replace(self.when, day=day))

    def see(self, situation: Seen) -> Seen:
        """Return a situation at the time and by the evidence that are chosen, with what is read too weakly to count."""
        return situation.admitting(self.evidence).at(replace(self.when, weakest=None))

    def counts(self, reading: TieReading) -> bool:
        """Tell whether a tie that is read so counts; on a day, what bears no date does not."""
        return self.when.keeps(reading) and not (self.when.day and reading == "undated")

    def in_words(self) -> str:
        """Say it in a sentence; what is left out or moved is named, what is not named is kept."""
        parts = [
            f"{', '.join(self.statuses)} ties",
            signs_in_words(self.signs),
        ]
        if self.relations:
            parts.append("relations " + ", ".join(map(compact, self.relations)))
        if self.evidence:
            parts.append(self.evidence.in_words())
        if not self.described:
            parts.append("described actors left out")
        if not self.organs:
            parts.append("organs rolled up to their states")
        if not self.missions:
            parts.append("missions left out")
        parts.append(CONTRIBUTORS[self.contributors])
        parts.append(self.when.in_words())
        return "; ".join(parts) + "."


def signs_in_words(signs: Iterable[str]) -> str:
    """Return signs in words.

    >>> signs_in_words("+-"), signs_in_words("+-~0")
    ('cooperation and hostility', 'all signs, friend and foe alike')
    """
    chosen = set(signs)
    if chosen == set(SIGNS):
        return "all signs, friend and foe alike"
    return " and ".join(word for sign, word in SIGN_WORDS.items() if sign in chosen)


class TieChoice(TypedDict, total=False):
    """Which ties and actors count: see `choose`."""

    relations: Iterable[str]
    signs: Iterable[str]
    statuses: Iterable[str]
    described: bool
    organs: bool
    missions: bool
    contributors: str


class NetworkChoice(TieChoice, total=False):
    """What a network is taken from, as keywords: see `choose`."""

    as_of: Day | None
    reading: str | None
    window: str | None
    persist: str | None
    bases: Iterable[str]
    evidence: Evidence | None


@refuses_others
def choose(
    situation: Situation,
    *,
    as_of: Day | None = None,
    reading: str | None = None,
    window: str | None = None,
    persist: str | None = None,
    bases: Iterable[str] = BASES,
    evidence: Evidence | None = None,
    **rest: Unpack[TieChoice],
) -> Choice:
    """Return the choice that keywords mean.

    Parameters
    ----------
    situation : Situation
        What is not said is as it is seen: its time, its evidence.
    as_of : date, datetime, str or int, optional
        A day, month or year: see `bounds.read_day`.
    reading : {"certain", "presumed", "possible"}, optional
        The weakest that counts: presumed, if not said.
    window : str, optional
        How long what happened counts: ``12m`` if not said, ``2y``, ``365d``.
    persist : str, optional
        How long a state is presumed: ``12m`` if not said.
    bases : iterable of {"Stated", "Implied", "Background"}
        Only claims with one of these count.
    evidence : Evidence, optional
        Which claims count; for `bases` and more, see `evidence.choose_evidence`.
    **rest
        ``relations``, as CURIEs, ``signs``, ``statuses``, ``described``, ``organs``,
        ``missions`` and ``contributors`` of `Choice`.

    Raises
    ------
    UsageError
        For an unknown keyword, relation, sign, status or basis.
    """
    want_build(situation)
    refuse_unknown(rest, KEYWORDS)
    seen = situation.when
    day = seen.day if as_of is None else read_day(as_of)
    when = make_when(day, reading or seen.weakest, window or seen.window, persist or seen.persist if day else persist)
    if when.day:
        when = replace(when, weakest=when.weakest or "presumed", window=when.window or DEFAULT_WINDOW)
    admitted = situation.evidence if evidence is None else evidence
    chosen_bases = _among("basis", listed(bases), BASES)
    if set(chosen_bases) != set(BASES):
        admitted = replace(admitted, bases=chosen_bases)
    said: Mapping[str, Any] = rest
    given: dict[str, Any] = {name: listed(each) if name in _LISTS else each for name, each in said.items()}
    given["relations"] = map(situation.relations.find, given.get("relations", ()))
    return Choice(when, admitted, **given)


_LISTS = frozenset({"relations", "signs", "statuses"})
KEYWORDS = frozenset({*(choose.__kwdefaults__ or ()), *(each.name for each in fields(Choice))} - {"when"})
"""What `choose` takes."""
TOLD = (Choice, choose)
"""Where it is said what each of them means."""


def is_wanted(tie: Related, choice: Choice, relations: Relations) -> bool:
    """Tell whether a choice has a tie in it, by what it says and how it is read."""
    return is_of_interest(tie, choice, relations) and choice.counts(tie.reading)


def is_of_interest(tie: Related, choice: Choice, relations: Relations) -> bool:
    """Tell whether a choice has a tie in it, by what it says.

    Whose number of a data set stands for whom is a tie of nobody with anybody, unless it is asked for by its relation.
    """
    return (
        (tie.relation not in WHOSE_NUMBER or bool(choice.relations))
        and tie.sign in choice.signs
        and tie.status in choice.statuses
        and (not choice.relations or not relations.above(tie.relation).isdisjoint(choice.relations))
    )


def is_kept(actor: Actor, choice: Choice) -> bool:
    """Tell whether a choice has an actor in it."""
    return (choice.described or not actor.described) and (choice.missions or "Mission" not in actor.kinds)


def _among(what: str, given: Iterable[str], known: Sequence[str]) -> tuple[str, ...]:
    chosen = tuple(given)
    for value in chosen:
        if value not in known:
            raise UsageError(f"no {what} '{value}': {choose_from(value, known)}")
    return chosen
