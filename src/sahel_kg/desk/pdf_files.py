"""PDF: the lines of each page, without running heads and page numbers, put together to paragraphs."""

from __future__ import annotations

import io
import logging
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from sahel_kg.desk.taken import Taken, needed, refuse, tool, unreadable

_DAMAGED = "is no PDF that can be read ({}): print it to a new PDF, or give its text as txt or docx"
MAX_PAGES = 100
"""More are asked about: nobody codes a book in one sheet."""
_FEW = 20
"""Letters a page below which a document is taken for pictures."""
_ENDS = re.compile(r"[.!?…:][\"'”’»)\]\s]*\Z")
_NUMBERED = re.compile(r"\W*(?:page|p\.|pp\.)?\s*(\d{1,4})\s*(?:(?:/|of|sur|de)\s*\d{1,4})?\W*\Z", re.IGNORECASE)
_EDGE = 2
"""Lines at the top and at the bottom of a page among which running heads are looked for."""

Lines = list[str]


def take(raw: bytes, file: str, pages: tuple[int, int] | None = None) -> Taken:
    """Return the paragraphs of a PDF.

    Parameters
    ----------
    raw : bytes
    file : str
        As the user names it.
    pages : tuple of int, optional
        The first and the last page to read, from 1; all without it, if they are not too many.

    Raises
    ------
    ParseError
        It cannot be read, has no text in it, or more pages than one sheet can be coded from.
    """
    with needed():
        import pypdf
    logger = logging.getLogger("pypdf")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with unreadable(file, _DAMAGED):
            reader = pypdf.PdfReader(io.BytesIO(raw))
            if reader.is_encrypted and not reader.decrypt(""):
                raise refuse(file, "is locked with a password: save a copy without one")
            first, last = _choose(len(reader.pages), pages, file)
            texts = [reader.pages[n].extract_text() for n in range(first - 1, last)]
            said = reader.metadata
            told = {"title": str(said.title or ""), "author": str(said.author or "")} if said else {}
    finally:
        logger.setLevel(level)
    _refuse_pictures(texts, file)
    _refuse_right_to_left(texts, file)
    lines, cut = _without_heads([text.splitlines() for text in texts])
    notes = [f"page {first + n} has no text: a picture, perhaps" for n, page in enumerate(lines) if not any(page)]
    notes += [f"cut out, {times} times: {head}" for head, times in cut]
    told = {key: value.strip() for key, value in told.items() if value.strip()}
    return Taken(tuple(_join(_paragraphs(lines))), tool("pypdf"), told, tuple(notes))


def _choose(count: int, pages: tuple[int, int] | None, file: str) -> tuple[int, int]:
    if pages is None:
        if count > MAX_PAGES:
            message = f"has {count} pages, more than {MAX_PAGES}: name those to be coded, as in --pages 12-20"
            raise refuse(file, message)
        return 1, count
    first, last = pages
    if not 1 <= first <= last <= count:
        raise refuse(file, f"has {count} pages, not {first} to {last}: name pages that it has")
    return first, last


def _refuse_pictures(texts: Sequence[str], file: str) -> None:
    letters = sum(c.isalnum() for text in texts for c in text)
    if letters < _FEW * max(1, len(texts)):
        some = "almost no text" if letters else "no text"
        message = (
            f"has {some} in it: its {len(texts)} pages are pictures of pages. Read them with a program for OCR first "
            "(ocrmypdf, a scanner's own) and give what that writes"
        )
        raise refuse(file, message)


def _refuse_right_to_left(texts: Sequence[str], file: str) -> None:
    letters = [c for text in texts for c in text if c.isalpha()]
    if sum(unicodedata.bidirectional(c) in ("R", "AL") for c in letters) > len(letters) / 10:
        message = "runs from right to left, which a PDF keeps in the order of the page: give its text as txt or docx"
        raise refuse(file, message)


# -- running heads


def _without_heads(pages: Sequence[Lines]) -> tuple[list[Lines], list[tuple[str, int]]]:
    """Cut out lines that return at the edge of pages, and numbers that count the pages."""
    edges = [set(_edge(page)) for page in pages]
    kept = [list(page) for page in pages]
    seen = Counter(key for page, edge in zip(pages, edges, strict=True) for key in {_key(page[n]) for n in edge})
    heads = {key for key, times in seen.items() if times >= max(3, (len(pages) + 1) // 2) and re.search(r"\w", key)}
    offsets = Counter(
        int(found[1]) - number
        for number, (page, edge) in enumerate(zip(pages, edges, strict=True))
        for n in edge
        if (found := _NUMBERED.match(page[n]))
    )
    counted = {offset for offset, times in offsets.items() if times >= max(2, len(pages) // 2)}
    cut: Counter[str] = Counter()
    for number, edge in enumerate(edges):
        for n in sorted(edge, reverse=True):
            line = pages[number][n]
            found = _NUMBERED.match(line)
            if found and int(found[1]) - number in counted:
                cut["page numbers"] += 1
            elif _key(line) in heads:
                cut[f"'{' '.join(line.split())}'" if not re.search(r"\d", line) else f"'{_key(line)}'"] += 1
            else:
                continue
            del kept[number][n]
    return kept, sorted(cut.items())


def _edge(page: Lines) -> list[int]:
    filled = [n for n, line in enumerate(page) if line.strip()]
    return filled[:_EDGE] + filled[-_EDGE:]


def _key(line: str) -> str:
    return re.sub(r"\d+", "#", " ".join(line.split()))


# -- paragraphs


def _paragraphs(pages: Sequence[Lines]) -> Iterator[list[str]]:
    """Go through the pages' paragraphs, page by page: a page that shows none is one."""
    lengths = sorted(len(line.strip()) for page in pages for line in page if line.strip())
    usual = lengths[int(len(lengths) * 0.8)] if lengths else 0
    for page in pages:
        paragraphs: list[Lines] = [[]]
        lines = [line.rstrip() for line in page]
        for line, following in pairwise([*lines, ""]):
            if not line.strip():
                paragraphs.append([])
                continue
            is_first = not paragraphs[-1]
            paragraphs[-1].append(line)
            short = len(line.strip()) < 0.75 * usual
            if short and (_ENDS.search(line) or (is_first and following.strip()[:1].isupper())):
                paragraphs.append([])
        yield ["\n".join(lines) for lines in paragraphs if lines]


def _join(pages: Iterator[list[str]]) -> list[str]:
    """Join what goes on over a page's end: a paragraph without an end, then one that begins with a small letter."""
    joined: list[str] = []
    for page in pages:
        for n, text in enumerate(page):
            if n == 0 and joined and not _ENDS.search(joined[-1]) and text.lstrip()[:1].islower():
                joined[-1] += "\n" + text
            else:
                joined.append(text)
    return joined
