"""Claims and sources as they are cited: place, basis and grade in one line."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from sahel_kg.explaining.explanations import Book
from sahel_kg.record.claims import Claim
from sahel_kg.vocabulary import compact


class _Resting(Protocol):
    """Whatever rests on claims: a tie, of a network or by itself."""

    @property
    def status(self) -> str: ...

    @property
    def claims(self) -> tuple[Claim, ...] | None: ...


def according_to(told: Iterable[_Resting], name: Callable[[str], str]) -> str:
    """Return whose word some ties are, " (according to X)"; "" where a source says one of them itself.

    What is inferred is the word of all whose word its proof rests on.
    """
    said = [_speakers(tie.claims or (), some=tie.status == "inferred") for tie in told]
    return _name(dict.fromkeys(iri for each in said for iri in each), name) if said and all(said) else ""


def said_by(claims: Iterable[Claim], name: Callable[[str], str]) -> str:
    """Return whose word it is that some claims state, " (according to X)"; "" where a source says it itself."""
    return _name(_speakers(claims), name)


def _name(speakers: Iterable[str], name: Callable[[str], str]) -> str:
    named = " and ".join(dict.fromkeys(map(name, speakers)))
    return f" (according to {named})" if named else ""


def _speakers(claims: Iterable[Claim], *, some: bool = False) -> list[str]:
    """Return who speaks in claims: in all of them, or in some."""
    said = [claim.speaker for claim in claims]
    return sorted({iri for iri in said if iri}) if some or all(said) else []


def cite(claim: Claim, book: Book) -> str:
    """Return a claim with its place, basis and grade in one line.

    The source is named by the last part of its IRI; `sources` tells its title.
    """
    letter, credibility = book.grade(claim)
    speaker = claim.speaker and (book.phrasing.labels.get(claim.speaker) or compact(claim.speaker))
    where = f"{compact(claim.source).partition(':')[2]}, {place(claim)}{f', said by {speaker}' if speaker else ''}"
    named = f"; there {book.told_of[claim.iri]}" if claim.iri in book.told_of else ""
    return f"claim {claim.id.removeprefix('claim:')}: {where}; {claim.basis}, {letter}{credibility}{named}"


def place(claim: Claim) -> str:
    """Return where in its source a claim rests."""
    at = claim.locator
    if at is None:
        return claim.record or "no place given"
    if at.paragraph:
        return f"paragraph {at.paragraph}, sentence {at.sentence}"
    return "title" if at.segment == "t" else f"author's note, sentence {at.sentence}"


def list_sources(claims: Iterable[Claim], book: Book) -> list[str]:
    """Return the sources of claims with their titles, and what a grade means."""
    named = {claim.source: compact(claim.source).partition(":")[2] for claim in claims}
    lines = [f"{name}: {book.titles.get(iri, iri)}" for iri, name in sorted(named.items())]
    if not lines:
        return []
    grades = "grades: the source from A (reliable) to E, F unknown; the claim from 1 (confirmed) to 5, 6 unknown"
    return [*lines, grades]
