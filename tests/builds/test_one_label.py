"""What an actor is called: the same words wherever it is told of, which are its preferred English name."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyoxigraph as ox
import pytest

import sahel_kg
from sahel_kg import Build
from sahel_kg.builds.profiles import profile
from sahel_kg.explaining.naming import open_book
from sahel_kg.frames import Tabular
from sahel_kg.record.actors import choose_label
from sahel_kg.views.text import camps_text, profile_brief
from sahel_kg.vocabulary import PREFIXES, compact, value
from tests.cli.command import run

PREFERRED = ox.NamedNode(PREFIXES["skos"] + "prefLabel")


@pytest.fixture(scope="module")
def labels(both: Build) -> dict[str, str]:
    """By CURIE, as the files of the build name each."""
    store = ox.Store()
    store.bulk_load(path=str(Path(both.path) / "asserted.nq"), format=ox.RdfFormat.N_QUADS)
    named = store.quads_for_pattern(None, PREFERRED, None, ox.DefaultGraph())
    english = [quad for quad in named if isinstance(quad.object, ox.Literal) and quad.object.language == "en"]
    found = {compact(value(quad.subject)): value(quad.object) for quad in english}
    assert len(found) == len(english)
    return {iri: label for iri, label in found.items() if iri.startswith("actor:")}


def rows_of(answer: Tabular) -> list[dict[str, object]]:
    return [dict(zip(answer.grid().columns, row, strict=True)) for row in answer.grid().rows]


def differing(rows: Sequence[Mapping[str, object]], labels: dict[str, str]) -> set[tuple[object, object]]:
    """Return each pair of an actor and a label, in columns that belong together, that is not as it should be."""
    pairs = {
        (row[name], row[f"{name}_label"])
        for row in rows
        for name in row
        if f"{name}_label" in row and str(row[name]).startswith("actor:")
    }
    assert pairs
    return {(actor, label) for actor, label in pairs if label != labels[str(actor)]}


def test_every_actor_has_one_label_in_tables(both: Build, labels: dict[str, str]) -> None:
    assert {actor.id: actor.label for actor in both.actors} == labels
    assert {iri: both.labels[actor.iri] for actor in both.actors for iri in [actor.id]} == labels
    book = open_book(both)
    assert {actor.id: book.phrasing.labels[actor.iri] for actor in both.actors} == labels
    assert {row["id"]: row["label"] for row in both.sql("SELECT id, label FROM actor").dicts()} == labels
    names = both.query(
        "SELECT ?a ?l { ?a skos:prefLabel ?l FILTER(LANG(?l) = 'en') FILTER(CONTAINS(STR(?a), '/actor/')) }"
    )
    assert {str(actor): label for actor, label in names} == labels


def test_every_tie_network_and_measure_calls_actors_so(both: Build, labels: dict[str, str]) -> None:
    ties = both.ties()
    assert {(compact(t.subject), t.subject_label) for t in ties} <= set(labels.items())
    assert not differing(rows_of(ties), labels)
    network = both.network(described=True)
    assert {actor: network.nodes[actor]["label"] for actor in network} == {a: labels[a] for a in network}
    signed = sahel_kg.take_signed(both)
    assert {actor: signed.label(actor) for actor in signed.actors} == {a: labels[a] for a in signed.actors}
    camps = sahel_kg.find_camps(signed)
    for answer in (
        sahel_kg.rank(network),
        camps,
        sahel_kg.find_communities(signed),
        sahel_kg.compare_positions(signed),
        sahel_kg.find_brokers(signed, camps),
        sahel_kg.measure_standing(signed),
    ):
        assert not differing(rows_of(answer), labels), type(answer)
    told = " ".join(camps_text.tell(camps).split())
    for actor, number in camps.members.items():
        assert f" {labels[actor]} [{camps.margins[actor]:g}" in told, number


@pytest.mark.parametrize(
    "query", ["cooperation", "hostility", "opposition", "missions", "members", "leaders", "active-years"]
)
def test_questions_call_actors_so(query: str, both: Build, labels: dict[str, str]) -> None:
    assert not differing(both.query(query).dicts(), labels)


def test_profiles_and_pages_call_actors_so(both: Build, labels: dict[str, str]) -> None:
    acronyms = [actor.id for actor in both.actors if actor.short != actor.label]
    assert acronyms
    for actor in {*acronyms, "actor:isgs", "actor:mali", *sorted(labels)[::20]}:
        found = profile(both, actor)
        assert profile_brief.brief_text(found, both).startswith(f"{labels[actor]}  ({actor})\n")
        assert not [
            (tie.subject, tie.object)
            for tie in found.ties
            if (tie.subject_label, tie.object_label) != (labels[compact(tie.subject)], labels[compact(tie.object)])
        ]
    data = re.search(r'<script type="application/json" id="data">(.*?)</script>', both.render(), re.DOTALL)
    assert data
    actors = json.loads(data[1])["actors"]
    assert {each["id"]: each["label"] for each in actors} == {each["id"]: labels[each["id"]] for each in actors}


def test_in_sentences_an_actor_is_called_as_in_tables(both: Build, labels: dict[str, str]) -> None:
    jas = labels["actor:ucdp-1051"]  # whom an acronym would be shorter for
    told = run("explain", "JAS", "fought against", "Nigeria", "--build", both.path).out
    assert told.startswith(f'"{jas}" fought against Nigeria')


def test_who_has_no_english_name_is_called_by_another() -> None:
    assert choose_label([("Armée", "fr"), ("Heer", "de")]) == "Heer"
    assert choose_label([("Armée", "fr"), ("Army", "en")]) == "Army"
    assert choose_label([]) == ""


def test_what_an_acronym_stands_for_comes_first_among_its_names(both: Build) -> None:
    told = {name: run("show", name, "--build", both.path).out.splitlines() for name in ("ISGS", "MINUSMA", "ECOWAS")}
    first = {name: next(line for line in lines if line.startswith("Names: ")) for name, lines in told.items()}
    assert [line.split("; ")[0] for line in first.values()] == [
        "Names: Islamic State in the Greater Sahara (en)",
        "Names: United Nations Multidimensional Integrated Stabilization Mission in Mali (en)",
        "Names: Economic Community of West African States (en)",
    ]
