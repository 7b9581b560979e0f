"""The picture of a timeline: what is drawn where, and that it stays the same."""

from __future__ import annotations

import builtins
import sys
from datetime import date
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from sahel_kg import Build
from sahel_kg.builds.histories import read_history
from sahel_kg.errors import UsageError
from sahel_kg.views.pictures import canvas, lanes, timeline_picture
from sahel_kg.views.pictures.canvas import WIDTH
from tests.cli.command import run
from tests.exports.conftest import hostile

__all__ = ["hostile"]  # a fixture

pytest.importorskip("matplotlib", reason="pictures need matplotlib (the extra notebook)")


def words(figure: Any) -> list[str]:
    texts = [*figure.texts, *(text for axes in figure.axes for text in axes.texts)]
    return [text.get_text() for text in texts]


def test_a_row_a_tie_grouped_by_sign(build: Build) -> None:
    found = lanes.lanes_of(read_history(build, "ISGS"))
    assert [(lane.group, lane.label) for lane in found] == [
        ("cooperation", "coordinates armed groups in Mali coordinated by ISGS"),
        ("cooperation", "is a branch of Islamic State"),
        ("hostility", "Burkina Faso opposes it"),
        ("hostility", "Chad opposes it"),
        ("hostility", "France opposes it"),
        ("hostility", "Mali opposes it"),
        ("hostility", "Mauritania opposes it"),
        ("hostility", "Niger opposes it"),
        ("hostility", "joint effort of France and five Sahel stat… opposes it"),
        ("hostility", "French campaign since 2013, under all its… opposes it"),
        ("hostility", "Operation Barkhane opposes it"),
        ("hostility", "attacked Malian Armed Forces"),
        ("hostility", "is hostile to Mali"),
        ("places", "controls territories in the Sahel taken by ISGS"),
        ("places", "operates in Mali"),
        ("events", "attack on the Malian army, 2 November 2019"),
        ("events", "ISGS takes territories in the Sahel"),
    ]
    assert [lane.is_inferred for lane in found] == [False] * 2 + [True] * 11 + [False] * 4


def test_a_long_name_is_cut_and_the_relation_stays(build: Build) -> None:
    labels = [lane.label for lane in lanes.lanes_of(read_history(build, "Islamic State"))]
    assert "ISGS is a branch of it" in labels
    assert any(label.startswith("whoever intervened") and label.endswith("… opposes it") for label in labels)
    assert max(map(len, labels)) <= lanes.LABEL


def test_a_tie_of_several_claims_is_one_row(build: Build) -> None:
    (row,) = [lane for lane in lanes.lanes_of(read_history(build, "Florence Parly")) if "holds office" in lane.label]
    assert len(row.matters) == 2, "one of the article, and one whose begin and end two claims tell"


def test_a_row_a_named_actor(build: Build) -> None:
    labels = [lane.label for lane in lanes.lanes_of(read_history(build))]
    described = {actor.label for actor in build.actors if actor.described}
    assert len(labels) == len(set(labels)) > 15
    assert not described & set(labels)


def test_between_two_a_row_a_tie(build: Build) -> None:
    found = lanes.lanes_of(read_history(build, among=["France", "Mali"]))
    assert [(lane.group, lane.label) for lane in found] == [
        ("cooperation", "France fights alongside Mali"),
        ("cooperation", "France supports Mali"),
        ("denied", "denied: France supports substantially Mali"),
        ("places", "France is deployed in Mali"),
    ]


def test_between_several_a_row_a_pair_with_its_sign(build: Build) -> None:
    history = read_history(build, among=["France", "Mali", "ISGS"])
    labels = sorted(lane.label for lane in lanes.lanes_of(history))
    assert labels == ["France and ISGS", "France and Mali", "ISGS and Mali"]
    told = words(timeline_picture.figure(history))
    assert (told.count("−"), told.count("+")) == (2, 1)
    assert any("denials not drawn" in text for text in told)


def test_solid_where_certain_and_hatched_where_not(build: Build) -> None:
    from matplotlib.dates import date2num
    from matplotlib.patches import Rectangle

    # by hand, gd-p6-s2-c: France leads the campaign surely from 3 June 2013 to 3 December 2019; it began in 2013,
    # and was over on 9 November 2022, bg-french-campaign-until
    history = read_history(build, "French campaign since 2013", relations=["skg:leadsMission"])
    figure = timeline_picture.figure(history)
    bars = [patch for patch in figure.axes[0].patches if isinstance(patch, Rectangle) and patch.get_height() > 0.5]
    spans = {
        (patch.get_x(), patch.get_x() + patch.get_width()): bool(patch.get_hatch())
        for patch in bars
        if patch.get_zorder() in (2, 4)
    }

    def days(first: date, last: date) -> tuple[float, float]:
        return date2num(first), date2num(last) + 1  # type: ignore[no-untyped-call]

    assert spans == {
        days(date(2013, 1, 1), date(2013, 6, 3)): True,
        days(date(2013, 6, 3), date(2019, 12, 3)): False,
        days(date(2019, 12, 3), date(2022, 11, 9)): True,
    }
    arrows = [line.get_marker() for line in figure.axes[0].lines if line.get_marker() in (4, 5)]
    assert arrows == []


def test_the_caption_tells_sources_choice_and_what_is_left_out(build: Build) -> None:
    history = read_history(build, "France", first=date(2013, 1, 1))
    caption = " ".join(words(timeline_picture.figure(history, most=5)))
    assert "France: ties and events" in caption
    assert "(Grey Dynamics)" in caption
    assert "from 2013-01-01" in caption
    assert "rows; signed ties and events are kept first." in caption
    assert "A missing change is not evidence" in caption


@pytest.mark.slow
@pytest.mark.parametrize("suffix", canvas.SUFFIXES)
def test_equal_histories_give_equal_bytes(build: Build, suffix: str) -> None:
    pictures = [canvas.save(timeline_picture.figure(read_history(build, "ISGS")), suffix) for _ in range(2)]
    assert pictures[0] == pictures[1]
    assert pictures[0][:5] in (b"<?xml", b"\x89PNG\r")


@pytest.mark.parametrize("days", [("0001", "9999"), ("2019-11-02", "2019-11-02"), ("2030", "2031"), ("9999", "9999")])
def test_any_days_can_be_drawn(build: Build, tmp_path: Path, days: tuple[str, str]) -> None:
    answer = run(
        "timeline", "ISGS", "--from", days[0], "--to", days[1], "-o", tmp_path / "t.PNG", "--build", build.path
    )
    assert answer.errors == []
    assert (answer.code, (tmp_path / "t.PNG").read_bytes()[:4]) == (0, b"\x89PNG")


def test_names_are_text_and_nothing_else(hostile: Build) -> None:
    figure = timeline_picture.figure(read_history(hostile, "actor:script"))
    picture = canvas.save(figure, ".svg").decode("utf-8")
    assert "<script" not in picture
    assert "</script><img" in " ".join(words(figure))
    assert all(not text.get_parse_math() for axes in figure.axes for text in axes.texts)


def test_another_form_is_refused(build: Build) -> None:
    with pytest.raises(UsageError, match=r"no picture of form '.pdf': choose from .svg, .png"):
        canvas.save(timeline_picture.figure(read_history(build, "ISGS")), ".pdf")


def test_without_matplotlib_it_says_what_to_install(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def missing(name: str, *rest: Any, **more: Any) -> ModuleType:
        if name.partition(".")[0] == "matplotlib":
            raise ImportError(name)
        return real(name, *rest, **more)

    for name in [name for name in sys.modules if name.partition(".")[0] == "matplotlib"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(UsageError, match=r"pip install '.\[pictures\]'"):
        timeline_picture.figure(read_history(build, "ISGS"))


@pytest.mark.parametrize(
    ("first", "last"),
    [
        *((date(2019, 11, 2), date(2019, 11, 2)), (date(2019, 11, 1), date(2019, 11, 20))),
        *((date(2019, 9, 1), date(2019, 11, 28)), (date(2017, 2, 1), date(2019, 12, 31))),
        *((date(1989, 1, 1), date(2019, 12, 31)), (date(2019, 11, 2), date(2019, 11, 5))),
    ],
)
def test_the_labels_of_the_axis_have_room(build: Build, first: date, last: date) -> None:
    figure = timeline_picture.figure(read_history(build, "ISGS", first=first, last=last))
    figure.canvas.draw()
    axes = figure.axes[0]
    low, high = axes.get_xlim()
    ticks = [tick for tick in axes.xaxis.get_major_ticks() if low <= tick.get_loc() <= high]
    boxes = [tick.label2.get_window_extent() for tick in ticks]
    assert len(boxes) >= 3
    assert all(one.x1 < other.x0 for one, other in pairwise(boxes))
    assert boxes[-1].x1 < figure.bbox.x1
    assert max(box.y1 for box in boxes) < figure.texts[0].get_window_extent().y0


def test_a_page_is_only_wider_than_a_page_of_text_where_names_need_it(build: Build) -> None:
    pairs = timeline_picture.figure(read_history(build, among=["France", "Mali", "ISGS"]))
    assert pairs.get_figwidth() == WIDTH
    assert timeline_picture.figure(read_history(build, "ISGS")).get_figwidth() < 1.3 * WIDTH
