"""All that is known about one actor: names, ties, events, claims, disputes and ranks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sahel_kg.arguments import refuses_others
from sahel_kg.errors import SahelError, UsageError
from sahel_kg.findings.disagreement import Disagreement
from sahel_kg.findings.findings import list_findings
from sahel_kg.frames import Brief, Listing
from sahel_kg.record.actors import Actor
from sahel_kg.record.bounds import BEST_FIRST, NAMES, Bounds, Day, TieReading
from sahel_kg.record.claims import Claim, list_claims
from sahel_kg.record.dependence import Confirmation
from sahel_kg.record.identities import WHOSE_NUMBER
from sahel_kg.record.relations import TieKey
from sahel_kg.record.rewinding import DEFAULT_WINDOW, When
from sahel_kg.ties.cautions import Caution, list_cautions_of
from sahel_kg.ties.centrality import Rank, rank
from sahel_kg.ties.changes import ChangeKind
from sahel_kg.ties.lifetimes import Lifetime, find_lifetime
from sahel_kg.ties.listing import list_held, list_ties
from sahel_kg.ties.network import take_joined
from sahel_kg.ties.situation import want_build
from sahel_kg.ties.ties import ASIDE, COLUMNS, TYPES, Tie
from sahel_kg.vocabulary import compact, value

if TYPE_CHECKING:
    from sahel_kg.builds.build import Build

EVENT_COLUMNS = ("event", "event_label", "roles", *NAMES, "claims")
CHANGE_COLUMNS = ("change", "first", "last", *COLUMNS[:6])


@dataclass(frozen=True)
class Profile(Brief):
    """All that is known about one actor.

    Parameters
    ----------
    actor : Actor
    day : date, optional
        As of when.
    ties : Listing of Tie
        Those that hold or may hold then, and what happened in the window before.
    former : Listing of Tie
        What had ended by then, or happened before the window.
    places : Listing of Tie
        What is said of it and places, as far as that holds or may hold then, or has happened.
    events : Listing of Participation
        By date.
    history : Listing of TieChange
        By day.
    claims : Listing of Claim
        Those that speak of it.
    disputes : Listing of Disagreement
        Those in which it stands on a side, the only possible ones last.
    ranks : tuple of Rank
        One a measure; none for an actor that does not rank.
    confirmations : mapping of (subject, relation, object) to Confirmation, optional
        Of its ties; None if the build lost its closure.
    cautions : tuple of Caution
        What to know of how it is told of, and of how the others of its ties are.
    lifetime : Lifetime
        When it is told to have begun and to have ended.
    told_as : Listing of Tie
        Whose number of a data set stands for it, or is its own in part, as was decided: no ties of anybody.
    build : Build, optional
        What it was taken from, as it was seen.
    """

    actor: Actor
    day: date | None
    ties: Listing[Tie]
    former: Listing[Tie]
    places: Listing[Tie]
    events: Listing[Participation]
    history: Listing[TieChange]
    claims: Listing[Claim]
    disputes: Listing[Disagreement]
    ranks: tuple[Rank, ...]
    confirmations: Mapping[TieKey, Confirmation] | None
    cautions: tuple[Caution, ...] = ()
    lifetime: Lifetime = field(default_factory=Lifetime)
    told_as: Listing[Tie] = field(default_factory=lambda: _list_ties((), "Told of as"))
    build: Build | None = field(default=None, compare=False, repr=False)

    def brief(self) -> str:
        """Say it in a line."""
        return f"{self.actor.label}, {len(self.ties)} ties, {len(self.events)} events, {len(self.claims)} claims"

    def _repr_html_(self) -> str:
        return str(self._sheet()._repr_html_()) if self.build else ""

    def save(self, path: str | Path) -> Path:
        """Write the sheet that a notebook shows as a page, as a whole or not at all.

        Raises
        ------
        UsageError
            If it was not taken from a build.
        """
        if self.build is None:
            raise UsageError("this profile was not taken from a build: take it with profile(build, ...)")
        return Path(self._sheet().save(path))

    def _sheet(self) -> Any:
        # by name, since pages stand above builds
        return import_module("sahel_kg.views.pages.profile_sheet.sheet").show_sheet(self.build, self)

    def as_dict(self) -> dict[str, Any]:
        """Return the show object of the JSON formats (docs/formats/show.schema.json)."""
        actor, confirmed = self.actor, self.confirmations
        return {
            "version": 1,
            "actor": {
                "id": actor.id,
                "label": actor.label,
                "names": [{"text": n.text, "language": n.language, "preferred": n.preferred} for n in actor.names],
                "kinds": list(actor.kinds),
                "categories": list(actor.categories),
                "described": actor.described,
                "years": self.lifetime.as_dict(),
            },
            "as_of": self.day.isoformat() if self.day else None,
            "told_as": [tie.as_dict() for tie in self.told_as],
            "ties": [tie.as_dict() for tie in self.ties],
            "former": [tie.as_dict() for tie in self.former],
            "places": [tie.as_dict() for tie in self.places],
            "events": [event.as_dict() for event in self.events],
            "history": [change.as_dict() for change in self.history],
            "claims": [claim.as_dict() for claim in self.claims],
            "disputes": [dispute.as_dict() for dispute in self.disputes],
            "ranks": {r.measure: {"value": r.value, "place": r.place, "of": r.of} for r in self.ranks} or None,
            "cautions": [
                {"of": compact(each.actor), "text": each.text, "claim": each.claim.id} for each in self.cautions
            ],
            "confirmations": None
            if confirmed is None
            else [{**_named(key), **confirmation.as_dict()} for key, confirmation in confirmed.items()],
        }


def _named(key: TieKey) -> dict[str, str]:
    return dict(zip(("subject", "relation", "object"), map(compact, key), strict=True))


@refuses_others
def profile(build: Build, name: str | Actor, *, as_of: Day | None = None) -> Profile:
    """Return all that is known about an actor.

    Parameters
    ----------
    build : Build
        ``build.at(...)`` for one day: ties that hold or may hold then, and what happened in the window before it
        (12 months if none is said); what had ended or happened before is listed as former.
    name : str
        CURIE, IRI or name of an actor.
    as_of : date, datetime, str or int, optional
        Short for ``build.at(as_of)``.

    Raises
    ------
    UsageError
        If nobody, or several, have that name.
    """
    want_build(build)
    actor = build.actors.find(name)
    if as_of is not None:
        build = build.at(as_of)
    day = build.when.day
    if day and build.when.window is None:
        build = build.at(replace(build.when, window=DEFAULT_WINDOW))
    by_then = build.at(replace(build.when, window=None))  # where it took something long ago is known of it
    ranks = list_ranks(build, actor)  # by the network of all, whose ties are not read anew for one
    ties = list_ties(build, {actor.iri})
    former = []
    if day:
        now = {(t.subject, t.relation, t.object, t.status, t.extent) for t in ties}
        past = [t for t in list_ties(build.of_all_times, {actor.iri}) if _is_over(t, build.when)]
        former = [t for t in past if (t.subject, t.relation, t.object, t.status, t.extent) not in now]
    told_as = [tie for tie in ties if tie.relation in WHOSE_NUMBER]
    ties, former = ([tie for tie in each if tie.relation not in WHOSE_NUMBER] for each in (ties, former))
    return Profile(
        actor,
        day,
        _list_ties(ties, f"Ties of {actor.label}"),
        _list_ties(former, f"Former ties of {actor.label}"),
        _list_ties(list_held(by_then, {actor.iri}), f"Places of {actor.label}"),
        Listing(list_participations(build, actor), EVENT_COLUMNS, Participation.row, f"Events of {actor.label}"),
        Listing(history([*ties, *former]), CHANGE_COLUMNS, TieChange.row, f"What changed for {actor.label}"),
        list_claims(_list_claims(build, actor)),
        list_findings(d for d in build.disagreements() if any(d.is_about(iri) for iri in actor.iris)),
        ranks,
        find_confirmations(build, ties),
        _warn(build, actor, [*ties, *former, *told_as]),
        find_lifetime(build, actor.iri),
        _list_ties(told_as, f"{actor.label}, told of as"),
        build,
    )


def _list_ties(ties: Iterable[Tie], caption: str) -> Listing[Tie]:
    return Listing(ties, COLUMNS, Tie.row, caption, ASIDE, TYPES)


def _warn(build: Build, actor: Actor, ties: Iterable[Tie]) -> tuple[Caution, ...]:
    """Return what to know of how an actor is told of, the others of its ties last."""
    claims = {claim.iri: claim for tie in ties if tie.status == "asserted" for claim in tie.claims}
    found = list_cautions_of(build, actor.iris, claims.values())
    return tuple(sorted(found, key=lambda each: (each.actor not in actor.iris, each.actor, each.text)))


def _list_claims(build: Build, actor: Actor) -> list[Claim]:
    kept = build.kept_facts
    return [c for c in (kept.claims_about(build.when, actor.iris) if kept else build.claims) if mentions(c, actor.iris)]


def mentions(claim: Claim, iris: Collection[str]) -> bool:
    """Say whether a claim speaks of something, in its statement or as its speaker."""
    return claim.speaker in iris or any(value(t.subject) in iris or value(t.object) in iris for t in claim.statement)


def _is_over(tie: Tie, when: When) -> bool:
    """Tell whether a tie had surely ended, or happened before the window, by then."""
    last = tie.bounds.latest_end
    before = when.since if tie.extent.aspect == "happening" else when.day
    return last is not None and before is not None and last < before


@dataclass(frozen=True)
class Participation:
    """What an actor has to do with one event.

    Parameters
    ----------
    event : str
        IRI.
    label : str
    roles : tuple of str
        In words, sorted.
    claims : tuple of Claim
        Those that give it these roles, sorted.
    reading : {"certain", "presumed", "possible", "undated"}
        Whether it had surely happened by the day of the build.
    """

    event: str
    label: str
    roles: tuple[str, ...]
    claims: tuple[Claim, ...]
    reading: TieReading = "certain"

    @property
    def told(self) -> str:
        """What it is called, marked if it may have happened only later."""
        return self.label + ("" if self.reading == "certain" else f" [{self.reading} by then]")

    @property
    def bounds(self) -> Bounds:
        """When it was, after the claim that dates it earliest."""
        return min((c.bounds for c in self.claims), key=lambda b: str(b.earliest_begin or b.latest_end or "9999"))

    def row(self) -> tuple[object, ...]:
        """Return it as a row of a table, in the order of `EVENT_COLUMNS`."""
        claims = " ".join(claim.id for claim in self.claims)
        return compact(self.event), self.label, "; ".join(self.roles), *self.bounds.as_days(), claims

    def as_dict(self) -> dict[str, Any]:
        """Return the event object of the JSON format (docs/formats/show.schema.json)."""
        return {
            "event": compact(self.event),
            "event_label": self.label,
            "roles": list(self.roles),
            "reading": self.reading,
            "bounds": self.bounds.as_dict(),
            "claims": [c.as_dict() for c in self.claims],
        }


def list_participations(build: Build, actor: Actor) -> list[Participation]:
    """Return the events in which an actor has a role, by date: what, which role, when, on which claims.

    On a day those that may have happened by then, each read as it is, and as well as is wanted.
    """
    by_then = replace(build.when, window=None)  # what happened long ago belongs to what is known of an actor
    labels = build.whole.labels  # what events are called hangs on no day
    out = []
    for event in build.events:
        own = [role for role in event.roles if role.thing in actor.iris]
        readings = [reading for extent in event.times if (reading := by_then.read(event.within_years(extent)))]
        if own and (readings or not build.when.day):
            found = {c.iri: c for role in own for c in role.claims}
            out.append(
                Participation(
                    event.iri,
                    labels.get(event.iri, compact(event.iri)),
                    tuple(sorted(map(build.relations.label, {role.relation for role in own}))),
                    tuple(found[iri] for iri in sorted(found)),
                    min(readings, key=BEST_FIRST.index) if build.when.day else "certain",
                )
            )
    return sorted(out, key=lambda p: (str(p.bounds.earliest_begin or p.bounds.latest_end or "~"), compact(p.event)))


@dataclass(frozen=True)
class TieChange:
    """What a source dates of a tie: between which days it began, ended or happened."""

    tie: Tie
    change: ChangeKind
    first: date
    last: date

    def row(self) -> tuple[object, ...]:
        """Return it as a row of a table, in the order of `CHANGE_COLUMNS`."""
        said = self.tie.row()
        return self.change, self.first, self.last, *said[: len(CHANGE_COLUMNS) - 3]

    def as_dict(self) -> dict[str, Any]:
        """Return the item of the JSON format (docs/formats/show.schema.json)."""
        days = {"from": self.first.isoformat(), "to": self.last.isoformat()}
        return {"change": self.change, **days, **_named((self.tie.subject, self.tie.relation, self.tie.object))}


def history(ties: Iterable[Tie]) -> list[TieChange]:
    """Return what is dated about ties, by day."""
    out = []
    for tie in ties:
        bounds = tie.bounds
        changes: list[tuple[ChangeKind, date | None, date | None]] = [
            ("began", bounds.earliest_begin, bounds.latest_begin),
            ("ended", bounds.earliest_end, bounds.latest_end),
        ]
        if tie.extent.aspect == "happening":
            changes = [("happened", bounds.earliest_begin, bounds.latest_end)]
        out += [TieChange(tie, change, early, late) for change, early, late in changes if early and late]
    return sorted(out, key=lambda c: (c.first, c.last, *map(compact, (c.tie.subject, c.tie.relation, c.tie.object))))


def find_confirmations(build: Build, ties: Iterable[Tie]) -> dict[TieKey, Confirmation] | None:
    """Return by how many independent sources each tie is confirmed; None if the build lost its closure."""
    try:
        return build.confirmations(ties)
    except SahelError:
        return None


def list_ranks(build: Build, actor: Actor) -> tuple[Rank, ...]:
    """Return the place of an actor by each measure; none for one that does not rank."""
    try:
        return rank(take_joined(build)).ranks(actor.id)
    except UsageError:
        return ()
