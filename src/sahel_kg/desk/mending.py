"""A text that was changed: what became of each place that a sheet rests on, and the places moved along."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sahel_kg.desk.extraction import Span
from sahel_kg.desk.folder import IDS, SEGMENTS, SOURCE, TEXT, ReportFolder, ReportSource, read_source, write_source
from sahel_kg.desk.kept import read_kept, write_places, write_segments
from sahel_kg.desk.quotes import find_hash
from sahel_kg.desk.reanchoring import KEPT, Anchor, reanchor
from sahel_kg.errors import UsageError
from sahel_kg.record.claims import Locator
from sahel_kg.record.dataset import Segment
from sahel_kg.record.sources import digest
from sahel_kg.resources import shown

LOST = ("another passage", "gone")


@dataclass(frozen=True)
class MovedPlace:
    """What became of one place.

    Parameters
    ----------
    claim : str
        What follows ``claim:``; "" for a sentence.
    row : int
    segment : str
    anchor : Anchor
    old, new : str
        The passages, as far as the texts are at hand.
    """

    claim: str
    row: int
    segment: str
    anchor: Anchor
    old: str
    new: str


@dataclass(frozen=True)
class Mended:
    """What became of all places of a folder, and what its files hold once they are moved along."""

    places: tuple[MovedPlace, ...]
    files: dict[str, bytes]

    @property
    def lost(self) -> list[MovedPlace]:
        """Claims whose passage is another one now, or gone."""
        return [each for each in self.places if each.anchor.fate in LOST and each.claim]


def mend(folder: ReportFolder, old: str | None) -> Mended:
    """Compare the text of a folder with the one that was coded.

    Parameters
    ----------
    folder : ReportFolder
        Its ``text.txt`` is the new one.
    old : str or None
        The text that was coded; without it only what a hash can tell is said.

    Raises
    ------
    UsageError
        If a text is missing, or is not the one that was coded.
    """
    source, new = read_source(folder.path / SOURCE), folder.read_text()
    if new is None:
        raise UsageError(f"{shown(folder.path / TEXT)} is missing: put the new text there")
    if old is not None and digest(old) != source.text_sha256:
        raise UsageError(f"--old is not the text that was coded: its SHA-256 must begin {source.text_sha256[:12]}")
    kept = read_kept(folder)
    claims, sentences = sorted(kept.places.values()), list(kept.segments)
    at = [(each.locator.start, each.locator.end, each.locator.sha256) for each in claims]
    at += [(each.start, each.end, each.sha256) for each in sentences]
    anchors = (
        reanchor(old, new, [(a, b) for a, b, _ in at]) if old is not None else [_by_hash(new, *each) for each in at]
    )
    told = [(each.claim, each.row, each.locator.segment) for each in claims] + [
        ("", 0, each.segment) for each in sentences
    ]
    places = tuple(
        MovedPlace(
            *who,
            anchor,
            old[slice(*anchor.old)] if old is not None else "",
            new[slice(*anchor.new)] if anchor.new else "",
        )
        for who, anchor in zip(told, anchors, strict=True)
    )
    moved = [  # what is lost keeps the hash of the old words, so that nobody takes the new ones for them unseen
        replace(each, locator=_move(each.locator, anchor)) if anchor.fate in KEPT else each
        for each, anchor in zip(claims, anchors, strict=False)
    ]
    found = _move_sentences(sentences, [anchor.new for anchor in anchors[len(claims) :]], new)
    mended = replace(source, text_sha256=digest(new), length=len(new))
    return Mended(places, {IDS: write_places(moved), SEGMENTS: write_segments(found), SOURCE: write_source(mended)})


def _move_sentences(sentences: Sequence[Segment], spans: Sequence[Span | None], new: str) -> list[Segment]:
    """Return the sentences where they are now: one that says something else is a sentence still.

    Of one that was not found it is what stands between its neighbours.
    """
    out = []
    for index, (each, span) in enumerate(zip(sentences, spans, strict=True)):
        if span is None:
            before, after = (
                spans[index - 1] if index else (0, 0),
                spans[index + 1] if index + 1 < len(spans) else (len(new),) * 2,
            )
            between = new[before[1] : after[0]] if before and after else ""
            start = before[1] + len(between) - len(between.lstrip()) if before else 0
            span = (start, start + len(between.strip()))
        if span[0] < span[1]:
            out.append(replace(each, start=span[0], end=span[1], sha256=digest(new[slice(*span)])))
    return out


def _by_hash(new: str, start: int, end: int, sha256: str) -> Anchor:
    """Return where the same words are now, as far as a hash can tell."""
    if digest(new[start:end]) == sha256:
        return Anchor((start, end), "same", (start, end), sha256=sha256)
    found = list(find_hash(new, end - start, sha256))
    if len(found) == 1:
        return Anchor((start, end), "moved", found[0], sha256=sha256)
    why = (
        f"the same words stand in {len(found)} places" if found else "these words are nowhere; --old FILE can tell more"
    )
    return Anchor((start, end), "gone", why=why)


def _move(at: Locator, anchor: Anchor) -> Locator:
    start, end = anchor.new or anchor.old
    return Locator(at.segment, start, end, anchor.sha256 or at.sha256)


def is_changed(folder: ReportFolder, source: ReportSource) -> bool:
    """Tell whether the text of a folder is another one than was coded."""
    text = folder.read_text()
    return text is not None and digest(text) != source.text_sha256


def tell_places(places: Iterable[MovedPlace]) -> Sequence[tuple[str, str, str, str, str, str]]:
    """Return of each claim whose place is not the same: claim, sentence, fate, why, old and new passage."""
    return [
        (f"claim:{each.claim}", each.segment, each.anchor.fate, each.anchor.why, each.old, each.new)
        for each in places
        if each.claim and each.anchor.fate != "same"
    ]
