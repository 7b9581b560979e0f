"""Who only contributes to a side is counted, unless the build knows it for something else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sahel_kg import Build
from sahel_kg.ties.contributors import counted_contributors
from sahel_kg.vocabulary import PREFIXES, value
from tests.cli.command import run
from tests.conftest import TURTLE_PREFIXES
from tests.ties.small import build_of, told

YEAR = {
    "earliestBegin": "2016-01-01",
    "latestBegin": "2016-12-31",
    "earliestEnd": "2016-01-01",
    "latestEnd": "2016-12-31",
}
LATER = {name: day.replace("2016", "2023") for name, day in YEAR.items()}
STATE = PREFIXES["actor"] + "t-state"
STATES = ("state", "foe", "fighter", "far", "other", "lone1", "lone2", "lone3", "lone4")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Seven contribute to a state in 2016: one fights in 2016, one in 2023, one helps another."""
    others = [name for name in STATES if name not in ("state", "foe")]
    claims = [told("t-kinds", " ".join(f"actor:t-{name} a skg:State ." for name in STATES))]
    claims.append(told("t-war", "actor:t-foe skg:foughtAgainst actor:t-state .", **YEAR))
    claims += [
        told(f"t-{name}", f"actor:t-{name} skg:contributesTo actor:t-state .", **YEAR, aspect="skg:Happening")
        for name in others
    ]
    claims.append(told("t-own", "actor:t-fighter skg:foughtAgainst actor:t-foe .", **YEAR))
    claims.append(told("t-late", "actor:t-far skg:foughtAgainst actor:t-foe .", **LATER))
    claims.append(told("t-side", "actor:t-other skg:contributesTo actor:t-foe .", **YEAR, aspect="skg:Happening"))
    names = "".join(f'actor:t-{name} a skg:NamedActor ; skos:prefLabel "{name}"@en .\n' for name in STATES)
    folder: Path = tmp_path_factory.mktemp("contributors")
    return build_of(folder, TURTLE_PREFIXES + "".join(claims), TURTLE_PREFIXES + names)


def drawn(build: Build, day: str | None, **choice: Any) -> set[str]:
    graph = build.network(as_of=day, **choice)
    edges = graph.edges(data="relation")
    return {a.removeprefix("actor:t-") for a, b, name in edges if (b, name) == ("actor:t-state", "skg:contributesTo")}


def test_who_is_known_for_something_else_is_drawn(small: Build) -> None:
    assert drawn(small, "2016-12-31") == {"fighter", "other"}  # 2023 is more than five years away
    assert drawn(small, None) == {"fighter", "other", "far"}
    assert drawn(small, "2016-12-31", contributors="actors") == set(STATES) - {"state", "foe"}
    graph = small.network(as_of="2016-12-31")
    assert graph.nodes["actor:t-state"]["contributors"] == 5
    assert "who only contributes to a side is counted, not drawn" in graph.graph["note"]


def test_three_are_drawn_all_the_same(small: Build) -> None:
    every = small.ties()
    counted = counted_contributors(every, lambda *_: every, small.relations, None)
    assert {iri.rpartition("/")[2] for iri in counted[STATE]} == {f"t-lone{n}" for n in range(1, 5)}
    three = [tie for tie in every if not tie.subject.endswith("t-lone4")]
    assert STATE not in counted_contributors(three, lambda *_: three, small.relations, None)


def test_who_only_may_contribute_is_counted_apart(both: Build) -> None:
    """UCDP's rows of Mali: of the year of the day it names 59, of the year before two that it does not name then."""
    rows = {
        year: {
            value(triple.subject)
            for claim in both.claims
            if claim.id.startswith("claim:ucdp-acd-25.1-") and claim.id.endswith(f"-{year}-a-support")
            for triple in claim.statement
            if value(triple.object) == PREFIXES["actor"] + "mali"
        }
        for year in (2018, 2019)
    }
    more = rows[2018] - rows[2019]
    told = " ".join(run("show", "Mali", "--as-of", "2019-12-03", "--build", both.path).out.split())
    assert f"{len(rows[2019])} and {len(more)} possible contribute to its side: " in told
    names = {both.actors[iri].short for iri in more}
    listed = told.partition("; possible: ")[2].partition(" No longer")[0]
    assert set(listed.split(", ")) == names

    sure = both.network(as_of="2019-12-03").nodes["actor:mali"]
    assert (sure["contributors"], "possible_contributors" in sure) == (sure["contributors"], False)
    possible = both.network(as_of="2019-12-03", reading="possible")
    assert possible.nodes["actor:mali"]["contributors"] == sure["contributors"]
    assert possible.nodes["actor:mali"]["possible_contributors"] == len(more)
    drawn = {a for a, b, r in possible.in_edges("actor:mali", data="relation") if r == "skg:contributesTo"}
    assert sure["contributors"] + len(drawn) == len(rows[2019])
    counted = f"{sure['contributors']} and {len(more)} possible"
    assert f"Contributors counted, not drawn: {counted} to Mali." in possible.graph["note"]
    assert f"contributors counted, not drawn: {counted}" in repr(possible)
