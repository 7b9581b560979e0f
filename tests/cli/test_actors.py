"""Who is meant by a name: an exact one wins over a near one, and that over a part of one."""

from __future__ import annotations

import re

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from sahel_kg import Build
from sahel_kg.errors import AmbiguousNameError, NamesakeWarning, UsageError
from sahel_kg.explaining.naming import open_book, tell_claim
from sahel_kg.record.actors import Directory, read_named
from sahel_kg.record.claims import RDF_TYPE
from sahel_kg.record.spelling import fold
from sahel_kg.vocabulary import PREFIXES, SKG
from tests.cli.command import run

NAMES = {
    "front": ("NamedActor", "Front", ["FLN"]),
    "FRONT": ("NamedActor", "FRONT", []),
    "people-front": ("NamedActor", "People's Front", ["Le Front du peuple"]),
    "ansar": ("NamedActor", "Ansar Dine", ["Ansar al-Dîn"]),
    "ansaroul": ("NamedActor", "Ansarul Islam", []),
    "north": ("NamedActor", "Army of the North", []),
    "south": ("NamedActor", "Army of the South", []),
    "some-army": ("DescribedActor", "an army", []),
    "rebels": ("DescribedActor", "rebels", []),
}


@pytest.fixture(scope="module")
def directory() -> Directory:
    quads = []
    for name, (kind, label, others) in NAMES.items():
        actor = NamedNode(PREFIXES["actor"] + name)
        quads.append(Quad(actor, NamedNode(RDF_TYPE), NamedNode(str(SKG[kind]))))
        quads.append(Quad(actor, NamedNode(PREFIXES["skos"] + "prefLabel"), Literal(label, language="en")))
        quads.extend(Quad(actor, NamedNode(PREFIXES["skos"] + "altLabel"), Literal(n, language="fr")) for n in others)
    return Directory(read_named(quads), [])


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Front", "actor:front"),
        ("FRONT", "actor:FRONT"),
        ("fln", "actor:front"),
        ("peoples front", None),
        ("people s front", "actor:people-front"),
        ("front du peuple", "actor:people-front"),
        ("peuple", None),  # one word of another name
        ("of", None),
        ("ANSAR AL DIN", "actor:ansar"),
        ("Ansar", "actor:ansar"),
        ("north", "actor:north"),
        ("army", "an ambiguous name"),
        ("front of the", None),
        ("rebels", "actor:rebels"),
        ("an army", "actor:some-army"),
        ("actor:north", "actor:north"),
        (PREFIXES["actor"] + "north", "actor:north"),
        ("actor:nobody", None),
        ("skg:Actor", None),
        ("!!!", None),
        ("", None),
    ],
)
def test_find(directory: Directory, name: str, found: str | None) -> None:
    if found == "an ambiguous name":
        with pytest.raises(AmbiguousNameError) as caught:
            directory.find(name)
        assert caught.value.candidates == ("actor:north (Army of the North)", "actor:south (Army of the South)")
    elif found is None:
        with pytest.raises(UsageError, match="lists them all"):
            directory.find(name)
    else:
        assert directory.find(name).id == found


def test_an_exact_name_wins_over_one_that_differs_in_case(directory: Directory) -> None:
    with pytest.raises(AmbiguousNameError):
        directory.find("fRoNt")


def test_a_named_actor_wins_over_a_described_one(directory: Directory) -> None:
    with pytest.raises(AmbiguousNameError) as caught:
        directory.find("Army")
    assert not any("some-army" in candidate for candidate in caught.value.candidates)


def test_every_shipped_actor_is_found_by_curie_iri_and_label(build: Build) -> None:
    for actor in build.actors:
        assert build.actors.find(actor.id) == build.actors.find(actor.iri) == actor
        if not actor.described and not actor.ingested:
            assert build.actors.find(actor.label) == actor


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Mali", "actor:mali"),
        ("Government of Mali", "actor:mali"),  # another name of both
        ("government of niger", "actor:niger"),
        ("CMA", "actor:cma"),  # UCDP's number of that name only stands for it
        ("Coordination of Azawad Movements", "actor:cma"),
        ("Boko Haram", "actor:ucdp-1051"),
        ("Ansar Dine", "actor:ucdp-1157"),
        ("Ansar Eddine", "actor:ucdp-1157"),
        ("Serval", "actor:french-mission-2013"),
        ("Opération Serval", "actor:french-mission-2013"),
        ("MNLA", "actor:mnla"),
        ("Islamic State", "actor:islamic-state"),
        ("Tuareg", "actor:ucdp-937"),  # whose preferred name it is
        ("Tuareg people", "actor:tuareg-people"),
        ("GATIA", "actor:ucdp-5880"),  # only UCDP has it
        ("Government of Nigeria", "actor:ucdp-84"),
        ("Nigeria", "actor:ucdp-84"),
        ("JNIM", "actor:ucdp-6716"),
        ("Chadian Armed Forces", "actor:ucdp-440"),  # exact, though a hand-made name holds *armed forces*
        ("actor:ucdp-72", "actor:mali"),
    ],
)
def test_names_find_the_actors_of_the_project_first(both: Build, name: str, found: str) -> None:
    assert both.actors.find(name).id == found


def test_a_namesake_is_mentioned(both: Build) -> None:
    """Once, in a line on standard error, by any command that was given a name; a CURIE means one only."""
    line = "'MNLA' is read as actor:mnla (MNLA); it is a name of actor:ucdp-11"
    for command in (["show", "MNLA"], ["explain", "MNLA", "hostile to", "Mali"], ["query", "leaders", "leader=MNLA"]):
        answer = run(*command, "--build", both.path)
        assert answer.err.count(line) == 1, command
    assert "is read as" not in run("show", "actor:mnla", "--build", both.path).err
    with pytest.warns(NamesakeWarning, match="is read as actor:mnla"):
        both.actors.find("MNLA")


def test_a_part_of_a_name_is_mentioned(both: Build) -> None:
    """*Iraq* was read as Islamic State, whose other names hold it, and nobody was told."""
    with pytest.warns(NamesakeWarning, match="'Forces' is read as actor:malian-army, by a part of its name"):
        assert both.actors.find("Forces").id == "actor:malian-army"
    assert "Forces" not in both.actors
    assert "Malian army" in both.actors
    assert "actor:malian-army" in both.actors
    assert "Iraq" not in both.actors
    answer = run("show", "Iraq", "--build", both.path)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("error: 'Iraq' is a place")


def test_a_name_that_only_ingested_actors_have_lists_them(both: Build) -> None:
    with pytest.raises(AmbiguousNameError) as caught:
        both.actors.find("Liberation Front")
    assert len(caught.value.candidates) > 1
    assert all(candidate.startswith("actor:ucdp-") for candidate in caught.value.candidates)


def test_fold() -> None:
    assert fold("  Al-Qaïda  au MAGHREB ") == "al qaida au maghreb"
    assert fold("État islamique") == fold("ETAT ISLAMIQUE")
    assert fold("ﬁn") == "fin"


def test_a_claim_about_losses_is_told_in_a_line(both: Build) -> None:
    told = {claim.id: tell_claim(claim, open_book(both)) for claim in both.claims}
    deaths = [
        claim for claim in both.claims if any(str(t.object) == f"<{SKG.CasualtyReport}>" for t in claim.statement)
    ]
    assert len(deaths) > 3
    number = r"(\d+|at least \d+|at most \d+|\d+ to \d+, best \d+,|how many is not told,)"
    for claim in deaths:
        assert re.search(rf"{number} (killed|lost) of .+ \(", told[claim.id]), told[claim.id]
        assert "the report is" not in told[claim.id]
    assert "53 killed of Malian Armed Forces (" in told["claim:gd-p2-s1-c"]


@pytest.mark.parametrize(("name", "actor"), [("AQMI", "actor:ucdp-539"), ("ISSP", "actor:isgs")])
def test_a_usual_name_in_another_language_or_of_later_is_known(both: Build, name: str, actor: str) -> None:
    assert both.actors.find(name).id == actor
