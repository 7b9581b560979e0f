"""What the commands print for people: an actor's profile, a build's summary, ties and sentences as rows."""

from __future__ import annotations

import shlex
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from sahel_kg import tables
from sahel_kg.explaining.explanations import Book
from sahel_kg.explaining.naming import open_book, tell_claim
from sahel_kg.record.bounds import BEST_FIRST
from sahel_kg.record.relations import DENIED
from sahel_kg.record.spelling import is_acronym
from sahel_kg.resources import shown
from sahel_kg.ties.listing import join_states, join_years
from sahel_kg.ties.ties import sign_word, told_sign
from sahel_kg.ties.words import count
from sahel_kg.views.text.also_told import tell_decided
from sahel_kg.views.text.citations import according_to
from sahel_kg.views.text.disagreements import disputed
from sahel_kg.vocabulary import PREFIXES, SKG, compact, value

if TYPE_CHECKING:
    from sahel_kg.builds.build import Build
    from sahel_kg.builds.cross_check import CrossCheck
    from sahel_kg.builds.profiles import Profile
    from sahel_kg.findings.disagreement import Side
    from sahel_kg.record.actors import Actor
    from sahel_kg.record.claims import Claim
    from sahel_kg.record.relations import TieKey
    from sahel_kg.record.sources import Coverage
    from sahel_kg.ties.ties import Tie

TextRow: TypeAlias = tuple[object, ...]


def told_with_note(claim: Claim, book: Book, name: Callable[[str], str]) -> str:
    """Return a claim's proposition and, below it, who says it if it is not the source, and why it was coded so."""
    speaker = f"According to {name(claim.speaker)}" if claim.speaker else ""
    return "\n".join(filter(None, (tell_claim(claim, book), speaker, claim.note and f"Note: {claim.note}")))


def coverage_rows(covered: Coverage) -> list[TextRow]:
    """Return one row a sentence."""
    rows: list[TextRow] = []
    for segment in covered.segments:
        name = segment.segment
        claims = covered.coded.get(name, [])
        excuse = covered.excused.get(name)
        state = "coded" if claims else "excused" if excuse else "missing"
        where = segment.paragraph or {"t": "title"}.get(name, "author's note")
        rows.append((where, name, state, len(claims), *((excuse.reason, excuse.note) if excuse else (None, None))))
    return rows


_SIGNS = ("-", "+", "~", "0", DENIED)
TIE_COLUMNS = ("subject", "relation", "object", "sign", "status", "reading", "from", "to", "basis", "claims")


def tie_row(tie: Tie) -> TextRow:
    """Return a tie as a row of `TIE_COLUMNS`."""
    bounds = tie.bounds
    return (
        *map(compact, (tie.subject, tie.relation, tie.object)),
        sign_word(tie),
        tie.status,
        tie.reading,
        tables.between(bounds.earliest_begin, bounds.latest_begin),
        tables.between(bounds.earliest_end, bounds.latest_end),
        tie.basis,
        cited(tie.claims),
    )


def run_row(run: Sequence[Tie]) -> TextRow:
    """Return what happened in consecutive years, or is told of one state, as one row of `TIE_COLUMNS`.

    It begins as the earliest of them and ends as the latest; what one leaves open is told by another.
    """
    first, last = run[0], run[-1]
    if first is last:
        return tie_row(first)
    told = tables.cite_run(claim.id.removeprefix("claim:") for tie in run for claim in tie.claims)
    best = min(run, key=lambda tie: BEST_FIRST.index(tie.reading))
    *head, _, _, _, _, _ = tie_row(first)
    basis = ", ".join(dict.fromkeys(part for tie in run for part in (tie.basis or "").split(", ") if part))
    earliest = min(run, key=lambda tie: tie.bounds.latest_begin or tie.bounds.earliest_begin or date.max).bounds
    latest = max(run, key=lambda tie: (tie.bounds.latest_end or date.max, tie.bounds.earliest_end or date.min)).bounds
    ends = tables.between(latest.earliest_end, latest.latest_end)
    begins = tables.between(earliest.earliest_begin, earliest.latest_begin)
    return (*head, best.reading, begins, ends, basis, told)


def _place(tie: Tie) -> tuple[bool, int]:
    """Say where a tie stands among others: hostility first, what is denied and who only contributes last."""
    return tie.relation == str(SKG.contributesTo), _SIGNS.index(told_sign(tie))


def cited(claims: Iterable[Claim]) -> str:
    """Return the ids of claims, which tell source and sentence, as short as they are unambiguous."""
    return " ".join(claim.id.removeprefix("claim:") for claim in claims)


def profile_text(profile: Profile, opened: Build, *, wide: bool = False) -> str:
    """Return a profile for the terminal: a heading, then one table a topic that has rows."""

    def label(iri: str) -> str:
        if iri in opened.actors.iris:
            return opened.actors.name(iri)
        return opened.relations.label(iri) if iri in opened.relations.terms else opened.labels.get(iri, compact(iri))

    def ties(found: Iterable[Tie]) -> list[TextRow]:
        runs = sorted(join_states(join_years(found)), key=lambda run: _place(run[0]))
        rows = [(run[0], run_row(run)) for run in runs]
        return [
            (*map(label, (t.subject, t.relation, t.object)), *row[6:8], *row[3:dated], f"{row[-2]}{whose}", row[-1])
            for (t, row), whose in zip(rows, (according_to(run, label) for run in runs), strict=True)
        ]

    def side_text(side: Side) -> str:
        tie, report = side.tie, side.report
        if report:
            said = f"{report.number()} {report.loss.lower()} of {label(report.party)} ({cited(tie.claims)})"
        else:
            said = f"{' '.join(map(label, (tie.subject, tie.relation, tie.object)))} ({tie.status})"
        return said + according_to([tie], label)

    book = open_book(opened.whole)
    day = f" as of {profile.day}" if profile.day else ""
    dated = 6 if day else 5  # without a date every tie would read the same
    # a narrow screen has room for the first columns: when comes before how it is known
    tie_columns = [*TIE_COLUMNS[:3], *TIE_COLUMNS[6:8], *TIE_COLUMNS[3:dated], *TIE_COLUMNS[8:]]
    events: list[TextRow] = [
        (e.told, ", ".join(e.roles), tables.between(e.bounds.earliest_begin, e.bounds.latest_end), cited(e.claims))
        for e in profile.events
    ]
    disputes: list[TextRow] = [(disputed(d), d.message, "; ".join(map(side_text, d.sides))) for d in profile.disputes]
    ranks: list[TextRow] = [(r.measure, r.value, f"{r.place} of {r.of}") for r in profile.ranks]
    claims: list[TextRow] = [
        (
            cited([c]),
            told_with_note(c, book, label),
            f"{compact(c.source).partition(':')[2]}\n{c.place}",
            f"{c.kind}\n{c.basis}",
        )
        for c in profile.claims
    ]
    topics: list[tuple[str, Sequence[str], list[TextRow]]] = [
        (f"Ties{day}", tie_columns, ties(profile.ties)),
        (f"Former ties{day}", tie_columns, ties(profile.former)),
        (f"Places{day}", tie_columns, ties(profile.places)),
        ("Events", ("event", "role", "when", "claims"), events),
        ("Disputed", ("kind", "rule", "sides"), disputes),
        ("Ranks", ("measure", "value", "place"), ranks),
        ("Claims", ("claim", "statement, coder's note", "source, place", "kind, basis"), claims),
    ]
    tables_shown = [
        f"\n{title}\n{tables.render_table(columns, rows, wide=wide)}" for title, columns, rows in topics if rows
    ]
    none = "" if profile.ties else f"\nNo tie of it is told{day}.\n"
    notes = [f"Note: {tables.printable(text)}\n" for text in dict.fromkeys(each.text for each in profile.cautions)]
    reach = "" if profile.day else tell_sources(profile, opened)
    return "".join([profile_heading(profile, opened), *notes, none, *tables_shown, reach])


def tell_sources(profile: Profile, opened: Build) -> str:
    """Return a line on how far the sources reach that speak of an actor."""
    from sahel_kg.ties.coverage import tell_reach

    reach = tell_reach(opened, (claim.source for claim in profile.claims))
    return f"How far its sources reach: {tables.printable(reach)}\n" if reach else ""


def name_kind(kind: str, labels: Mapping[str, str]) -> str:
    """Return a kind of actor in words: armed group, not ArmedGroup."""
    return labels.get(str(SKG[kind]), kind)


def profile_heading(profile: Profile, opened: Build) -> str:
    """Return name, kind, categories, years, other names and numbers of an actor; kinds as the ontology calls them."""
    actor, labels = profile.actor, opened.labels
    kinds = (name_kind(kind, labels) for kind in actor.kinds or ["Actor"])
    lines = [f"{actor.label}  ({actor.id})", ", ".join(kinds)]
    if actor.described:
        lines[-1] += "; described, not named, by the source"
    if actor.categories:
        lines[-1] += f"; category {', '.join(actor.categories)}"
    if profile.lifetime:
        lines[-1] += f"; years: {profile.lifetime.in_words(cited=True)}"
    names = [name for name in actor.names if name.text != actor.label]
    if is_acronym(actor.label):  # what it stands for comes first
        names.sort(key=lambda name: (name.language != "en", -len(name.text)))
    others = dict.fromkeys(f"{name.text} ({name.language})" for name in names)
    if others:
        lines.append("Names: " + "; ".join(others))
    if also := tell_decided(profile.told_as, actor.iris, opened):
        lines.append(also)
    return tables.printable("\n".join(lines)) + "\n"


def summary(opened: Build, options: str = "") -> str:
    """Return what a build found, and what to do next: half a screen.

    Parameters
    ----------
    options : str
        What the suggested commands need to find this build.
    """
    counts, report = opened.manifest["counts"], opened.report
    inferred = sum(t.status == "inferred" for t in opened.ties())
    sides, top, day = _who_stands_out(opened)
    tensions = [each for each in opened.disagreements() if each.kind == "tension" and each.is_certain]
    why = "; ".join(sorted({each.message.rstrip(".") for each in tensions}))
    apart = f"; {counts['possible']} more would be, only if all that is possible were so" if counts["possible"] else ""
    checked = f"\n{_cross_checked(opened.cross_check, opened)}" if opened.cross_check else ""
    missing = f", not coded yet: {', '.join(report['uncovered'])}" if report["uncovered"] else ", none missing"
    commands = _suggest(opened, sides, day)
    next_steps = [f"  sahel-kg {command}{options if command != 'queries' else ''}" for command in commands]
    column = max(map(len, next_steps)) + 3
    advice = "\n".join(f"{line:{column}}{says}" for line, says in zip(next_steps, commands.values(), strict=True))
    return f"""
{count(counts["claims"], "claim")}: {counts["reported"]} reported, {counts["assessed"]} assessed; \
{counts["background"]} of them background
{counts["coded"]} of {counts["sentences"]} sentences coded, {counts["excused"]} excused with a reason{missing}
{count(counts["inferred"], "inferred fact")}, among them {count(inferred, "tie")} \
that no claim states in so many words{checked}
{top}
{count(counts["contradictions"], "contradiction")}, {count(counts["tensions"], "tension")}\
{": " + why if why else ""}{apart}

The build is in {shown(opened.path)}. Next:
{advice}
"""


def _suggest(opened: Build, sides: Sequence[Actor], day: date | None) -> dict[str, str]:
    """Return what to ask next, each with what it tells: of one's own sources, if there are any."""
    group = next((actor for actor in sides if "ArmedGroup" in actor.kinds), sides[0] if sides else None)
    if own := _own_sources(opened):
        return _suggest_own(opened, own, group)
    return {
        f"show {shlex.quote(group.label if group else 'NAME')}": "names, ties, events and claims of an actor",
        "queries": "the questions that are ready to ask",
        "query leaders": "one of them",
        f"rank --sign hostility{f' --as-of {day}' if day else ''}": "who stands in the middle of the fighting then",
        "render -o out.html": "the relationship graph, one file",
    }


def _own_sources(opened: Build) -> list[str]:
    """Return the names of sources whose sentences were among one's own data."""
    own = []
    for name in opened.manifest["inputs"]:
        folder, _, file = name.rpartition("/")
        if file == "source.toml":
            own.append(folder.rpartition("/")[2])
        elif folder.rpartition("/")[2] == "segments" and not name.startswith("data/"):
            own.append(file.removesuffix(".csv"))
    told = {claim.source for claim in opened.admitted}
    return sorted(name for name in own if PREFIXES["source"] + name in told)


def _suggest_own(opened: Build, own: Sequence[str], other: Actor | None) -> dict[str, str]:
    """Return what to ask of one's own sources: about the group of which they speak most."""
    from sahel_kg.ties.coverage import source_ends

    sources = {PREFIXES["source"] + name for name in own}
    spoken_of: Counter[str] = Counter()
    for claim in opened.admitted:
        if claim.source in sources:
            spoken_of.update({value(term) for t in claim.statement for term in (t.subject, t.object)})
    actors = [opened.actors[iri] for iri, _ in spoken_of.most_common() if iri in opened.actors.iris]
    named = [actor for actor in actors if not actor.described] or [*actors, *([other] if other else [])]
    group = next((actor for actor in named if "ArmedGroup" in actor.kinds), named[0] if named else None)
    ends = [day for source, day in source_ends(opened).items() if source in sources]
    chosen = "".join(f" --source {name}" for name in own)
    seen = f"{chosen} --as-of {max(ends)}" if ends else chosen
    return {
        f"show {shlex.quote(group.label if group else 'NAME')}": "names, ties, events and claims of an actor of yours",
        f"camps{seen}": "who stands with whom, by your claims",
        f"contradictions{chosen}": "what of it does not sit well together",
        f"render{chosen} -o {own[0]}.html": "the relationship graph, one file",
        "queries": "the questions that are ready to ask",
    }


def _who_stands_out(opened: Build) -> tuple[list[Actor], str, date | None]:
    """Return the actors with most friends and foes on the last day that a source speaks of, a line on them, the day."""
    from sahel_kg.ties.coverage import source_ends

    ends = source_ends(opened)
    if not ends:
        return [], "no source gives a date", None
    day = max(ends.values())
    graph = opened.network(as_of=day, described=False, signs=("+", "-"))
    partners: dict[str, dict[str, set[str]]] = defaultdict(lambda: {"+": set(), "-": set()})
    for one, other, sign in graph.edges(data="sign"):
        partners[one][sign].add(other)
        partners[other][sign].add(one)
    ranked = sorted(partners, key=lambda id: (-sum(map(len, partners[id].values())), graph.nodes[id]["label"]))
    actors = [opened.actors.find(id) for id in ranked]
    shown = [f"{actor.label} ({len(partners[actor.id]['+'])}, {len(partners[actor.id]['-'])})" for actor in actors[:5]]
    said = f"most friends and foes on {day}, the last day that a source speaks of (who only sends troops is left out): "
    return actors, said + (", ".join(shown) or "nobody has any"), day


_FIRST = 3
"""How many ties on which two reasoners differ are named in a summary; report.json has all."""


def _cross_checked(found: CrossCheck, opened: Build) -> str:
    """Return in one line whether two reasoners infer the same ties."""
    apart = {"duckdb": found.only_duckdb, found.engine: found.only_owlrl}
    if not any(apart.values()):
        both = " and ".join(apart)
        return f"two independent reasoners, {both}, infer the same {found.ties} ties, general forms of others counted"
    told = "; ".join(f"only {engine}: {_first_ties(ties, opened)}" for engine, ties in apart.items() if ties)
    count = sum(map(len, apart.values()))
    return f"two reasoners differ on {count} tie{'s' * (count != 1)}, and agree on {found.ties}: {told}"


def _first_ties(ties: Sequence[TieKey], opened: Build) -> str:
    named = [" ".join(_name(iri, opened) for iri in tie) for tie in ties[:_FIRST]]
    return ", ".join(named) + (f" and {len(ties) - _FIRST} more" if len(ties) > _FIRST else "")


def _name(iri: str, opened: Build) -> str:
    return opened.actors[iri].label if iri in opened.actors.iris else opened.relations.label(iri)
