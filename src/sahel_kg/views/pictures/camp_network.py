"""The signed network laid out by camp: who stands with whom, who against whom, and which ties do not fit."""

from __future__ import annotations

import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sahel_kg.alliances.division.camps import Camps
from sahel_kg.alliances.network.signed_network import credit
from sahel_kg.arguments import refuses_others
from sahel_kg.errors import UsageError, want
from sahel_kg.ties.contributors import count_apart, count_lone
from sahel_kg.ties.words import count
from sahel_kg.views.notation import GROUND, INK, SIGN_DASHES, SIGNS, camp_look
from sahel_kg.views.pictures.camp_ring import Bond, order_groups, place_groups
from sahel_kg.views.pictures.canvas import (
    FAINT,
    LETTERS,
    MARGIN,
    MOST,
    SAMPLE,
    SMALL,
    WIDTH,
    Legend,
    Sample,
    caption_of,
    fold,
    line_style,
    make_page,
    settings,
    stroke,
    width_of,
    write,
)
from sahel_kg.views.pictures.hulls import Point, wrap
from sahel_kg.views.wording import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sahel_kg.alliances.network.signed_ties import SignedTie

_NAME = 1.6
"""Inches for a name beside the ring."""
_HALF = 1.75
_NODE = 0.085
"""Radius of an actor in inches."""
_HULL = 0.13
"""How far the border of a camp is outside its actors."""
_FARTHEST = 0.45
_LINE = LETTERS * 1.22 / 72
Places = dict[str, Point]
_BOND = {"+": 1.0, "~": 0.5, "-": 0.35}


@refuses_others
def figure(camps: Camps, *, sources: str | None = None) -> Figure:
    """Draw the network of a division into camps.

    Parameters
    ----------
    camps : Camps
    sources : str, optional
        What the caption names as sources; without it those of the claims that are shown.

    Returns
    -------
    matplotlib.figure.Figure
        An element a camp, tie and actor, with ids such as ``camp-1``, ``tie-3``, ``misfit-4``, ``actor-2``.

    Raises
    ------
    UsageError
        If there is no actor, or matplotlib is missing.
    """
    want(camps, Camps, "camps, as find_camps(take_signed(build)) gives them")
    with settings():
        return _NetworkDrawing(camps, credit([camps.network]) if sources is None else sources).figure()


def choose_actors(camps: Camps) -> list[str]:
    """Return the actors to draw, for there must be one: all, or those of misfits and with most ties."""
    network = camps.network
    if not network.actors:
        raise UsageError("nothing to draw: nobody cooperates, fights or is strained in this network. Widen the choice.")
    unfit = {actor for misfit in camps.misfits for actor in (misfit.first, misfit.second)}
    order = sorted(network.actors, key=lambda a: (a not in unfit, -network.graph.degree(a), a))
    return sorted(order[:MOST])


def tell_camps(camps: Camps) -> str:
    """Say in a line what the picture shows."""
    firm = sum(len(camp.firm) for camp in camps.camps)
    grouped = sum(len(camp.actors) for camp in camps.camps)
    parts = [f"{count(len(camps.camps), 'camp')} of {count(grouped, 'actor')}"] if grouped else ["No camp"]
    if grouped > firm:
        parts[0] += f" ({grouped - firm} not firm)"
    parts.append(f"{len(camps.unassigned)} unassigned")
    parts.append(f"{count(len(camps.misfits), 'misfit')}")
    return ", ".join(parts) + "."


def tell_drawn(drawn: int, camps: Camps) -> str:
    """Say how many actors are drawn, if it is not all of them."""
    every = len(camps.network.actors)
    return "" if drawn == every else f"Drawn: {drawn} of {every} actors, those of misfits and with most ties first."


class _NetworkDrawing:
    """One picture on its way."""

    def __init__(self, camps: Camps, sources: str) -> None:
        self.camps, self.network, self.sources = camps, camps.network, sources
        self.actors = choose_actors(camps)
        self.camp_of = {actor: camp.number for camp in camps.camps for actor in camp.actors}
        self.firm = {actor for camp in camps.camps for actor in camp.firm}
        drawn = set(self.actors)
        self.edges = sorted(
            (*sorted((one, other)), sign, self.network.ties_on(one, other, sign))
            for one, other, sign in self.network.graph.edges(keys=True)
            if {one, other} <= drawn
        )
        self.unfit = {(*sorted((m.first, m.second)), m.sign) for m in camps.misfits}
        self.names = {actor: fold(self.network.label(actor), _NAME, LETTERS, most=2) for actor in self.actors}

    def figure(self) -> Figure:
        groups = order_groups(self._groups(), self._bonds())
        widest = max(
            width_of(line, LETTERS if n < len(self.names[a]) else SMALL)
            for a in self.actors
            for n, line in enumerate([*self.names[a], *self._contributors(a)])
        )
        half = min(_HALF, WIDTH / 2 - MARGIN - widest - _HULL - 0.05)
        rooms = {a: _LINE * (len(self.names[a]) + len(self._contributors(a))) + 0.05 for a in self.actors}
        places, height = place_groups(groups, rooms, half, 0.3)
        reach = {actor: max(rooms[actor] / 2, _HULL) + 0.04 for actor in places}
        top = min(y - reach[actor] for actor, (_, y) in places.items())
        depth = max(y + reach[actor] for actor, (_, y) in places.items()) - top
        places = {actor: (x + WIDTH / 2, y - top) for actor, (x, y) in places.items()}
        ring = _Ring(WIDTH / 2, height / 2 - top, half, height / 2)
        legend = Legend(self._entries())
        body = depth + 0.15 + legend.height
        caption = caption_of(
            self.sources,
            tell_drawn(len(self.actors), self.camps),
            self.camps.note,
        )
        page = make_page("The signed network by camp", tell_camps(self.camps), body, caption)
        axes = page.axes(0, page.top, WIDTH, depth)
        self._draw_camps(axes, places, ring)
        self._draw_ties(axes, places, ring)
        self._draw_actors(axes, places, ring)
        legend.draw(page, page.top + body - legend.height)
        return page.figure

    def _groups(self) -> list[list[str]]:
        found: dict[int, list[str]] = defaultdict(list)
        for actor in self.actors:
            if actor in self.camp_of:
                found[self.camp_of[actor]].append(actor)
        # the unassigned move about one by one, each to whom it shares adversaries with
        return [*(found[number] for number in sorted(found)), *([a] for a in self.actors if a not in self.camp_of)]

    def _bonds(self) -> list[Bond]:
        bonds = [(one, other, _BOND[sign]) for one, other, sign, _ in self.edges]
        members = {camp.number: [a for a in camp.actors if a in self.names] for camp in self.camps.camps}
        for unassigned in self.camps.unassigned:
            for number, adversaries in unassigned.shares:
                near = members.get(number, [])
                much = 0.5 * len(adversaries) / max(len(near), 1)
                bonds += [(unassigned.actor, actor, much) for actor in near if unassigned.actor in self.names]
        return bonds

    def _contributors(self, actor: str) -> list[str]:
        sure, possible = count_lone(self.network.graph.nodes[actor])
        one = sure + possible == 1
        return [f"+{count_apart(sure, possible)} contribute{'s' * one}"] if sure or possible else []

    def _draw_camps(self, axes: Axes, places: Places, ring: _Ring) -> None:
        for camp in self.camps.camps:
            within = {actor: places[actor] for actor in camp.actors if actor in places}
            lines = [
                _curve(places[one], ring.bow(places[one], places[other]), places[other])
                for one, other, sign, _ in self.edges
                if sign == "+" and one in within and other in within
            ]
            others = [
                (place, 2 * _HULL + 0.05 if actor in self.camp_of else _HULL + _NODE + 0.06)
                for actor, place in places.items()
                if actor not in within
            ]
            if within:
                _draw_zone(axes, wrap([*within.values(), *itertools.chain(*lines)], others), camp.number)

    def _draw_ties(self, axes: Axes, places: Places, ring: _Ring) -> None:
        together = Counter((one, other) for one, other, _, _ in self.edges)
        passed: Counter[tuple[str, str]] = Counter()
        for number, (one, other, sign, ties) in enumerate(self.edges, 1):
            aside = 0.05 * (2 * passed[one, other] - together[one, other] + 1)
            passed[one, other] += 1
            inferred = is_inferred(ties)
            unfit = (one, other, sign) in self.unfit
            points = _shifted([places[one], ring.bow(places[one], places[other]), places[other]], aside)
            gid = f"misfit-{number}" if unfit else f"tie-{number}"
            _draw_tie(axes, points, sign, inferred=inferred, unfit=unfit, gid=gid)

    def _draw_actors(self, axes: Axes, places: Places, ring: _Ring) -> None:
        for number, actor in enumerate(self.actors, 1):
            x, y = places[actor]
            _draw_actor(axes, x, y, self.camp_of.get(actor, 0), firm=actor in self.firm, gid=f"actor-{number}")
            on_left = x < WIDTH / 2
            beside = ring.beside(x, y) if actor in self.camp_of else _NODE + 0.07
            lines = [(line, LETTERS, INK) for line in self.names[actor]]
            lines += [(line, SMALL, FAINT) for line in self._contributors(actor)]
            for place, (line, size, colour) in enumerate(lines):
                down = (place - (len(lines) - 1) / 2) * _LINE
                where = x - beside if on_left else x + beside
                write(axes, where, y + down, line, size=size, ha="right" if on_left else "left", color=colour)

    def _entries(self) -> list[tuple[str, Sample]]:
        entries: list[tuple[str, Sample]] = []
        for camp in self.camps.camps:
            entries.append((f"camp {camp.number}: {plain(self.camps.name(camp.number))}", _camp_sample(camp.number)))
        members = set(self.actors) & set(self.camp_of)
        if members - self.firm:
            entries.append(("not firm: elsewhere in another optimal division", _actor_sample(1, firm=False)))
        if set(self.actors) - set(self.camp_of):
            entries.append(("unassigned", _actor_sample(0, firm=False)))
        present = {sign for _, _, sign, _ in self.edges}
        for sign, word in (("+", "cooperation"), ("-", "hostility"), ("~", "strain")):
            if sign in present:
                entries.append((word, stroke(SIGNS[sign].colour, 1.8, SIGN_DASHES[sign])))
        if any(is_inferred(ties) for *_, ties in self.edges):
            entries.append(("thin: inferred by a rule", stroke(INK, 0.8)))
        unfit = [sign for one, other, sign, _ in self.edges if (one, other, sign) in self.unfit]
        if unfit:
            entries.append(("does not fit (misfit)", _misfit_sample(unfit[0])))
        return entries


@dataclass(frozen=True)
class _Ring:
    """The curve that the actors stand on: its middle, and half its width and height."""

    x: float
    y: float
    across: float
    down: float

    def bow(self, start: Point, end: Point) -> Point:
        """Return towards where a line between two actors is drawn: inwards, off the actors between them.

        It bends by a fraction of its length, so that ties between neighbours stay near them and off each other.
        """
        x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
        length = math.dist(start, end)
        inwards = (self.x - x, (self.y - y) * min(1.0, self.across / self.down))
        size = max(math.hypot(*inwards), 1e-9)
        bent = 0.56 * min(length, size)
        return x + inwards[0] / size * bent, y + inwards[1] / size * bent

    def beside(self, x: float, y: float) -> float:
        """Return how far beside an actor its name begins, so that it stands clear of the border of its camp."""
        normal = (abs(x - self.x) / self.across**2, abs(y - self.y) / self.down**2)
        size = max(math.hypot(*normal), 1e-9)
        return min((_HULL + 0.08 * normal[1] / size) / max(normal[0] / size, 0.1), _FARTHEST) + 0.05


def _curve(start: Point, control: Point, end: Point) -> list[Point]:
    """Return some points of a curve from start to end that is drawn towards another."""
    ways = [((1 - t) ** 2, 2 * t * (1 - t), t**2) for t in (n / 20 for n in range(1, 20))]
    return [
        (a * start[0] + b * control[0] + c * end[0], a * start[1] + b * control[1] + c * end[1]) for a, b, c in ways
    ]


def is_inferred(ties: Iterable[SignedTie]) -> bool:
    """Tell whether no claim states any of the ties of an edge."""
    return all(tie.status == "inferred" for tie in ties)


def _draw_zone(axes: Axes, corners: Sequence[Point], number: int) -> None:
    from matplotlib.patches import Polygon

    for width, shade, part in ((_HULL * 2 + 0.02, camp_look(number)[0], "-edge"), (_HULL * 2, _pale(number), "")):
        look: dict[str, Any] = {"closed": True, "facecolor": shade, "edgecolor": shade, "linewidth": width * 72}
        patch = Polygon(corners, capstyle="round", joinstyle="round", zorder=1, **look)
        patch.set_gid(f"camp-{number}{part}")
        axes.add_patch(patch)


def _pale(number: int) -> tuple[float, ...]:
    from matplotlib.colors import to_rgb

    return tuple(0.8 + 0.2 * part for part in to_rgb(camp_look(number)[0]))


def _shifted(points: Sequence[Point], aside: float) -> list[Point]:
    """Return a line moved aside, for what is not the only tie of its pair; most in the middle."""
    start, _, end = points
    across = (start[1] - end[1], end[0] - start[0])
    length = max(math.hypot(*across), 1e-9)
    off = (across[0] / length * aside, across[1] / length * aside)
    return [(x + off[0] * much, y + off[1] * much) for (x, y), much in zip(points, (0.7, 2.5, 0.7), strict=True)]


def _draw_tie(
    axes: Axes, points: Sequence[Point], sign: str, *, inferred: bool, unfit: bool = False, gid: str | None = None
) -> None:
    """Draw a tie: a curve from the first point to the last, drawn towards the second."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    path = Path(points, [Path.MOVETO, Path.CURVE3, Path.CURVE3])
    width = (0.8 if inferred else 1.8) + 0.4 * (sign == "~") + 0.4 * unfit
    strokes: list[tuple[str, float, Sequence[float]]] = [(SIGNS[sign].colour, width, SIGN_DASHES[sign])]
    if unfit:
        strokes = [(INK, width + 3.4, ()), (GROUND, width + 1.8, ()), *strokes]
    for colour, size, dashes in strokes:
        patch = PathPatch(path, facecolor="none", edgecolor=colour, linewidth=size, linestyle=line_style(dashes))
        patch.set(zorder=3 if unfit else 2, gid=gid if colour == SIGNS[sign].colour else None, capstyle="butt")
        axes.add_patch(patch)


def _draw_actor(axes: Axes, x: float, y: float, number: int, *, firm: bool, gid: str | None = None) -> None:
    from matplotlib.patches import Circle, Rectangle

    colour, _ = camp_look(number)
    mark: Circle | Rectangle
    if not number:
        side = 1.5 * _NODE
        corner = (x - side / 2, y - side / 2)
        mark = Rectangle(corner, side, side, facecolor=GROUND, edgecolor=INK, linewidth=1.2, zorder=5)
    elif firm:
        mark = Circle((x, y), _NODE, facecolor=GROUND, edgecolor=colour, linewidth=2.2, zorder=5)
    else:
        mark = Circle(
            (x, y), _NODE, facecolor=GROUND, edgecolor=INK, linewidth=1.1, linestyle=(0, (1.5, 1.2)), zorder=5
        )
    mark.set_gid(gid)
    axes.add_patch(mark)
    if number:
        size = 7.5 if number < 10 else 6.0
        write(axes, x, y + 0.004, str(number), size=size, weight="bold", ha="center", va="center_baseline", zorder=6)


def _camp_sample(number: int) -> Sample:
    def sample(axes: Axes, x: float, y: float) -> None:
        ends = [x + 0.09, x + SAMPLE - 0.09]
        for width, shade in ((0.19, camp_look(number)[0]), (0.17, _pale(number))):
            axes.plot(ends, [y, y], color=shade, linewidth=width * 72, solid_capstyle="round", zorder=1)
        _draw_actor(axes, x + SAMPLE / 2, y, number, firm=True)

    return sample


def _actor_sample(number: int, *, firm: bool) -> Sample:
    def sample(axes: Axes, x: float, y: float) -> None:
        _draw_actor(axes, x + SAMPLE / 2, y, number, firm=firm)

    return sample


def _misfit_sample(sign: str) -> Sample:
    def sample(axes: Axes, x: float, y: float) -> None:
        _draw_tie(axes, [(x, y), (x + SAMPLE / 2, y), (x + SAMPLE, y)], sign, inferred=False, unfit=True)

    return sample
