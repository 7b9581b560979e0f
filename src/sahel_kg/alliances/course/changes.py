"""Changes: what became of camps, their members and their ties from one period to the next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from sahel_kg.alliances.course.lineages import LEAST, overlap
from sahel_kg.alliances.division.camps import BY_CONTRIBUTIONS
from sahel_kg.alliances.network.signed_network import SIGNED, SignedNetwork
from sahel_kg.alliances.network.signed_ties import SignedTie, join_claims
from sahel_kg.record.extents import Extent
from sahel_kg.record.relations import SIGN_WORDS, Sign
from sahel_kg.record.rewinding import When
from sahel_kg.ties.listing import list_ties
from sahel_kg.ties.tie_network import TieNetwork
from sahel_kg.vocabulary import compact

KINDS = {
    "crossed": "an actor is in another camp than when it was last in one",
    "split": "two or more actors of a camp that goes on are in a camp that was not there",
    "merged": "two or more actors of a camp that does not go on are in one that was there",
    "appeared": "a camp that continues none",
    "ended": "nothing continues a camp",
    "returned": "a camp, or an actor in its camp, that was gone for a while",
    "joined": "an actor that was never in it is in a camp that was there",
    "placed": "an actor is so, or in another camp, by contributions alone",
    "left": "an actor is in no camp any more, and its camp goes on",
    "gained": "a pair has a tie of that sign that had not begun (again: it had an earlier one)",
    "lost": "a tie of a pair has ended",
    "turned": "a pair has a tie of another sign",
    "newly told": "a tie, an actor in a camp, or a camp that was not told before, which is no begin",
    "untold": "a tie, an actor in a camp, or a camp that is not told any more, which is no end",
}
"""What can change, in the order in which it is told."""
TIES = ("gained", "lost", "turned", "newly told", "untold")
_FADING = {
    **dict.fromkeys(("appeared", "returned", "joined"), "newly told"),
    **dict.fromkeys(("ended", "left"), "untold"),
}
_MOVING = {"gained": ("newly told",), "lost": ("untold",), "turned": ("newly told", "untold")}
"""Which of the two it is no more, if a tie of the actor did so."""
_UNTOLD = {"newly told": "not told before", "untold": "not told any more"}
CROWD = 2
"""How many actors have to go together for a split or a merger."""

LineActors = Mapping[int, Collection[str]]
"""Number of each line that is there to its actors."""


@dataclass(frozen=True)
class CourseChange:
    """What differs between a period and the one before it.

    Parameters
    ----------
    period : int
        Place of the later one in `Course.periods`.
    kind : str
        Of `KINDS`.
    actors : tuple of str
        CURIEs: who crossed, split off, merged, joined or left, the members of a camp, or the pair.
    before, after : int or None
        Camp lines, numbered as in `Course.lineages`: where from and where to.
    sign : {"+", "-", "~"} or None
        Of a tie: the new one, or that of the tie lost.
    text : str
        A sentence.
    claims : tuple of str
        CURIEs of the claims that the tie gained, turned or lost rests on, or rested on.
    """

    period: int
    kind: str
    actors: tuple[str, ...]
    before: int | None = None
    after: int | None = None
    sign: Sign | None = None
    text: str = ""
    claims: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return it for the JSON formats."""
        said = {"period": self.period, "kind": self.kind, "actors": list(self.actors)}
        said |= {"before": self.before, "after": self.after, "sign": self.sign}
        return {**said, "text": self.text, "claims": list(self.claims)}


def find_camp_changes(
    divisions: Sequence[LineActors | None],
    labels: Sequence[str],
    names: Mapping[str, str],
    *,
    least: float = LEAST,
    ties: Iterable[CourseChange] | None = None,
) -> list[CourseChange]:
    """Return what becomes of camps and their members.

    Parameters
    ----------
    divisions : sequence of mapping of int to collection of str, or None
        The lines of each period with their actors; None where there is no network, which says nothing of camps: the
        period after it is compared with the last one that has some.
    labels : sequence of str
        What each period is called.
    names : mapping of str to str
        Names of the actors.
    least : float
        The least overlap of the camps that split or merge.
    ties : iterable of CourseChange, optional
        What became of ties: who joins or leaves a camp only because a tie is not told before or any more does neither.
        Without them all is taken for told.
    """
    moved: dict[tuple[int, str], set[str]] = defaultdict(set)
    for tie in ties or ():
        for kind in _MOVING.get(tie.kind, ()):
            moved[tie.period, kind].update(tie.actors)
    found: list[CourseChange] = []
    told = [place for place, division in enumerate(divisions) if division is not None]
    last: dict[str, int] = {}
    known: dict[int, int] = {}
    for place in told:
        after = divisions[place] or {}
        if place != told[0]:
            last_told = told[told.index(place) - 1]
            before = divisions[last_told] or {}
            changes = list(_compare(before, after, last, known.keys(), least))
            for change in sorted(changes, key=_order):
                since = [known[line] for line in (change.before, change.after) if line in known]
                kind, text = change.kind, _tell(change, names, labels[max(since)] if since else "")
                fading = _FADING.get(kind, "")
                since_then = set[str]().union(*(moved[n, fading] for n in range(last_told + 1, place + 1)))
                if ties is not None and fading and since_then.isdisjoint(change.actors):
                    kind, text = fading, _tell_untold(change, names)
                found.append(CourseChange(place, kind, change.actors, change.before, change.after, None, text))
        for line, actors in after.items():
            known[line] = place
            last |= dict.fromkeys(actors, line)
    return found


def _compare(
    before: LineActors, after: LineActors, last: Mapping[str, int], known: Collection[int], least: float
) -> Iterator[CourseChange]:
    """Yield the changes from one division to the next; `last` has the line in which each actor was last."""
    there = {actor: line for line, actors in before.items() for actor in actors}
    explained: set[str] = set()
    for line, actors in sorted(after.items()):
        for old, former in sorted(before.items()):
            moved = tuple(sorted(set(former) & set(actors)))
            if old == line or len(moved) < CROWD or overlap(former, actors) < least:
                continue
            if old in after and line not in before:
                yield CourseChange(0, "split", moved, old, line)
            elif old not in after and line in before:
                yield CourseChange(0, "merged", moved, old, line)
            else:
                continue
            explained.update(moved)
    for line, actors in sorted(after.items()):
        for actor in sorted(actors):
            if actor in last and last[actor] != line and actor not in explained:
                yield CourseChange(0, "crossed", (actor,), last[actor], line)
            elif actor not in there and line in before:
                is_back = actor in last
                yield CourseChange(0, "returned" if is_back else "joined", (actor,), line if is_back else None, line)
        if line not in before:
            yield CourseChange(0, "returned" if line in known else "appeared", tuple(sorted(actors)), None, line)
    stays = {actor for actors in after.values() for actor in actors}
    for line, actors in sorted(before.items()):
        if line not in after:
            yield CourseChange(0, "ended", tuple(sorted(actors)), line, None)
            continue
        for actor in sorted(set(actors) - stays):
            yield CourseChange(0, "left", (actor,), line, None)


def _order(change: CourseChange) -> tuple[int, int, int, tuple[str, ...]]:
    return list(KINDS).index(change.kind), change.before or 0, change.after or 0, change.actors


def _tell(change: CourseChange, names: Mapping[str, str], since: str) -> str:
    who = ", ".join(sorted(names.get(actor, actor) for actor in change.actors))
    one, other = change.before, change.after
    if _is_back(change):
        return f"{who} is told in camp {other} again"
    return {
        "crossed": f"{who} crossed from camp {one} to camp {other}",
        "split": f"camp {one} split: {who} now in camp {other}",
        "merged": f"camp {one} merged into camp {other}: {who}",
        "appeared": f"camp {other} appears: {who}",
        "returned": f"camp {other} is back, last seen in {since}: {who}",
        "ended": f"camp {one} is there no more: {who}",
        "joined": f"{who} joined camp {other}",
        "left": f"{who} in no camp any more, last in camp {one}",
    }[change.kind]


def _is_back(change: CourseChange) -> bool:
    """Tell whether an actor returned to its camp, and not a camp as a whole."""
    return change.kind == "returned" and change.before is not None


def _tell_untold(change: CourseChange, names: Mapping[str, str]) -> str:
    who = ", ".join(sorted(names.get(actor, actor) for actor in change.actors))
    if _is_back(change):
        return f"{who} is told in camp {change.after} again"
    return {
        "appeared": f"camp {change.after} was not told before: {who}",
        "returned": f"camp {change.after} is told again: {who}",
        "ended": f"camp {change.before} is not told any more: {who}",
        "joined": f"{who} was not told in a camp before, now in camp {change.after}",
        "left": f"{who} is not told in a camp any more, last in camp {change.before}",
    }[change.kind]


def tell_who_is_counted(
    changes: Iterable[CourseChange], networks: Sequence[SignedNetwork], names: Mapping[str, str]
) -> list[CourseChange]:
    """Return changes of camps as they are, but for who is told as well and only counted, as who merely contributes is.

    Parameters
    ----------
    changes : iterable of CourseChange
        As from `find_camp_changes`.
    networks : sequence of SignedNetwork
        Of each period.
    names : mapping of str to str
        Names of the actors.
    """
    counted = [_list_counted(network) for network in networks]
    found = []
    for change in changes:
        who = change.actors[0]
        if (
            change.kind == "untold"
            and change.after is None
            and change.actors == (who,)
            and who in counted[change.period]
        ):
            text = f"{names.get(who, who)} only contributes, so is counted and in no camp, last in camp {change.before}"
            found.append(replace(change, text=text))
        elif change.kind == "newly told" and change.actors == (who,) and who in counted[change.period - 1]:
            text = f"{names.get(who, who)} only contributed, and was counted, before; now in camp {change.after}"
            found.append(replace(change, text=text))
        else:
            found.append(change)
    return found


def tell_what_places(
    changes: Iterable[CourseChange], whys: Sequence[Mapping[str, str]], names: Mapping[str, str]
) -> list[CourseChange]:
    """Return changes of camps with what who is in its new camp by less than a sure state is there by.

    Who is there by contributions alone has not joined it.

    Parameters
    ----------
    changes : iterable of CourseChange
        As from `tell_who_is_counted`.
    whys : sequence of mapping of str to str
        What each actor of a camp is there by, if by less, for each period (see `Camps.rests_on`).
    names : mapping of str to str
        Names of the actors.
    """
    found = []
    for change in changes:
        who = change.actors[0]
        why = whys[change.period].get(who, "") if change.after is not None and change.actors == (who,) else ""
        if why.startswith(BY_CONTRIBUTIONS) and change.kind in ("joined", "crossed"):
            last = f", last in camp {change.before}" if change.before is not None else ""
            text = f"{names.get(who, who)} is in camp {change.after} {why}{last}"
            found.append(replace(change, kind="placed", text=text))
        else:
            found.append(replace(change, text=f"{change.text}, {why}") if why else change)
    return found


def _list_counted(network: SignedNetwork) -> set[str]:
    counted = network.source.taken["counted"] if isinstance(network.source, TieNetwork) else {}
    return {compact(who) for contributors in counted.values() for who in contributors}


def find_tie_changes(networks: Sequence[SignedNetwork]) -> list[CourseChange]:
    """Return the pairs that gained or lost a tie or have one of another sign, period by period.

    A tie that was there, or still is, and is only not drawn (who is merely counted, or out of sight) changes nothing.
    """
    found = []
    known = _list_known(networks)
    for place, (before, after) in enumerate(pairwise(networks), start=1):
        old, new = _signs(before), _signs(after)
        changes: list[tuple[str, tuple[str, str], Sign, Sign | None]] = []
        for pair in sorted({*old, *new}):
            gone, come = old.get(pair, set()) - new.get(pair, set()), new.get(pair, set()) - old.get(pair, set())
            if gone and come:
                changes += [("turned", pair, sign, min(gone, key=SIGNED.index)) for sign in come]
                continue
            for sign in come - _read(known[pair], before):
                has_begun = not any(_may_be(tie, before) for tie in after.ties(*pair) if tie.sign == sign)
                changes.append(("gained" if has_begun else "newly told", pair, sign, None))
            for sign in gone - _read(known[pair], after):
                told = [tie for tie in before.ties(*pair) if tie.sign == sign]
                has_ended = not any(tie.extent.aspect == "happening" or _may_be(tie, after) for tie in told)
                changes.append(("lost" if has_ended else "untold", pair, sign, None))
        for kind, pair, sign, former in sorted(
            changes, key=lambda c: (list(KINDS).index(c[0]), SIGNED.index(c[2]), c[1])
        ):
            there = before if kind in ("lost", "untold") else after
            verb = f"turned from {SIGN_WORDS[former]} to {SIGN_WORDS[sign]}" if former else f"{kind} {SIGN_WORDS[sign]}"
            if kind in _UNTOLD:
                verb = f"{SIGN_WORDS[sign]} {_UNTOLD[kind]}"
            if kind == "gained" and any(each == sign and _is_past(extent, before) for each, extent in known[pair]):
                verb += " again"
            text = f"{there.label(pair[0])} and {there.label(pair[1])}{':' * (kind in _UNTOLD)} {verb}"
            claims = join_claims(tie for tie in there.ties(*pair) if tie.sign == sign)
            found.append(CourseChange(place, kind, pair, None, None, sign, text, tuple(claims)))
    return found


def _list_known(networks: Iterable[SignedNetwork]) -> Mapping[tuple[str, str], list[tuple[Sign, Extent]]]:
    """Return for each pair the signs of its ties at any time by the evidence of some networks, drawn or not."""
    known = defaultdict[tuple[str, str], list[tuple[Sign, Extent]]](list)
    situations = (n.source.situation for n in networks if isinstance(n.source, TieNetwork))
    if situation := next(filter(None, situations), None):
        for tie in list_ties(situation.of_all_times):
            if tie.sign in SIGNED and tie.status != "denied":
                one, other = sorted((tie.subject_id, tie.object_id))
                known[one, other].append((tie.sign, tie.extent))
    return known


def _read(known: Iterable[tuple[Sign, Extent]], network: SignedNetwork) -> set[Sign]:
    """Return the signs of ties of a pair that count at the time of a network."""
    when = network.choice.when if network.choice else When()
    return {sign for sign, extent in known if when.day is not None and when.read(extent) is not None}


def _is_past(extent: Extent, network: SignedNetwork) -> bool:
    """Tell whether a tie surely was there by the time of a network."""
    day, begun = network.choice.when.day if network.choice else None, extent.bounds.latest_begin
    return bool(day and begun and begun <= day)


def _may_be(tie: SignedTie, network: SignedNetwork) -> bool:
    """Tell whether a tie may be there at the time of another network; without a day, a network is all there is."""
    when = network.choice.when if network.choice else When()
    return when.day is not None and replace(when, weakest=None).read(tie.extent) is not None


def _signs(network: SignedNetwork) -> dict[tuple[str, str], set[Sign]]:
    found: dict[tuple[str, str], set[Sign]] = {}
    for first, second, sign in network.graph.edges(keys=True):
        one, other = sorted((first, second))
        found.setdefault((one, other), set()).add(sign)
    return found
