"""Hulls: the zone of a camp, convex but for where somebody else stands near its border."""

from __future__ import annotations

import math
from collections.abc import Sequence

Point = tuple[float, float]
_STEPS = 24
_SLOPE = 0.35
"""Inches along a border in which it comes back from a dent, where there is as much."""


def wrap(points: Sequence[Point], others: Sequence[tuple[Point, float]] = ()) -> list[Point]:
    """Return the corners of a zone around some points.

    Parameters
    ----------
    points : sequence of (x, y)
        At least one.
    others : sequence of ((x, y), distance)
        Who is not to be in the zone, and how far from the border: it is dented there.

    Returns
    -------
    list of (x, y)
        In order around the zone; of a point or a line two.

    Notes
    -----
    On a ring as `camp_ring` makes it others lie outside of the convex hull, so that a dent is never deeper than their
    distance.
    """
    corners = _hull(points)
    if len(corners) < 3:
        return corners
    return [
        place
        for start, end in zip(corners, [*corners[1:], corners[0]], strict=True)
        for place in _dent(start, end, others)
    ]


def _hull(points: Sequence[Point]) -> list[Point]:
    """Return the corners of the convex hull, the inside on the left; of what is a point or a line, its ends."""
    from scipy.spatial import ConvexHull, QhullError

    try:
        return [points[corner] for corner in ConvexHull(points).vertices]
    except (QhullError, ValueError):
        return [min(points), max(points)] if len(set(points)) > 1 else [points[0], (points[0][0] + 0.001, points[0][1])]


def _dent(start: Point, end: Point, others: Sequence[tuple[Point, float]]) -> list[Point]:
    """Return a side of a hull from its start on, without its end: drawn inwards off who is near it."""
    length = math.dist(start, end)
    along = ((end[0] - start[0]) / length, (end[1] - start[1]) / length)
    inwards = (-along[1], along[0])
    depth = 0.0
    for (x, y), distance in others:
        off = (x - start[0], y - start[1])
        within = off[0] * inwards[0] + off[1] * inwards[1]
        if abs(within) < distance and 0 < off[0] * along[0] + off[1] * along[1] < length:
            depth = max(depth, within + distance)
    if not depth:
        return [start]
    slope = min(_SLOPE, length / 3)
    out = []
    for step in range(_STEPS):
        far = length * step / _STEPS
        part = min(min(far, length - far) / slope, 1.0)
        deep = depth * part * part * (3 - 2 * part)
        out.append((start[0] + far * along[0] + deep * inwards[0], start[1] + far * along[1] + deep * inwards[1]))
    return out
