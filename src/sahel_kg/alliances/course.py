"""The course of camps: which of them last, who crosses over, which ties come and go, and how balanced it all is.

Camps of successive periods that are the same are one *line*, and keep its number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sahel_kg import tables
from sahel_kg.alliances.balance import Balance
from sahel_kg.alliances.camps import Camps
from sahel_kg.alliances.signed_network import SignedNetwork
from sahel_kg.network import ABSENCE
from sahel_kg.ties import SIGN_WORDS

COLUMNS = (
    *("period", "day", "actors", "cooperation", "hostility", "strain", "camps", "divisions", "unassigned", "balance"),
    *("lineIndex", "frustration", "gained", "lost", "crossed", "why"),
)
LINE_COLUMNS = ("period", "line", "lineLabel", "actors", "firm", "members")
CHANGE_COLUMNS = ("period", "change", "what", "actors", "lines", "sign", "claims")
ACTOR_CHANGES = ("crossed", "joined", "left")
LINE_CHANGES = ("born", "split", "merged", "ended", "resumed")
TIE_CHANGES = ("gained", "lost")
CAMP_CHANGES = (*LINE_CHANGES, *ACTOR_CHANGES)
CHANGES = (*CAMP_CHANGES, *TIE_CHANGES)
"""What can happen from one period to the next, to camp lines, to actors and to ties."""


@dataclass(frozen=True)
class Period:
    """One look at the network.

    Parameters
    ----------
    label : str
    day : date
    network : SignedNetwork
    camps : Camps or None
    why : str
        Why there are no camps, or no balance; a sentence. Empty if there are both.
    balance : Balance or None
    """

    label: str
    day: date
    network: SignedNetwork
    camps: Camps | None
    why: str = ""
    balance: Balance | None = None


@dataclass(frozen=True)
class Change:
    """What is different from the period before.

    Parameters
    ----------
    period : str
        The label of the later period.
    change : str
        Of `CHANGES`.
    actors : tuple of str
        CURIEs, sorted: who crossed over, who is in the camp, between whom the tie is.
    lines : tuple of int
        Of camps; from, then to.
    sign : str
        Of a tie gained or lost.
    claims : tuple of str
        That a tie gained or lost rests on.
    text : str
        The change in words.
    """

    period: str
    change: str
    actors: tuple[str, ...]
    lines: tuple[int, ...] = ()
    sign: str = ""
    claims: tuple[str, ...] = ()
    text: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return it for the JSON formats."""
        return {
            "period": self.period,
            "change": self.change,
            "text": self.text,
            "actors": list(self.actors),
            "lines": list(self.lines),
            "sign": self.sign or None,
            "claims": list(self.claims),
        }


@dataclass(frozen=True)
class Course:
    """Camps over time.

    Parameters
    ----------
    periods : tuple of Period
        By day.
    lineages : tuple of mapping of str to int
        For each period each actor of its network with the number of its camp's line; 0 is in no camp.
    changes : tuple of Change
        By period, in the order of `CHANGES`.
    """

    periods: tuple[Period, ...]
    lineages: tuple[Mapping[str, int], ...]
    changes: tuple[Change, ...] = ()

    @property
    def lines(self) -> tuple[int, ...]:
        """The numbers of all lines, in the order in which they begin."""
        return tuple(sorted({line for lineage in self.lineages for line in lineage.values() if line}))

    @cached_property
    def names(self) -> Mapping[int, str]:
        """Each line's name: the actor that is in it longest, with most ties, and how many others ever are."""
        return name_lines(self.periods, self.lineages)

    def members(self, line: int, period: int) -> tuple[str, ...]:
        """Return who is in a line in the k-th period, sorted."""
        return tuple(sorted(actor for actor, own in self.lineages[period].items() if own == line))

    @property
    def note(self) -> str:
        """How the camps were aligned, and what the networks were taken from."""
        first = self.periods[0].network
        told = [
            "Camps of two periods are one line if more than half of the smaller is in both, matched for the greatest "
            "overlap with the latest camp of each line (after Greene, Doyle and Cunningham 2010)."
        ]
        if any(p.camps and (p.camps.divisions > 1 or p.camps.at_least) for p in self.periods):
            told.append(
                "Where a period has several best divisions one of them is shown, and a change may lie in the choice: "
                "see who is firm there."
            )
        if first.choice:
            said = first.choice.in_words().replace(f"as of {first.choice.when.day} ", "at each day ")
            told.append(f"{said[:1].upper()}{said[1:]}")
        told.append(first.joining.in_words())
        told.append("Who is not seen any more need not have left; a tie that is lost may be older than the window.")
        told.append(ABSENCE)
        return " ".join(told)

    def rows(self) -> list[tuple[object, ...]]:
        """Return one row a period, in the order of `COLUMNS`."""
        number = Counter((change.period, change.change) for change in self.changes)
        out: list[tuple[object, ...]] = []
        for place, p in enumerate(self.periods):
            counts, balance, camps = p.network.counts, p.balance, p.camps
            out.append(
                (
                    *(p.label, p.day, len(p.network.actors), counts["+"], counts["-"], counts["~"]),
                    len(camps.camps) if camps else None,
                    (f"{camps.divisions}+" if camps.at_least else str(camps.divisions)) if camps else None,
                    len(camps.unassigned) if camps else None,
                    None if balance is None or balance.degree is None else round(balance.degree, 3),
                    balance.line_index if balance else None,
                    round(balance.frustration, 3) if balance else None,
                    *((number[p.label, what] if place else None) for what in ("gained", "lost", "crossed")),
                    p.why,
                )
            )
        return out

    def line_rows(self) -> list[tuple[object, ...]]:
        """Return one row a period and camp line, in the order of `LINE_COLUMNS`; of each actor its short name.

        ``firm`` is how many of the actors are together in every optimal division of that period.
        """
        out: list[tuple[object, ...]] = []
        for k, p in enumerate(self.periods):
            firm = {actor for camp in (p.camps.camps if p.camps else ()) for actor in camp.firm}
            for line in self.lines:
                if members := self.members(line, k):
                    told = (len(members), len(firm.intersection(members)), p.network.names(members))
                    out.append((p.label, line, f"{line}: {self.names[line]}", *told))
        return out

    def change_rows(self, kinds: Collection[str] = CHANGES) -> list[tuple[object, ...]]:
        """Return one row a change of some kinds, in the order of `CHANGE_COLUMNS`."""
        return [
            (
                *(c.period, c.change, c.text, " ".join(c.actors), " ".join(map(str, c.lines))),
                *(c.sign, " ".join(c.claims)),
            )
            for c in self.changes
            if c.change in kinds
        ]

    def as_dict(self) -> dict[str, Any]:
        """Return the course object of the JSON formats (docs/formats/course.schema.json)."""
        periods = []
        for k, row in enumerate(self.rows()):
            said = dict(zip(COLUMNS, row, strict=True))
            lineage = self.lineages[k]
            periods.append({**said, "day": str(said["day"]), "actors": dict(sorted(lineage.items()))})
        return {
            "version": 1,
            "note": self.note,
            "lines": [{"line": line, "name": self.names[line]} for line in self.lines],
            "periods": periods,
            "changes": [change.as_dict() for change in self.changes],
        }

    def _repr_html_(self) -> str:
        told = self.change_rows(CAMP_CHANGES)
        return (
            tables.html(COLUMNS, self.rows(), caption="Camps over time")
            + tables.html(LINE_COLUMNS, self.line_rows(), caption="Camp lines")
            + tables.html(CHANGE_COLUMNS[:3], [row[:3] for row in told], caption="Changes", note=self.note)
        )


def name_lines(periods: tuple[Period, ...], lineages: tuple[Mapping[str, int], ...]) -> dict[int, str]:
    """Return a name for each line."""
    often: dict[int, Counter[str]] = {}
    ties: Counter[tuple[int, str]] = Counter()
    shorts: dict[str, str] = {}
    for period, lineage in zip(periods, lineages, strict=True):
        for actor, line in lineage.items():
            if line:
                often.setdefault(line, Counter())[actor] += 1
                ties[line, actor] += period.network.graph.degree(actor)
                shorts[actor] = period.network.short(actor)
    out = {}
    for line, seen in sorted(often.items()):
        first = min(seen, key=lambda actor: (-seen[actor], -ties[line, actor], actor))
        others = len(seen) - 1
        out[line] = f"{shorts[first]} and {others} other{'' if others == 1 else 's'}"
    return out


def tell_changes(periods: tuple[Period, ...], lineages: tuple[Mapping[str, int], ...]) -> tuple[Change, ...]:
    """Return what changes from each period to the next."""
    names = name_lines(periods, lineages)
    out: list[Change] = []
    seen: set[int] = set()
    last: dict[str, int] = {}
    before: Mapping[str, int] = {}
    for k, (period, lineage) in enumerate(zip(periods, lineages, strict=True)):
        found: list[Change] = []
        if period.camps is not None:
            if seen:
                found += _camp_changes(period, before, lineage, seen, last, names)
            seen |= set(lineage.values()) - {0}
            last |= {actor: line for actor, line in lineage.items() if line}
            before = lineage
        if k:
            found += _tie_changes(periods[k - 1].network, period)
        out += sorted(found, key=lambda c: (CHANGES.index(c.change), c.lines, c.actors, c.sign))
    return tuple(out)


def _camp_changes(
    period: Period,
    before: Mapping[str, int],
    now: Mapping[str, int],
    seen: set[int],
    last: Mapping[str, int],
    names: Mapping[int, str],
) -> Iterator[Change]:
    """Yield what happens to lines and actors; `last` is the line in which each actor was when it last was in a camp."""
    network = period.network
    there = {line: sorted(a for a in now if now[a] == line) for line in set(now.values()) - {0}}
    gone = {line: sorted(a for a in before if before[a] == line) for line in set(before.values()) - {0} - there.keys()}
    moved: set[str] = set()
    for line, members in there.items():
        told = f"camp {line} ({names[line]})"
        source = _most([last.get(actor, 0) for actor in members])
        if line in seen:
            if line not in before.values():
                yield Change(period.label, "resumed", tuple(members), (line,), text=f"{told} is seen again")
        elif source in there:
            moved |= {actor for actor in members if last.get(actor) == source}
            text = f"{told} split off camp {source} ({names[source]}): {network.names(members)}"
            yield Change(period.label, "split", tuple(members), (source, line), text=text)
        else:
            yield Change(
                period.label, "born", tuple(members), (line,), text=f"{told} appears: {network.names(members)}"
            )
    for line, members in gone.items():
        told = f"camp {line} ({names[line]})"
        target = _most([now.get(actor, 0) for actor in members])
        if target:
            moved |= {actor for actor in members if now.get(actor) == target}
            kept = tuple(actor for actor in members if now.get(actor) == target)
            text = f"{told} merged into camp {target} ({names[target]}): {network.names(kept)}"
            yield Change(period.label, "merged", kept, (line, target), text=text)
        else:
            yield Change(period.label, "ended", tuple(members), (line,), text=f"{told} is not seen any more")
    known = {*before.values()} - {0}
    for actor, line in now.items():
        old = last.get(actor, 0)
        if not line or actor in moved:
            continue
        if old != line and (old in there or (old in known and line in known)):
            text = f"{network.short(actor)} crossed over from camp {old} ({names[old]}) to camp {line} ({names[line]})"
            yield Change(period.label, "crossed", (actor,), (old, line), text=text)
        elif line in known and before.get(actor) != line:
            text = f"{network.short(actor)} joined camp {line} ({names[line]})"
            yield Change(period.label, "joined", (actor,), (line,), text=text)
    for actor, line in before.items():
        if line in there and not now.get(actor):
            yield Change(period.label, "left", (actor,), (line,), text=_tell_left(period, actor, line, names))


def _tell_left(period: Period, actor: str, line: int, names: Mapping[int, str]) -> str:
    if actor in period.network.graph:
        return f"{period.network.short(actor)} is in no camp, no more in camp {line} ({names[line]})"
    return f"{actor} has no tie any more; it was in camp {line} ({names[line]})"


def _most(lines: list[int]) -> int:
    """Return the line that more than half are of; 0 if there is none."""
    line, count = Counter(lines).most_common(1)[0]
    return line if 2 * count > len(lines) else 0


def _tie_changes(earlier: SignedNetwork, period: Period) -> Iterator[Change]:
    pairs = [
        {(*sorted((a, b)), sign): data for a, b, sign, data in network.graph.edges(keys=True, data=True)}
        for network in (earlier, period.network)
    ]
    for what, network, here, other in (
        ("gained", period.network, pairs[1], pairs[0]),
        ("lost", earlier, pairs[0], pairs[1]),
    ):
        for key in here.keys() - other.keys():
            first, second, sign = key
            claims = sorted({claim["id"] for tie in here[key]["ties"] for claim in tie.get("claims", ())})
            text = f"{network.short(first)} and {network.short(second)}: {SIGN_WORDS[sign]}"
            yield Change(period.label, what, (first, second), (), sign, tuple(claims), text)
