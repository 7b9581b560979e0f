"""All that is known about one actor: names, ties, events, claims, disputes and ranks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from sahel_kg.errors import SahelError, UsageError
from sahel_kg.record.actors import Actor
from sahel_kg.record.bounds import Bounds
from sahel_kg.record.claims import Claim
from sahel_kg.record.extents import DEFAULT_WINDOW, When
from sahel_kg.ties.ties import Tie
from sahel_kg.vocabulary import PREFIXES, compact, value

if TYPE_CHECKING:
    from sahel_kg.builds.build import Build


def profile(build: Build, name: str, *, as_of: date | str | None = None) -> dict[str, Any]:
    """Return the show object of the JSON formats (docs/formats/show.schema.json).

    Parameters
    ----------
    build : Build
        ``build.at(...)`` for one day: ties that hold or may hold then, and what happened in the window before it
        (12 months if none is said); what had ended or happened before is listed as former.
    name : str
        CURIE, IRI or name of an actor.
    as_of : date or str, optional
        Short for ``build.at(as_of)``.

    Raises
    ------
    UsageError
        If nobody, or several, have that name.
    """
    actor = build.actors.find(name)
    if as_of is not None:
        build = build.at(as_of)
    day = build.when.day
    if day and build.when.window is None:
        build = build.at(replace(build.when, window=DEFAULT_WINDOW))
    ties = _of(build, actor)
    former = []
    if day:
        now = {(t.subject, t.relation, t.object, t.status, t.extent) for t in ties}
        past = [t for t in _of(build.of_all_times, actor) if _is_over(t, build.when)]
        former = [t for t in past if (t.subject, t.relation, t.object, t.status, t.extent) not in now]
    claims = [c for c in build.claims if any(mentions(c, iri) for iri in actor.iris)]
    names = [{"text": n.text, "language": n.language, "preferred": n.preferred} for n in actor.names]
    return {
        "version": 1,
        "actor": {
            "id": actor.id,
            "label": actor.label,
            "names": names,
            "kinds": list(actor.kinds),
            "categories": list(actor.categories),
            "described": actor.described,
        },
        "as_of": day.isoformat() if day else None,
        "ties": [t.as_dict() for t in ties],
        "former": [t.as_dict() for t in former],
        "events": [each.as_dict() for each in list_participations(build, actor)],
        "history": history([*ties, *former]),
        "claims": [c.as_dict() for c in claims],
        "disputes": disputes(build, actor),
        "ranks": ranks(build, actor),
        "confirmations": list_confirmations(build, ties),
    }


def mentions(claim: Claim, iri: str) -> bool:
    """Say whether a claim speaks of something, in its statement or as its speaker."""
    terms = {value(term) for t in claim.statement for term in (t.subject, t.object)}
    return iri in terms or claim.speaker == iri


def _of(build: Build, actor: Actor) -> list[Tie]:
    return [t for t in build.ties() if actor.iri in (t.subject, t.object)]


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
    """

    event: str
    label: str
    roles: tuple[str, ...]
    claims: tuple[Claim, ...]

    @property
    def bounds(self) -> Bounds:
        """When it was, after the claim that dates it earliest."""
        return min((c.bounds for c in self.claims), key=lambda b: str(b.earliest_begin or b.latest_end or "9999"))

    def as_dict(self) -> dict[str, Any]:
        """Return the event object of the JSON format (docs/formats/show.schema.json)."""
        return {
            "event": compact(self.event),
            "label": self.label,
            "roles": list(self.roles),
            "bounds": self.bounds.as_dict(),
            "claims": [c.as_dict() for c in self.claims],
        }


def list_participations(build: Build, actor: Actor) -> list[Participation]:
    """Return the events in which an actor has a role, by date: what, which role, when, on which claims."""
    labels = {value(q.subject): value(q.object) for q in build.about if q.predicate.value == PREFIXES["rdfs"] + "label"}
    out = []
    for event in build.events:
        own = [role for role in event.roles if role.thing in actor.iris]
        if own:
            found = {c.iri: c for role in own for c in role.claims}
            out.append(
                Participation(
                    event.iri,
                    labels.get(event.iri, compact(event.iri)),
                    tuple(sorted(map(build.relations.label, {role.relation for role in own}))),
                    tuple(found[iri] for iri in sorted(found)),
                )
            )
    return sorted(out, key=lambda p: (str(p.bounds.earliest_begin or p.bounds.latest_end or "~"), compact(p.event)))


def history(ties: list[Tie]) -> list[dict[str, Any]]:
    """Return what is dated about ties, by day: between which days each began, ended or happened."""
    out = []
    for tie in ties:
        said = {
            "subject": compact(tie.subject),
            "relation": compact(tie.relation),
            "object": compact(tie.object),
        }
        bounds = tie.bounds
        changes = [
            ("began", bounds.earliest_begin, bounds.latest_begin),
            ("ended", bounds.earliest_end, bounds.latest_end),
        ]
        if tie.extent.aspect == "happening":
            changes = [("happened", bounds.earliest_begin, bounds.latest_end)]
        for change, early, late in changes:
            if early and late:
                out.append({"change": change, "from": early.isoformat(), "to": late.isoformat(), **said})
    return sorted(out, key=lambda h: (h["from"], h["to"], h["subject"], h["relation"], h["object"]))


def disputes(build: Build, actor: Actor) -> list[dict[str, Any]]:
    """Return the contradictions and tensions in which an actor stands on a side; the only possible ones come last."""
    found = build.disagreements()
    ids = set(map(compact, actor.iris))
    return [f for f in found if any(ids & {s["tie"]["subject"], s["tie"]["object"]} for s in f["sides"])]


def list_confirmations(build: Build, ties: list[Tie]) -> list[dict[str, Any]] | None:
    """Return by how many independent sources each tie is confirmed; None if the build lost its closure."""
    try:
        found = build.confirmations(ties)
    except SahelError:
        return None
    return [
        {"subject": compact(s), "relation": compact(r), "object": compact(o), **confirmed.as_dict()}
        for (s, r, o), confirmed in found.items()
    ]


def ranks(build: Build, actor: Actor) -> dict[str, dict[str, float]] | None:
    """Return value and place in each measure, or None for an actor that does not rank."""
    from sahel_kg.ties.centrality import rank

    try:
        ranking = rank(build.network())
    except UsageError:
        return None
    own = next((row for row in ranking.rows if row["actor"] == actor.id), None)
    if own is None:
        return None
    return {
        measure: {
            "value": own[measure],
            "place": 1 + sum(row[measure] > own[measure] for row in ranking.rows),
            "of": len(ranking.rows),
        }
        for measure in ranking.measures
    }
