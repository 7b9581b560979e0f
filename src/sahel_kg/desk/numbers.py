"""The cell *number*: how many, in figures or words, English or French, as the codebook reads it.

*More than 100* is at least 101, and *at least 40* is at least 40, both without a best estimate. What names no number,
as *dozens*, is asked about. The phrases are data (``phrases/``), text2num reads numbers in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from sahel_kg.desk.cells import CellError, as_written
from sahel_kg.desk.moments import LANGUAGES, patterns, phrases, plain
from sahel_kg.desk.taken import needed

Counted = tuple[str, int | None, int | None, int | None]
"""Of what, the lowest, the best and the highest number; None is not told."""

_FIGURES = r"\d[\d.,' ]*\d|\d"
_SCALES = {"million": 10**6, "millions": 10**6, "thousand": 1000, "mille": 1000, "k": 1000}
_SCALED = re.compile(rf"(\d[\d.,]*) ?({'|'.join(sorted(_SCALES, key=len, reverse=True))})\b")
_GROUPED = re.compile(r"\d{1,3}(?:([,' ])\d{3})(?:\1\d{3})*")
_MANY = 10**9
_LONGEST = 200


def read_numbers(text: str) -> list[Counted]:
    """Read a cell: each number with what it counts, `""` where it does not say.

    Parameters
    ----------
    text : str
        Several with ``;`` between.

    Raises
    ------
    CellError
        It names no number, or one that may be two.

    Examples
    --------
    >>> read_numbers("at least 92 killed; 30 wounded")
    [('killed', 92, None, None), ('wounded', None, 30, None)]
    >>> read_numbers("plus de 4 500"), read_numbers("between 10 and thirty killed"), read_numbers("une douzaine")
    ([('', 4501, None, None)], [('killed', 10, None, 30)], [('', None, 12, None)])
    """
    if len(text) > _LONGEST:
        raise CellError(f"'{text[:40]}...' is no number: write it as 'at least 92 killed; 30 wounded'")
    found: list[Counted] = []
    for part in text.split(";"):
        if part.strip():
            try:
                found += _read_part(" ".join(part.split()))
            except CellError as error:
                raise CellError(as_written(str(error), part)) from None
    twice = sorted({what for what, *_ in found if sum(each[0] == what for each in found) > 1})
    if twice:
        counted = twice[0] or "the same"
        raise CellError(f"tells twice how many ({counted}): write one number, or a range as 'between 10 and 30'")
    return found


def _read_part(part: str) -> list[Counted]:
    said = plain(part)
    _refuse_vague(said)
    for form in (said, _without_none(said)):
        written = _in_figures(form)
        if (count := _match(written)) is not None:
            return [count]
    for pieces in _cuts(written):
        counts = [_match(piece) for piece in pieces]
        if all(counts):
            return [count for count in counts if count]
    message = "is no number that can be read: write it as 'at least 92 killed; 30 wounded' or 'between 10 and 30'"
    raise CellError(f"'{part}' {message}")


def _refuse_vague(part: str) -> None:
    if re.search(r"\d", part):
        return
    vague = [word for language in phrases().values() for word in language["count_words"]["vague"]]
    if said := [word for word in vague if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", part)]:
        word = max(said, key=len)
        message = "is no number: write what it stands for, as 'at least 24' or 'between 20 and 90', or leave it out"
        raise CellError(f"'{word}' {message}")


def _without_none(text: str) -> str:
    """Write 0 for the words that say so."""
    for language in phrases().values():
        for word in language["count_words"]["none"]:
            text = re.sub(rf"\A{re.escape(word)}(?= |\Z)", "0", text)
    return text


def _in_figures(text: str) -> str:
    """Write numbers in words as figures."""
    from_words = {word: number for language in phrases().values() for word, number in language["dozens"].items()}
    for word in sorted(from_words, key=len, reverse=True):
        text = re.sub(rf"(?<![\w'-]){re.escape(word)}(?![\w-])", str(from_words[word]), text)
    text = re.sub(r"(?<=\d)-(?=\d)", " - ", text)
    text = _SCALED.sub(lambda found: str(_scale(found[1], found[2])), text)
    with needed():
        from text_to_num import alpha2digit
    for name in LANGUAGES:
        text = alpha2digit(text, name, threshold=0)
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def _cuts(text: str) -> Iterator[list[str]]:
    """Cut "92 killed and 30 wounded" where a number begins after a word."""
    for cut in (r",? and (?=[^,]*\d)", r",? et (?=[^,]*\d)", r", (?=\D*\d)", r"(?:, | and | et )(?=\D*\d)"):
        pieces = re.split(cut, text)
        if len(pieces) > 1:
            yield pieces


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return what finds each phrase with what it counts, before or after; the longest phrases first."""
    found = []
    for kind, form in sorted(patterns("counts"), key=lambda each: -len(each[1])):
        escaped = re.escape(form).replace(r"\ ", " ?" if form[0] in "<>=≥≤~" else " ").replace(r"\-", "-")
        number = re.sub(r"\\{(\w)\\}", lambda name: rf"(?P<{name[1]}>{_FIGURES})", escaped)
        for whole in (rf"{number}(?: (?P<what>[^\d]+))?", rf"(?P<what>[^\d:]+?):? {number}"):
            found.append((kind, re.compile(whole)))
    return tuple(found)


def _match(text: str) -> Counted | None:
    for kind, pattern in _patterns():
        found = pattern.fullmatch(text)
        if not found:
            continue
        what = _what(found["what"] or "")
        if what is None:
            continue
        if kind == "between":
            low, high = _number(found["a"]), _number(found["b"])
            if low > high:
                raise CellError(f"'{text}' goes from the higher number to the lower: write 'between {high} and {low}'")
            return what, low, None, high
        return (what, *_estimate(kind, _number(found["n"]), text))
    return None


def _estimate(kind: str, number: int, text: str) -> tuple[int | None, int | None, int | None]:
    if kind == "at_least":
        return number, None, None
    if kind == "more_than":
        return number + 1, None, None
    if kind == "at_most":
        return None, None, number
    if kind == "fewer_than":
        if number == 0:
            raise CellError(f"'{text}' is no number of anything: correct it")
        return None, None, number - 1
    return None, number, None


def _what(words: str) -> str | None:
    """Return what is counted, without words that say nothing of it; None if a phrase is left in it."""
    dropped = {word for language in phrases().values() for word in language["count_words"]["dropped"]}
    words = re.sub(r"\bd'", "", words).strip(" :,()")
    kept = " ".join(word for word in words.split() if word not in dropped)
    telling = re.search(
        r"\b(?:at least|at most|more than|fewer|less|about|or|and|to|between|plus|moins|environ|et|ou|entre)\b", kept
    )
    return None if telling or re.search(r"[<>=~≥≤%/-]\Z|\A[-<>=~≥≤%/+]", kept) else kept


def _scale(figures: str, scale: str) -> int:
    """Return what figures with a word for thousands or millions stand for: 4.5 million."""
    if re.fullmatch(r"\d{1,3}[.,]\d{1,2}", figures):
        return round(float(figures.replace(",", ".")) * _SCALES[scale])
    return _number(figures) * _SCALES[scale]


def _number(figures: str) -> int:
    figures = figures.strip()
    if re.fullmatch(r"\d+", figures):
        number = int(figures)
    elif _GROUPED.fullmatch(figures):
        number = int(re.sub(r"\D", "", figures))
    elif re.fullmatch(r"\d+\.0+", figures) and not re.fullmatch(r"\d+\.000", figures):
        number = int(figures.partition(".")[0])
    else:
        raise CellError(f"'{figures}' may be read in two ways, or in none: write the number in figures alone, as 4500")
    if number > _MANY:
        raise CellError(f"'{figures}' is more than anybody can have counted: correct it")
    return number
