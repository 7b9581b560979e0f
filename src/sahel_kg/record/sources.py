"""Hold claims against the text of their source: verify every locator, count what is coded.

The text itself is read from a file that the user holds and is never copied anywhere.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import Quad

from sahel_kg import files
from sahel_kg.errors import DataError, ParseError, Problem, UsageError
from sahel_kg.record.claims import Claim
from sahel_kg.record.dataset import Asserted, Excuse, Segment
from sahel_kg.resources import shown
from sahel_kg.vocabulary import PREFIXES, SKG, compact, value


def read_reliability(about: Iterable[Quad]) -> dict[str, str]:
    """Return the letter of each source, given what is said about them."""
    return {value(q.subject): value(q.object) for q in about if q.predicate.value == str(SKG.reliability)}


def digest(text: str) -> str:
    """Return the SHA-256 of a text's UTF-8 bytes in hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


@dataclass(frozen=True)
class SourceText:
    """A source and its text, recognised by the hash of the file."""

    iri: str
    text: str

    @property
    def name(self) -> str:
        """Last part of the IRI: the name of its files."""
        return self.iri.rpartition("/")[2]


def recognise(path: Path, asserted: Asserted) -> SourceText:
    """Find out which source a file is, by its SHA-256.

    Raises
    ------
    ParseError
        If it cannot be read as UTF-8.
    UsageError
        If no source has this hash; the known ones are listed.
    """
    try:
        raw = files.read(path)
    except OSError as error:
        raise UsageError(
            f"--source {path}: cannot be read ({error.strerror}); name the file with the text of the source"
        ) from None
    known = {
        value(q.object): value(q.subject)
        for q in asserted.about
        if q.predicate.value == str(SKG.sha256) and compact(value(q.subject)).startswith("source:")
    }
    iri = known.get(hashlib.sha256(raw).hexdigest())
    if iri is None:
        listed = "; ".join(f"{compact(v)} has {k[:12]}..." for k, v in sorted(known.items(), key=lambda i: i[1]))
        found = hashlib.sha256(raw).hexdigest()[:12]
        raise UsageError(
            f"{shown(path)} is no source that is known here: its SHA-256 begins {found}; {listed or 'none is known'}. "
            "Give the very file that was coded, unchanged."
        )
    try:
        return SourceText(iri, raw.decode("utf-8"))
    except UnicodeDecodeError:
        raise ParseError([Problem(shown(path), "", "is not UTF-8")]) from None


def find(given: str, asserted: Asserted) -> str:
    """Return the IRI of the source that a name means, whose sentences are listed, or whose text a file is.

    Raises
    ------
    ParseError, UsageError
        As from `recognise`, or if it is neither a file nor the name of such a source; these are listed.
    """
    for name in asserted.segments:
        if given in (name, f"source:{name}", PREFIXES["source"] + name):
            return PREFIXES["source"] + name
    if Path(given).exists():
        return recognise(Path(given), asserted).iri
    names = ", ".join(sorted(asserted.segments))
    raise UsageError(f"--source {given}: is no file and no source whose sentences are listed; there are: {names}")


@dataclass(frozen=True)
class Verified:
    """One claim whose locator was confirmed, with the span that it points to."""

    claim: Claim
    span: str


def verify(source: SourceText, claims: Sequence[Claim], asserted: Asserted) -> list[Verified]:
    """Confirm each locator and each sentence of a source against its text.

    Returns
    -------
    list of Verified
        In the order of the text.

    Raises
    ------
    DataError
        Naming each claim whose locator does not fit, with the hash that would.
    """
    problems = []
    verified = []
    for claim in claims:
        if claim.source != source.iri or claim.locator is None:
            continue
        at = claim.locator
        file = asserted.origin.get(claim.iri, "")
        if at.end > len(source.text):
            text = f"ends at {at.end}, but the source has {len(source.text)} code points"
            problems.append(Problem(file, claim.id, text))
            continue
        span = source.text[at.start : at.end]
        if digest(span) != at.sha256:
            text = f"hash {at.sha256[:12]}... is not that of {at.start} to {at.end}, which is {digest(span)}"
            problems.append(Problem(file, claim.id, text))
            continue
        verified.append(Verified(claim, span))
    for segment in asserted.segments.get(source.name, ()):
        span = source.text[segment.start : segment.end]
        if digest(span) != segment.sha256:
            text = f"hash is not that of {segment.start} to {segment.end}, which is {digest(span)}"
            problems.append(Problem(asserted.file_of("segments", source.name), segment.segment, text))
    if problems:
        raise DataError(problems)
    return sorted(verified, key=lambda v: (v.claim.locator or 0, v.claim.iri))


@dataclass(frozen=True)
class Coverage:
    """What became of each sentence of a source."""

    source: str
    segments: tuple[Segment, ...]
    coded: dict[str, list[Claim]]
    excused: dict[str, Excuse]

    @property
    def missing(self) -> list[str]:
        """Sentences that are neither coded nor excused."""
        return [s.segment for s in self.segments if s.segment not in self.coded and s.segment not in self.excused]

    def as_dict(self) -> dict[str, Any]:
        """Return the coverage object of the JSON formats (docs/formats/coverage.schema.json)."""
        return {
            "version": 1,
            "source": compact(self.source),
            "sentences": len(self.segments),
            "coded": len(self.coded),
            "excused": len(self.excused),
            "missing": self.missing,
        }


def cover(source: str, claims: Sequence[Claim], asserted: Asserted) -> Coverage:
    """Count a source's sentences coded, excused and missing.

    Parameters
    ----------
    source : str
        IRI of the source.

    Raises
    ------
    UsageError
        If the source has no list of sentences.
    """
    name = source.rpartition("/")[2]
    if name not in asserted.segments:
        raise UsageError(f"{compact(source)} has no list of sentences: add data/segments/{name}.csv")
    coded: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.source == source and claim.locator and claim.withdrawn is None:
            coded[claim.locator.segment].append(claim)
    excused = {e.segment: e for e in asserted.uncoded.get(name, ()) if e.segment not in coded}
    return Coverage(source, tuple(asserted.segments[name]), dict(coded), excused)
