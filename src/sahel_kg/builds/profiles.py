"""All that is known about one actor: names, ties, events, claims, disputes and ranks."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from sahel_kg.errors import SahelError, UsageError
from sahel_kg.findings import findings
from sahel_kg.record.actors import Actor
from sahel_kg.record.claims import RDF_TYPE, Claim
from sahel_kg.record.extents import DEFAULT_WINDOW, When
from sahel_kg.ties.ties import Tie
from sahel_kg.vocabulary import PREFIXES, SKG, compact, value

if TYPE_CHECKING:
    from sahel_kg.builds.build import Build

_EVENT, _REPORT = PREFIXES["event"], str(SKG.CasualtyReport)


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
        past = [t for t in _of(build.whole.admitting(build.evidence), actor) if _is_over(t, build.when)]
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
        "events": events(build, actor),
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


def events(build: Build, actor: Actor) -> list[dict[str, Any]]:
    """Return the events in which an actor has a role, by date: what, which role, when, on which claims."""
    roles: dict[str, dict[str, list[Claim]]] = defaultdict(lambda: defaultdict(list))
    reports: dict[str, str] = {}
    for claim in (c for c in build.claims if c.counts):
        for triple in claim.statement:
            subject, obj = value(triple.subject), value(triple.object)
            predicate = triple.predicate.value
            if predicate == str(SKG.reportedFor):
                reports[subject] = obj
            if obj in actor.iris and predicate != RDF_TYPE:
                roles[subject][predicate].append(claim)
            elif subject in actor.iris and obj.startswith(_EVENT):
                roles[obj][predicate].append(claim)
    for report, event in reports.items():  # losses count for the event in which they fell
        for relation, found in roles.pop(report, {}).items():
            roles[event][relation].extend(found)
    labels = {value(q.subject): value(q.object) for q in build.about if q.predicate.value == PREFIXES["rdfs"] + "label"}
    out = []
    for event, by_role in roles.items():
        if not event.startswith(_EVENT):
            continue
        found = sorted({c.iri: c for role in by_role.values() for c in role}.values(), key=lambda c: c.iri)
        first = min(found, key=lambda c: str(c.bounds.earliest_begin or c.bounds.latest_end or "9999"))
        out.append(
            {
                "event": compact(event),
                "label": labels.get(event, compact(event)),
                "roles": sorted(build.relations.label(r) for r in by_role),
                "bounds": first.bounds.as_dict(),
                "claims": [c.as_dict() for c in found],
            }
        )
    return sorted(out, key=lambda e: (str(e["bounds"]["earliestBegin"] or e["bounds"]["latestEnd"] or "~"), e["event"]))


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
    found = findings.list_items(build)
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
