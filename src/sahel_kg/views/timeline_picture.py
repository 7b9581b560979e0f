"""A timeline as a picture: bars whose ends are as soft as the dates are known, one row a tie, an event or an actor.

Solid from the latest begin to the earliest end; hatched where a begin or an end lies somewhere between two days;
fading into an arrow where it is not stated. Equal histories give equal bytes.
"""

from __future__ import annotations

import io
import textwrap
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sahel_kg.chronology import ABSENCE, History, Matter, Occurrence, count, is_lasting, shortened
from sahel_kg.errors import UsageError
from sahel_kg.views.lanes import Lane, known_days, lanes_of
from sahel_kg.views.notation import GROUND, INK, SIGNS
from sahel_kg.views.wording import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SUFFIXES = ("svg", "png")
MOST_LANES = 60
"""Rows that a page still shows legibly; what is left out is said in the caption."""
WIDTH = 10.0
"""Inches; of these `LEFT` for the names of the rows."""
LEFT = 4.05
ROW = 0.27
EVENT = INK
_GREY = "#5f6b76"
_SETTINGS: dict[str, Any] = {
    "svg.hashsalt": "sahel-kg",
    "svg.fonttype": "path",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "hatch.linewidth": 0.7,
    "axes.unicode_minus": False,
}


@dataclass(frozen=True)
class Scale:
    """The axis of time: its first and last day, and how wide its smallest visible part is."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it shows."""
        return (self.last - self.first).days + 1

    @property
    def stub(self) -> float:
        """Length in days of an end that is not stated."""
        return self.days * 0.045

    @property
    def smallest(self) -> float:
        """Days below which a bar is drawn as a mark."""
        return self.days * 0.012


def draw(history: History, *, most: int = MOST_LANES) -> Figure:
    """Draw a history.

    Parameters
    ----------
    history : History
        Of one actor: a row a tie or event, grouped by sign. Of all: a row a named actor, its ties of one sign joined.
    most : int
        Rows to draw; signed ties and events are kept first, then what is told most often.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    UsageError
        If nothing in it has a date, or matplotlib is missing.
    """
    matplotlib = _matplotlib()
    every = lanes_of(history)
    lanes = [lane for lane in every if any(map(known_days, lane.matters))]
    if not lanes:
        who = history.actor.label if history.actor else "this choice"
        raise UsageError(f"nothing to draw: nothing about {who} is dated; without -o all of it is listed")
    weak = ("neutral", "places")
    order = sorted(range(len(lanes)), key=lambda i: (lanes[i].group in weak, -len(lanes[i].matters), i))
    kept = set(order[:most])
    shown = [lane for i, lane in enumerate(lanes) if i in kept]
    scale = _scale(history, shown)
    caption = _caption(history, shown, len(lanes) - len(shown), len(every) - len(lanes))
    with matplotlib.rc_context(_SETTINGS), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")  # a box stands for a letter without a glyph
        return _drawing(history, shown, scale, caption)


def save(figure: Figure, form: str) -> bytes:
    """Return a figure as a file: ``svg`` or ``png``.

    Raises
    ------
    UsageError
        For another form.
    """
    if form not in SUFFIXES:
        raise UsageError(f"no picture of form '{form}': choose from {', '.join(SUFFIXES)}")
    out = io.BytesIO()
    metadata: dict[str, Any] = {"Date": None, "Creator": None} if form == "svg" else {"Software": None}
    with _matplotlib().rc_context(_SETTINGS), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        figure.savefig(out, format=form, dpi=170, metadata=metadata)
    return out.getvalue()


def _matplotlib() -> Any:
    try:
        import matplotlib
    except ImportError:
        raise UsageError("pictures need matplotlib: pip install 'sahel-kg[pictures]'") from None
    return matplotlib


def _scale(history: History, lanes: Sequence[Lane]) -> Scale:
    """Return the days to show: those that are chosen, else all that are known and some room for open ends."""
    days = [day for lane in lanes for matter in lane.matters for day in known_days(matter)]
    first, last = history.first or min(days), history.last or max(days)
    if first > last:  # everything lies before --from or after --to
        first, last = min(first, last), max(first, last)
    room = timedelta(days=max(10, (last - first).days // 14))
    lowest, highest = date(1, 1, 2), date(9999, 12, 30)
    start = max(first if history.first else first - min(room, first - lowest), lowest) if first > lowest else lowest
    end = min(last if history.last else last + min(room, highest - last), highest) if last < highest else highest
    return Scale(start, end)


def _caption(history: History, lanes: Sequence[Lane], left_out: int, undated: int) -> str:
    what = "row" if history.actor else "actor"
    parts = [f"After {'; '.join(history.sources)}." if history.sources else ""]
    parts.append(history.note[:1].upper() + history.note[1:])
    if history.actor and any(lane.is_inferred for lane in lanes):
        parts.append("In italics: inferred.")
    if left_out:
        first = "signed ties and events" if history.actor else "those with most ties and events"
        parts.append(f"Left out: {count(left_out, what)}; {first} are kept first.")
    if undated:
        parts.append(f"Without any date, not drawn: {count(undated, what)}.")
    if not history.actor:
        parts.append("Ties of one sign are joined, denials not drawn.")
    return plain(" ".join(part for part in [*parts, ABSENCE] if part))


def _drawing(history: History, lanes: Sequence[Lane], scale: Scale, caption: str) -> Figure:
    from matplotlib import dates
    from matplotlib.figure import Figure

    rows = _rows(lanes)
    notes = textwrap.wrap(caption, 160)
    top, bottom = 0.86, 1.4 + 0.165 * len(notes)
    height = top + bottom + ROW * len(rows)
    figure = Figure(figsize=(WIDTH, height), facecolor=GROUND)
    axes = figure.add_axes((LEFT / WIDTH, bottom / height, (WIDTH - LEFT - 0.35) / WIDTH, ROW * len(rows) / height))
    axes.set_xlim(_x(scale.first), _x(scale.last) + 1)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_yticks([])
    locator = dates.AutoDateLocator(minticks=3, maxticks=8)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    formatter = dates.ConciseDateFormatter(locator, show_offset=False, formats=_FORMATS)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_formatter(formatter)
    axes.tick_params(axis="x", top=True, labeltop=True, colors=INK, labelsize=9.5, length=3)
    axes.grid(axis="x", color="#d5dae0", linewidth=0.7)
    axes.set_axisbelow(True)
    for side in ("left", "right"):
        axes.spines[side].set_visible(False)
    for side in ("top", "bottom"):
        axes.spines[side].set_color("#9aa5b1")
    for place, (text, lane) in enumerate(rows):
        left = -0.012
        if lane is None:
            _text(
                axes, -(LEFT - 0.15) / (WIDTH - LEFT - 0.35), place + 0.08, text.capitalize(), weight="bold", ha="left"
            )
            continue
        if place % 2:
            axes.axhspan(place - 0.5, place + 0.5, color="#f4f6f8", linewidth=0, zorder=0)
        style = "italic" if history.actor and lane.is_inferred else "normal"
        _text(axes, left, place, text, ha="right", style=style)
        (_draw_tie if history.actor else _draw_actor)(axes, place, lane, scale)
    title = history.actor.label if history.actor else "Named actors"
    heading = f"{plain(title)}: ties and events"
    _place(figure, 0.15, height - 0.36, height, shortened(heading, 78), size=14, weight="bold")
    found = {_sign(matter) for lane in lanes for matter in lane.matters}
    _legend(figure, height, bottom - 0.38, [sign for sign in (*SIGNS, None) if sign in found])
    for number, line in enumerate(notes):
        _place(figure, 0.15, 0.165 * (len(notes) - number) - 0.04, height, line, size=8, color=_GREY)
    return figure


_FORMATS = ["%Y", "%b %Y", "%d %b %Y", "%H:%M", "%H:%M", "%S"]


def _rows(lanes: Sequence[Lane]) -> list[tuple[str, Lane | None]]:
    """Return rows with a heading before each group."""
    out: list[tuple[str, Lane | None]] = []
    group = ""
    for lane in lanes:
        if lane.group != group:
            group = lane.group
            out.append((group, None))
        out.append((plain(lane.label), lane))
    return out


def _x(day: date) -> float:
    from matplotlib.dates import date2num

    return float(date2num(day))  # type: ignore[no-untyped-call]


# -- bars


def _draw_tie(axes: Axes, place: int, lane: Lane, scale: Scale) -> None:
    for matter in lane.matters:
        _draw_parts(_bar(axes, place, 0.62, matter, scale), _parts(matter), matter)


def _draw_actor(axes: Axes, place: int, lane: Lane, scale: Scale) -> None:
    """Draw the ties of each sign joined on a line of its own, and the events on another; denials are no ties."""
    told = [matter for matter in lane.matters if matter.status != "denied"]
    signs = [sign for sign in (*SIGNS, None) if any(_sign(matter) == sign for matter in told)]
    height = 0.86 / max(len(signs), 1)
    for number, sign in enumerate(signs):
        middle = place - 0.43 + height * (number + 0.5)
        found = [(matter, _parts(matter)) for matter in told if _sign(matter) == sign]
        covered = [(part.low, part.high) for _, part in found if part and part.is_span and part.low < part.high]
        for matter, part in found:
            if part and part.is_span:  # an end that is not stated need not be told where another tie goes on
                part = replace(
                    part,
                    open_begin=part.open_begin and not any(low < part.low <= high for low, high in covered),
                    open_end=part.open_end and not any(low <= part.high < high for low, high in covered),
                )
            _draw_parts(_bar(axes, middle, height * 0.8, matter, scale), part, matter)


def _sign(matter: Matter) -> str | None:
    return None if isinstance(matter, Occurrence) else matter.sign


def _bar(axes: Axes, middle: float, height: float, matter: Matter, scale: Scale) -> _Bar:
    sign = _sign(matter)
    colour = SIGNS[sign].colour if sign else EVENT
    return _Bar(axes, middle, height, colour, scale, hollow=matter.status == "denied")


@dataclass(frozen=True)
class _Parts:
    """What the bar of a tie or event consists of: its known days, and which ends are not stated."""

    low: date
    high: date
    is_span: bool
    open_begin: bool
    open_end: bool


def _parts(matter: Matter) -> _Parts | None:
    """Return the parts of a bar; None for what has no date."""
    bounds, days = matter.extent.bounds, known_days(matter)
    if not days:
        return None
    return _Parts(
        bounds.earliest_begin or days[0],
        bounds.latest_end or days[-1],
        matter.extent.aspect == "holding" or is_lasting(matter.extent),
        bounds.earliest_begin is None,
        bounds.latest_end is None,
    )


def _draw_parts(bar: _Bar, parts: _Parts | None, matter: Matter) -> None:
    if parts is None:
        return
    begun, ending = matter.extent.bounds.latest_begin, matter.extent.bounds.earliest_end
    if not parts.is_span:
        bar.happened(parts.low, parts.high, surely=bool(begun), open_begin=parts.open_begin)
        return
    if parts.open_begin:
        bar.open_end(parts.low, -1)
    if parts.open_end:
        bar.open_end(parts.high, +1)
    if begun and ending and begun <= ending:
        bar.hatched(parts.low, begun)
        bar.hatched(ending, parts.high)
        bar.solid(begun, ending)
    elif parts.low == parts.high:
        bar.tick(parts.low, surely=False)
    else:
        bar.hatched(parts.low, parts.high)


@dataclass(frozen=True)
class _Bar:
    """Draws the parts of one bar."""

    axes: Axes
    middle: float
    height: float
    colour: str
    scale: Scale
    hollow: bool = False

    def _rectangle(self, first: date, last: date, **look: Any) -> None:
        from matplotlib.patches import Rectangle

        start, width = _x(first), _x(last) + 1 - _x(first)
        self.axes.add_patch(Rectangle((start, self.middle - self.height / 2), width, self.height, **look))

    def solid(self, first: date, last: date) -> None:
        """From the latest begin to the earliest end: certain."""
        if (last - first).days < self.scale.smallest:
            self.tick(first + (last - first) / 2, surely=True)
            return
        face = GROUND if self.hollow else self.colour
        self._rectangle(first, last, facecolor=face, edgecolor=self.colour, linewidth=1.2, zorder=4)

    def tick(self, day: date, *, surely: bool) -> None:
        """Known of a single day."""
        from matplotlib.patches import Rectangle

        width = self.scale.days * 0.007
        face = self.colour if surely and not self.hollow else GROUND
        corner = (_x(day) + 0.5 - width / 2, self.middle - self.height / 2)
        self.axes.add_patch(
            Rectangle(corner, width, self.height, facecolor=face, edgecolor=self.colour, linewidth=1.2, zorder=5)
        )

    def hatched(self, first: date, last: date) -> None:
        """Where it begins or ends, no source says more exactly: possible."""
        if last > first:
            self._rectangle(
                first, last, facecolor=GROUND, edgecolor=self.colour, hatch="/////", linewidth=0.8, zorder=2
            )

    def open_end(self, day: date, direction: int) -> None:
        """Not stated: fades away into an arrow."""
        start = _x(day) + (direction > 0)
        steps, length = 10, self.scale.stub
        for step in range(steps):  # nested, so that no seams show
            self.axes.barh(
                self.middle,
                direction * length * (1 - step / steps),
                left=start,
                height=self.height * 0.5,
                color=self.colour,
                alpha=0.075,
                linewidth=0,
                zorder=1,
            )
        self.axes.plot(
            [start + direction * length],
            [self.middle],
            marker=5 if direction > 0 else 4,
            markersize=min(6.0, 20 * self.height * ROW + 1.5),
            color=self.colour,
            linewidth=0,
            zorder=3,
        )

    def happened(self, first: date, last: date, *, surely: bool, open_begin: bool) -> None:
        """Some time between two days; a diamond if that is (nearly) one day."""
        face = self.colour if surely else GROUND
        if open_begin:
            self.open_end(last, -1)
            first = last
        if (last - first).days <= self.scale.smallest:
            self.axes.plot(
                [_x(first) + ((last - first).days + 1) / 2],
                [self.middle],
                marker="D",
                markersize=min(6.5, 22 * self.height * ROW + 2),
                markerfacecolor=face,
                markeredgecolor=self.colour,
                linewidth=0,
                zorder=6,
            )
            return
        start, end = _x(first), _x(last) + 1
        half = self.height / 2.6
        self.axes.hlines(self.middle, start, end, colors=self.colour, linewidth=3.2 if surely else 1.2, zorder=3)
        edges = (self.middle - half, self.middle + half)
        self.axes.vlines([start, end], *edges, colors=self.colour, linewidth=1.3, zorder=3)


# -- words


def _text(axes: Axes, x: float, y: float, text: str, **look: Any) -> None:
    """Write beside the axis: x in its width, y in rows; names are untrusted, so nothing is read as mathematics."""
    axes.text(
        x, y, text, transform=axes.get_yaxis_transform(), va="center", fontsize=9.5, color=INK, parse_math=False, **look
    )


def _place(figure: Figure, x: float, y: float, height: float, text: str, **look: Any) -> None:
    """Write on the page, in inches from its lower left corner."""
    figure.text(x / WIDTH, y / height, text, va="baseline", parse_math=False, **{"color": INK, **look})


def _legend(figure: Figure, height: float, top: float, signs: Iterable[str | None]) -> None:
    """Draw a sample of each kind of bar, and the colours that occur."""
    axes = figure.add_axes((0.15 / WIDTH, (top - 3 * ROW) / height, (WIDTH - 0.3) / WIDTH, 3 * ROW / height))
    first = date(2000, 1, 1)
    scale = Scale(first, first + timedelta(days=999))
    axes.set_xlim(_x(scale.first), _x(scale.last) + 1)
    axes.set_ylim(2.5, -0.5)
    axes.axis("off")

    def sample(place: int, column: int, colour: str, text: str, columns: int = 3) -> tuple[_Bar, date, date]:
        left = column * 1000 // columns
        right = _x(first) + left + (95 if columns == 3 else 38)
        axes.text(right, place, text, va="center", fontsize=8.5, color=INK, parse_math=False)
        start = first + timedelta(days=left + 4)
        return _Bar(axes, place, 0.56, colour, scale), start, start + timedelta(days=82)

    bar, start, end = sample(0, 0, _GREY, "surely so; a box: that day")
    bar.solid(start, end - timedelta(days=18))
    bar.tick(end - timedelta(days=4), surely=True)
    bar, start, end = sample(0, 1, _GREY, "begins or ends in here")
    bar.hatched(start, end)
    bar, start, end = sample(0, 2, _GREY, "begin or end not stated")
    bar.open_end(start + timedelta(days=45), -1)
    bar.open_end(end - timedelta(days=42), +1)
    bar, start, end = sample(1, 0, _GREY, "happened, was announced")
    bar.happened(end - timedelta(days=40), end - timedelta(days=40), surely=True, open_begin=False)
    bar, start, end = sample(1, 1, _GREY, "happened some time in here")
    bar.happened(start, end, surely=True, open_begin=False)
    bar, start, end = sample(1, 2, _GREY, "hollow or thin: not surely so, or denied")
    bar.tick(start + timedelta(days=12), surely=False)
    bar.happened(start + timedelta(days=30), end, surely=False, open_begin=False)
    for column, sign in enumerate(signs):
        colour, text = (SIGNS[sign].colour, SIGNS[sign].label) if sign else (EVENT, "event")
        bar, start, _ = sample(2, column, colour, text, columns=5)
        bar.solid(start, start + timedelta(days=26))
