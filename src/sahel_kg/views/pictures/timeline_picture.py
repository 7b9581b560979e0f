"""A timeline as a picture: bars whose ends are as soft as the dates are known, one row a tie, an event or an actor.

Solid from the latest begin to the earliest end; hatched where a begin or an end lies somewhere between two days;
fading into an arrow where it is not stated. Equal histories give equal bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sahel_kg.arguments import refuses_others
from sahel_kg.errors import UsageError, want
from sahel_kg.events.occurrences import Occurrence
from sahel_kg.ties.changes import is_lasting
from sahel_kg.ties.chronology import ABSENCE, History
from sahel_kg.ties.words import Matter, count, shortened
from sahel_kg.views.notation import INK, SIGNS
from sahel_kg.views.pictures.canvas import (
    FAINT,
    LETTERS,
    MOST,
    RULE,
    SMALL,
    WIDTH,
    Page,
    make_page,
    settings,
    width_of,
    write,
)
from sahel_kg.views.pictures.lanes import Lane, known_days, lanes_of
from sahel_kg.views.pictures.timeline_bars import ROW, Bar, Scale, number_of
from sahel_kg.views.wording import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

AXIS = 3.6
"""Inches of the axis of time at least: the page is wider than others only where names leave less."""
LEFT = (1.6, 4.05)
EVENT = INK


@refuses_others
def figure(history: History, *, most: int = MOST) -> Figure:
    """Draw a history.

    Parameters
    ----------
    history : History
        Of one actor or between two: a row a tie or event, grouped by sign. Between several: a row a pair. Of all: a row
        a named actor. In the latter two the ties of one sign are joined.
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
    want(history, History, "a history, as read_history gives it")
    every = lanes_of(history)
    lanes = [lane for lane in every if any(map(known_days, lane.matters))]
    if not lanes:
        who = history.who or "this choice"
        apart = " (what is told of an organ, such as an army, is under its own name)" if " and " in history.who else ""
        raise UsageError(
            f"nothing to draw: no tie and no event of {who} is dated{apart}; without -o all of it is listed"
        )
    weak = ("neutral", "places")
    order = sorted(range(len(lanes)), key=lambda i: (lanes[i].group in weak, -len(lanes[i].matters), i))
    kept = set(order[:most])
    shown = [lane for i, lane in enumerate(lanes) if i in kept]
    scale = _scale(history, shown)
    caption = _caption(history, shown, len(lanes) - len(shown), len(every) - len(lanes))
    with settings():
        return _drawing(history, shown, scale, caption)


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
    what = "actor" if not history.who else "pair" if history.is_joined else "row"
    parts = [f"After {history.sources}." if history.sources else ""]
    parts.append(history.note[:1].upper() + history.note[1:])
    if not history.is_joined and any(lane.is_inferred for lane in lanes):
        parts.append("In italics: inferred.")
    if left_out:
        first = "those with most ties and events" if history.is_joined else "signed ties and events"
        parts.append(f"Left out: {count(left_out, what)}; {first} are kept first.")
    if undated:
        parts.append(f"Without any date, not drawn: {count(undated, what)}.")
    if history.is_joined:
        parts.append("Ties of one sign are joined, denials not drawn.")
    return plain(" ".join(part for part in [*parts, ABSENCE] if part))


def _drawing(history: History, lanes: Sequence[Lane], scale: Scale, caption: str) -> Figure:
    from matplotlib import dates

    rows = _rows(lanes)
    joined = history.is_joined
    signs = 0.2 * joined
    left = min(max(LEFT[0], *(width_of(text, LETTERS) + 0.27 for text, _ in rows)), LEFT[1]) + signs
    width = max(WIDTH, left + AXIS + 0.35)
    axis = width - left - 0.35
    found = {_sign(matter) for lane in lanes for matter in lane.matters if known_days(matter)}
    shown = [sign for sign in (*SIGNS, None) if sign in found]
    key = ROW * 4
    depth = ROW * len(rows)
    head = 0.3 if scale.days > 3 * 366 else 0.45  # shorter spans have months and days on a line of their own
    title = f"{plain(shortened(history.who or 'Named actors', 60))}: ties and events"
    page = make_page(title, "", head + depth + 0.15 + key, caption, width=width)
    axes = page.axes(left, page.top + head, axis, depth, bare=False)
    axes.set_xlim(number_of(scale.first), number_of(scale.last) + 1)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_yticks([])
    locator = dates.AutoDateLocator(minticks=3, maxticks=int(axis / _TICK))  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    formatter = dates.ConciseDateFormatter(locator, show_offset=False, formats=_FORMATS)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_formatter(formatter)
    axes.tick_params(axis="x", top=True, labeltop=True, labelbottom=False, colors=INK, labelsize=LETTERS, length=3)
    axes.grid(axis="x", color="#d5dae0", linewidth=0.7)
    axes.set_axisbelow(True)
    for side in ("left", "right"):
        axes.spines[side].set_visible(False)
    for side in ("top", "bottom"):
        axes.spines[side].set_color(RULE)
    beside = axes.get_yaxis_transform()  # x in widths of the axis, y in rows
    for place, (text, lane) in enumerate(rows):
        if lane is None:
            write(axes, (0.15 - left) / axis, place + 0.08, text.capitalize(), weight="bold", transform=beside)
            continue
        if place % 2:
            axes.axhspan(place - 0.5, place + 0.5, color="#f4f6f8", linewidth=0, zorder=0)
        style = "italic" if not joined and lane.is_inferred else "normal"
        write(axes, -(0.07 + signs) / axis, place, text, ha="right", style=style, transform=beside)
        (_draw_joined if joined else _draw_tie)(axes, place, lane, scale)
    _legend(page, page.top + head + depth + 0.15, key, shown)
    return page.figure


_FORMATS = ["%Y", "%b\n%Y", "%d %b\n%Y", "%H:%M", "%H:%M", "%S"]
_TICK = 0.5
"""Inches that the label of a tick needs."""


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


# -- bars


def _draw_tie(axes: Axes, place: int, lane: Lane, scale: Scale) -> None:
    for matter in lane.matters:
        _draw_parts(_bar(axes, place, 0.62, matter, scale), _parts(matter), matter)


def _draw_joined(axes: Axes, place: int, lane: Lane, scale: Scale) -> None:
    """Draw the ties of each sign joined on a line of its own, and the events on another; denials are no ties."""
    told = [matter for matter in lane.matters if matter.status != "denied" and known_days(matter)]
    signs = [sign for sign in (*SIGNS, None) if any(_sign(matter) == sign for matter in told)]
    height = 0.86 / max(len(signs), 1)
    breadth = axes.get_position().width * axes.figure.bbox.width / axes.figure.dpi  # inches
    for number, sign in enumerate(signs):
        middle = place - 0.43 + height * (number + 0.5)
        if sign in SIGNS and SIGNS[sign].symbol:  # colour alone does not tell signs apart
            look: dict[str, Any] = {"color": SIGNS[sign].colour, "ha": "center", "weight": "bold"}
            look |= {"size": min(LETTERS, 34 * height * ROW + 3), "transform": axes.get_yaxis_transform()}
            write(axes, -0.13 / breadth, middle, SIGNS[sign].symbol, **look)
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


def _bar(axes: Axes, middle: float, height: float, matter: Matter, scale: Scale) -> Bar:
    sign = _sign(matter)
    colour = SIGNS[sign].colour if sign else EVENT
    return Bar(axes, middle, height, colour, scale, hollow=matter.status == "denied")


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


def _draw_parts(bar: Bar, parts: _Parts | None, matter: Matter) -> None:
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


# -- legend


def _legend(page: Page, top: float, height: float, signs: Sequence[str | None]) -> None:
    """Draw a sample of each kind of bar, and the colours that occur."""
    width = page.width - 0.3
    axes = page.axes(0.15, top, width, height, bare=False)
    first = date(2000, 1, 1)
    scale = Scale(first, first + timedelta(days=999))
    axes.set_xlim(number_of(scale.first), number_of(scale.last) + 1)
    axes.set_ylim(height / ROW - 0.5, -0.5)
    axes.axis("off")

    def sample(number: int, colour: str, text: str, columns: int = 2, below: int = 0) -> tuple[Bar, date, date]:
        place, column = below + number // columns, number % columns
        left = column * 1000 // columns
        long = 82 if below == 0 else 26
        write(axes, number_of(first) + left + long + 13, place, text, size=SMALL)
        start = first + timedelta(days=left + 4)
        return Bar(axes, place, 0.56, colour, scale), start, start + timedelta(days=long)

    bar, start, end = sample(0, FAINT, "surely so; a box: that day")
    bar.solid(start, end - timedelta(days=18))
    bar.tick(end - timedelta(days=4), surely=True)
    bar, start, end = sample(1, FAINT, "begins or ends in here")
    bar.hatched(start, end)
    bar, start, end = sample(2, FAINT, "begin or end not stated")
    bar.open_end(start + timedelta(days=45), -1)
    bar.open_end(end - timedelta(days=42), +1)
    bar, start, end = sample(3, FAINT, "happened, was announced")
    bar.happened(end - timedelta(days=40), end - timedelta(days=40), surely=True, open_begin=False)
    bar, start, end = sample(4, FAINT, "happened some time in here")
    bar.happened(start, end, surely=True, open_begin=False)
    bar, start, end = sample(5, FAINT, "hollow or thin: not surely so, or denied")
    bar.tick(start + timedelta(days=12), surely=False)
    bar.happened(start + timedelta(days=30), end, surely=False, open_begin=False)
    for number, sign in enumerate(signs):
        colour, text = (SIGNS[sign].colour, f"{SIGNS[sign].label} {SIGNS[sign].symbol}") if sign else (EVENT, "event")
        bar, start, end = sample(number, colour, text.strip(), 5, 3)
        bar.solid(start, end)
