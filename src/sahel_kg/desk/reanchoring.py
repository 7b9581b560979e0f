"""Stretches of an old text in a new one: the same, moved, with a typo corrected, broken into other lines, or gone.

A passage in which a number, a name or a negation differs is another passage, however alike the two are.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from sahel_kg.desk.extraction import Span
from sahel_kg.desk.folding import BREAK, fold
from sahel_kg.desk.quotes import occurrences
from sahel_kg.record.sources import digest

Fate = Literal["same", "moved", "other breaks", "typo", "another passage", "gone"]
"""What became of a stretch; of the last two nothing is taken."""
KEPT: tuple[Fate, ...] = ("same", "moved", "other breaks", "typo")

_TOKEN = re.compile(r"\d+(?:[.,\u00a0\u202f ]\d+)*|[^\W\d_]+(?:[\u0300-\u036f]+[^\W\d_]*)*|[^\w\s]")
_SIGN = re.compile(r"[.,;:!?'\"()\[\]\-\x00]+\Z")
_MANY = 20_000
"""Words from which on the two texts are compared by their lines alone."""


@dataclass(frozen=True)
class Anchor:
    """What became of a stretch.

    Parameters
    ----------
    old : Span
    fate : Fate
    new : Span, optional
        Where it stands now, or what stands in its place; None if it is gone.
    why : str
        What differs, where it is another passage; in how many places it stands, where nothing tells which is meant.
    sha256 : str, optional
        Of what stands there now, if that is the same passage.
    """

    old: Span
    fate: Fate
    new: Span | None = None
    why: str = ""
    sha256: str | None = None


def reanchor(old: str, new: str, spans: Iterable[Span]) -> list[Anchor]:
    """Find stretches of an old text in a new one.

    Parameters
    ----------
    old, new : str
    spans : iterable of Span
        In code points of the old text.

    Examples
    --------
    >>> old, new = "The band left. It had 13 men.", "On Monday the band left. It had 30 men."
    >>> [(a.fate, a.why) for a in reanchor(old, new, [(4, 13), (15, 28)])]
    [('moved', ''), ('another passage', "the number '13' is '30'")]
    """
    spans = list(spans)
    if old == new:
        return [_kept(span, "same", span, new) for span in spans]
    alignment = _Alignment(old, new)
    return [_anchor(old, new, span, alignment) for span in spans]


def _kept(span: Span, fate: Fate, at: Span, new: str) -> Anchor:
    return Anchor(span, fate, at, sha256=digest(new[slice(*at)]))


def _anchor(old: str, new: str, span: Span, alignment: _Alignment) -> Anchor:
    passage = old[slice(*span)]
    at = alignment.find(span)
    if at and new[slice(*at)] == passage:
        return _kept(span, "same" if at == span else "moved", at, new)
    if at and _bare(new[slice(*at)]) == _bare(passage):
        return _kept(span, "other breaks", at, new)
    places = _exact(passage, new)
    fate: Fate = "moved"
    if not places:
        places, fate = occurrences(passage.replace("...", " ").replace("…", " "), new), "other breaks"
    if len(places) == 1:
        return _kept(span, fate, places[0], new)
    if len(places) > 1:
        return Anchor(
            span, "gone", why=f"the same words stand in {len(places)} places, and nothing tells which is meant"
        )
    if at is None:
        return Anchor(span, "gone")
    why = _difference(passage, new[slice(*at)])
    return _kept(span, "typo", at, new) if why is None else Anchor(span, "another passage", at, why)


def _bare(text: str) -> str:
    """Return a text without what line ends, hyphens at them and the make of quotation marks add."""
    return fold(text).text.replace(BREAK, "").replace(" ", "")


def _exact(passage: str, new: str) -> list[Span]:
    spans, at = [], new.find(passage)
    while at >= 0:
        end = at + len(passage)
        if not (new[at - 1 : at].isalnum() and passage[0].isalnum()) and not (
            new[end : end + 1].isalnum() and passage[-1].isalnum()
        ):
            spans.append((at, end))
        at = new.find(passage, at + 1)
    return spans


class _Alignment:
    """Words of one text beside those of another."""

    def __init__(self, old: str, new: str) -> None:
        self._old = [found.span() for found in _TOKEN.finditer(old)]
        self._new = [found.span() for found in _TOKEN.finditer(new)]
        self._starts = [start for start, _ in self._old]
        pairs = _align([_plain(old[a:b]) for a, b in self._old], [_plain(new[a:b]) for a, b in self._new])
        self._pairs = dict(pairs)

    def find(self, span: Span) -> Span | None:
        """Return what stands in the place of a stretch: from what its first word became to what its last became."""
        first, last = bisect_left(self._starts, span[0]), bisect_left(self._starts, span[1])
        found = [self._pairs[n] for n in range(first, last) if n in self._pairs]
        return (self._new[min(found)][0], self._new[max(found)][1]) if found else None


def _align(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Pair the words of two texts in their order, like with like, and what stands between the same with each other."""
    pairs: list[tuple[int, int]] = []
    if len(old) * len(new) <= _MANY * _MANY:
        from rapidfuzz.distance import Levenshtein

        codes = [(op.tag, op.src_start, op.src_end, op.dest_start) for op in Levenshtein.opcodes(old, new)]
    else:
        from difflib import SequenceMatcher

        codes = [(tag, a, b if tag == "equal" else a + min(b - a, d - c), c)
                 for tag, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes()]  # fmt: skip
    for tag, start, end, at in codes:
        if tag in ("equal", "replace"):
            pairs += zip(range(start, end), range(at, at + end - start), strict=True)
    return pairs


# -- what differs


@cache
def _words() -> dict[str, frozenset[str]]:
    text = resources.files("sahel_kg.desk").joinpath("differences.toml").read_text("utf-8")
    return {key: frozenset(value) for key, value in tomllib.loads(text).items()}


def _plain(word: str) -> str:
    return unicodedata.normalize("NFC", fold(word).text)


def _difference(passage: str, other: str) -> str | None:
    """Say why two passages are not the same but for a typo; None if they are."""
    old, new = ([_plain(found[0]) for found in _TOKEN.finditer(text)] for text in (passage, other))
    from rapidfuzz.distance import Levenshtein

    for op in Levenshtein.opcodes(old, new):
        if op.tag == "equal":
            continue
        left, right = old[op.src_start : op.src_end], new[op.dest_start : op.dest_end]
        if op.tag == "replace" or "".join(left) == "".join(right):
            pairs = list(zip(left, right, strict=False))
        elif _is_doubled(old, op.src_start, op.src_end) or _is_doubled(new, op.dest_start, op.dest_end):
            continue
        else:
            pairs = [(word, "") for word in left] + [("", word) for word in right]
        for one, two in pairs:
            if why := _telling(one, two):
                return why
    return None


def _is_doubled(words: Sequence[str], start: int, end: int) -> bool:
    """Whether a word is there twice by mistake."""
    return (
        end - start == 1
        and words[start] in (*words[start - 1 : start], *words[end : end + 1])
        and words[start].isalpha()
    )


def _telling(one: str, two: str) -> str | None:
    """Say what the change of one word to another changes; None if it corrects a typo."""
    if _SIGN.match(one or two) and _SIGN.match(two or one):
        return None
    for kind, test in (("number", _is_number), ("negation", _is_negation), ("name", _is_name)):
        if test(one) or test(two):
            return _told(kind, one, two)
    if not one or not two or not _is_typo(one, two):
        return _told("word", one, two)
    contrary = _words()["contrary"]
    short, long = sorted((one, two), key=len)
    if long.endswith(short) and long[: len(long) - len(short)] in contrary:
        return _told("negation", one, two)
    return None


def _told(kind: str, one: str, two: str) -> str:
    if not two:
        return f"the {kind} '{one}' is left out"
    return f"the {kind} '{one}' is '{two}'" if one else f"the {kind} '{two}' is new"


def _is_number(word: str) -> bool:
    return any(c.isdigit() for c in word) or word.casefold() in _words()["numbers"] or (bool(word) and word in "%‰€$£°")


def _is_negation(word: str) -> bool:
    return word.casefold() in _words()["negations"]


def _is_name(word: str) -> bool:
    return word[:1].isupper()


def _is_typo(one: str, two: str) -> bool:
    from rapidfuzz.distance import OSA

    shorter = min(len(one), len(two))
    return shorter >= 3 and OSA.distance(one, two) <= (2 if shorter >= 8 else 1)
