"""Words of a text found again: the stretch from the first word of a quote to its last, in code points of the text.

Folded for finding only: white space and breaks of line and page, hyphenation, soft hyphens, quotation marks with the
space inside guillemets, dashes, ligatures, composed accents; case last of all. ``...`` stands for what is left out.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sahel_kg.desk.cells import CellError
from sahel_kg.desk.extraction import Span
from sahel_kg.desk.folding import BREAK, MARKS, fold
from sahel_kg.record.dataset import Segment
from sahel_kg.record.sources import digest

LONGEST = 3000
"""Letters from the first word of a quote with gaps to its last."""
_LISTED = 5
"""Sentences that are named where words stand in many."""
_LIKE = 55
"""Of 100: how alike a passage must be to be shown where a quote is not found."""

_GAP = re.compile(r"\s*(?:\[\s*(?:\.{3,}|…)\s*\]|\(\s*(?:\.{3,}|…)\s*\)|\.{3,}|…)\s*")
_PART = re.compile(rf"(?P<dash> *[-{BREAK}]+ *)|(?P<space> +)|(?P<quote>\")|(?P<other>.)", re.DOTALL)
_IN_WORD = rf"\w{MARKS}"
_NARROW = "\u00a0\u202f\u2009\u2007"
_THOUSANDS = re.compile(rf"\d[{_NARROW}]\Z")
_MORE_DIGITS = re.compile(rf"[{_NARROW}]\d\d\d(?!\d)")


@dataclass(frozen=True, order=True)
class Stretch:
    """Words of a text, as a locator has them.

    Parameters
    ----------
    start, end : int
        In code points of the text, end exclusive.
    sha256 : str
        Of the stretch's UTF-8 bytes.
    segments : tuple of str
        The sentences it lies in or touches.
    """

    start: int
    end: int
    sha256: str
    segments: tuple[str, ...]


def find(quote: str, text: str, segments: Sequence[Segment], within: str | None = None) -> Stretch:
    """Find the words of a quote.

    Parameters
    ----------
    quote : str
        As somebody typed or copied it.
    text : str
    segments : sequence of Segment
        The sentences of the text.
    within : str, optional
        The sentence that it is said to stand in, or to begin or end in.

    Raises
    ------
    CellError
        The words are not there, with the nearest that are; or they are there twice.
    """
    pieces = [piece for piece in _GAP.split(quote) if re.search(r"\S", piece)]
    if not any(re.search(r"\w", piece) for piece in pieces):
        raise CellError("is no quote: write words of the text, with ... for what is left out")
    named = _named(within, segments) if within else None
    for ignore_case in (False, True):
        found = occurrences(quote, text, ignore_case=ignore_case)
        if named:
            inside = [span for span in found if span[0] < named.end and span[1] > named.start]
            found = [span for span in inside if named.start <= span[0] and span[1] <= named.end] or inside
        exact = [span for span in found if text[slice(*span)] == quote.strip()]
        found = exact or found
        if len(found) > 1:
            raise CellError(_twice(found, text, segments, within))
        if found:
            return stretch(text, found[0], segments)
    raise CellError(_nowhere(quote, pieces, text, segments, within))


def stretch(text: str, span: Span, segments: Sequence[Segment]) -> Stretch:
    """Return a stretch of a text with its hash and its sentences."""
    start, end = span
    touched = tuple(s.segment for s in segments if s.start < end and start < s.end)
    return Stretch(start, end, digest(text[start:end]), touched)


def occurrences(quote: str, text: str, *, ignore_case: bool = False) -> list[Span]:
    """Return where the words of a quote stand, each as near together as they come; whole words only."""
    patterns = [_compile(fold(piece).text, ignore_case) for piece in _GAP.split(quote) if piece.strip()]
    if not patterns:
        return []
    folded = fold(text)
    first, *others = [[found.span(1) for found in pattern.finditer(folded.text)] for pattern in patterns]
    by_end: dict[int, int] = {}
    for start, end in first:
        for spans in others:
            n = bisect_left(spans, (end, 0))
            if n == len(spans) or spans[n][1] - start > LONGEST:
                break
            end = spans[n][1]
        else:
            by_end[end] = start  # the last begin is the nearest
    spans = [folded.place(start, end) for end, start in by_end.items()]
    return [span for span in spans if not _cuts_a_number(text, span)]


@lru_cache(maxsize=1024)
def _compile(piece: str, ignore_case: bool) -> re.Pattern[str]:
    """Return what finds a folded piece of a quote in a folded text, as its group 1."""
    piece = piece.strip()
    parts: list[str] = []
    before = ""
    for found in _PART.finditer(piece):
        kind, word = found.lastgroup, found[0]
        if kind == "dash":
            # copied from the end of a line, the hyphen may be none
            perhaps = found.start() > 0 and (BREAK in word or (word.startswith("-") and word.endswith(" ")))
            left, right = " ?" if found.start() else "", " ?" if found.end() < len(piece) else ""
            parts.append(f"(?:{BREAK}|{left}-{{1,3}}{right}){'?' if perhaps else ''}")
        elif kind == "space":
            beside = piece[found.end() : found.end() + 1] == '"' or before == "quote"
            parts.append(" ?" if beside else " ")
        else:
            if before == "other" and re.match(rf"[{_IN_WORD}]", word):
                parts.append(f"{BREAK}?")
            parts.append(re.escape(word))
        before = kind or ""
    opening = rf"(?<![{_IN_WORD}])(?<!\w{BREAK})(?<!\d[.,])" if re.match(r"\d", piece) else ""
    opening = opening or (rf"(?<![{_IN_WORD}])(?<!\w{BREAK})" if re.match(r"\w", piece) else "")
    closing = rf"(?![{_IN_WORD}])(?!{BREAK}\w)" if re.search(rf"[{_IN_WORD}]\Z", piece) else f"(?![{MARKS}])"
    closing += r"(?![.,]\d)" if re.search(r"\d\Z", piece) else ""
    wanted = "".join(parts)
    # looked for from each place on: the same words may stand there twice and share some
    return re.compile(f"{opening}(?=({wanted}){closing})", re.IGNORECASE if ignore_case else 0)


def _cuts_a_number(text: str, span: Span) -> bool:
    """Whether a stretch begins or ends amid digits that are grouped by narrow spaces."""
    start, end = span
    after = text[start : start + 1].isdigit() and _THOUSANDS.search(text, max(0, start - 2), start)
    return bool(after or (text[end - 1 : end].isdigit() and _MORE_DIGITS.match(text, end)))


# -- messages


def _named(within: str, segments: Sequence[Segment]) -> Segment:
    found = next((s for s in segments if s.segment == within), None)
    if found is None:
        last = segments[-1].segment if segments else "none"
        raise CellError(f"names the sentence '{within}', which the text does not have: the last is {last}")
    return found


def _twice(found: Sequence[Span], text: str, segments: Sequence[Segment], within: str | None) -> str:
    if within:
        return f"stands {len(found)} times in {within}: add a word before or after, so that it stands there once"
    places = [stretch(text, span, segments).segments for span in found]
    names = list(dict.fromkeys(place[0] for place in places if place))
    shown = ", ".join([*names[:_LISTED], *(["..."] if len(names) > _LISTED else [])])
    return f"stands {len(found)} times in the text ({shown}): name its sentence, or add a word before or after"


def _nowhere(quote: str, pieces: Sequence[str], text: str, segments: Sequence[Segment], within: str | None) -> str:
    if within:
        elsewhere = [*occurrences(quote, text), *occurrences(quote, text, ignore_case=True)]
        places = dict.fromkeys(stretch(text, span, segments).segments for span in elsewhere)
        if shown := ", ".join(["-".join(dict.fromkeys((p[0], p[-1]))) for p in places if p][:_LISTED]):
            return f"stands in {shown}, not in {within}: correct one of the two"
    lost = [piece for piece in pieces if not occurrences(piece, text, ignore_case=True)]
    if not lost:
        return "has all its words in the text, but not in this order within one passage: quote one passage"
    near = nearest(lost[0], text, segments, within)
    if near is None:
        return f"'{_short(lost[0])}' is not in the text, nor anything like it: copy the words from the text"
    place = f" ({near.segments[0]})" if near.segments else ""
    return f"'{_short(lost[0])}' is not in the text; the nearest words{place} are '{text[near.start : near.end]}'"


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= 80 else f"{words[:77]}..."


def nearest(quote: str, text: str, segments: Sequence[Segment], within: str | None = None) -> Stretch | None:
    """Return the words of a text that are most like a quote, in its sentence if they are there; None if none are."""
    from rapidfuzz import fuzz

    wanted = fold(quote).text.strip().casefold()
    sentence = next((s for s in segments if s.segment == within), None)
    for start, end in [(sentence.start, sentence.end), (0, len(text))] if sentence else [(0, len(text))]:
        folded = fold(text[start:end])
        lowered = "".join(c if len(low := c.casefold()) != 1 else low for c in folded.text)
        if not wanted or not lowered.strip():
            continue
        alike = fuzz.partial_ratio_alignment(wanted, lowered, score_cutoff=_LIKE)
        if alike and alike.dest_end > alike.dest_start:
            a, b = folded.place(alike.dest_start, alike.dest_end)
            return stretch(text, _whole_words(text, start + a, start + b), segments)
    return None


def _whole_words(text: str, start: int, end: int) -> Span:
    while start > 0 and not text[start - 1].isspace() and not text[start].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace() and not text[end - 1].isspace():
        end += 1
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), start + len(part.rstrip())


def find_hash(text: str, length: int, sha256: str) -> Iterator[Span]:
    """Go through the stretches of a text that have a length and a hash: the same words, wherever they are now.

    Only where a word or a mark begins is looked.
    """
    for start in range(len(text) - length + 1):
        begins = not text[start].isspace() and (start == 0 or not (text[start - 1].isalnum() and text[start].isalnum()))
        if begins and digest(text[start : start + length]) == sha256:
            yield start, start + length
