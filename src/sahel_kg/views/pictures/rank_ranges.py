"""Ranks and how far they hold: a dot for the rank as it is, a bar from the best to the worst over all variants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sahel_kg.alliances.network.signed_network import credit
from sahel_kg.alliances.places.standing import MEASURES
from sahel_kg.alliances.robustness.assessment import Robustness
from sahel_kg.arguments import refuses_others
from sahel_kg.errors import UsageError, want
from sahel_kg.ties.words import count
from sahel_kg.views.notation import GROUND, INK, SIGNS
from sahel_kg.views.pictures.canvas import (
    FAINT,
    LETTERS,
    MARGIN,
    MOST,
    PALE,
    SAMPLE,
    SMALL,
    WIDTH,
    Legend,
    Sample,
    caption_of,
    cut,
    make_page,
    settings,
    width_of,
    write,
)
from sahel_kg.views.wording import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


FIRM = 0.95
"""The share of variants from which on a rank is drawn as one that holds."""
WITHOUT = {
    "claims": "variants without one claim",
    "sources": "variants without one source",
    "implied": "the variant without Implied claims",
    "grades": "variants without lower grades",
    "inferences": "the variant without inferred ties",
}
"""What is left out in each kind of `variants.OVER`."""
_NAME = 2.4
_SHARE = 0.75
_ROW = 0.235
_COLOUR = SIGNS["+"].colour


@dataclass(frozen=True)
class _RankRow:
    """A row that is drawn."""

    name: str
    rank: int
    best: int
    worst: int
    share: float


@refuses_others
def figure(robustness: Robustness, *, sources: str | None = None) -> Figure:
    """Draw ranks with their ranges.

    Parameters
    ----------
    robustness : Robustness
        Who has no rank is not drawn. Ranges are over variants of all kinds, shares of the first kind.
    sources : str, optional
        What the caption names as sources; without it those of the claims that are shown.

    Returns
    -------
    matplotlib.figure.Figure
        Bar and dot of a row have the ids ``range-1`` and ``rank-1``, from 1 downwards.

    Raises
    ------
    UsageError
        If nobody has a rank, or matplotlib is missing.
    """
    want(robustness, Robustness, "what holds of camps and ranks, as assess(build) gives it")
    by, every = plain(robustness.by or ""), robustness.ranks
    of = WITHOUT[next(iter(robustness.kinds), "claims")]
    rows = [
        _RankRow(plain(h.label), h.rank, h.best or h.rank, h.worst or h.rank, h.share or 0.0)
        for h in sorted(every, key=lambda h: (h.rank or 0, h.best or 0, h.worst or 0, h.label, h.actor))
        if h.rank is not None
    ]
    if not rows:
        raise UsageError("nothing to draw: no actor has a rank. Widen the choice.")
    parts = []
    if len(rows) > MOST:
        parts.append(f"Left out: {count(len(rows) - MOST, 'actor')} of lower rank.")
    if len(rows) < len(every):
        parts.append(f"Not drawn: {count(len(every) - len(rows), 'actor')} of which {by} says nothing.")
    if by in MEASURES:
        parts.append(f"Ranks are by {by} ({MEASURES[by].says}).")
    after = credit([robustness.network]) if sources is None else sources
    with settings():
        return _drawing(rows[:MOST], by, of, caption_of(after, *parts, *robustness.remarks, robustness.note))


def _drawing(rows: Sequence[_RankRow], by: str, of: str, caption: str) -> Figure:
    label = min(_NAME, max(width_of(row.name, LETTERS) for row in rows)) + 0.04
    left = MARGIN + label + 0.22
    room = WIDTH - left - MARGIN - _SHARE
    last = max(2, *(row.worst for row in rows))
    step = room / (last - 1)
    head = 0.42
    depth = _ROW * len(rows)
    legend = Legend(_entries(rows))
    same = sum(row.best == row.worst for row in rows)
    told = f"{same} of {count(len(rows), 'rank')} hold{'s' * (same == 1)} in every variant. Shares: of {of}."
    body = head + depth + 0.1 + legend.height
    page = make_page(f"How far ranks by {by} hold", told, body, caption)
    axes = page.axes(0, page.top, WIDTH, head + depth + 0.05)
    write(axes, left, 0.08, "rank, best on the left", size=SMALL, color=FAINT)
    write(axes, WIDTH - MARGIN, 0.08, "holds in", size=SMALL, color=FAINT, ha="right")
    for tick in _ticks(last, room):
        x = left + (tick - 1) * step
        axes.plot([x, x], [head - 0.03, head + depth], color="#d5dae0", linewidth=0.7, zorder=0.5)
        write(axes, x, head - 0.12, str(tick), size=SMALL, color=FAINT, ha="center")
    for number, row in enumerate(rows, 1):
        y = head + (number - 0.5) * _ROW
        if number % 2:
            axes.axhspan(y - _ROW / 2, y + _ROW / 2, color=PALE, linewidth=0, zorder=0)
        write(axes, MARGIN + label, y, cut(row.name, label, LETTERS), ha="right")
        best, rank, worst = (left + (value - 1) * step for value in (row.best, row.rank, row.worst))
        _draw_range(axes, best, worst, y, gid=f"range-{number}")
        _draw_rank(axes, rank, y, firm=row.share >= FIRM, gid=f"rank-{number}")
        write(axes, WIDTH - MARGIN, y, _percent(row.share), ha="right")
    legend.draw(page, page.top + head + depth + 0.1)
    return page.figure


def _ticks(last: int, room: float) -> list[int]:
    """Return the ranks to write above: 1, and as many others as there is room for."""
    every = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10**9) if room / (last / step) > 0.28)
    return [1, *(tick for tick in range(every, last + 1, every) if tick > 1)]


def _percent(share: float) -> str:
    """Return a share in percent, rounded down: 100 % is for what is the same in all, and near it each claim counts.

    >>> _percent(0.9837), _percent(0.9977), _percent(1.0)
    ('98 %', '99.7 %', '100 %')
    """
    if 0.99 <= share < 1:
        return f"{int(share * 1000 + 1e-9) / 10} %"
    return f"{int(share * 100 + 1e-9)} %"


def _draw_range(axes: Axes, best: float, worst: float, y: float, *, gid: str | None = None) -> None:
    axes.plot([best, worst], [y, y], color=_COLOUR, linewidth=4.5, alpha=0.45, solid_capstyle="butt", zorder=2, gid=gid)
    for x in (best, worst):
        axes.plot([x, x], [y - 0.06, y + 0.06], color=_COLOUR, linewidth=1.4, zorder=2)


def _draw_rank(axes: Axes, x: float, y: float, *, firm: bool, gid: str | None = None) -> None:
    look: dict[str, Any] = {"markerfacecolor": INK if firm else GROUND, "markeredgecolor": INK, "markeredgewidth": 1.3}
    axes.plot([x], [y], marker="o", markersize=6.5, linewidth=0, zorder=3, gid=gid, **look)


def _entries(rows: Sequence[_RankRow]) -> list[tuple[str, Sample]]:
    def ranged(axes: Axes, x: float, y: float) -> None:
        _draw_range(axes, x, x + SAMPLE, y)

    def dot(firm: bool) -> Sample:
        return lambda axes, x, y: _draw_rank(axes, x + SAMPLE / 2, y, firm=firm)

    entries: list[tuple[str, Sample]] = []
    if any(row.share >= FIRM for row in rows):
        entries.append((f"rank that holds in {FIRM * 100:.0f} % or more", dot(True)))
    if any(row.share < FIRM for row in rows):
        entries.append(("rank that holds in fewer", dot(False)))
    return [*entries, ("best to worst over the variants", ranged)]
