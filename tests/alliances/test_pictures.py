"""Pictures of alliances: what is in them, that they stay the same, and what they refuse."""

from __future__ import annotations

import builtins
import csv
import math
import random
import re
import struct
import sys
from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from sahel_kg import Build, assess, choose_evidence, follow_camps
from sahel_kg.alliances.course.periods import Course, Period, list_changes, list_periods
from sahel_kg.alliances.division.camps import Camps, find_camps
from sahel_kg.alliances.division.misfits import list_misfits
from sahel_kg.alliances.network.joining import from_edges, take_signed
from sahel_kg.alliances.network.signed_network import Joining
from sahel_kg.alliances.robustness.assessment import Robustness, list_places, list_ranks
from sahel_kg.alliances.robustness.holding import Held, Spread, VariantKind
from sahel_kg.errors import UsageError
from sahel_kg.views.notation import SIGNS
from sahel_kg.views.pictures import camp_flow, camp_matrix, camp_network, canvas, rank_ranges
from sahel_kg.views.pictures.camp_ring import order_groups, place_groups
from sahel_kg.views.pictures.hulls import Point, wrap
from tests.cli.command import run

pytest.importorskip("matplotlib", reason="pictures need matplotlib (the extra pictures)")

Edge = tuple[str, str, str]
TWO_CAMPS: list[Edge] = [
    *(("a", "b", "+"), ("b", "c", "+"), ("a", "g", "+"), ("c", "g", "+"), ("a", "c", "-"), ("d", "e", "+")),
    *(("a", "d", "-"), ("b", "e", "-"), ("f", "d", "-"), ("f", "a", "~")),
]
"""By hand: abcg and de, a and c do not fit, f is unassigned and shares the adversary d with abcg."""


def tribes(shared: Path, kind: str) -> Camps:
    edges: list[Edge] = []
    for name, sign in (("positive", "+"), ("negative", "-")):
        with (shared / "data" / "signed" / f"tribes-{name}.csv").open(encoding="utf-8") as file:
            (_, *columns), *rows = csv.reader(file)
        edges += [
            (r[0], c, sign) for r in rows for c, cell in zip(columns, r[1:], strict=True) if cell == "1" and r[0] < c
        ]
    return find_camps(from_edges(edges), kind=kind)


def words(figure: Any) -> list[str]:
    return [text.get_text() for text in [*figure.texts, *(text for axes in figure.axes for text in axes.texts)]]


def ids(picture: bytes, kind: str) -> list[str]:
    return re.findall(rf'id="({kind}-[\d-]+)"', picture.decode("utf-8"))


def overlaps(figure: Any) -> list[tuple[str, str]]:
    """Return the pairs of texts that lie on each other."""
    renderer = figure.canvas.get_renderer()
    texts = [t for t in [*figure.texts, *(t for axes in figure.axes for t in axes.texts)] if t.get_text().strip()]
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in texts]
    return [
        (one, other)
        for place, (one, box) in enumerate(boxes)
        for other, second in boxes[place + 1 :]
        if min(box.x1, second.x1) - max(box.x0, second.x0) > 1 and min(box.y1, second.y1) - max(box.y0, second.y0) > 4
    ]


def cut_off(figure: Any) -> list[str]:
    """Return the texts that do not lie within the page."""
    renderer = figure.canvas.get_renderer()
    page = figure.bbox
    texts = [*figure.texts, *(text for axes in figure.axes for text in axes.texts)]
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in texts]
    return [text for text, box in boxes if text and not (page.x0 <= box.x0 and box.x1 <= page.x1 and box.y0 >= page.y0)]


def distance(point: Point, start: Point, end: Point) -> float:
    """Return how far a point is from a line between two others."""
    length = math.dist(start, end)
    if not length:
        return math.dist(point, start)
    along = sum((p - a) * (b - a) for p, a, b in zip(point, start, end, strict=True)) / length**2
    part = min(max(along, 0.0), 1.0)
    return math.dist(point, [a + part * (b - a) for a, b in zip(start, end, strict=True)])


# -- network and matrix


def test_the_network_has_camps_ties_misfits_and_actors() -> None:
    camps = find_camps(from_edges(TWO_CAMPS))
    picture = canvas.save(camp_network.figure(camps, sources="a source"), ".svg")
    assert ids(picture, "camp") == ["camp-1", "camp-2"]
    assert len(ids(picture, "tie")) == 9
    assert len(ids(picture, "misfit")) == 1
    assert len(ids(picture, "actor")) == 7
    told = words(camp_network.figure(camps, sources="a source"))
    assert {"a", "f", "unassigned", "hostility", "strain", "does not fit (misfit)"} <= set(told)
    assert "2 camps of 6 actors, 1 unassigned, 1 misfit." in told
    caption = " ".join(told)
    assert "After a source." in caption
    assert "A missing tie is not evidence of absence" in caption


def test_what_does_not_occur_is_not_in_the_legend() -> None:
    told = words(camp_network.figure(find_camps(from_edges([("a", "b", "+")])), sources=""))
    assert {"hostility", "strain", "unassigned", "does not fit (misfit)", "thin: inferred by a rule"} & set(
        told
    ) == set()


def test_both_signs_of_a_pair_are_drawn() -> None:
    network = from_edges([*TWO_CAMPS, ("a", "b", "-")], Joining(parallel="kept"))
    picture = canvas.save(camp_network.figure(find_camps(network), sources=""), ".svg")
    assert len(ids(picture, "tie")) + len(ids(picture, "misfit")) == 11
    assert len(ids(canvas.save(camp_matrix.figure(find_camps(network), sources=""), ".svg"), "cell")) == 20


def test_the_matrix_is_ordered_by_camp(shared: Path) -> None:
    camps = tribes(shared, "any")
    told = words(camp_matrix.figure(camps, sources=""))
    names = [text for text in told if text in camps.network.actors]
    assert [camps.camp_of(name) for name in names] == [1] * 7 + [2] * 5 + [3] * 4
    picture = canvas.save(camp_matrix.figure(camps, sources=""), ".svg")
    assert len(ids(picture, "cell")) == 2 * (29 + 29)
    assert ids(picture, "camp") == ["camp-1", "camp-2", "camp-3"]


def test_the_matrix_says_who_is_unassigned() -> None:
    told = words(camp_matrix.figure(find_camps(from_edges(TWO_CAMPS)), sources=""))
    assert {"number of the camp", "without a number: unassigned"} <= set(told)
    told = words(camp_matrix.figure(find_camps(from_edges([("a", "b", "+")])), sources=""))
    assert "without a number: unassigned" not in told


def test_contributors_are_a_count_beside_the_actor(both: Build) -> None:
    network = take_signed(both, as_of="2017-12-31", around=["actor:mali"])
    count = network.graph.nodes["actor:mali"]["contributors"]
    assert f"+{count} contribute" in words(camp_network.figure(find_camps(network), sources=""))


@pytest.mark.slow
def test_of_many_actors_it_says_how_many_are_drawn() -> None:
    camps = find_camps(from_edges([("hub", f"member {n}", "+") for n in range(99)]))
    for module in (camp_network, camp_matrix):
        assert "Drawn: 60 of 100 actors" in " ".join(words(module.figure(camps, sources="")))


@pytest.mark.parametrize("draw", [camp_network.figure, camp_matrix.figure])
@pytest.mark.parametrize("contributors", ["count", "actors"])
def test_nothing_lies_on_anything_or_off_the_page(both: Build, draw: Callable[..., Any], contributors: str) -> None:
    network = take_signed(both, as_of="2017-12-31", around=["actor:mali"], contributors=contributors)
    figure = draw(find_camps(network), sources="two sources")
    assert overlaps(figure) == []
    assert cut_off(figure) == []


@pytest.mark.parametrize("contributors", ["count", "actors"])
def test_nobody_else_stands_in_the_zone_of_a_camp(both: Build, contributors: str) -> None:
    network = take_signed(both, as_of="2017-12-31", around=["actor:mali"], contributors=contributors)
    camps = find_camps(network)
    figure = camp_network.figure(camps, sources="")
    patches: dict[Any, Any] = {
        patch.get_gid(): patch for axes in figure.axes for patch in axes.patches if patch.get_gid()
    }
    drawn = camp_network.choose_actors(camps)
    middles = {actor: patches[f"actor-{number}"].get_center() for number, actor in enumerate(drawn, 1)}
    for camp in camps.camps:
        zone = patches[f"camp-{camp.number}"].get_path()
        corners = [(float(x), float(y)) for x, y in np.asarray(zone.vertices)]
        for actor, middle in middles.items():
            far = min(distance(middle, *side) for side in pairwise(corners))
            if actor in camp.actors:
                assert zone.contains_point(middle) or far < 1e-6
            else:  # the zone is as much wider than its corners
                assert not zone.contains_point(middle)
                assert far > camp_network._HULL + camp_network._NODE


def test_a_hull_is_dented_where_somebody_else_is_near() -> None:
    square = [(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0)]
    assert sorted(wrap(square)) == sorted(square)
    assert sorted(wrap(square, [((5.0, 1.0), 0.5), ((1.0, 1.0), 0.5)])) == sorted(square)
    # by hand: 0.1 off a border, to be 0.5 off it: the border is 0.4 farther in there
    assert min(x for x, y in wrap(square, [((2.1, 1.0), 0.5)]) if x > 1) == pytest.approx(1.6)
    assert wrap([(1.0, 1.0)])[0] == (1.0, 1.0)
    assert wrap([(0.0, 0.0), (1.0, 1.0), (2.0, 2.0)]) == [(0.0, 0.0), (2.0, 2.0)]


def test_one_camp_alone_stands_around_the_whole_ring() -> None:
    places, _ = place_groups([["a", "b", "c", "d"]], dict.fromkeys("abcd", 0.2), 1.5, 0.3)
    assert min(x for x, _ in places.values()) == pytest.approx(-max(x for x, _ in places.values()), abs=0.05)


def test_the_misfit_of_the_legend_is_one_that_occurs(shared: Path) -> None:
    from matplotlib.colors import to_rgba

    figure = camp_network.figure(tribes(shared, "any"), sources="")  # both misfits are of cooperation
    legend = figure.axes[-1]
    assert to_rgba(SIGNS["+"].colour) in [patch.get_edgecolor() for patch in legend.patches]


def test_names_are_text_and_nothing_else() -> None:
    camps = find_camps(from_edges([("</text><script>", "$x^2$", "+"), ("\u202eturned", "$x^2$", "-")]))
    for module in (camp_network, camp_matrix):
        figure = module.figure(camps, sources="<script>")
        assert all(not text.get_parse_math() for axes in figure.axes for text in axes.texts)
        assert "\u202e" not in "".join(words(figure))
        assert b"<script" not in canvas.save(module.figure(camps, sources="<script>"), ".svg")


# -- the ring


def test_actors_stand_on_a_convex_curve_and_names_have_their_room() -> None:
    chosen = random.Random(5)
    groups = [[f"{group}-{n}" for n in range(chosen.randint(1, 9))] for group in range(7)]
    rooms = {actor: chosen.choice([0.2, 0.35, 0.5]) for group in groups for actor in group}
    places, height = place_groups(groups, rooms, 1.5, 0.3)
    for on_left in (True, False):
        side = sorted((y, x, actor) for actor, (x, y) in places.items() if (x < 0) is on_left)
        for (y, _, actor), (below, _, other) in pairwise(side):
            assert below - y >= (rooms[actor] + rooms[other]) / 2 - 1e-9
    assert all(0 <= y <= height and abs(x) <= 1.5 for x, y in places.values())
    middle = sum(places[actor][1] for actor in (groups[0][0], groups[0][-1])) / 2
    assert middle == pytest.approx(height / 2, abs=0.2)


def test_the_order_does_not_hang_on_the_order_of_bonds() -> None:
    bonds = [("a", "b", 1.0), ("c", "d", 1.0), ("a", "d", 0.5), ("b", "f", 0.5), ("e", "f", 1.0)]
    groups = [["a", "b"], ["c"], ["d"], ["e", "f"]]
    found = order_groups(groups, bonds)
    assert found[0] in (["a", "b"], ["b", "a"])
    assert order_groups([sorted(group, reverse=True) for group in groups], bonds) == found


# -- camps over time


def course(*lineages: dict[str, int], days: Sequence[str] = (), whys: Sequence[str] = ()) -> Course:
    """Return a course of which only the camp lines are told."""
    labels = days or [str(2012 + place) for place in range(len(lineages))]
    networks = [from_edges([(one, other, "+") for one, other in pairwise(lineage)]) for lineage in lineages]
    told = zip(labels, networks, whys or [""] * len(lineages), strict=True)
    periods = [Period(label, date(2012, 1, 1), network, None, why) for label, network, why in told]
    return Course(list_periods(periods, lineages, ()), lineages, list_changes((), labels, {}), "any", "made up.")


COURSE = course(
    {"a": 1, "b": 1, "c": 2, "d": 2, "e": 0},
    {"a": 1, "b": 2, "c": 2, "d": 2, "e": 1},
    {},
    {"a": 1, "e": 1},
    whys=["", "", "nobody cooperates", ""],
)


def test_streams_of_actors_from_camp_to_camp() -> None:
    picture = canvas.save(camp_flow.figure(COURSE, sources=""), ".svg")
    # by hand: b crosses from 1 to 2, e joins 1; nothing flows into or out of 2014
    assert sorted(ids(picture, "stream")) == ["stream-1-0-1", "stream-1-1-1", "stream-1-1-2", "stream-1-2-2"]
    assert sorted(ids(picture, "block")) == [
        "block-1-0",
        "block-1-1",
        "block-1-2",
        "block-2-1",
        "block-2-2",
        "block-4-1",
    ]
    assert set(ids(picture, "empty")) == {"empty-3"}
    assert len(ids(picture, "cell")) == 12
    told = " ".join(words(camp_flow.figure(COURSE, sources="")))
    assert "1 actor crossed over: b" in told
    assert "a and 2 others" in told  # a is in line 1 in every period, b and e in some
    assert "No camps in 2014: nobody cooperates." in told


@pytest.mark.slow
def test_many_periods_and_actors() -> None:
    chosen = random.Random(3)
    lineages = tuple({f"actor {n}": chosen.randint(0, 3) for n in range(80)} for _ in range(25))
    many = course(*lineages, days=[f"{1990 + n}-12-31" for n in range(25)])
    figure = camp_flow.figure(many, sources="")
    assert cut_off(figure) == []
    assert "Rows left out: 20 actors" in " ".join(words(figure))
    assert len(ids(canvas.save(figure, ".svg"), "block")) <= 100


# -- ranks


def held(actor: str, rank: int | None, best: int | None, worst: int | None, share: int = 100) -> Held:
    return Held(actor, actor.title(), {"claims": Spread(share, 100, best=best, worst=worst)}, rank=rank)


def robust(*ranks: Held) -> Robustness:
    kinds = {"claims": VariantKind(100, 10)}
    listed = list_ranks(ranks, "pn"), list_places(())
    return Robustness("pn", None, kinds, *listed, (), (), "a hundred variants.", from_edges([]))


ROBUST = robust(held("bravo", 2, 1, 4, 90), held("alfa", 1, 1, 1), held("x-ray", None, None, None))


def test_ranks_with_their_ranges_and_shares() -> None:
    figure = rank_ranges.figure(ROBUST, sources="")
    told = words(figure)
    assert told.index("Alfa") < told.index("Bravo")
    assert {"100 %", "90 %", "1 of 2 ranks holds in every variant. Shares: of variants without one claim."} <= set(told)
    assert "Not drawn: 1 actor of which pn says nothing." in " ".join(told)
    assert "Ranks are by pn (PN centrality:" in " ".join(told)
    lines: dict[str, Any] = {str(line.get_gid()): line.get_xdata() for line in figure.axes[0].lines}
    (best, worst), (rank,) = lines["range-2"], lines["rank-2"]
    assert (rank - best) * 2 == pytest.approx(worst - rank)  # 1, 2, 4


def test_many_ranks_are_cut_and_said() -> None:
    figure = rank_ranges.figure(robust(*(held(f"actor {n}", n, n, n + 5, 50) for n in range(1, 1201))), sources="")
    assert "Left out: 1140 actors of lower rank." in " ".join(words(figure))
    assert overlaps(figure) == []


# -- all of them

PICTURES: dict[str, Callable[[str], bytes]] = {
    "network": lambda suffix: canvas.save(camp_network.figure(find_camps(from_edges(TWO_CAMPS)), sources="s"), suffix),
    "matrix": lambda suffix: canvas.save(camp_matrix.figure(find_camps(from_edges(TWO_CAMPS)), sources="s"), suffix),
    "flow": lambda suffix: canvas.save(camp_flow.figure(COURSE, sources="s"), suffix),
    "ranks": lambda suffix: canvas.save(rank_ranges.figure(ROBUST, sources="s"), suffix),
}


@pytest.mark.parametrize("draw", PICTURES.values(), ids=PICTURES)
@pytest.mark.parametrize("suffix", canvas.SUFFIXES)
def test_equal_pictures_are_equal_bytes_whatever_is_set(draw: Callable[[str], bytes], suffix: str) -> None:
    import matplotlib

    first = draw(suffix)
    with matplotlib.rc_context({"font.size": 30, "lines.linewidth": 9, "axes.facecolor": "red"}):
        assert draw(suffix) == first
        assert matplotlib.rcParams["font.size"] == 30
    assert len(first) < 400_000


@pytest.mark.parametrize("draw", PICTURES.values(), ids=PICTURES)
def test_a_page_is_as_wide_as_the_text_of_a_page(draw: Callable[[str], bytes]) -> None:
    width, _ = struct.unpack(">II", draw(".png")[16:24])
    assert width == int(canvas.WIDTH * 190)


def test_a_notebook_shows_a_figure_as_it_is_saved() -> None:
    formatters = pytest.importorskip("IPython.core.formatters", reason="notebooks need IPython (the extra notebook)")
    figure = camp_network.figure(find_camps(from_edges(TWO_CAMPS)), sources="s")
    shown, _ = formatters.DisplayFormatter().format(figure)
    assert shown["image/png"] == PICTURES["network"](".png")


@pytest.mark.parametrize("draw", PICTURES.values(), ids=PICTURES)
def test_another_form_is_refused(draw: Callable[[str], bytes]) -> None:
    with pytest.raises(UsageError, match=r"no picture of form '.pdf': choose from .svg, .png"):
        draw(".pdf")


@pytest.mark.parametrize("draw", PICTURES.values(), ids=PICTURES)
def test_without_matplotlib_it_says_what_to_install(
    draw: Callable[[str], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def missing(name: str, *rest: Any, **more: Any) -> ModuleType:
        if name.partition(".")[0] == "matplotlib":
            raise ImportError(name)
        return real(name, *rest, **more)

    for name in [name for name in sys.modules if name.partition(".")[0] == "matplotlib"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(UsageError, match=r"pip install '.\[pictures\]'"):
        draw(".svg")


def test_a_caption_names_the_sources_of_what_is_shown(both: Build) -> None:
    article = both.admitting(choose_evidence(both.claims, sources=["grey-dynamics-2019"]))
    for build, after in ((both, "UCDP"), (article, "Grey Dynamics")):
        camps = find_camps(take_signed(build, as_of="2019-12-03", around=["ISGS"], steps=1))
        told = " ".join(words(camp_network.figure(camps)))
        assert f"After {build.credit(camps.network.claims)}." in told
        assert after in told
        assert f"After {build.credit(camps.network.claims)}." in " ".join(words(camp_matrix.figure(camps)))
    assert "UCDP" not in told
    flow = follow_camps(article, ["2019-12-03"])
    ranks = assess(article, as_of="2019-12-03", over=["implied"], kind=None)
    for figure in (camp_flow.figure(flow), rank_ranges.figure(ranks)):
        assert f"After {article.credit(camps.network.claims)}." in " ".join(words(figure))
    assert "After somebody." in " ".join(words(camp_network.figure(camps, sources="somebody")))
    assert "After" not in words(camp_network.figure(find_camps(from_edges([("a", "b", "+")]))))[-1]


def test_nothing_to_draw_is_said() -> None:
    network = from_edges([])
    empty = Camps(network, "two", (), (), list_misfits(network, {}, ()))
    for module in (camp_network, camp_matrix):
        with pytest.raises(UsageError, match="nothing to draw: nobody cooperates"):
            canvas.save(module.figure(empty, sources=""), ".svg")
    with pytest.raises(UsageError, match=r"nothing to draw: there are no camps in any period\. nobody cooperates"):
        canvas.save(camp_flow.figure(course({}, whys=["nobody cooperates"]), sources=""), ".svg")
    with pytest.raises(UsageError, match="nothing to draw: no actor has a rank"):
        canvas.save(rank_ranges.figure(robust(), sources=""), ".svg")


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [("", 1.0, [""]), ("one two", 0.4, ["one", "two"]), ("unbreakable", 0.4, ["unb…"]), ("a b c d e f g", 0.2, None)],
)
def test_texts_are_folded_to_their_room(text: str, room: float, lines: list[str] | None) -> None:
    found = canvas.fold(text, room, 9.5)
    assert lines is None or found == lines
    assert all(canvas.width_of(line, 9.5) <= room for line in found)
    assert len(canvas.fold(text, room, 9.5, most=2)) <= 2


# -- on the command line


def test_commands_draw_pictures(build: Build, tmp_path: Path) -> None:
    answer = run("course", "--years", "2018:2019", "-o", tmp_path / "c.svg", "--build", build.path)
    assert (answer.code, answer.out) == (0, "")
    assert answer.err.strip().endswith("c.svg: 3 camps in 2 periods")
    assert ids((tmp_path / "c.svg").read_bytes(), "block")
    answer = run("timeline", "France", "Mali", "-o", tmp_path / "t.png", "--build", build.path)
    assert (answer.code, (tmp_path / "t.png").read_bytes()[:4]) == (0, b"\x89PNG")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("course", "--years", "2019", "-o", "x.svg", "--format", "csv"),
            "-o x.svg is a picture and --format csv is a",
        ),
        (("robustness", "--over", "implied", "--table", "camps", "-o", "x.svg"), "-o x.svg: how camps hold is a table"),
        (("timeline", "France", "actor:france"), "France alone: name another actor for the ties between them"),
    ],
)
def test_commands_refuse(build: Build, arguments: tuple[str, ...], message: str) -> None:
    answer = run(*arguments, "--build", build.path)
    assert answer.code == 2
    assert message in answer.errors[-1]
