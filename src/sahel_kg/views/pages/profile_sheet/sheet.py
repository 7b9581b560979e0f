"""The profile of an actor as a sheet to print before a meeting: Markdown, or one HTML page without any request.

Each line says what is known, since when and how surely, with footnotes down to source, paragraph and sentence.
"""

from __future__ import annotations

import base64
import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from rdflib import URIRef

from sahel_kg.explaining import naming
from sahel_kg.explaining.phrasing import Phrasing
from sahel_kg.record.bounds import BEST_FIRST
from sahel_kg.record.extents import Extent
from sahel_kg.ties.choice import ABSENCE
from sahel_kg.ties.coverage import tell_reach
from sahel_kg.ties.words import graded
from sahel_kg.views.pages.inline import InlinePage
from sahel_kg.views.text import disagreements
from sahel_kg.views.text.also_told import tell_decided
from sahel_kg.views.text.citations import cite, list_sources
from sahel_kg.views.text.proof_markdown import plain_markdown
from sahel_kg.views.text.terminal import name_kind
from sahel_kg.views.wording import day, period, plain

if TYPE_CHECKING:
    from sahel_kg.builds.build import Build
    from sahel_kg.builds.profiles import Profile
    from sahel_kg.findings.disagreement import Side
    from sahel_kg.record.claims import Claim
    from sahel_kg.ties.ties import Tie

_HERE = Path(__file__).parent
_GROUPS = (
    ("+", "Stands with"),
    ("-", "Stands against"),
    ("~", "Is in tension with"),
    ("0", "Other ties"),
)


@dataclass(frozen=True)
class Line:
    """One row of a section: its cells, the numbers of its footnotes, and whether it is less than certain."""

    cells: tuple[str, ...]
    notes: tuple[int, ...] = ()
    is_doubtful: bool = False


@dataclass(frozen=True)
class Section:
    """A heading with a table."""

    title: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    remark: str = ""


@dataclass(frozen=True)
class Sheet:
    """All that the page says."""

    title: str
    subtitle: str
    names: tuple[str, ...]
    remarks: tuple[str, ...]
    sections: tuple[Section, ...]
    footnotes: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass
class _Footnotes:
    """Footnotes as they are met: a claim has one number, wherever it is cited."""

    claims: dict[str, Claim] = field(default_factory=dict)

    def cite(self, claims: Iterable[Claim]) -> tuple[int, ...]:
        self.claims |= {claim.iri: claim for claim in claims if claim.iri not in self.claims}
        numbers = {iri: number for number, iri in enumerate(self.claims, 1)}
        return tuple(numbers[claim.iri] for claim in claims)


def show_sheet(build: Build, profile: Profile) -> InlinePage:
    """Return the sheet of a profile as a page; a notebook shows it."""
    return InlinePage(html(lay_out(build, profile)))


def lay_out(build: Build, profile: Profile) -> Sheet:
    """Return the sheet of a profile.

    Parameters
    ----------
    build : Build
        Rewound as the profile was.
    profile : Profile
    """
    notes, book = _Footnotes(), naming.open_book(build.whole)
    actor = profile.actor
    words = _SheetWords(book.phrasing, actor.iri, frozenset(build.relations.symmetric))
    sections = [
        *_all_ties(profile, words, notes),
        _ties("Places", profile.places, words, notes, profile),
        _events(profile, notes),
        _changes(profile, words),
        _disputes(profile, words, notes),
        _ranks(profile),
    ]
    claims = list(notes.claims.values())
    return Sheet(
        plain(actor.label),
        ", ".join(
            [
                *(name_kind(kind, build.labels) for kind in actor.kinds),
                *(f"category {name}" for name in actor.categories),
            ]
        )
        + ("; described, not named, by the source" if actor.described else ""),
        tuple(dict.fromkeys(plain(n.text) for n in actor.names if n.text != actor.label)),
        (*_remarks(build, profile), *dict.fromkeys(plain(each.text) for each in profile.cautions)),
        tuple(section for section in sections if section.lines),
        tuple(plain(f"{cite(claim, book)}{f'. Coder: {claim.note}' if claim.note else ''}") for claim in claims),
        tuple(plain(line) for line in list_sources(claims, book)),
    )


@dataclass(frozen=True)
class _SheetWords:
    """Ties in sentences about the actor of the sheet."""

    phrasing: Phrasing
    actor: str
    symmetric: frozenset[str]

    def sentence(self, tie: Tie, *others: str) -> str:
        """Return a tie in words, the actor first where the relation goes both ways; `others` are more objects."""
        ends = [tie.subject, tie.object]
        if tie.relation in self.symmetric and ends[1] == self.actor:
            ends.reverse()
        one, relation, other = map(URIRef, (ends[0], tie.relation, ends[1]))
        said = self.phrasing.denial(one, relation, other) if tie.status == "denied" else ""
        more = [self.phrasing.name(URIRef(name)) for name in others]
        return ", ".join([said or self.phrasing.sentence((one, relation, other)), *more])

    def side(self, side: Side) -> str:
        """Return a side of what is disputed in words."""
        return disagreements.sentence(side, self.phrasing) if side.report else self.sentence(side.tie)


def _remarks(build: Build, profile: Profile) -> Iterable[str]:
    seen = build.when
    told = seen.in_words()
    if profile.lifetime:
        yield plain(f"Years: {profile.lifetime.in_words(cited=True)}.")
    if also := tell_decided(profile.told_as, profile.actor.iris, build):
        yield plain(f"{also}.")
    if not seen.day and (reach := tell_reach(build, (claim.source for claim in profile.claims))):
        yield plain(f"How far its sources reach: {reach}.")
    yield f"{told[0].upper()}{told[1:]}." if seen.day else "Ties of any date: each line says when."
    if build.evidence:
        yield f"Told {build.evidence.in_words()}."


def _all_ties(profile: Profile, words: _SheetWords, notes: _Footnotes) -> Iterable[Section]:
    """Yield the ties that hold, by sign, those denied and those that are over."""
    denied = [tie for tie in profile.ties if tie.status == "denied"]
    holding = [tie for tie in profile.ties if tie.status != "denied"]
    groups = [(title, [tie for tie in holding if tie.sign == sign]) for sign, title in _GROUPS]
    for title, ties in [*groups, ("Denied", denied), ("Former ties", profile.former)]:
        yield _ties(title, ties, words, notes, profile)


def _ties(title: str, ties: Iterable[Tie], words: _SheetWords, notes: _Footnotes, profile: Profile) -> Section:
    """Return ties as a section; those that differ in one end only are one line."""
    me, sentence = profile.actor.iri, words.sentence
    joined: dict[tuple[object, ...], list[Tie]] = defaultdict(list)
    for tie in sorted(ties, key=lambda t: (BEST_FIRST.index(t.reading), t.status, t.relation, sentence(t))):
        # who stands second in a sentence can be one of a list, who stands first cannot
        is_first = tie.subject == me or sentence(tie).startswith(profile.actor.label)
        end = "" if is_first else tie.subject
        joined[end, tie.relation, tie.status, *_cells(tie, profile), tie.claims].append(tie)
    lines = []
    for first, *rest in joined.values():
        others = [tie.object if tie.subject == me else tie.subject for tie in rest]
        cells = (sentence(first, *others), *_cells(first, profile))
        lines.append(Line(cells, notes.cite(first.claims), first.reading != "certain"))
    return Section(title, ("Tie", "When", "How sure", "Grade"), _joined(lines))


def _joined(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return lines, those that read alike as one with the footnotes of all: two conflicts of one year tell the same."""
    found: dict[tuple[object, ...], Line] = {}
    for line in lines:
        key = line.cells, line.is_doubtful
        notes = (*found[key].notes, *line.notes) if key in found else line.notes
        found[key] = replace(line, notes=tuple(dict.fromkeys(notes)))
    return tuple(found.values())


def _events(profile: Profile, notes: _Footnotes) -> Section:
    return Section(
        "Events",
        ("When", "Event", "Role"),
        tuple(
            Line((_when(Extent(e.bounds, "happening")), e.told, ", ".join(e.roles)), notes.cite(e.claims))
            for e in profile.events
        ),
    )


def _changes(profile: Profile, words: _SheetWords) -> Section:
    return Section(
        "What began and ended",
        ("When", "Change"),
        _joined(Line((_between(h.first, h.last), f"{words.sentence(h.tie)}: {h.change}")) for h in profile.history),
        "Only what the sources date on both sides.",
    )


def _disputes(profile: Profile, words: _SheetWords, notes: _Footnotes) -> Section:
    return Section(
        "Disputed",
        ("Kind", "Side", "Grade"),
        tuple(
            Line((f"{disagreements.disputed(each)}: {each.message}", words.side(side), graded(*side.tie.grade)), cited)
            for each in profile.disputes
            for side in each.sides
            for cited in [notes.cite(side.tie.claims)]
        ),
    )


def _ranks(profile: Profile) -> Section:
    return Section(
        "Standing in the network",
        ("Measure", "Value", "Place"),
        tuple(Line((r.measure, f"{r.value:g}", f"{r.place} of {r.of}")) for r in profile.ranks),
        f"All signs together, friend and foe alike; `sahel-kg rank` tells them apart. {ABSENCE}",
    )


def _cells(tie: Tie, profile: Profile) -> tuple[str, str, str]:
    confirmed = (profile.confirmations or {}).get((tie.subject, tie.relation, tie.object))
    count = confirmed.n if confirmed and tie.status != "denied" else 0
    told = f"confirmed by {count} independent sources{'' if profile.day else ', those of different years together'}"
    sure = _sureness(tie, profile.day) + (f"; {told}" if count > 1 else "")
    return _when(tie.extent), sure, graded(*tie.grade)


def _sureness(tie: Tie, as_of: date | None) -> str:
    parts = ["inferred" if tie.status == "inferred" else "stated"]
    if tie.basis and tie.basis != "Stated":
        parts[0] += f" ({tie.basis.lower()})"
    if tie.reading in ("presumed", "possible"):
        only = "only possible" if tie.reading == "possible" else "presumed"
        parts.append(f"{only}: {', '.join(tie.why_possible)}" if as_of else "never certain")
    elif as_of or tie.reading == "undated":
        parts.append(tie.reading)
    if tie.events:
        parts.append(tie.events.in_words())
    return "; ".join(parts)


def _when(extent: Extent) -> str:
    bounds = extent.bounds.tight()
    if not bounds:
        return "not dated"
    if extent.aspect == "happening":
        return _between(bounds.earliest_begin, bounds.latest_end or bounds.latest_begin)
    begin, end = period(bounds)
    begun = begin if begin.startswith("begin") else f"begun {begin}"
    if bounds.earliest_end and not bounds.latest_end:
        return f"{begun}; still so on {day(bounds.earliest_end)}, end not stated"
    return f"{begun}; {end if end.startswith('end') else f'ended {end}'}"


def _between(first: date | None, last: date | None) -> str:
    if first and last and first != last:
        return f"{day(first)} – {day(last)}"
    if first or not last:
        return day(first) + ("" if last else " or later") if first else "not dated"
    return f"{day(last)} or earlier"


# -- as Markdown


def markdown(sheet: Sheet) -> str:
    """Return the sheet as Markdown with footnotes."""
    lines = [f"# {plain_markdown(sheet.title)}", "", plain_markdown(sheet.subtitle), ""]
    if sheet.names:
        lines += [f"Also: {'; '.join(map(plain_markdown, sheet.names))}", ""]
    lines += [*map(plain_markdown, sheet.remarks), ""]
    for section in sheet.sections:
        lines += [f"## {section.title}", ""]
        lines += [f"{plain_markdown(section.remark)}", ""] if section.remark else []
        lines += [f"| {' | '.join(section.columns)} |", "|" + " --- |" * len(section.columns)]
        for line in section.lines:
            cells = [plain_markdown(cell) for cell in line.cells]
            cells[0] += "".join(f"[^{number}]" for number in line.notes)
            lines.append(f"| {' | '.join(cells)} |")
        lines.append("")
    lines += ["## Notes and sources", ""]
    lines += [f"[^{number}]: {plain_markdown(text)}" for number, text in enumerate(sheet.footnotes, 1)]
    lines += ["", *(f"- {plain_markdown(text)}" for text in sheet.sources)]
    return "\n".join(lines).rstrip() + "\n"


# -- as a page


def html(sheet: Sheet) -> str:
    """Return the sheet as one HTML page: no script, no request, made for paper and for a phone."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    style = (_HERE / "page.css").read_text("utf-8")
    hashed = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; img-src data:; style-src 'sha256-{hashed}'; base-uri 'none'; form-action 'none'"
    template = environment.from_string((_HERE / "page.html.j2").read_text("utf-8"))
    from markupsafe import Markup

    return template.render(sheet=sheet, style=Markup(style), policy=policy)
