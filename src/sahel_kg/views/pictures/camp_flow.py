"""Camps over time, as streams of actors (an alluvial) and, below, actor by actor."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from sahel_kg.alliances.course.periods import Course
from sahel_kg.alliances.network.signed_network import credit
from sahel_kg.arguments import refuses_others
from sahel_kg.errors import UsageError, want
from sahel_kg.ties.words import count
from sahel_kg.views.notation import GROUND, INK, camp_look
from sahel_kg.views.pictures.canvas import (
    FAINT,
    LETTERS,
    MARGIN,
    MOST,
    RULE,
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


_NAME = 1.75
_COLUMN = 0.33
"""The smallest width of a period in inches."""
_BLOCK = 0.2
_ROW = 0.19
_LANE = 0.16
"""Inches between two camp lines."""
_DEPTH = 3.2
"""Inches that the streams take, if there is one of each camp line."""


@refuses_others
def figure(course: Course, *, sources: str | None = None) -> Figure:
    """Draw how camps went on.

    Parameters
    ----------
    course : Course
    sources : str, optional
        What the caption names as sources; without it those of the claims that are shown.

    Returns
    -------
    matplotlib.figure.Figure
        An element a block, stream and cell, with ids such as ``block-2-1`` (period from 1, camp line, 0 for the
        unassigned), ``stream-2-1-0`` (from period 2, from line 1 to line 0) and ``cell-3-2`` (row, period).

    Raises
    ------
    UsageError
        If no period has an actor in it, or matplotlib is missing.

    Notes
    -----
    Streams after Rosvall and Bergstrom, PLoS ONE 5 (2010) e8694, with a lane of its own for each camp line.
    """
    want(course, Course, "the course of camps, as follow_camps(build, years(2018, 2019)) gives it")
    if not any(course.lineages):
        why = next((period.why for period in course.periods if period.why), "")
        raise UsageError(f"nothing to draw: there are no camps in any period. {why}".strip())
    with settings():
        return _FlowDrawing(
            course, credit(period.network for period in course.periods) if sources is None else sources
        ).figure()


class _FlowDrawing:
    """One picture on its way."""

    def __init__(self, course: Course, sources: str) -> None:
        self.course, self.sources = course, sources
        self.lines = [*course.lines, *([0] if any(0 in lineage.values() for lineage in course.lineages) else [])]
        every = sorted({actor for lineage in course.lineages for actor in lineage}, key=self._rank)
        grouped = [actor for actor in every if any(lineage.get(actor) for lineage in course.lineages)]
        self.rows = (every if len(every) <= MOST else grouped)[:MOST]
        self.left_out = len(every) - len(self.rows)
        names = [plain(course.labels[actor]) for actor in self.rows]
        number = len(course.periods)
        room = max(_NAME, WIDTH - 2 * MARGIN - number * 1.15 * _COLUMN)  # names take what the periods can spare
        widths = [width_of(name, LETTERS) for name in [*names, "unassigned"]]
        widths += [width_of(self._name(line), SMALL) for line in self.lines if line]
        self.label = min(room, max(widths) + 0.15)
        self.column = max((WIDTH - 2 * MARGIN - self.label) / number, _COLUMN)
        self.column = min(self.column, 1.1)
        self.width = max(WIDTH, 2 * MARGIN + self.label + self.column * number)
        widest = {line: max(Counter(lineage.values())[line] for lineage in course.lineages) for line in self.lines}
        self.unit = max(min(_DEPTH / sum(widest.values()), 0.15), 0.03)
        self.tops: dict[int, float] = {}
        down = 0.0
        for line in self.lines:
            self.tops[line] = down
            down += max(widest[line] * self.unit, 0.15) + _LANE
        self.depth = down - _LANE

    def _rank(self, actor: str) -> tuple[object, ...]:
        """Order rows: those in camps first, by their first line and period, then by name."""
        found = [(line, place) for place, lineage in enumerate(self.course.lineages) if (line := lineage.get(actor))]
        return (not found, found[:1], plain(self.course.labels[actor]).casefold(), actor)

    def _name(self, line: int) -> str:
        """Return a name for a camp line: who is in it in most periods and with most ties, and how many others ever."""
        stays: Counter[str] = Counter()
        ties: Counter[str] = Counter()
        for period, lineage in zip(self.course.periods, self.course.lineages, strict=True):
            for actor in (actor for actor, own in lineage.items() if own == line):
                stays[actor] += 1
                ties[actor] += period.network.graph.degree(actor)
        first = max(stays, key=lambda actor: (stays[actor], ties[actor], actor))
        others = f" and {count(len(stays) - 1, 'other')}" if len(stays) > 1 else ""
        return f"{plain(self.course.labels[first])}{others}"

    def figure(self) -> Figure:
        legend = Legend(self._entries(), self.width)
        head = 0.26
        table = head + _ROW * len(self.rows)
        body = head + self.depth + 0.22 + table + 0.14 + legend.height
        page = make_page("Camps over time", self._told(), body, self._caption(), width=self.width)
        streams = page.axes(0, page.top, page.width, head + self.depth + 0.1)
        cells = page.axes(0, page.top + head + self.depth + 0.22, page.width, table + 0.05)
        for axes, down in ((streams, self.depth), (cells, table - head)):
            self._draw_periods(axes, head, down)
        self._draw_lanes(streams, head)
        self._draw_rows(cells, head)
        legend.draw(page, page.top + body - legend.height)
        return page.figure

    def _x(self, place: int) -> float:
        """Return the middle of a period."""
        return MARGIN + self.label + self.column * (place + 0.5)

    def _draw_periods(self, axes: Axes, top: float, down: float) -> None:
        from matplotlib.patches import Rectangle

        room = self.column - 0.04
        every = math.ceil(max(width_of(period.label, SMALL) for period in self.course.periods) / room)
        for place, period in enumerate(self.course.periods):
            x = self._x(place)
            if place % every == 0:
                beyond = x + width_of(period.label, SMALL) / 2 > self.width - MARGIN / 2
                where = self.width - MARGIN if beyond else x
                write(axes, where, top - 0.13, period.label, size=SMALL, ha="right" if beyond else "center")
            if not self.course.lineages[place]:
                corner = (x - self.column / 2 + 0.02, top)
                look: dict[str, Any] = {
                    "facecolor": GROUND,
                    "edgecolor": "#c9ced4",
                    "hatch": "\\\\\\\\",
                    "linewidth": 0,
                }
                axes.add_patch(Rectangle(corner, self.column - 0.04, down, zorder=0, gid=f"empty-{place + 1}", **look))

    def _draw_lanes(self, axes: Axes, top: float) -> None:
        for line in self.lines:
            size = max(Counter(lineage.values())[line] for lineage in self.course.lineages) * self.unit
            x, y = MARGIN + self.label - 0.12, top + self.tops[line] + max(size, 0.15) / 2
            if not line:
                write(axes, x, y, "unassigned", ha="right")
                continue
            write(axes, x, y - 0.075, f"camp {line}", ha="right")
            write(
                axes, x, y + 0.075, cut(self._name(line), self.label - 0.14, SMALL), size=SMALL, ha="right", color=FAINT
            )
        before: dict[tuple[int, int], tuple[float, float]] = {}
        for place in range(len(self.course.periods)):
            before = self._draw_period(axes, top, place, before)

    def _draw_period(
        self, axes: Axes, top: float, place: int, before: dict[tuple[int, int], tuple[float, float]]
    ) -> dict[tuple[int, int], tuple[float, float]]:
        """Draw the blocks of a period and the streams into it; return where the streams out of it begin."""
        from matplotlib.patches import Rectangle

        lineage = self.course.lineages[place]
        ahead = self.course.lineages[place + 1] if place + 1 < len(self.course.lineages) else {}
        back = self.course.lineages[place - 1] if place else {}
        leaving: dict[tuple[int, int], tuple[float, float]] = {}
        for line, size in sorted(Counter(lineage.values()).items()):
            y = top + self.tops[line]
            colour, hatch = camp_look(line)
            x = self._x(place)
            box = Rectangle(
                (x - _BLOCK / 2, y), _BLOCK, size * self.unit, facecolor=colour, edgecolor=GROUND, hatch=hatch, zorder=3
            )
            box.set(linewidth=0, gid=f"block-{place + 1}-{line}")
            axes.add_patch(box)
            look: dict[str, Any] = {"boxstyle": "round,pad=0.12", "facecolor": GROUND, "edgecolor": "none"}
            write(
                *(axes, x, y + size * self.unit / 2, str(size)),
                size=7,
                ha="center",
                va="center_baseline",
                zorder=5,
                bbox=look,
            )
            for flows, there, out in ((back, before, False), (ahead, leaving, True)):
                down = y
                found = Counter(flows[a] for a, own in lineage.items() if own == line and a in flows)
                for other, much in sorted(found.items()):
                    deep = much * self.unit
                    if out:
                        leaving[line, other] = (down, deep)
                    else:
                        self._draw_stream(axes, place, other, line, there[other, line], (down, deep))
                    down += deep
        return leaving

    def _draw_stream(
        self, axes: Axes, place: int, start: int, end: int, left: tuple[float, float], right: tuple[float, float]
    ) -> None:
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path

        x0, x1 = self._x(place - 1) + _BLOCK / 2, self._x(place) - _BLOCK / 2
        middle = (x0 + x1) / 2
        upper, lower = (left[0], right[0]), (left[0] + left[1], right[0] + right[1])
        points = [(x0, upper[0]), (middle, upper[0]), (middle, upper[1]), (x1, upper[1])]
        points += [(x1, lower[1]), (middle, lower[1]), (middle, lower[0]), (x0, lower[0]), (x0, upper[0])]
        codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
        crossed = bool(start and end and start != end)
        look: dict[str, Any] = {
            "edgecolor": INK if crossed else RULE,
            "linewidth": (start != end) * (0.6 + 0.4 * crossed),
        }
        patch = PathPatch(Path(points, codes), facecolor=camp_look(start)[0], **look)
        patch.set(alpha=0.8 if crossed else 0.38, zorder=2 if crossed else 1, gid=f"stream-{place}-{start}-{end}")
        axes.add_patch(patch)

    def _draw_rows(self, axes: Axes, top: float) -> None:
        for row, actor in enumerate(self.rows):
            y = top + (row + 0.5) * _ROW
            name = cut(plain(self.course.labels[actor]), self.label - 0.14, LETTERS)
            write(axes, MARGIN + self.label - 0.12, y, name, ha="right")
            last = 0
            for place, lineage in enumerate(self.course.lineages):
                line = lineage.get(actor)
                if line is None:
                    continue
                _draw_cell(
                    axes,
                    self._x(place),
                    y,
                    self.column,
                    line,
                    crossed=bool(line and last and line != last),
                    gid=f"cell-{row + 1}-{place + 1}",
                )
                last = line or last

    def _entries(self) -> list[tuple[str, Sample]]:
        entries = [("camp, by number and colour", _cell_sample(self.lines[0]))] if self.lines[0] else []
        if 0 in self.lines:
            entries.append(("in the network, in no camp", _cell_sample(0)))
        if self._crossed():
            entries.append(("framed: crossed over", _cell_sample(self.lines[0], crossed=True)))
        if not all(self.course.lineages):
            entries.append(("no camps in this period", _empty_sample))
        return entries

    def _crossed(self) -> set[str]:
        """Return who was in two camp lines."""
        found: dict[str, set[int]] = defaultdict(set)
        for lineage in self.course.lineages:
            for actor, line in lineage.items():
                found[actor] |= {line} - {0}
        return {actor for actor, lines in found.items() if len(lines) > 1}

    def _told(self) -> str:
        crossed = self._crossed()
        names = ", ".join(sorted(plain(self.course.labels[actor]) for actor in crossed))
        told = f"{count(len(crossed), 'actor') if crossed else 'nobody'} crossed over"
        told += f": {names}" if 0 < len(crossed) <= 5 else ""
        camps = f"{count(len(self.course.lines), 'camp')} in {count(len(self.course.periods), 'period')}"
        return f"{camps}; {told}. Numbers in the blocks count actors."

    def _caption(self) -> str:
        empty: dict[str, list[str]] = defaultdict(list)
        for period, lineage in zip(self.course.periods, self.course.lineages, strict=True):
            if not lineage:
                empty[period.why or "nobody is in the network"].append(period.label)
        parts = ["Who has no stream into a period or out of it is not in the network of the other one."]
        parts += [f"No camps in {', '.join(labels)}: {why.rstrip('.')}." for why, labels in empty.items()]
        if self.left_out:
            parts.append(f"Rows left out: {count(self.left_out, 'actor')}, those in camps being kept first.")
        return caption_of(self.sources, *parts, self.course.note)


def _draw_cell(
    axes: Axes, x: float, y: float, column: float, line: int, *, crossed: bool = False, gid: str | None = None
) -> None:
    from matplotlib.colors import to_rgb
    from matplotlib.patches import Rectangle

    pale = tuple(0.6 + 0.4 * part for part in to_rgb(camp_look(line)[0])) if line else GROUND
    width, height = column - 0.04, _ROW - 0.03
    look: dict[str, Any] = {"edgecolor": INK, "linewidth": 1.5} if crossed else {"linewidth": 0}
    box = Rectangle((x - width / 2, y - height / 2), width, height, facecolor=pale, zorder=3 if crossed else 2, **look)
    box.set_gid(gid)
    axes.add_patch(box)
    write(
        axes,
        x,
        y,
        str(line) if line else "○",
        size=SMALL,
        ha="center",
        zorder=4,
        color=INK if line else FAINT,
    )


def _cell_sample(line: int, *, crossed: bool = False) -> Sample:
    def sample(axes: Axes, x: float, y: float) -> None:
        _draw_cell(axes, x + SAMPLE / 2, y, SAMPLE, line, crossed=crossed)

    return sample


def _empty_sample(axes: Axes, x: float, y: float) -> None:
    from matplotlib.patches import Rectangle

    look: dict[str, Any] = {"facecolor": GROUND, "edgecolor": "#c9ced4", "hatch": "\\\\\\\\", "linewidth": 0}
    axes.add_patch(Rectangle((x, y - 0.08), SAMPLE, 0.16, **look))
