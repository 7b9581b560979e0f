"""The bars of a timeline: what is certain is solid, what is possible hatched, an end that is not stated fades."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sahel_kg.views.notation import GROUND

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROW = 0.27
"""Inches of a row."""


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


def number_of(day: date) -> float:
    """Return a day as the number that stands on the axis."""
    from matplotlib.dates import date2num

    return float(date2num(day))  # type: ignore[no-untyped-call]


@dataclass(frozen=True)
class Bar:
    """Draws the parts of one bar."""

    axes: Axes
    middle: float
    height: float
    colour: str
    scale: Scale
    hollow: bool = False

    def _rectangle(self, first: date, last: date, **look: Any) -> None:
        from matplotlib.patches import Rectangle

        start, width = number_of(first), number_of(last) + 1 - number_of(first)
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
        corner = (number_of(day) + 0.5 - width / 2, self.middle - self.height / 2)
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
        start = number_of(day) + (direction > 0)
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
                [number_of(first) + ((last - first).days + 1) / 2],
                [self.middle],
                marker="D",
                markersize=min(6.5, 22 * self.height * ROW + 2),
                markerfacecolor=face,
                markeredgecolor=self.colour,
                linewidth=0,
                zorder=6,
            )
            return
        start, end = number_of(first), number_of(last) + 1
        half = self.height / 2.6
        self.axes.hlines(self.middle, start, end, colors=self.colour, linewidth=3.2 if surely else 1.2, zorder=3)
        edges = (self.middle - half, self.middle + half)
        self.axes.vlines([start, end], *edges, colors=self.colour, linewidth=1.3, zorder=3)
