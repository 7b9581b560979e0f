"""Communities on cooperation: the best known division of a known network, stability, what is refused."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from sahel_kg import Build
from sahel_kg.alliances.network.joining import from_edges, take_signed
from sahel_kg.alliances.places import engines
from sahel_kg.alliances.places.brokerage import find_brokers
from sahel_kg.alliances.places.communities import find_communities
from sahel_kg.errors import UsageError
from tests.alliances.signed_examples import zachary

CLIQUES: list[Any] = [
    *((a, b, "+") for a in "abcd" for b in "abcd" if a < b),
    *((a, b, "+") for a in "wxyz" for b in "wxyz" if a < b),
    ("a", "w", "+"),
    ("b", "x", "-"),
]


@pytest.mark.parametrize("method", ["louvain", "leiden"])
def test_two_cliques(method: str) -> None:
    found = find_communities(from_edges(CLIQUES), method=method, runs=10)
    assert [c.actors for c in found.communities] == [("a", "b", "c", "d"), ("w", "x", "y", "z")]
    assert found.same == 1.0
    assert {value for c in found.communities for value in c.stability.values()} == {1.0}
    assert (found.together("a", "d"), found.together("a", "w")) == (1.0, 0.0)
    # 6 of 13 ties inside each, half of all ends in each: 2 * (6/13 - 1/4)
    assert found.modularity == pytest.approx(2 * (6 / 13 - 0.25), abs=1e-6)
    assert find_brokers(from_edges(CLIQUES), found.groups).roles["a"]["gatekeeper"] == 3


@pytest.mark.parametrize("method", ["louvain", "leiden"])
def test_zacharys_club_is_divided_in_the_best_way(method: str) -> None:
    """0.4198 in four communities, proven the most by Brandes et al. (2008), IEEE TKDE 20(2), 172-188."""
    found = find_communities(zachary(), method=method, runs=60)
    assert found.modularity == pytest.approx(0.4198, abs=5e-5)
    assert sorted(len(c.actors) for c in found.communities) == [5, 6, 11, 12]
    stable = {actor: value for c in found.communities for actor, value in c.stability.items()}
    assert set(stable) == set(found.members)
    assert stable["00"] > 0.5
    for community in found.communities:  # what is told of an actor is the mean over pairs
        for actor in community.actors[:2]:
            pairs = [found.together(actor, other) for other in community.actors if other != actor]
            assert community.stability[actor] == pytest.approx(sum(pairs) / len(pairs), abs=1e-6)


@pytest.mark.slow
def test_it_is_the_same_in_every_process() -> None:
    code = (
        "from tests.alliances.signed_examples import zachary\n"
        "from sahel_kg.alliances.places.communities import find_communities\n"
        "for method in ('louvain', 'leiden'):\n"
        "    print(find_communities(zachary(), method=method, runs=8).rows())"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, **PATH},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1


PATH = {"PYTHONPATH": ":".join(path for path in sys.path if path)}


def test_the_article(build: Build) -> None:
    found = find_communities(take_signed(build), runs=10)
    assert [len(c.actors) for c in found.communities] == [6, 2, 2]
    assert "3 actors without any are left out" in found.note
    assert found.rows()[0][:3] == ("actor:burkina-faso", "Burkina Faso", 1)
    with pytest.raises(UsageError, match="al-qaeda cooperates with nobody"):
        found.together("actor:mali", "actor:al-qaeda")


@pytest.mark.parametrize(
    ("edges", "said", "why"),
    [
        ([], {}, "nobody cooperates or fights"),
        ([("a", "b", "-"), ("b", "c", "-")], {}, "no tie of cooperation"),
        ([("a", "b", "+")], {}, "needs 3 connected actors"),
        (CLIQUES, {"method": "guess"}, "louvain, leiden"),
        (CLIQUES, {"runs": 0}, "above 0"),
        (CLIQUES, {"resolution": float("nan")}, "above 0"),
        (CLIQUES, {"runs": 1_000_000}, "1000000 runs over 8 .*choose [0-9]+ or fewer"),
    ],
)
def test_what_says_nothing_is_refused(edges: Any, said: dict[str, Any], why: str) -> None:
    with pytest.raises(UsageError, match=why):
        find_communities(from_edges(edges), **said)


def test_without_leidenalg(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "has", lambda _: False)
    with pytest.raises(
        UsageError, match=r"leidenalg is not installed: pip install '.\[fast\]' in the checkout, or choose louvain"
    ):
        find_communities(from_edges(CLIQUES), method="leiden")
