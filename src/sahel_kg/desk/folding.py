"""Texts as they are compared: what a copy, a program or a keyboard changes about the same words is folded.

Folded for finding only: each letter of a folded text knows where it stands in the text as it is.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

BREAK = "\x00"
"""A hyphen at the end of a line: it may belong to the word or not."""
MARKS = "\u0300-\u036f"
"""Accents that stand by themselves once letters are decomposed."""

_DROPPED = dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0x2061, 0x061C, 0xFEFF, 0x180E])
_DROPPED |= dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_SAME = {
    **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
    **dict.fromkeys("“”„‟«»″‶〝〞＂", '"'),
    **dict.fromkeys("‘’‚‛‹›ʼʹ′´`＇", "'"),
    **{"…": "...", "œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE"},
}
_OPENS, _CLOSES = "«‹", "»›"
_HYPHENS = "-‐\u00ad"
_BROKEN = re.compile(rf"(?<=[\w{MARKS}])[{_HYPHENS}][^\S\n\r\f]*(?:\r\n?|[\n\f\u2028\u2029])\s*(?=\w)")


@dataclass(frozen=True)
class Folded:
    """A text, folded.

    Parameters
    ----------
    text : str
        Compatible letters decomposed, white space one space each, quotation marks and dashes plain.
    begins, ends : tuple of int
        For each of its letters, where what it stands for begins and ends in the text as it is.
    """

    text: str
    begins: tuple[int, ...]
    ends: tuple[int, ...]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch of the folded text stands in the text as it is."""
        return self.begins[start], self.ends[end - 1]


@lru_cache(maxsize=8)
def fold(text: str) -> Folded:
    """Fold a text.

    Examples
    --------
    >>> fold("« L’of\\ufb01ce » –\\u00a0no-\\nthing").text
    '"L\\'office" - no\\x00thing'
    """
    out: list[str] = []
    begins: list[int] = []
    ends: list[int] = []
    broken = {found.start(): found.end() for found in _BROKEN.finditer(text)}
    skip_space = False
    at = 0
    while at < len(text):
        letter, end = text[at], at + 1
        if at in broken:
            folded, end = BREAK, broken[at]
        elif letter.isspace():
            while end < len(text) and text[end].isspace():
                end += 1
            inside = skip_space or (end < len(text) and text[end] in _CLOSES)
            folded = "" if inside else " "
        else:
            folded = _letters(letter)
        if folded == " " == "".join(out[-1:]):  # with something unseen between
            ends[-1] = end
            folded = ""
        for each in folded:
            out.append(each)
            begins.append(at)
            ends.append(end)
        if folded or letter.isspace():
            skip_space = letter in _OPENS
        at = end
    return Folded("".join(out), tuple(begins), tuple(ends))


@lru_cache(maxsize=4096)
def _letters(letter: str) -> str:
    """Return what one letter is folded to."""
    if ord(letter) in _DROPPED:
        return ""
    if letter in _SAME:
        return _SAME[letter]
    if "\ufb00" <= letter <= "\ufb06":
        return unicodedata.normalize("NFKD", letter)
    return "".join(_SAME.get(each, each) for each in unicodedata.normalize("NFD", letter))
