"""What the commands print for people: an actor's profile, a build's summary, ties and sentences as rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from sahel_kg import tables
from sahel_kg.claims import RDF_TYPE, literal_value
from sahel_kg.errors import UsageError
from sahel_kg.resources import shown
from sahel_kg.vocabulary import expand, value

if TYPE_CHECKING:
    from sahel_kg.builds import Build
    from sahel_kg.claims import Claim
    from sahel_kg.sources import Coverage

Row: TypeAlias = tuple[object, ...]
SIGN_NAMES = {"cooperation": "+", "hostility": "-", "strain": "~", "neutral": "0"}


def statement(claim: Claim) -> str:
    """Return a claim's proposition in one line of CURIEs."""

    def name(term: object) -> str:
        text = literal_value(term)
        return "a" if value(term) == RDF_TYPE else text

    lines = [" ".join(map(name, (t.subject, t.predicate, t.object))) for t in claim.statement]
    return " ; ".join(lines)


def coverage_rows(covered: Coverage) -> list[Row]:
    """Return one row a sentence."""
    rows: list[Row] = []
    for segment in covered.segments:
        name = segment.segment
        claims = covered.coded.get(name, [])
        excuse = covered.excused.get(name)
        state = "coded" if claims else "excused" if excuse else "missing"
        where = segment.paragraph or {"t": "title"}.get(name, "author's note")
        rows.append((where, name, state, len(claims), excuse.reason if excuse else None))
    return rows


TIE_COLUMNS = ("subject", "relation", "object", "sign", "status", "reading", "from", "to", "basis", "where")


def tie_row(tie: dict[str, Any]) -> Row:
    """Return a tie as a row of `TIE_COLUMNS`."""
    bounds = tie["bounds"]
    if tie["status"] == "inferred":
        begin = end = "undated"
    else:
        begin = span(bounds["earliestBegin"], bounds["latestBegin"])
        end = span(bounds["earliestEnd"], bounds["latestEnd"])
    where = " ".join(dict.fromkeys(c["segment"] or c["source"] for c in tie["claims"]))
    signs = {v: k for k, v in SIGN_NAMES.items()}
    return (
        tie["subject"],
        tie["relation"],
        tie["object"],
        signs[tie["sign"]],
        tie["status"],
        tie["reading"],
        begin,
        end,
        tie["basis"],
        where,
    )


def span(early: str | None, late: str | None) -> str:
    """Say between which days something lies; what is not stated is called so."""
    if early and late:
        return early if early == late else f"{early} to {late}"
    if late:
        return f"by {late}"
    return f"from {early} on" if early else "not stated"


def profile_text(profile: dict[str, Any], opened: Build) -> str:
    """Return a profile for the terminal: a heading, then one table a topic that has rows."""
    by_id = {claim.id: claim for claim in opened.claims}

    def label(curie: str) -> str:
        iri = expand(curie) or ""
        if iri in opened.actors.iris:
            actor = opened.actors[iri]
            return actor.label if len(actor.label) <= 40 else actor.short
        return opened.relations.label(iri) if iri in opened.relations.terms else curie

    def ties(found: list[dict[str, Any]]) -> list[Row]:
        return [(*(label(str(cell)) for cell in row[:3]), *row[3:5], *row[6:]) for row in map(tie_row, found)]

    def segments(found: list[dict[str, Any]]) -> str:
        return " ".join(dict.fromkeys(c["segment"] or c["source"] for c in found))

    def sides(found: list[dict[str, Any]]) -> str:
        terms = ("subject", "relation", "object")
        said = [side["tie"] for side in found]
        return "; ".join(f"{' '.join(label(tie[term]) for term in terms)} ({tie['status']})" for tie in said)

    day = f" as of {profile['as_of']}" if profile["as_of"] else ""
    tie_columns = [c for c in TIE_COLUMNS if c != "reading"]
    events: list[Row] = [
        (
            e["label"],
            ", ".join(e["roles"]),
            span(e["bounds"]["earliestBegin"], e["bounds"]["latestEnd"]),
            segments(e["claims"]),
        )
        for e in profile["events"]
    ]
    disputes: list[Row] = [(d["kind"], d["reading"], sides(d["sides"])) for d in profile["disputes"]]
    ranks: list[Row] = [(m, v["value"], f"{v['place']} of {v['of']}") for m, v in (profile["ranks"] or {}).items()]
    claims: list[Row] = [
        (c["id"], c["segment"] or c["source"], c["kind"], c["basis"], statement(by_id[c["id"]]))
        for c in profile["claims"]
    ]
    topics: list[tuple[str, Sequence[str], list[Row]]] = [
        (f"Ties{day}", tie_columns, ties(profile["ties"])),
        (f"Former ties{day}", tie_columns, ties(profile["former"])),
        ("Events", ("event", "role", "when", "where"), events),
        ("Disputed", ("kind", "rule", "sides"), disputes),
        ("Ranks", ("measure", "value", "place"), ranks),
        ("Claims", ("claim", "where", "kind", "basis", "statement"), claims),
    ]
    tables_shown = [f"\n{title}\n{tables.render_table(columns, rows)}" for title, columns, rows in topics if rows]
    return profile_heading(profile["actor"]) + "".join(tables_shown)


def profile_heading(actor: dict[str, Any]) -> str:
    """Return name, kind, categories and other names of an actor."""
    lines = [f"{actor['label']}  ({actor['id']})", ", ".join(actor["kinds"] or ["Actor"])]
    if actor["described"]:
        lines[-1] += "; described, not named, by the source"
    if actor["categories"]:
        lines[-1] += f"; category {', '.join(actor['categories'])}"
    others = dict.fromkeys(f"{n['text']} ({n['language']})" for n in actor["names"] if n["text"] != actor["label"])
    if others:
        lines.append("Names: " + "; ".join(others))
    return tables.printable("\n".join(lines)) + "\n"


def summary(opened: Build) -> str:
    """Return what a build found, and what to do next: half a screen."""
    from sahel_kg import centrality

    counts, report = opened.manifest["counts"], opened.report
    inferred = sum(t.status == "inferred" for t in opened.ties())
    try:
        top = ", ".join(f"{row['label']} ({row['degree']})" for row in centrality.rank(opened.network()).rows[:5])
    except UsageError as error:
        top = str(error)
    why = "; ".join(sorted({f["reading"] for f in report["tensions"]}))
    missing = f", not coded yet: {', '.join(report['uncovered'])}" if report["uncovered"] else ", none missing"
    return f"""
{counts["claims"]} claims: {counts["reported"]} reported, {counts["assessed"]} assessed; \
{counts["background"]} of them background
{counts["coded"]} of {counts["sentences"]} sentences coded, {counts["excused"]} excused with a reason{missing}
{counts["inferred"]} inferred facts, among them {inferred} ties between actors that no claim states
most connected (degree: with how many actors it has a tie): {top}
{counts["contradictions"]} contradictions, {counts["tensions"]} tensions{": " + why if why else ""}

The build is in {shown(opened.path)}. Next:
  sahel-kg show ISGS            names, ties, events and claims of an actor
  sahel-kg queries              the questions that are ready to ask
  sahel-kg query leaders        one of them
  sahel-kg rank                 who stands in the middle, by seven measures
  sahel-kg render -o out.html   the relationship graph, one file
"""
