"""The matrix of a signed network ordered by camp: cooperation within the blocks, hostility outside."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sahel_kg.alliances.division.camps import Camps
from sahel_kg.alliances.network.signed_network import credit
from sahel_kg.arguments import refuses_others
from sahel_kg.errors import want
from sahel_kg.views.notation import GROUND, INK, SIGNS, camp_look
from sahel_kg.views.pictures.camp_network import choose_actors, is_inferred, tell_camps, tell_drawn
from sahel_kg.views.pictures.canvas import (
    FAINT,
    LETTERS,
    MARGIN,
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


_NAME = 1.75
_CELL = (0.115, 0.34)
"""The smallest and the largest side of a cell in inches."""
_GAP = 0.07


@refuses_others
def figure(camps: Camps, *, sources: str | None = None) -> Figure:
    """Draw the matrix of a division into camps.

    Parameters
    ----------
    camps : Camps
    sources : str, optional
        What the caption names as sources; without it those of the claims that are shown.

    Returns
    -------
    matplotlib.figure.Figure
        An element a filled cell and camp, with ids such as ``cell-3-5`` (row and column from 1) and ``camp-1``.

    Raises
    ------
    UsageError
        If there is no actor, or matplotlib is missing.

    Notes
    -----
    Also called a blockmodel picture: Doreian and Mrvar, Social Networks 18 (1996) 149-168, order a signed network so.
    """
    want(camps, Camps, "camps, as find_camps(take_signed(build)) gives them")
    network = camps.network
    drawn = set(choose_actors(camps))
    groups: dict[int, list[str]] = defaultdict(list)
    for actor in sorted(drawn, key=lambda actor: (plain(network.label(actor)).casefold(), actor)):
        groups[camps.camp_of(actor) or 0].append(actor)
    blocks = sorted(groups.items(), key=lambda block: (block[0] == 0, block[0]))
    with settings():
        return _drawing(camps, blocks, credit([camps.network]) if sources is None else sources)


def _drawing(camps: Camps, blocks: list[tuple[int, list[str]]], sources: str) -> Figure:
    network = camps.network
    order = [actor for _, actors in blocks for actor in actors]
    head = 0.24
    label = 0.0
    size = LETTERS
    for _ in range(2):  # small cells need small letters, and small letters leave more to the cells
        label = min(_NAME, max(width_of(plain(network.label(a)), size) for a in order)) + 0.36
        room = WIDTH - 2 * MARGIN - label - _GAP * len(blocks)
        cell = min(max(room / len(order), _CELL[0]), _CELL[1])
        size = min(LETTERS, cell * 72 * 0.8)
    side = cell * len(order) + _GAP * (len(blocks) - 1)
    cells = list(_cells(camps, order))
    legend = Legend(
        _entries({(sign, inferred) for *_, sign, inferred in cells}, camps, [number for number, _ in blocks])
    )
    width = max(WIDTH, label + side + 2 * MARGIN)
    caption = caption_of(sources, tell_drawn(len(order), camps), camps.note)
    page = make_page(
        "Who stands with whom, by camp", tell_camps(camps), head + side + 0.2 + legend.height, caption, width=width
    )
    axes = page.axes(0, page.top, width, head + side + 0.1)
    starts: dict[str, float] = {}
    for number, (_, actors) in enumerate(blocks):
        starts |= {actor: (len(starts) + place) * cell + number * _GAP for place, actor in enumerate(actors)}
    x0, y0 = MARGIN + label, head
    for number, actor in enumerate(order, 1):
        middle = starts[actor] + cell / 2
        name = cut(plain(network.label(actor)), label - 0.36, size)
        write(axes, x0 - 0.3, y0 + middle, name, size=size, ha="right")
        write(axes, x0 - 0.05, y0 + middle, str(number), size=min(size, SMALL), color=FAINT, ha="right")
        if cell > 0.15 or number % 5 == 0 or number == 1:
            write(axes, x0 + middle, y0 - 0.09, str(number), size=min(size, SMALL), color=FAINT, ha="center")
    _draw_grid(axes, x0, y0, cell, starts)
    unfit = {(*sorted((m.first, m.second)), m.sign) for m in camps.misfits}
    place = {actor: number for number, actor in enumerate(order, 1)}
    for row, column, sign, inferred in cells:
        corner = (x0 + starts[column], y0 + starts[row])
        is_unfit = (*sorted((row, column)), sign) in unfit
        gid = f"cell-{place[row]}-{place[column]}"
        _draw_cell(axes, corner, cell, sign, inferred=inferred, unfit=is_unfit, gid=gid)
    for number, actors in blocks:
        first = starts[actors[0]]
        if number:
            _outline(axes, (x0 + first, y0 + first), cell * len(actors), number)
        for actor in actors if number else ():
            _number(axes, x0 + starts[actor] + cell / 2, y0 + starts[actor] + cell / 2, str(number), min(size, SMALL))
    legend.draw(page, page.top + head + side + 0.2)
    return page.figure


def _cells(camps: Camps, order: list[str]) -> Iterator[tuple[str, str, str, bool]]:
    """Yield row, column, sign and whether it is inferred of every cell that is filled.

    With two ties of one pair, cooperation stands above the diagonal and hostility below; strain gives way to both.
    """
    place = {actor: number for number, actor in enumerate(order)}
    pairs: dict[tuple[str, str], dict[str, bool]] = defaultdict(dict)
    for first, second, sign in camps.network.graph.edges(keys=True):
        if first in place and second in place:
            one, other = sorted((first, second), key=lambda actor: place[actor])
            pairs[one, other][sign] = is_inferred(camps.network.ties_on(first, second, sign))
    for (one, other), found in sorted(pairs.items()):
        above, below = (next(sign for sign in signs if sign in found) for signs in ("+-~", "-+~"))
        yield one, other, above, found[above]
        yield other, one, below, found[below]


def _draw_cell(
    axes: Axes,
    corner: tuple[float, float],
    side: float,
    sign: str,
    *,
    inferred: bool,
    unfit: bool,
    gid: str | None = None,
) -> None:
    from matplotlib.colors import to_rgb
    from matplotlib.patches import Rectangle

    colour = SIGNS[sign].colour
    pale = tuple(0.78 + 0.22 * part for part in to_rgb(colour))
    box = Rectangle(corner, side, side, facecolor=pale if inferred else colour, edgecolor=GROUND, linewidth=0.6)
    box.set_gid(gid)
    axes.add_patch(box)
    x, y = corner[0] + side / 2, corner[1] + side / 2
    reach = side * 0.24
    look: dict[str, Any] = {"color": colour if inferred else GROUND, "linewidth": max(side * 7, 0.8), "zorder": 3}
    if sign == "~":
        waves = [n / 10 for n in range(11)]
        heights = [y + reach * 0.45 * math.sin(2 * math.pi * wave) for wave in waves]
        axes.plot([x - reach + 2 * reach * wave for wave in waves], heights, **look)
    else:
        axes.plot([x - reach, x + reach], [y, y], solid_capstyle="butt", **look)
    if sign == "+":
        axes.plot([x, x], [y - reach, y + reach], solid_capstyle="butt", **look)
    if unfit:
        inset = min(side * 0.07, 0.02)
        frame = (corner[0] + inset, corner[1] + inset)
        length = side - 2 * inset
        axes.add_patch(Rectangle(frame, length, length, facecolor="none", edgecolor=INK, linewidth=1.9, zorder=4))


def _draw_grid(axes: Axes, x0: float, y0: float, cell: float, starts: Mapping[str, float]) -> None:
    """Draw the empty cells, and those of an actor with itself darker."""
    from matplotlib.collections import PatchCollection
    from matplotlib.patches import Rectangle

    boxes = [Rectangle((x0 + left, y0 + top), cell, cell) for top in starts.values() for left in starts.values()]
    shades = [FAINT if row == column else PALE for row in starts for column in starts]
    axes.add_collection(PatchCollection(boxes, facecolor=shades, edgecolor=GROUND, linewidth=0.6, zorder=0.5))


def _outline(axes: Axes, corner: tuple[float, float], side: float, number: int) -> None:
    from matplotlib.patches import Rectangle

    box = Rectangle(corner, side, side, facecolor="none", edgecolor=camp_look(number)[0], linewidth=2.6, zorder=5)
    box.set_gid(f"camp-{number}")
    axes.add_patch(box)


def _entries(signs: Iterable[tuple[str, bool]], camps: Camps, blocks: Iterable[int]) -> list[tuple[str, Sample]]:
    found = set(signs)
    entries: list[tuple[str, Sample]] = [
        (word, _cell_sample(sign))
        for sign, word in (("+", "cooperation"), ("-", "hostility"), ("~", "strain"))
        if {(sign, True), (sign, False)} & found
    ]
    if any(inferred for _, inferred in found):
        entries.append(("pale: inferred by a rule", _cell_sample("+", inferred=True)))
    if camps.misfits:
        entries.append(("framed: does not fit (misfit)", _cell_sample("-", unfit=True)))
    numbers = set(blocks)
    if numbers - {0}:
        entries.append(("number of the camp", _number_sample(str(min(numbers - {0})))))
    if 0 in numbers:
        entries.append(("without a number: unassigned", _number_sample("")))
    return entries


def _cell_sample(sign: str, *, inferred: bool = False, unfit: bool = False) -> Sample:
    def sample(axes: Axes, x: float, y: float) -> None:
        _draw_cell(axes, (x + SAMPLE - 0.17, y - 0.085), 0.17, sign, inferred=inferred, unfit=unfit)

    return sample


def _number(axes: Axes, x: float, y: float, number: str, size: float) -> None:
    write(axes, x, y, number, size=size, weight="bold", color=GROUND, ha="center", va="center_baseline", zorder=6)


def _number_sample(number: str) -> Sample:
    def sample(axes: Axes, x: float, y: float) -> None:
        from matplotlib.patches import Rectangle

        axes.add_patch(Rectangle((x + SAMPLE - 0.17, y - 0.085), 0.17, 0.17, facecolor=FAINT))
        _number(axes, x + SAMPLE - 0.085, y, number, SMALL)

    return sample
