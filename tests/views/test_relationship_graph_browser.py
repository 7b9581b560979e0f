"""The page in a browser: it draws, runs nothing foreign, asks nobody, and can be used without a mouse."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import networkx as nx
import pytest

from sahel_kg.record.bounds import Bounds
from sahel_kg.views.pages.relationship_graph.overview import SHOWN
from sahel_kg.views.pages.relationship_graph.page import render
from tests.views import sample
from tests.views.test_relationship_graph import large

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Route

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.browser

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
Show = Callable[..., "Shown"]


@dataclass
class Shown:
    """An open page and all that it did besides being shown."""

    page: Page
    troubles: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as running:
        opened = running.chromium.launch(executable_path=chromium, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[Show]:
    opened: list[BrowserContext] = []

    def shown(network: nx.MultiDiGraph, width: int = 1280) -> Shown:
        path = tmp_path / "page.html"
        path.write_text(
            render(network, title=f"Title {sample.EVIL}", subtitle=sample.EVIL, proofs=sample.PROOFS), encoding="utf-8"
        )
        context = browser.new_context(viewport={"width": width, "height": 800}, reduced_motion="reduce")
        opened.append(context)
        result = Shown(context.new_page())

        def answer(route: Route) -> None:
            result.requests.append(route.request.url)
            if route.request.url == path.as_uri():
                route.continue_()
            else:
                route.abort()

        def alarm(dialog: Dialog) -> None:
            result.troubles.append(dialog.message)
            dialog.dismiss()

        context.route("**/*", answer)
        result.page.on("console", lambda message: result.troubles.append(message.text))
        result.page.on("pageerror", lambda error: result.troubles.append(str(error)))
        result.page.on("dialog", alarm)
        result.page.goto(path.as_uri())
        if len(network):
            result.page.wait_for_selector("[data-drawn]")
        return result

    yield shown
    for context in opened:
        context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_draws_in_silence(show: Show, width: int) -> None:
    shown = show(sample.network(), width)
    page = shown.page
    page.mouse.move(width / 2, 400)
    page.wait_for_timeout(400)  # the time after which a tooltip comes
    assert shown.troubles == []
    assert len(shown.requests) == 1
    assert page.locator("img").count() == 0
    assert page.locator("h1").inner_text() == f"Title {sample.EVIL}"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_entries_of_the_legend_stand_apart(show: Show) -> None:
    """Those of several lines too: below each there is more room than between its own lines."""
    page = show(sample.network(), 1400).page
    boxes = [entry.bounding_box() for entry in page.locator(".key .lines li").all()]
    pairs = [(one, other) for one in boxes for other in boxes if one and other and one["x"] == other["x"]]
    gaps = [other["y"] - one["y"] - one["height"] for one, other in pairs if other["y"] > one["y"]]
    assert len(boxes) > 5
    assert min(gaps) >= 4


def test_list_is_complete_and_works_by_keyboard(show: Show) -> None:
    shown = show(sample.network())
    page = shown.page
    summary = page.locator("#list > summary")
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator("#rows tr").count() == 10
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    panel = page.locator("#panel")
    assert panel.locator("h2").first.inner_text().lower() == "tie"
    assert page.locator("#rows tr.chosen").count() == 1
    page.keyboard.press("Escape")
    assert "Details" in panel.inner_text().title()
    assert shown.troubles == []


def test_panel_tells_what_a_tie_rests_on(show: Show) -> None:
    page = show(sample.network()).page
    page.locator("#list > summary").click()
    page.get_by_role("button", name="supportsSubstantially").click()
    text = page.locator("#panel").inner_text()
    for part in (
        "Denied: France supportsSubstantially Mali",
        "denied by a source",
        "3 December 2019 or earlier",
        "claim:gd-p3-s2-b",
        "paragraph 3",
        "Stated",
    ):
        assert part in text


def test_a_line_is_opened_into_its_ties(show: Show) -> None:
    graph = sample.network()
    for year in (2017, 2018):
        bounds = Bounds(date(year, 1, 1), date(year, 1, 1), date(year, 12, 31), date(year, 12, 31))
        graph.add_edge("actor:isgs", "actor:mali", **sample.tie("attacked", "-", bounds=bounds))
    shown = show(graph)
    page = shown.page
    panel = page.locator("#panel")
    page.locator("#list > summary").click()
    page.get_by_role("button", name="attacked").first.click()
    page.get_by_role("button", name="All 3 ties of this line").click()
    assert page.locator("#rows tr:visible").count() == 3
    assert panel.locator("h3").inner_text() == "Islamic State in the Greater Sahara and Mali"
    assert panel.locator("li").count() == 1, "one relation, with its times"
    panel.get_by_role("button", name="1 January 2018").click()
    assert "Islamic State in the Greater Sahara attacked Mali" in panel.inner_text()
    assert page.locator("#rows tr.chosen").count() == 1
    assert shown.troubles == []


def test_panel_tells_how_an_inferred_tie_follows(show: Show) -> None:
    page = show(sample.network()).page
    page.locator("#list > summary").click()
    page.get_by_role("button", name="opposes").click()
    steps = page.locator("#panel .steps")
    assert steps.locator("> li > small").inner_text() == f"by a-rule: Who acts {sample.EVIL}"
    assert steps.locator("> li > ul > li").all_inner_texts() == [f"France opposes ISGS\n{sample.EVIL}", "France acts"]
    assert not page.locator("#panel .steps ul:empty").first.is_visible()
    page.get_by_role("button", name="supportsSubstantially").click()
    assert page.locator("#panel .steps").count() == 0, "what is said has no proof"


def test_search_brings_out_an_actor_and_its_neighbours(show: Show) -> None:
    page = show(sample.network()).page
    page.locator("#list > summary").click()
    page.fill("#search", "greater sah")
    page.keyboard.press("Enter")
    assert page.locator("#panel h3").inner_text() == "Islamic State in the Greater Sahara"
    assert page.locator("#rows tr:visible").count() == 2
    page.fill("#search", "")
    assert page.locator("#rows tr:visible").count() == 10
    page.fill("#search", sample.FORMULA)
    assert page.locator("#panel h3").inner_text() == sample.FORMULA
    page.fill("#search", "nobody at all")
    page.keyboard.press("Enter")
    assert "No actor" in page.locator("#sentence").inner_text()


@pytest.mark.parametrize(
    ("box", "actors", "ties"), [("inferred", 9, 8), ("denied", 9, 9), ("neutral", 9, 7), ("described", 7, 9)]
)
def test_boxes_hide(show: Show, box: str, actors: int, ties: int) -> None:
    page = show(sample.network()).page
    page.uncheck(f"#{box}")
    page.locator("#list > summary").click()
    assert page.locator("#rows tr:visible").count() == ties
    expected = f"{actors} of 9 actors" if actors < 9 else "9 actors"
    assert page.locator("#sentence").inner_text() == f"{expected} and {ties} of 10 ties."
    page.check(f"#{box}")
    assert page.locator("#rows tr:visible").count() == 10


def test_a_large_graph_begins_with_its_main_actors(show: Show) -> None:
    shown = show(large())
    page = shown.page
    assert page.locator("#sentence").inner_text().startswith(f"{SHOWN} of 111 actors and ")
    page.uncheck("#main")
    assert page.locator("#sentence").inner_text() == "111 actors and 126 ties."
    page.check("#main")
    page.fill("#search", "actor:away")  # who is not in the first view is shown in the whole
    page.keyboard.press("Enter")
    assert not page.locator("#main").is_checked()
    assert page.locator("#panel h3").inner_text() == "actor:away"
    assert shown.troubles == []


def test_empty_graph_and_lonely_actor(show: Show) -> None:
    shown = show(nx.MultiDiGraph())
    assert "This graph has no actors" in shown.page.inner_text("main")
    assert shown.troubles == []
    graph = nx.MultiDiGraph()
    graph.add_node("actor:a", label="Only one", kind="Person")
    shown = show(graph)
    assert "1 actor and no ties" in shown.page.inner_text("main")
    assert shown.troubles == []


@pytest.mark.slow
def test_large_graph_draws_within_seconds(show: Show) -> None:
    dice = random.Random(1)
    graph = nx.MultiDiGraph()
    for number in range(300):
        graph.add_node(f"actor:n{number}", label=f"Armed group number {number}", kind="ArmedGroup")
    for _ in range(900):
        one, other = dice.sample(range(300), 2)
        graph.add_edge(f"actor:n{one}", f"actor:n{other}", **sample.tie("supports", dice.choice("+-~0")))
    began = time.monotonic()
    shown = show(graph)
    assert time.monotonic() - began < 60  # about 6 s; the margin is for a busy machine
    assert shown.page.locator("#rows tr").count() == 900
    assert shown.troubles == []
