"""Places for the actors of a picture: computed once, the same for the same network, no label over another.

Cooperation draws together and hostility keeps apart: each tie has a length, and the ideal distance of two
actors is the shortest way between them. Actors that no way joins are laid out apart and packed like parcels;
those without any tie stand in rows at the foot.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from sahel_kg.ties.contributors import count_apart, count_lone
from sahel_kg.views.wording import plain, wrapped

Points = NDArray[np.float64]
Places = dict[str, tuple[float, float]]

FONT_SIZE = 16
RADIUS = 13
LENGTHS = {"+": 1.0, "0": 1.1, "~": 1.7, "-": 2.3}
SCREEN = 1.45  # width by height of the space beside the panel
TRIES = tuple(itertools.product((1.5, 1.2, 1.9, 2.4), (0.001, 0.003)))  # aspect of the main part, pull inwards
ROOM = 1.8  # area of a component by that of its labels
EVENNESS = 0.3  # how far crowds are drawn out and outliers drawn in, 0 to 1
MARGIN = 40
_GLYPH = 0.52 * FONT_SIZE  # mean width of a letter, rather too wide
_GAP = (22.0, 20.0)
_NEWTON_STEPS = 60
_SETTLED = 1e-9
_DIGITS = 6


def label_actors(network: nx.MultiDiGraph) -> dict[str, list[str]]:
    """Return the lines of the actors' labels in the picture, wrapped.

    Those that would look alike have their whole labels, with their ids where these are alike as well.
    """
    labels = {actor: plain(said.get("label") or actor) for actor, said in network.nodes(data=True)}
    found = {
        actor: wrapped(label) if network.degree(actor) else wrapped(label, width=16, lines=2)
        for actor, label in labels.items()
    }
    alike, same = Counter(map(tuple, found.values())), Counter(labels.values())
    for actor, label in labels.items():
        if alike[tuple(found[actor])] > 1:
            found[actor] = wrapped(label if same[label] == 1 else f"{label} ({actor})", lines=5, whole=True)
    for actor, said in network.nodes(data=True):
        sure, possible = count_lone(said)
        if sure or possible:
            found[actor].append(f"+{count_apart(sure, possible)} contribute")
    return found


def place_actors(network: nx.MultiDiGraph) -> Places:
    """Return a place for every actor, such that no symbol or label lies on another.

    Parameters
    ----------
    network : networkx.MultiDiGraph
        Ties with a `sign`; direction and order of nodes and ties do not matter.

    Returns
    -------
    dict
        Actor to x (to the right) and y (downwards) in the picture's units, whole numbers around (0, 0).
    """
    joined = _joined(network)
    labels = label_actors(network)
    halves = {actor: _half_size(labels[actor]) for actor in joined}
    found = [
        _settled(joined.subgraph(component))
        for component in sorted(nx.connected_components(joined), key=lambda c: (-len(c), min(c)))
        if len(component) > 1
    ]
    # How wide the main part should be depends on what must stand under it: try some, keep what reads best.
    pages = [_page(found, joined, halves, *wanted) for wanted in (TRIES if len(joined) <= 100 else TRIES[:1])]
    placed = min(pages, key=lambda page: round(_badness(page, joined, halves), 3))
    if not placed:
        return {}
    left, top, right, bottom = _frame(placed, halves)
    # Until here a place is the middle of symbol and label together; the picture wants that of the symbol.
    return {
        actor: (
            float(round(placed[actor][0] - (left + right) / 2)),
            float(round(placed[actor][1] - (top + bottom) / 2 - halves[actor][1] + RADIUS + 2)),
        )
        for actor in sorted(placed)
    }


def _page(found: list[Places], joined: nx.Graph, halves: Places, aspect: float, pull: float) -> Places:
    """Return all actors' places on one page, its components spread to an aspect of width by height."""
    parcels = [_spread(component, joined, halves, aspect, pull) for component in found]
    return _packed([*parcels, *({actor: (0.0, 0.0)} for actor in sorted(nx.isolates(joined)))], halves)


def _badness(placed: Places, joined: nx.Graph, halves: Places) -> float:
    """Return how small a screen shows all, and somewhat more for every line that runs through a stranger."""
    if not placed:
        return 0.0
    left, top, right, bottom = _frame(placed, halves)
    extent = max((right - left) / SCREEN, bottom - top)
    return extent * (1 + 0.015 * _strangers(placed, joined, halves))


def _strangers(placed: Places, joined: nx.Graph, halves: Places) -> int:
    """Count the symbols that a line between two others runs through."""
    actors = sorted(placed)
    index = {actor: number for number, actor in enumerate(actors)}
    ends = np.array([(index[a], index[b]) for a, b in joined.edges], dtype=np.intp).reshape(-1, 2)
    symbols = np.array([(placed[a][0], placed[a][1] - halves[a][1] + RADIUS) for a in actors], dtype=np.float64)
    strange = _strangers_of(len(actors), ends)
    return int((_shortfall(symbols, np.full((len(actors), 2), float(RADIUS)), ends, strange)[0] > 0).sum())


def _joined(network: nx.MultiDiGraph) -> nx.Graph:
    """Return one undirected edge a pair; a pair with several ties is as far apart as its most hostile one."""
    joined = nx.Graph()
    joined.add_nodes_from((actor, {"ties": network.degree(actor)}) for actor in sorted(network))
    lengths: dict[tuple[str, str], list[float]] = {}
    for one, other, tie in network.edges(data=True):
        if one != other:
            pair = (min(one, other), max(one, other))
            # What is denied joins nobody, but its line is drawn and should not cross the whole picture.
            length = LENGTHS["~"] if tie.get("status") == "denied" else LENGTHS.get(str(tie.get("sign")), 1.1)
            lengths.setdefault(pair, []).append(length)
    for (one, other), found in sorted(lengths.items()):
        hostile = max(found) if max(found) == LENGTHS["-"] else min(found)
        joined.add_edge(one, other, length=hostile)
    return joined


def _half_size(lines: list[str]) -> tuple[float, float]:
    width = max([2.2 * RADIUS, *(len(line) * _GLYPH for line in lines)])
    return width / 2, (2 * RADIUS + 4 + FONT_SIZE * 1.1 * len(lines)) / 2


def _settled(component: nx.Graph) -> Places:
    """Lay out one component by its distances alone, widest from left to right."""
    graph = nx.Graph()
    graph.add_nodes_from(sorted(component))
    graph.add_edges_from(sorted((min(e), max(e), component.edges[e]) for e in component.edges))
    places = nx.circular_layout(graph)
    if len(graph) > 2:
        distances = dict(nx.all_pairs_dijkstra_path_length(graph, weight="length"))
        places = nx.kamada_kawai_layout(graph, dist=distances, pos=places)
    points = np.array([places[actor] for actor in graph], dtype=np.float64)
    if len(graph) > 2:
        points = _to_the_minimum(points, np.array([[distances[a][b] for b in graph] for a in graph]))
    points = _laid_flat(points).round(_DIGITS)
    return {actor: (float(x), float(y)) for actor, (x, y) in zip(graph, points, strict=True)}


def _to_the_minimum(points: Points, distances: Points) -> Points:
    """Go on to the least stress by Newton's method: where the search stops before hangs on the processor.

    References
    ----------
    Kamada and Kawai (1989), An algorithm for drawing general undirected graphs, Information Processing Letters 31(1).
    """
    count = len(points)
    weights = (distances + np.eye(count)) ** -2.0 * (1 - np.eye(count))
    lengths = np.sqrt(((points[:, None, :] - points[None, :, :]) ** 2).sum(axis=2))
    points = points * float((weights * distances * lengths).sum() / (weights * lengths**2).sum())
    for _ in range(_NEWTON_STEPS):
        across = points[:, None, :] - points[None, :, :]
        length = np.sqrt((across**2).sum(axis=2)) + np.eye(count)
        stretched = distances / length
        slope = (weights * (1 - stretched))[:, :, None] * across
        bent = np.einsum("ij,ijk,ijl->ijkl", weights * stretched / length**2, across, across)
        bent += (weights * (1 - stretched))[:, :, None, None] * np.eye(2)
        whole = -bent.transpose(0, 2, 1, 3)
        whole[np.arange(count), :, np.arange(count), :] = bent.sum(axis=1)
        x, y = (points - points.mean(axis=0)).T
        # to be moved or turned as a whole costs nothing: no step does
        idle = [np.tile([1.0, 0.0], count), np.tile([0.0, 1.0], count), np.stack([-y, x], axis=1).ravel()]
        stiff = whole.reshape(2 * count, -1) + sum(np.outer(way, way) for way in idle)
        curves, ways = np.linalg.eigh(stiff)
        step: Points = ways @ (ways.T @ slope.sum(axis=1).ravel() / np.abs(curves))  # downwards where it bends down
        points -= step.reshape(count, 2)
        if np.abs(step).max() < _SETTLED:
            break
    return points


def _laid_flat(points: Points) -> Points:
    """Turn the points so that they are widest from left to right (labels and screens are wide)."""
    centred: Points = points - points.mean(axis=0)
    (less, most), axes = np.linalg.eigh(centred.T @ centred)
    if most - less < 1e-6 * most:  # as wide one way as another, as a star is: rounding would choose
        return centred
    axes = axes[:, ::-1]
    # An axis has no direction of its own: the first actor that is off the middle decides, on every machine.
    turned: Points = centred @ axes
    for column in range(2):
        off = turned[np.abs(turned[:, column]) > 1e-9, column]
        if len(off) and off[0] > 0:
            turned[:, column] *= -1
    return turned


def _scaled(points: Points, sizes: Points, aspect: float) -> Points:
    """Scale to somewhat more room than all labels take, with crowds drawn out and outliers drawn in."""
    room = ROOM * float(np.prod(2 * sizes + np.array(_GAP), axis=1).sum())
    extent = np.maximum(np.ptp(points, axis=0), 1e-3)
    width = math.sqrt(room * aspect)
    height = width / aspect
    if len(points) < 4 or extent[1] < 0.15 * extent[0]:  # a chain: nothing is won by stretching it upwards
        drawn_out: Points = points * (width / extent[0])
        return drawn_out
    ranks = np.argsort(np.argsort(points, axis=0, kind="stable"), axis=0) / (len(points) - 1)
    even = (1 - EVENNESS) * (points - points.min(axis=0)) / extent + EVENNESS * ranks
    scaled: Points = even * np.array([width, height])
    return scaled


def _spread(component: Places, joined: nx.Graph, halves: Places, aspect: float, pull: float) -> Places:
    """Push labels off each other and, while there is play, off lines that are not theirs."""
    actors = list(component)
    index = {actor: number for number, actor in enumerate(actors)}
    pairs = sorted((min(e), max(e)) for e in joined.edges(actors))
    ends = np.array([(index[a], index[b]) for a, b in pairs], dtype=np.intp)
    sizes = np.array([halves[actor] for actor in actors], dtype=np.float64)
    # Whoever has many ties needs room around for them to be told apart.
    sizes += 3.0 * np.sqrt([[joined.nodes[actor]["ties"]] for actor in actors])
    points = _scaled(np.array([component[actor] for actor in actors], dtype=np.float64), sizes, aspect)
    points = points + np.arange(len(points))[:, None] * 1e-6  # equal points would push nowhere
    strange = _strangers_of(len(points), ends)
    is_crossed = bool(strange.any())
    steps = 400 if len(points) * len(ends) < 60_000 else 60
    for step in range(steps):
        points = points * (1 - pull * (1 - step / steps))
        points = points + _apart(points, sizes)
        if is_crossed:
            points = points + 0.2 * (1 - step / steps) * _off_lines(points, sizes, ends, strange)
    for _ in range(3_000):
        push = _apart(points, sizes)
        if not np.abs(push).max() > 0.01:
            break
        points = points * 1.002 + push
    return {actor: (float(x), float(y)) for actor, (x, y) in zip(actors, points, strict=True)}


def _apart(points: Points, sizes: Points) -> Points:
    """Return for each box half the way out of the boxes it lies on, along the shorter axis."""
    across, up = (points[:, None, axis] - points[None, :, axis] for axis in range(2))
    wide, high = (sizes[:, None, axis] + sizes[None, :, axis] + _GAP[axis] for axis in range(2))
    over_x, over_y = wide - np.abs(across), high - np.abs(up)
    hit = (over_x > 0) & (over_y > 0)
    np.fill_diagonal(hit, False)
    number = hit.sum(axis=1)
    if not number.any():
        return np.zeros_like(points)
    sideways = over_x < over_y
    push_x = np.where(hit & sideways, np.where(across < 0, -over_x, over_x), 0.0)
    push_y = np.where(hit & ~sideways, np.where(up < 0, -over_y, over_y), 0.0)
    total: Points = np.stack([push_x.sum(axis=1), push_y.sum(axis=1)], axis=1)
    halved: Points = total * 0.5 / np.maximum(number, 1)[:, None] ** 0.5
    return halved


def _strangers_of(count: int, ends: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Tell by box and line whether the line ends elsewhere."""
    boxes = np.arange(count)[:, None]
    strange: NDArray[np.bool_] = (boxes != ends[None, :, 0]) & (boxes != ends[None, :, 1])
    return strange


def _shortfall(
    points: Points, sizes: Points, ends: NDArray[np.intp], strange: NDArray[np.bool_]
) -> tuple[Points, Points, Points]:
    """Return by box and line how far it is too near, 0 for its own lines, and the direction away from it, x and y."""
    (start_x, start_y), (x, y) = points[ends[:, 0]].T, points.T
    along_x, along_y = (points[ends[:, 1]] - points[ends[:, 0]]).T
    squared = np.maximum(along_x**2 + along_y**2, 1e-9)
    from_x, from_y = x[:, None] - start_x, y[:, None] - start_y
    part = (from_x * along_x + from_y * along_y) / squared
    on = np.clip(part, 0, 1)
    away_x, away_y = from_x - on * along_x, from_y - on * along_y
    distance = np.maximum(np.sqrt(away_x**2 + away_y**2), 1e-6)
    normal_x, normal_y = away_x / distance, away_y / distance
    needed = np.abs(normal_x) * sizes[:, :1] + np.abs(normal_y) * sizes[:, 1:] + 4
    near = (part > 0.02) & (part < 0.98) & strange
    return np.where(near, np.maximum(needed - distance, 0.0), 0.0), normal_x, normal_y


def _off_lines(points: Points, sizes: Points, ends: NDArray[np.intp], strange: NDArray[np.bool_]) -> Points:
    """Return for each box the way off the straight lines that run through it and end elsewhere."""
    lacking, *normal = _shortfall(points, sizes, ends, strange)
    moved = np.zeros_like(points)
    for axis, direction in enumerate(normal):
        push = lacking * direction
        back = push.sum(axis=0) / 4
        moved[:, axis] = push.sum(axis=1)
        np.add.at(moved[:, axis], ends[:, 0], -back)
        np.add.at(moved[:, axis], ends[:, 1], -back)
    limited: Points = np.clip(moved, -12, 12)
    return limited


def _frame(placed: Places, halves: Places) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of everything placed."""
    return (
        min(x - halves[a][0] for a, (x, _) in placed.items()),
        min(y - halves[a][1] for a, (_, y) in placed.items()),
        max(x + halves[a][0] for a, (x, _) in placed.items()),
        max(y + halves[a][1] for a, (_, y) in placed.items()),
    )


def _packed(parcels: list[Places], halves: Places) -> Places:
    """Put components on shelves, the largest first, those of one actor last, on a page of about `SCREEN`."""
    frames = [_frame(parcel, halves) for parcel in parcels]
    sizes = [(right - left, bottom - top) for left, top, right, bottom in frames]
    area = sum((width + MARGIN) * (height + MARGIN) for width, height in sizes)
    page = max([math.sqrt(area * SCREEN), *(width for width, _ in sizes)], default=0.0)
    page = max(page, SCREEN * max((height for _, height in sizes), default=0.0))
    # Actors without a tie are read as a list, so they stand in columns.
    cell = max((size[0] for size, parcel in zip(sizes, parcels, strict=True) if len(parcel) == 1), default=0.0)
    widths = [cell if len(parcel) == 1 else size[0] for size, parcel in zip(sizes, parcels, strict=True)]
    shelves: list[list[int]] = []
    used = math.inf
    for number, width in enumerate(widths):
        if used + width > page + 1:
            shelves.append([])
            used = 0.0
        shelves[-1].append(number)
        used += width + _GAP[0]
    placed: Places = {}
    y = 0.0
    first = 0.0
    for row, shelf in enumerate(shelves):
        alone = all(len(parcels[number]) == 1 for number in shelf)
        centred = (page - sum(widths[number] + _GAP[0] for number in shelf) + _GAP[0]) / 2
        # The last row of a list begins where the row above it does.
        x = first if alone and row else centred
        first = x
        for number in shelf:
            left, top, right, _ = frames[number]
            for actor, (here_x, here_y) in parcels[number].items():
                placed[actor] = (here_x - (left + right) / 2 + widths[number] / 2 + x, here_y - top + y)
            x += widths[number] + _GAP[0]
        height = max(sizes[number][1] for number in shelf)
        y += height + (_GAP[1] / 2 if alone else MARGIN)
    return placed
