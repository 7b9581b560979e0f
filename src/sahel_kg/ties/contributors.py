"""Contributors: who only sends troops to a side is counted beside its name, and drawn where the build knows it else.

A data set may list every member of a peacekeeping mission as a secondary party of one side; a picture of sixty states
around one of them tells less than their number does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

from sahel_kg.record.extents import Extent
from sahel_kg.record.relations import Relations
from sahel_kg.record.rewinding import shift
from sahel_kg.ties.listing import JoinedTie
from sahel_kg.ties.ties import Related, Tie
from sahel_kg.vocabulary import SKG

FEW = 3
"""So many that are known for nothing else are drawn all the same."""
NEAR = "5y"
"""How far from the day something else may lie."""
_TOLD = 5
_CONTRIBUTES = str(SKG.contributesTo)
AnyTie = Tie | JoinedTie
ListKnown = Callable[[set[str], Callable[[Extent], bool]], Iterable[AnyTie]]


def counted_contributors(
    ties: Iterable[AnyTie], list_known: ListKnown, relations: Relations, day: date | None
) -> dict[str, set[str]]:
    """Return for each side those that are counted and not drawn: who contributes to it and is known for nothing else.

    Parameters
    ----------
    ties : iterable of Tie, or of JoinedTie
        Those of a network.
    list_known : callable
        Gives at least the asserted ties of some actors that have one of some extents: a tie to another side, a fight of
        one's own or what another source says makes a contributor known, within five years of the day.
    relations : Relations
    day : date, optional
        Without one, at any time.
    """
    contributing: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for tie in ties:
        if tie.status != "denied" and is_contribution(tie, relations):
            contributing[tie.object][tie.subject] |= tie.sources
    if not contributing:
        return {}
    near: dict[str, list[AnyTie]] = defaultdict(list)
    is_near = cache(lambda extent: day is None or _is_near(extent, day))
    for tie in list_known({actor for contributors in contributing.values() for actor in contributors}, is_near):
        if tie.status == "asserted" and is_near(tie.extent):
            near[tie.subject].append(tie)
            near[tie.object].append(tie)
    found = {}
    for side, contributors in contributing.items():
        lone = {
            actor
            for actor, sources in contributors.items()
            if not any(
                not (is_contribution(tie, relations) and (tie.subject, tie.object) == (actor, side))
                or not tie.sources <= sources
                for tie in near[actor]
            )
        }
        if len(lone) > FEW:
            found[side] = lone
    return found


def find_possible(ties: Iterable[AnyTie], relations: Relations) -> dict[str, set[str]]:
    """Return for each side who contributes to it only if what is possible is so: no claim tells it any surer.

    Parameters
    ----------
    ties : iterable of Tie, or of JoinedTie
        Those of a network.
    relations : Relations
    """
    told = [tie for tie in ties if tie.status != "denied" and is_contribution(tie, relations)]
    sure = {(tie.subject, tie.object) for tie in told if tie.reading != "possible"}
    found: dict[str, set[str]] = defaultdict(set)
    for tie in told:
        if (tie.subject, tie.object) not in sure:
            found[tie.object].add(tie.subject)
    return dict(found)


def count_apart(sure: int, possible: int = 0) -> str:
    """Say how many there are, those that are only possible apart from the others.

    >>> count_apart(54, 3), count_apart(54), count_apart(0, 3)
    ('54 and 3 possible', '54', '3 possible')
    """
    if not possible:
        return str(sure)
    return f"{sure} and {possible} possible" if sure else f"{possible} possible"


def count_lone(said: Mapping[str, Any]) -> tuple[int, int]:
    """Return of an actor of a network how many are counted and not drawn, and how many more are only possible."""
    return int(said.get("contributors") or 0), int(said.get("possible_contributors") or 0)


def tell_counted(counted: Mapping[str, tuple[int, int]]) -> str:
    """Say how many are counted and not drawn, by the names of those to whom they contribute; "" if nobody is.

    >>> tell_counted({"Mali": (45, 2), "Chad": (4, 0)})
    'Contributors counted, not drawn: 45 and 2 possible to Mali, 4 to Chad.'
    """
    most = sorted(((sum(numbers), name, numbers) for name, numbers in counted.items() if any(numbers)), reverse=True)
    more = f" and to {len(most) - _TOLD} more" if len(most) > _TOLD else ""
    told = ", ".join(f"{count_apart(*numbers)} to {name}" for _, name, numbers in most[:_TOLD])
    return f"Contributors counted, not drawn: {told}{more}." if told else ""


def is_contribution(tie: Related, relations: Relations) -> bool:
    """Tell whether a tie says that one contributes to the other's side."""
    return _CONTRIBUTES in relations.above(tie.relation)


def _is_near(extent: Extent, day: date) -> bool:
    first, last = extent.bounds.earliest_begin, extent.bounds.latest_end
    if not extent.bounds:
        return extent.aspect == "timeless"
    return not ((first and first > shift(day, NEAR)) or (last and last < shift(day, NEAR, back=True)))
