"""The page of a relationship graph, read as text: whole, harmless, the same every time."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from typing import Any

import networkx as nx
import pytest

from sahel_kg.builds.build import Build
from sahel_kg.errors import SahelError
from sahel_kg.views.notation import KINDS, SIGNS, STATUSES
from sahel_kg.views.pages.relationship_graph.drawing import show_graph
from sahel_kg.views.pages.relationship_graph.overview import SHOWN
from sahel_kg.views.pages.relationship_graph.page import embedded, render
from tests.views import sample


@pytest.fixture(scope="module")
def page() -> str:
    return render(sample.network(), title="A <b>title</b>", subtitle="Under it", note="What to know.")


def data_of(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def test_same_bytes_whatever_the_order(page: str) -> None:
    again = render(sample.network(backwards=True), title="A <b>title</b>", subtitle="Under it", note="What to know.")
    assert page.encode() == again.encode()


def large(*, backwards: bool = False) -> nx.MultiDiGraph:
    """A ring of seven who fight a hundred others; a mission, somebody described and a pair apart."""
    ring = [f"actor:r{n}" for n in range(7)]
    ties = [(one, other, "-", "asserted") for one, other in zip(ring, [*ring[1:], ring[0]], strict=True)]
    ties += [(ring[n % 7], f"actor:o{n:02}", "-", "asserted") for n in range(100)]
    ties += [
        (ring[0], ring[1], "+", "asserted"),
        (ring[0], ring[3], "-", "inferred"),
        (ring[0], ring[4], "-", "denied"),
    ]
    ties += [("actor:mission", other, "-", "asserted") for other in ring]
    ties += [("actor:described", other, "-", "asserted") for other in ring]
    ties += [("actor:apart", "actor:away", "+", "asserted"), (ring[0], ring[1], "-", "asserted")]
    graph = nx.MultiDiGraph()
    for one, other, sign, status in ties[::-1] if backwards else ties:
        for actor in (one, other):
            kind = "Mission" if actor == "actor:mission" else "ArmedGroup"
            graph.add_node(actor, label=actor, kind=kind, described=actor == "actor:described")
        graph.add_edge(one, other, **{**sample.tie("fights", sign), "status": status})
    return graph


def test_a_large_graph_begins_with_its_main_actors() -> None:
    page = render(large(), title="x")
    data = data_of(page)
    first = data["overview"]
    shown = set(first["places"])
    assert {f"actor:r{n}" for n in range(7)} < shown
    assert len(shown) == SHOWN
    assert not shown & {"actor:mission", "actor:described", "actor:apart", "actor:away"}
    drawn = [next(tie for tie in data["ties"] if tie["line"] == name) for name in first["lines"]]
    pairs = [frozenset((tie["from"], tie["to"])) for tie in drawn]
    assert len(set(pairs)) == len(pairs), "one line for each two"
    assert {end for pair in pairs for end in pair} == shown
    assert {tie["status"] for tie in drawn} == {"asserted"}, "the inferred one joins whom others join already"
    (twice,) = (tie for tie in drawn if {tie["from"], tie["to"]} == {"actor:r0", "actor:r1"})
    assert twice["sign"] == "-", "two ties of three are hostile"
    assert 'id="main" checked' in page
    assert len(data["nodes"]) == len(large()), "all the rest is in the page"
    assert page.encode() == render(large(backwards=True), title="x").encode()


def test_a_small_graph_is_shown_whole(page: str) -> None:
    assert data_of(page)["overview"] is None
    assert 'id="main"' not in page


def test_the_first_view_of_the_build(both: Build) -> None:
    """Who is known for most: the states of the region and the groups that they fight."""
    first = data_of(str(show_graph(both)))["overview"]
    assert {"actor:mali", "actor:niger", "actor:france", "actor:ucdp-6716", "actor:isgs"} <= set(first["places"])
    assert len(first["places"]) <= SHOWN
    assert len(first["lines"]) < 4 * SHOWN


def test_labels_cannot_leave_their_place(page: str) -> None:
    block = page.split('id="data">')[1].split("</script>")[0]
    assert not set(block) & set("<>&\u2028\u2029")
    assert "<img" not in page
    assert "<title>A &lt;b&gt;title&lt;/b&gt;</title>" in page
    assert sample.EVIL in {actor["label"] for actor in data_of(page)["actors"]}
    assert sample.FORMULA in {actor["label"] for actor in data_of(page)["actors"]}


def test_embedded_json_reads_back() -> None:
    value = {"k": "</script><!-- & \u2028\u2029 é"}
    assert json.loads(embedded(value)) == value
    assert embedded(value).isprintable()


def test_policy_names_the_hash_of_every_script_and_style(page: str) -> None:
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    directives = dict(part.strip().split(" ", 1) for part in policy[1].replace("&#39;", "'").split(";"))
    for name, tag in (("script-src", "script"), ("style-src", "style")):
        texts = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        hashes = [f"'sha256-{base64.b64encode(hashlib.sha256(t.encode()).digest()).decode()}'" for t in texts]
        assert directives[name].split() == hashes
        assert len(texts) == {"script": 2, "style": 1}[tag]
    assert directives["default-src"] == "'none'"
    assert "unsafe" not in policy[1]
    assert "\r" not in page
    assert page.index("Content-Security-Policy") < page.index("<style>")
    assert not re.search(r"<[^>]* (style|on\w+)=", page.split("<script>")[0])


def test_nothing_is_loaded(page: str) -> None:
    assert not re.search(r"""(src|href|action)\s*=\s*["']?\s*(https?:)?//""", page)
    assert not re.search(r"""(url\(|@import)\s*["']?\s*(https?:)?//""", page)
    assert "sourceMappingURL" not in page
    assert [link for link in re.findall(r"<link[^>]*>", page) if 'href="data:,"' not in link] == []


def test_ties_of_one_sign_and_status_are_one_line(page: str) -> None:
    data = data_of(page)
    between = [e for e in data["edges"] if {e["from"], e["to"]} == {"actor:france", "actor:mali"}]
    told = {
        edge["id"]: {(tie["relation"], tie["status"]) for tie in data["ties"] if tie["line"] == edge["id"]}
        for edge in between
    }
    assert sorted(map(sorted, told.values())) == [
        [("skg:cooperatesWith", "inferred")],
        [("skg:fightsAlongside", "asserted"), ("skg:supports", "asserted")],
        [("skg:supportsSubstantially", "denied")],
    ]
    # Seen from one end: a clockwise bend and the same one of a line in the other direction lie on opposite sides.
    sides = {
        edge["smooth"]["enabled"]
        and (edge["smooth"]["roundness"], (edge["smooth"]["type"] == "curvedCW") == (edge["from"] == "actor:france"))
        for edge in between
    }
    assert len(sides) == 3


def test_lines_say_sign_status_and_direction(page: str) -> None:
    data = data_of(page)
    drawn = {edge["id"]: edge for edge in data["edges"]}
    for edge in drawn.values():
        own = [tie for tie in data["ties"] if tie["line"] == edge["id"]]
        ends = {tie["to"] for tie in own if not tie["symmetric"]}
        assert edge["arrows"] == ("to" if edge["to"] in ends else "")
    for tie in data["ties"]:
        edge = drawn[tie["line"]]
        assert {edge["from"], edge["to"]} == {tie["from"], tie["to"]}
        assert edge["color"]["color"] == SIGNS[tie["sign"]].colour
        assert edge["dashes"] == (list(STATUSES[tie["status"]].dashes) or False)
    assert len({tuple(status.dashes) for status in STATUSES.values()}) == len(STATUSES)


def test_a_line_has_an_arrow_at_each_end_to_which_a_tie_goes_and_the_width_of_the_surest() -> None:
    graph = nx.MultiDiGraph()
    graph.add_nodes_from((f"actor:{name}", {"label": name, "kind": "State"}) for name in "abc")
    graph.add_edge("actor:b", "actor:a", **sample.tie("attacked", "-", reading="possible"))
    graph.add_edge("actor:a", "actor:b", **sample.tie("attacked", "-"))
    graph.add_edge("actor:c", "actor:b", **sample.tie("attacked", "-", reading="possible"))
    one, other = data_of(render(graph, title="x"))["edges"]
    assert (one["from"], one["to"], one["arrows"]) == ("actor:a", "actor:b", "to, from")
    assert (other["from"], other["to"], other["arrows"]) == ("actor:c", "actor:b", "to")
    assert one["width"] > other["width"]


def test_no_two_kinds_look_alike() -> None:
    assert len({kind.path for kind in KINDS.values()}) == len({kind.colour for kind in KINDS.values()}) == len(KINDS)


def test_legend_has_all_kinds_signs_and_statuses(page: str) -> None:
    legend = page.split('aria-label="Legend"')[1].split("</section>")[0]
    for kind in KINDS.values():
        assert {part for part in (kind.label, kind.colour, kind.path) if part not in legend} == set()
    for sign in SIGNS.values():
        assert {part for part in (sign.label, sign.colour, sign.path) if part not in legend} == set()
    for status in STATUSES.values():
        assert status.label in legend
        assert status.path in legend
        assert " ".join(map(str, status.dashes)) in legend


def test_page_says_what_it_is(page: str) -> None:
    header = page.split("<header>")[1].split("</header>")[0]
    assert "Under it" in header
    assert "What to know. Taken for a test. A missing tie is not evidence of absence." in header
    assert "9 actors and 10 ties." in page


def test_absence_is_said_once() -> None:
    note = "A missing tie is not evidence of absence: the source may not have looked."
    page = render(nx.MultiDiGraph(note=note), title="x", note=note)
    assert page.count("evidence of absence") == 2  # the header, and the panel's words in the script


def test_ties_are_told_in_words(page: str) -> None:
    told = {tie["relation"]: tie for tie in data_of(page)["ties"]}
    supports = told["skg:supports"]
    assert (supports["begin"], supports["end"]) == ("3 December 2019 or earlier", "3 December 2019 or later")
    assert told["skg:cooperatesWith"]["begin"] == "begin not stated"
    assert supports["claims"] == [
        {
            "id": "claim:gd-p3-s2-b",
            "source": "source:grey-dynamics-2019",
            "where": "paragraph 3, sentence p3s2",
            "how": "Stated, Reported",
            "note": f"Coder's note: {sample.CLAIM.note}",
        }
    ]
    assert data_of(page)["sources"] == {"source:grey-dynamics-2019": "source:grey-dynamics-2019"}, "nobody knows more"


def test_sources_and_speakers_are_told_by_name(build: Build) -> None:
    data = data_of(str(show_graph(build, "Islamic State")))
    title = "Recent Developments in Mali's Struggle Against Terrorism (Grey Dynamics)"
    assert data["sources"]["source:grey-dynamics-2019"] == title
    told = {claim["id"]: claim["how"] for tie in data["ties"] for claim in tie["claims"]}
    assert told["claim:gd-p1-s3-b"] == "Stated, Reported, according to Islamic State"


def test_physics_is_off_and_places_are_given(page: str) -> None:
    data = data_of(page)
    assert data["options"]["physics"]["enabled"] is False
    assert all({"x", "y"} <= set(node) for node in data["nodes"])


@pytest.mark.parametrize(
    ("actors", "sentence"),
    [
        ([], "This graph has no actors"),
        (["actor:a"], "1 actor and no ties. Nothing was found that joins it to another."),
        (["actor:a", "actor:b"], "2 actors and no ties. Nothing was found that joins them."),
    ],
)
def test_graphs_without_ties_have_a_sentence(actors: list[str], sentence: str) -> None:
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(actors, label="x", kind="State")
    assert sentence in render(graph, title="x")


@pytest.mark.parametrize("what", ["sign", "status", "reading"])
def test_what_cannot_be_drawn_is_refused(what: str) -> None:
    graph = nx.MultiDiGraph()
    graph.add_edge("actor:a", "actor:b", **sample.tie("supports", "+", **{}) | {what: "guess"})
    with pytest.raises(SahelError, match=f"actor:a skg:supports actor:b: {what} 'guess'"):
        render(graph, title="x")


def test_licences_are_kept(page: str) -> None:
    assert "@version 9.1.2" in page
    assert page.count("Almende B.V") >= 2
    assert "Permission is hereby granted" in page


def test_callers_network_is_left_alone() -> None:
    network = sample.network()
    before = (dict(network.nodes(data=True)), list(network.edges(data=True)), dict(network.graph))
    render(network, title="x")
    assert before == (dict(network.nodes(data=True)), list(network.edges(data=True)), dict(network.graph))
