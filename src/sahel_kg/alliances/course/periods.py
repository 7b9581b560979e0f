"""Periods: the same network year after year or change after change, with its camps followed from one to the next."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Unpack

import networkx as nx

from sahel_kg import notebook_tables
from sahel_kg.alliances.course.changes import (
    TIES,
    CourseChange,
    find_camp_changes,
    find_tie_changes,
    tell_what_places,
    tell_who_is_counted,
)
from sahel_kg.alliances.course.lineages import LEAST, align
from sahel_kg.alliances.course.moments import MOST, Moment, change_days, read_moments, years
from sahel_kg.alliances.division.balance import Balance, measure_balance
from sahel_kg.alliances.division.camps import KINDS, Camps, find_camps
from sahel_kg.alliances.network.joining import KEYWORDS_TOLD, SignedChoice, choose_signed, draw_signed
from sahel_kg.alliances.network.signed_network import Joining, SignedNetwork
from sahel_kg.arguments import refuses_others
from sahel_kg.docstrings import hands_on
from sahel_kg.errors import UsageError, choose_from
from sahel_kg.frames import Grid, Listing, Tabular, Types
from sahel_kg.record.bounds import Day
from sahel_kg.record.relations import SIGN_WORDS
from sahel_kg.ties.centrality import DIGITS
from sahel_kg.ties.choice import ABSENCE, Choice

if TYPE_CHECKING:
    from sahel_kg.builds.build import Build

__all__ = ["Course", "CourseChange", "Period", "change_days", "follow_camps", "years"]
COLUMNS = ("period", "line", "size", "actors", "actors_label")
PERIOD_COLUMNS = (
    *("period", "day", "actors", "cooperation", "hostility", "strain", "camps", "unassigned"),
    *("triads", "balanced", "lineIndex", "frustration", "gained", "lost", "turned", "newlyTold", "untold", "why"),
)
CHANGE_COLUMNS = ("period", "kind", "before", "after", "sign", "actors", "actors_label", "text", "claims")
TYPES: Types = {"line": "whole", "size": "whole"}
PERIOD_TYPES: Types = {
    **dict.fromkeys(PERIOD_COLUMNS[2:-1], "whole"),
    **dict.fromkeys(("balanced", "lineIndex", "frustration"), "number"),
}
CHANGE_TYPES: Types = {"before": "whole", "after": "whole"}


@dataclass(frozen=True)
class Period:
    """The network at one time.

    Parameters
    ----------
    label : str
    day : date
    network : SignedNetwork
        May be empty.
    camps : Camps or None
        As `find_camps` finds them in this network alone: numbered from the largest, whatever line each continues.
    why : str
        Why there are no camps.
    balance : Balance or None
        None where fewer than four actors are connected.
    """

    label: str
    day: date
    network: SignedNetwork
    camps: Camps | None
    why: str = ""
    balance: Balance | None = None


@dataclass(frozen=True)
class Course(Tabular):
    """How camps, their members and their ties went on; as a table a row for each camp of each period.

    Parameters
    ----------
    periods : Listing of Period
        In order of time.
    lineages : tuple of mapping of str to int
        For each period: actor to the number of its camp line, the same number being the same camp continued; 0 for who
        is in the network but in no camp. Empty where nobody is in the network. These numbers are those of the table, of
        `changes` and of `members`; in ``periods[n].camps`` a camp has its own, by size in that period alone.
    changes : Listing of CourseChange
    kind : {"two", "any"}
        The kind of camps.
    note : str
        How it was taken.
    """

    periods: Listing[Period]
    lineages: tuple[Mapping[str, int], ...]
    changes: Listing[CourseChange]
    kind: str
    note: str

    @cached_property
    def labels(self) -> dict[str, str]:
        """Names of all actors of all periods."""
        return {actor: period.network.label(actor) for period in self.periods for actor in period.network.actors}

    @property
    def lines(self) -> tuple[int, ...]:
        """The numbers of all camp lines."""
        return tuple(sorted({line for lineage in self.lineages for line in lineage.values() if line}))

    def members(self, place: int, line: int) -> tuple[str, ...]:
        """Return who belongs to a camp line in a period, sorted; line 0 for who is in no camp."""
        return tuple(sorted(actor for actor, own in self.lineages[place].items() if own == line))

    def rows(self) -> list[tuple[object, ...]]:
        """Return one row for each camp line of each period, in the order of `COLUMNS`; line 0 is who is in no camp."""
        out: list[tuple[object, ...]] = []
        for place, period in enumerate(self.periods):
            for line in (*self.lines, 0):
                actors = self.members(place, line)
                if actors:
                    out.append((period.label, line, len(actors), " ".join(actors), _join(actors, self.labels)))
        return out

    def actor_rows(self) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
        """Return a column for each period and one row for each actor that ever is in a camp.

        Returns
        -------
        tuple of (columns, rows)
            Cells have the number of the camp line, "-" for in no camp, nothing for not in the network.
        """
        columns = ("actor", *(period.label for period in self.periods))
        return columns, [(self.labels[actor], *cells) for actor, cells in self._by_actor()]

    def _by_actor(self) -> list[tuple[str, tuple[str, ...]]]:
        ever = {actor for lineage in self.lineages for actor, line in lineage.items() if line}
        rows = []
        for actor in ever:
            lines = [lineage.get(actor) for lineage in self.lineages]
            cells = ("" if line is None else str(line) if line else "-" for line in lines)
            rows.append((next(line for line in lines if line), self.labels[actor], actor, tuple(cells)))
        return [(actor, cells) for _, _, actor, cells in sorted(rows)]

    @property
    def by_actor(self) -> Listing[tuple[object, ...]]:
        """The table that a notebook shows: the camp line of each actor in each period.

        0 is in no camp, nothing is not in the network; who never is in a camp comes last.
        """
        ever = [actor for actor, _ in self._by_actor()]
        never = sorted(set(self.labels).difference(ever), key=lambda actor: (self.labels[actor], actor))
        rows = [
            (actor, self.labels[actor], *(lineage.get(actor) for lineage in self.lineages)) for actor in [*ever, *never]
        ]
        periods = tuple(period.label for period in self.periods)
        types: Types = dict.fromkeys(periods, "whole")
        columns = ("actor", "actor_label", *periods)
        return Listing(rows, columns, tuple, "Number of each actor's camp (0: in none)", types=types)

    def period_rows(self) -> list[tuple[object, ...]]:
        """Return one row for each period, in the order of `PERIOD_COLUMNS`.

        ``balanced`` is the degree of balance, the share of triads that are balanced; for ``frustration`` see `Balance`.
        """
        return [tuple(row) for row in self.periods.grid().rows]

    def change_rows(self, *, ties: bool = True) -> list[tuple[object, ...]]:
        """Return one row for each change, in the order of `CHANGE_COLUMNS`.

        Parameters
        ----------
        ties : bool
            Whether pairs that gained, lost or turned a tie have a row, too.
        """
        rows = zip(self.changes, self.changes.grid().rows, strict=True)
        return [tuple(row) for change, row in rows if ties or change.sign is None]

    def grid(self) -> Grid:
        """Return the camps as a table, a row for each camp of each period; line 0 is who is in none."""
        return Grid(COLUMNS, self.rows(), "Camps", self.note, types=TYPES)

    def as_dict(self) -> dict[str, Any]:
        """Return the course object of the JSON formats (docs/formats/course.schema.json)."""
        periods = []
        for row, lineage in zip(self.period_rows(), self.lineages, strict=True):
            said = dict(zip(PERIOD_COLUMNS, row, strict=True))
            periods.append({**said, "day": str(said["day"]), "lines": dict(lineage)})
        return {
            "version": 1,
            "kind": self.kind,
            "note": self.note,
            "actors": self.labels,
            "periods": periods,
            "changes": [change.as_dict() for change in self.changes],
        }

    def _repr_html_(self) -> str:
        of = {name: f"{name}.to_pandas()" for name in ("periods", "by_actor", "changes")}
        periods = notebook_tables.html(PERIOD_COLUMNS, self.period_rows(), caption="Periods", whole=of["periods"])
        camps = notebook_tables.html(
            *self.actor_rows(),
            caption="Number of each actor's camp (-: in no camp)",
            note=f"{of['by_actor']} has this table, to_pandas() a row for each camp of each period.",
            whole=of["by_actor"],
        )
        changes = notebook_tables.html(
            CHANGE_COLUMNS, self.change_rows(ties=False), caption="Changes", note=self.note, whole=of["changes"]
        )
        return periods + camps + changes


@hands_on(sorted(SignedChoice.__annotations__.keys() - {"as_of"}), *KEYWORDS_TOLD)
@refuses_others
def follow_camps(
    build: Build,
    periods: Iterable[Moment | Day] | Day,
    *,
    kind: str = "two",
    least: float = LEAST,
    **options: Unpack[SignedChoice],
) -> Course:
    """Find the camps of each period, and follow them from one period to the next.

    Parameters
    ----------
    build : Build
    periods : iterable of date, str, int or (label, date)
        One day or several, as from `years` or `change_days`; a month or a year means its last day.
    kind : {"two", "any"}
        As for `camps.find_camps`.
    least : float
        The least overlap at which a camp goes on (see `lineages.align`).
    **options
        Which ties and actors count, and how ties are joined: the same choice for all periods.

        {keywords}

    Returns
    -------
    Course

    Raises
    ------
    UsageError
        Without a period, for more than 60, for an unknown kind, or for what `choose_signed` refuses whatever the day.

    Notes
    -----
    A tie or a camp that is there no more need not have ended: the sources may only say nothing of the later period.
    """
    moments = read_moments(periods)
    if not moments:
        raise UsageError("no period: give days or years")
    if len(moments) > MOST:
        raise UsageError(f"{len(moments)} periods are more than {MOST}: follow years, or fewer of them")
    if kind not in KINDS:
        raise UsageError(f"no kind of camps '{kind}': {choose_from(kind, KINDS)}")
    if "as_of" in options:
        raise UsageError("as_of is one day, and each period has its own: leave it out")
    if not 0 < least <= 1:
        raise UsageError(f"least overlap {least}: give a share above 0, at most 1")
    said: SignedChoice = {**options, "as_of": moments[0][1]}
    choice, joining = choose_signed(build, **said)
    found = tuple(_look(build, moment, kind, choice.on(moment[1]), joining) for moment in moments)
    told = [[camp.actors for camp in period.camps.camps] if period.camps else [] for period in found]
    numbers = align(told, least=least)
    divisions = [
        dict(zip(lines, camps, strict=True)) if period.network.edges else None
        for period, lines, camps in zip(found, numbers, told, strict=True)
    ]
    lineages = tuple(_lineage(period, division) for period, division in zip(found, divisions, strict=True))
    names = {actor: period.network.label(actor) for period in found for actor in period.network.actors}
    labels = [period.label for period in found]
    networks = [period.network for period in found]
    ties = find_tie_changes(networks)
    moves = tell_who_is_counted(find_camp_changes(divisions, labels, names, least=least, ties=ties), networks, names)
    moves = tell_what_places(moves, [_whys(period.camps) for period in found], names)
    changes = sorted([*moves, *ties], key=lambda change: change.period)
    listed = list_changes(changes, labels, names)
    return Course(list_periods(found, lineages, changes), lineages, listed, kind, _note(found, kind, least))


def _whys(camps: Camps | None) -> dict[str, str]:
    """Return what each actor of a camp is there by, if by less than a state that is surely so."""
    return {actor: why for actor in camps.members if (why := camps.rests_on(actor))} if camps else {}


def list_changes(
    changes: Iterable[CourseChange], labels: Sequence[str], names: Mapping[str, str]
) -> Listing[CourseChange]:
    """Return changes as a list that is a table as well; `labels` are those of the periods, `names` those of actors."""

    def row(change: CourseChange) -> tuple[object, ...]:
        return (
            labels[change.period],
            *(change.kind, change.before, change.after, SIGN_WORDS[change.sign] if change.sign else None),
            *(" ".join(change.actors), _join(change.actors, names), change.text, " ".join(change.claims)),
        )

    return Listing(changes, CHANGE_COLUMNS, row, "Changes", ("actors", "claims"), CHANGE_TYPES)


def list_periods(
    periods: Sequence[Period], lineages: Sequence[Mapping[str, int]], changes: Iterable[CourseChange]
) -> Listing[Period]:
    """Return periods as a list that is a table as well."""
    tied = Counter((change.period, change.kind) for change in changes if change.sign)
    rows: dict[int, tuple[object, ...]] = {}
    for place, (period, lineage) in enumerate(zip(periods, lineages, strict=True)):
        counts, camps, balance = period.network.counts, period.camps, period.balance
        rows[id(period)] = (
            *(period.label, period.day, len(period.network.actors)),
            *(counts[sign] for sign in ("+", "-", "~")),
            len(camps.camps) if camps else 0,
            sum(not line for line in lineage.values()),
            sum(balance.triads.values()) if balance else None,
            *(
                (_rounded(balance.degree), balance.line_index, _rounded(balance.frustration))
                if balance
                else (None, None, None)
            ),
            *(tied[place, kind] if place else None for kind in TIES),
            period.why,
        )
    return Listing(periods, PERIOD_COLUMNS, lambda period: rows[id(period)], "Periods", (), PERIOD_TYPES)


def _look(build: Build, moment: Moment, kind: str, choice: Choice, joining: Joining) -> Period:
    """Return what there is at a time; what cannot be taken or divided there is a sentence, not an error."""
    label, day = moment
    try:
        network = draw_signed(build, choice, joining)
    except UsageError as error:
        empty = SignedNetwork(nx.freeze(nx.MultiGraph()), choice, joining)
        return Period(label, day, empty, None, _first_sentence(error))
    camps, balance, why = None, None, ""
    try:
        camps = find_camps(network, kind=kind)
    except UsageError as error:
        why = _first_sentence(error)
    with contextlib.suppress(UsageError):
        balance = measure_balance(network)
    return Period(label, day, network, camps, why, balance)


def _first_sentence(error: UsageError) -> str:
    """Return what is wrong; what to do about it is the same for all periods, and not to be said of each."""
    return f"{str(error).partition('. ')[0].removesuffix('.')}."


def _lineage(period: Period, division: Mapping[int, Iterable[str]] | None) -> dict[str, int]:
    found = {actor: line for line, actors in (division or {}).items() for actor in actors}
    return {actor: found.get(actor, 0) for actor in period.network.actors}


def _join(actors: Iterable[str], names: Mapping[str, str]) -> str:
    return ", ".join(sorted(names[actor] for actor in actors))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS)


def _note(periods: Sequence[Period], kind: str, least: float) -> str:
    first, last = periods[0], periods[-1]
    times = f"{len(periods)} period{'' if len(periods) == 1 else 's'}, each seen on its last day: "
    days = first.label if len(periods) == 1 else f"{first.label} to {last.label}"
    camps = "two camps" if kind == "two" else "any number of camps"
    far = " Who is further away is out of sight: what appears may have been there."
    around = far if last.network.joining.around else ""
    return (
        f"{times}{days}; {camps} in each connected part. A camp goes on in the one that it overlaps most with "
        f"(Jaccard, at least {least:g}), all together.{around} As in the last period: "
        f"{last.network.origin} {last.network.ends} "
        f"A camp or tie that is there no more need not have ended: sources may only say nothing of it. {ABSENCE}"
    )
