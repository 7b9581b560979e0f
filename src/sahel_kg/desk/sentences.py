"""The sentences of a text, English or French, each with its span and the name that claims give for it."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from sahel_kg.desk.extraction import Span
from sahel_kg.desk.taken import needed
from sahel_kg.record.dataset import Segment
from sahel_kg.record.sources import digest

if TYPE_CHECKING:
    from nupunkt import PunktSentenceTokenizer

ABBREVIATIONS = (
    *("mm", "mme", "mmes", "mlle", "mgr", "lt", "gén", "cdt", "cne", "sgt", "brig", "cpl", "amb"),
    *("env", "approx", "cf", "av", "apr", "éd", "janv", "févr", "avr", "juil", "déc"),
)
"""What a full stop after does not end a sentence, beyond what the model knows."""

_ENDS = re.compile(r"[.!?…:;؟۔][\"'”’»)\]\s]*\Z")
_OPENS_LOW = re.compile(r"[\s\"'”’»)\]]*[^\W\d_]")
_COUNTED = re.compile(r"\b(?:art|arts|pp?|nos?|vol|fig|chap|para)\.\s*\Z", re.IGNORECASE)
_TITLE = 200
"""Letters that a title has at most."""
_INNER = re.compile(r"(?<=[؟۔])\s+")


def split(text: str, paragraphs: Sequence[Span]) -> list[Segment]:
    """Return the sentences of a text.

    The first paragraph is the title, ``t``, if it is a short line without an end; then come ``p1s1``, ``p1s2``, ...

    Parameters
    ----------
    text : str
    paragraphs : sequence of Span
        In order.

    Examples
    --------
    >>> text = "Raid on Arra\\n\\nThe Hill Band came on 2 Nov. 2018. M. Keïta fled."
    >>> [(s.segment, text[s.start : s.end]) for s in split(text, [(0, 12), (14, 63)])]
    [('t', 'Raid on Arra'), ('p1s1', 'The Hill Band came on 2 Nov. 2018.'), ('p1s2', 'M. Keïta fled.')]
    """
    segments: list[Segment] = []
    number = 0
    for n, (start, end) in enumerate(paragraphs):
        if n == 0 and len(paragraphs) > 1 and _is_title(text[start:end]):
            segments.append(_segment(text, "t", None, None, (start, end)))
            continue
        spans = [span for span in _sentences(text, start, end) if re.search(r"\w", text[slice(*span)])]
        number += bool(spans)
        for at, span in enumerate(spans, 1):
            segments.append(_segment(text, f"p{number}s{at}", number, at, span))
    return segments


def name(text: str, spans: Iterable[tuple[str, int, int]]) -> list[Segment]:
    """Return segments as somebody has them who mended a cut: each with its name, as ``p3s2``, begin and end."""
    return [_segment(text, given, *_numbers(given), (start, end)) for given, start, end in spans]


def _numbers(given: str) -> tuple[int | None, int | None]:
    if found := re.fullmatch(r"p(\d+)s(\d+)", given):
        return int(found[1]), int(found[2])
    if found := re.fullmatch(r"n(\d+)", given):
        return None, int(found[1])
    return None, None


def _segment(text: str, given: str, paragraph: int | None, sentence: int | None, span: Span) -> Segment:
    start, end = span
    return Segment(given, paragraph, sentence, start, end, digest(text[start:end]))


def _is_title(paragraph: str) -> bool:
    return len(paragraph) <= _TITLE and "\n" not in paragraph and not re.search(r"[.!…؟۔][\"'”’»)\]\s]*\Z", paragraph)


def _sentences(text: str, start: int, end: int) -> Iterator[Span]:
    """Go through a paragraph's sentences, without white space around."""
    whole = text[start:end]
    cuts = [at for _, at in _tokenizer().span_tokenize(whole)]
    cuts += [found.start() for found in _INNER.finditer(whole)]
    begin = 0
    for cut in sorted({*cuts, len(whole)}):
        if cut < len(whole) and _goes_on(whole[begin:cut], whole[cut:]):
            continue
        part = whole[begin:cut]
        if part.strip():
            yield start + begin + len(part) - len(part.lstrip()), start + begin + len(part.rstrip())
        begin = cut


def _goes_on(before: str, after: str) -> bool:
    """Whether a cut is wrong: nothing ends there, or what follows belongs to it: who said so, or a number."""
    if not _ENDS.search(before):
        return True
    if _COUNTED.search(before) and after.lstrip()[:1].isdigit():
        return True
    opening = _OPENS_LOW.match(after)
    return bool(opening and opening[0][-1].islower())


@cache
def _tokenizer() -> PunktSentenceTokenizer:
    with needed():
        from nupunkt import PunktSentenceTokenizer, load_default_model
    tokenizer = PunktSentenceTokenizer(copy.deepcopy(load_default_model().parameters))  # its own is everybody's
    tokenizer.add_abbreviations(list(ABBREVIATIONS))
    return tokenizer
