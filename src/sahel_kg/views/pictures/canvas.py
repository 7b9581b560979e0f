"""What the pictures drawn with matplotlib share: page, letters, caption, and files that are equal byte for byte.

A page is as wide as the text of an A4 page and grows downwards, so that it can be read on a phone, too. Places on it
are in inches from its upper left corner. No state of matplotlib is changed: nothing here uses pyplot.
"""

from __future__ import annotations

import contextlib
import io
import warnings
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from sahel_kg.errors import UsageError, choose_from
from sahel_kg.resources import need_extra
from sahel_kg.views.notation import GROUND, INK
from sahel_kg.views.wording import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SUFFIXES = (".svg", ".png")
WIDTH = 6.3
"""Inches: the text of an A4 page."""
MARGIN = 0.12
LETTERS = 9.5
"""Points of a name; some nine pixels where the page is as wide as a phone."""
SMALL = 8.0
MOST = 60
"""Rows or actors that a page still shows legibly; how many are left out is said in the caption."""
FAINT = "#5f6b76"
RULE = "#9aa5b1"
PALE = "#f4f6f8"
_SETTINGS: Any = {
    "svg.hashsalt": "sahel-kg",
    "svg.fonttype": "path",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "hatch.linewidth": 0.7,
    "axes.unicode_minus": False,
}
_ARE_OURS = ContextVar("_ARE_OURS", default=False)
_LINE = 1.32
"""Height of a line by that of its letters."""


@contextlib.contextmanager
def settings() -> Iterator[None]:
    """Draw in here: matplotlib's settings are ours, whatever the user has set.

    Raises
    ------
    UsageError
        If matplotlib is missing.
    """
    matplotlib = need_extra("matplotlib", "a picture", "pictures")
    if _ARE_OURS.get():  # setting them takes longer than measuring a word
        yield
        return
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        with matplotlib.rc_context(_SETTINGS), warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Glyph .* missing from")  # a box stands for a letter without one
            token = _ARE_OURS.set(True)
            try:
                yield
            finally:
                _ARE_OURS.reset(token)


def save(figure: Figure, suffix: str) -> bytes:
    """Return a figure as a file; equal figures give equal bytes.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    suffix : str
        Of `SUFFIXES`.

    Raises
    ------
    UsageError
        For another suffix.
    """
    if suffix not in SUFFIXES:
        raise UsageError(f"no picture of form '{suffix}': {choose_from(suffix, SUFFIXES)}")
    out = io.BytesIO()
    metadata: dict[str, Any] = {"Date": None, "Creator": None} if suffix == ".svg" else {"Software": None}
    with settings():
        figure.savefig(out, format=suffix.removeprefix("."), dpi=190, metadata=metadata)
    return out.getvalue()


@lru_cache(maxsize=4096)
def width_of(text: str, size: float, weight: str = "normal") -> float:
    """Return how wide a text is, in inches, at a size in points."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    with settings():
        letters = FontProperties(family=["DejaVu Sans"], size=size, weight=weight)
        wide: float = text_to_path.get_text_width_height_descent(text, letters, False)[0]
    return wide / 72


def fold(text: str, room: float, size: float, *, most: int | None = None) -> list[str]:
    """Break a text into lines that fit a width in inches; of more than `most` lines the rest is cut.

    A word wider than a line is cut. There is at least one line.
    """
    lines = [""]
    for word in plain(text).split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if width_of(longer, size) <= room:
            lines[-1] = longer
        else:
            lines[-1:] = [line for line in (lines[-1], cut(word, room, size)) if line]
    if most is not None and len(lines) > most:
        lines[most - 1 :] = [cut(" ".join(lines[most - 1 :]), room, size)]
    return lines


def cut(text: str, room: float, size: float) -> str:
    """Cut a text to a width in inches, with an ellipsis."""
    if width_of(text, size) <= room:
        return text
    lengths = range(1, len(text))
    fitting = bisect_right(lengths, room, key=lambda length: width_of(f"{text[:length].rstrip()}…", size))
    return f"{text[:fitting].rstrip()}…"


@dataclass(frozen=True)
class Page:
    """A figure with a title and a caption; `top` is where its body begins.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    width, height, top : float
        Inches.
    """

    figure: Figure
    width: float
    height: float
    top: float

    def axes(self, left: float, top: float, width: float, height: float, *, bare: bool = True) -> Axes:
        """Return axes for a part of the page; bare ones measure in inches from their own upper left corner."""
        place = (left / self.width, 1 - (top + height) / self.height, width / self.width, height / self.height)
        axes = self.figure.add_axes(place)
        if bare:
            axes.set_xlim(0, width)
            axes.set_ylim(height, 0)
            axes.axis("off")
        return axes

    def write(self, x: float, y: float, text: str, *, size: float = LETTERS, **look: Any) -> None:
        """Write on the page; names are untrusted, so nothing is read as mathematics."""
        look = {"color": INK, "va": "center", **look}
        self.figure.text(x / self.width, 1 - y / self.height, text, fontsize=size, parse_math=False, **look)


@cache
def _sheet() -> type[Figure]:
    """Return a kind of figure that a notebook shows without being told how."""
    from matplotlib import figure

    class NotebookFigure(figure.Figure):
        def _repr_png_(self) -> bytes:
            return save(self, ".png")

    return NotebookFigure


def make_page(title: str, told: str, body: float, caption: str, *, width: float = WIDTH) -> Page:
    """Return a page with a title, a line or two below it, room for a body, and a caption at its foot.

    Parameters
    ----------
    title, told, caption : str
    body : float
        Height of the body in inches.
    width : float
        Inches.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    room = 0.97 * (width - 2 * MARGIN)  # letters are up to some percent wider where they are fitted to pixels
    above: list[tuple[str, float, dict[str, Any]]]
    above = [(line, 12.5, {"weight": "bold"}) for line in fold(title, room / 1.1, 12.5)]
    above += [(line, SMALL + 0.5, {}) for line in fold(told, room, SMALL + 0.5) if line]
    below = [(line, SMALL, {"color": FAINT}) for line in fold(caption, room, SMALL) if line]
    top = MARGIN + sum(size for _, size, _ in above) * _LINE / 72 + 0.1
    height = top + body + 0.12 + len(below) * SMALL * _LINE / 72 + MARGIN
    figure = _sheet()(figsize=(width, height), facecolor=GROUND)
    FigureCanvasAgg(figure)
    page = Page(figure, width, height, top)
    for lines, start in ((above, MARGIN), (below, top + body + 0.12)):
        y = start
        for line, size, look in lines:
            y += size * _LINE / 72
            page.write(MARGIN, y - size * 0.5 / 72, line, size=size, **look)
    return page


def caption_of(sources: str, *sentences: str) -> str:
    """Return a caption: the sources, then what was chosen."""
    told = " ".join(text[:1].upper() + text[1:] for text in map(plain, sentences) if text)
    return f"After {plain(sources)}. {told}" if sources else told


Sample = Callable[["Axes", float, float], None]
"""Draws a sample into bare axes: from an x to `SAMPLE` beyond it, at the height y."""
SAMPLE = 0.34
_ROW = 0.21


@dataclass(frozen=True)
class Legend:
    """Samples with what they mean, in as many rows as they need.

    Parameters
    ----------
    entries : sequence of (str, Sample)
    width : float
        Inches.
    """

    entries: Sequence[tuple[str, Sample]]
    width: float = WIDTH

    @cached_property
    def rows(self) -> list[list[tuple[float, str, Sample]]]:
        """Each entry with its x, by row."""
        out: list[list[tuple[float, str, Sample]]] = []
        x = self.width
        for text, sample in self.entries:
            needed = SAMPLE + 0.08 + width_of(text, SMALL)
            if x + needed > self.width - MARGIN:
                out.append([])
                x = MARGIN
            out[-1].append((x, text, sample))
            x += needed + 0.2
        return out

    @property
    def height(self) -> float:
        """Inches."""
        return len(self.rows) * _ROW

    def draw(self, page: Page, top: float) -> None:
        """Draw it on a page, `top` inches below its upper edge."""
        axes = page.axes(0, top, page.width, self.height)
        for number, row in enumerate(self.rows):
            y = (number + 0.5) * _ROW
            for x, text, sample in row:
                sample(axes, x, y)
                write(axes, x + SAMPLE + 0.08, y, text, size=SMALL)


def write(axes: Axes, x: float, y: float, text: str, *, size: float = LETTERS, **look: Any) -> None:
    """Write in axes; names are untrusted, so nothing is read as mathematics."""
    axes.text(x, y, text, fontsize=size, parse_math=False, **{"color": INK, "va": "center", **look})


def stroke(colour: str, width: float, dashes: Sequence[float] = (), **look: Any) -> Sample:
    """Return a sample of a line."""

    def sample(axes: Axes, x: float, y: float) -> None:
        axes.plot([x, x + SAMPLE], [y, y], color=colour, linewidth=width, linestyle=line_style(dashes), **look)

    return sample


def line_style(dashes: Sequence[float]) -> Any:
    """Return matplotlib's style of a line for lengths of dash and gap in points; none for an unbroken line."""
    return (0, tuple(dashes)) if dashes else "solid"
