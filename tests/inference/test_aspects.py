"""How what a claim says is in time: by its relation, by what it speaks of, or as the claim itself says."""

from __future__ import annotations

import pytest

from sahel_kg import Build
from sahel_kg.inference.telling import aspect_of
from sahel_kg.record.claims import RDF_TYPE, Claim
from sahel_kg.record.extents import ASPECTS, read_aspect
from sahel_kg.vocabulary import SKG, expand


def test_the_ontology_and_the_program_know_the_same_aspects(build: Build) -> None:
    individuals = [SKG.Timeless, SKG.Holding, SKG.Happening]
    assert [read_aspect(str(one).removeprefix(str(SKG))) for one in individuals] == list(ASPECTS)
    assert all(str(one) in build.labels for one in individuals)
    assert read_aspect("Sometimes") is None


@pytest.mark.parametrize(
    ("subject", "relation", "said", "aspect"),
    [
        ("actor:isgs", "skg:opposes", None, "holding"),
        ("actor:isgs", "skg:attacked", None, "happening"),
        ("actor:isgs", "skg:fightsAlongside", None, "holding"),
        ("actor:isgs", "skg:fightsAlongside", "happening", "happening"),
        ("actor:isgs", "skg:attacked", "holding", "holding"),
        ("actor:isgs", RDF_TYPE, None, "timeless"),
        ("actor:isgs", RDF_TYPE, "happening", "timeless"),
        ("place:mali", "skg:locatedIn", None, "timeless"),
        ("event:attack-2019-11-02", "skg:attacker", None, "happening"),
        ("event:attack-2019-11-02", RDF_TYPE, None, "timeless"),
        ("claim:gd-p1-s1-c#report", "skg:party", None, "happening"),
        ("claim:gd-p8-s2-a#denial", "owl:sourceIndividual", None, "holding"),
    ],
)
def test_the_aspect_of_a_triple(build: Build, subject: str, relation: str, said: str | None, aspect: str) -> None:
    claim = Claim("urn:x", (), "Reported", "Stated", "urn:s", aspect=read_aspect(said and said.capitalize()))
    iris = expand(subject) or "", expand(relation) or ""
    assert aspect_of(*iris, claim, build.relations.aspects) == aspect
