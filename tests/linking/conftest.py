"""A small world of two sources: actors made by hand, and those of an invented data set."""

from __future__ import annotations

from pathlib import Path

import pytest

from sahel_kg import Build, load
from sahel_kg.builds import pipeline
from tests.conftest import TURTLE_PREFIXES, Once

HAND = """
source:report a skg:Source ; dct:title "A report" ; dct:publisher "Somebody" ; rdfs:seeAlso <https://example.org/r> ;
    skg:reliability "C" ; skg:earliestPublished "2019-12-31"^^xsd:date .
source:set a skg:Source ; dct:title "A data set" ; dct:publisher "Somebody else" ;
    rdfs:seeAlso <https://example.org/s> ; skg:reliability "B" .
coder:tester a skg:Coder ; rdfs:label "A tester"@en .

place:valley a skg:Place ; skos:prefLabel "Valley"@en .
place:hills a skg:Place ; skos:prefLabel "Hills"@en .

actor:valley a skg:NamedActor ; skos:prefLabel "Valley"@en , "Vallée"@fr ; skos:altLabel "Government of the Valley"@en .
actor:red-front a skg:NamedActor ; skos:prefLabel "Red Front for the Valley"@en , "Front rouge pour la vallée"@fr ;
    skos:altLabel "FRV"@fr .
actor:sons a skg:NamedActor ; skos:prefLabel "Sons of the Wadi"@en , "أبناء الوادي"@ar .
actor:union a skg:NamedActor ; skos:prefLabel "Union of Herders"@en .
actor:union-branch a skg:NamedActor ; skos:prefLabel "Union of Herders in the Hills"@en .
actor:guard a skg:NamedActor ; skos:prefLabel "River Guard"@en .
actor:strangers a skg:DescribedActor ; skos:prefLabel "strangers at the well"@en .
"""
SET = """
actor:set-1 a skg:NamedActor ; skos:prefLabel "Front rouge pour la vallée"@und ; dct:source source:set .
actor:set-2 a skg:NamedActor ; skos:prefLabel "Red Front for the Mountain"@en ; skos:altLabel "RFM"@en ;
    dct:source source:set .
actor:set-3 a skg:NamedActor ; skos:prefLabel "أَبْنَاءُ ٱلْوَادِي"@und ; dct:source source:set .
actor:set-4 a skg:NamedActor ; skos:prefLabel "Government of the Valley"@en ; dct:source source:set .
actor:set-5 a skg:NamedActor ; skos:prefLabel "Union of Herders"@en ; dct:source source:set .
actor:set-6 a skg:NamedActor ; skos:prefLabel "River Guard"@en ; dct:source source:set .
actor:set-7 a skg:NamedActor ; skos:prefLabel "Valley"@en ; dct:source source:set .
actor:set-8 a skg:NamedActor ; skos:prefLabel "Red Front for the Valley"@en ; dct:source source:set .
"""
KINDS = {
    "valley": "State",
    "red-front": "ArmedGroup",
    "sons": "ArmedGroup",
    "union": "ArmedGroup",
    "union-branch": "ArmedGroup",
    "guard": "ArmedForce",
    "set-1": "ArmedGroup",
    "set-2": "ArmedGroup",
    "set-3": "ArmedGroup",
    "set-4": "State",
    "set-5": "ArmedGroup",
    "set-6": "Mission",
    "set-7": "ArmedGroup",
    "set-8": "Person",
}
# subject, relation, object, source, year
SAID = [
    ("actor:red-front", "skg:operatesIn", "place:valley", "report", ""),
    ("actor:set-1", "skg:operatesIn", "place:valley", "set", ""),
    ("actor:set-2", "skg:operatesIn", "place:hills", "set", ""),
    ("actor:red-front", "skg:activeFrom", '"2010"^^xsd:gYear', "report", ""),
    ("actor:set-1", "skg:activeFrom", '"2012"^^xsd:gYear', "set", ""),
    ("actor:sons", "skg:activeUntil", '"1999"^^xsd:gYear', "report", ""),
    ("actor:set-3", "skg:activeFrom", '"2005"^^xsd:gYear', "set", ""),
    ("actor:union-branch", "skg:branchOf", "actor:union", "report", ""),
    ("actor:union", "skg:opposes", "actor:valley", "report", ""),
    ("actor:set-4", "skg:foughtAgainst", "actor:set-5", "set", "2018"),
    ("actor:set-4", "skg:foughtAgainst", "actor:set-1", "set", "2018"),
    ("actor:guard", "skg:organOf", "actor:valley", "report", ""),
    ("actor:set-1", "skg:attacked", "actor:set-6", "set", "2019"),
]


def claim(name: str, triple: str, source: str, year: str = "") -> str:
    """Return a claim of a source as TriG."""
    bounds = "".join(
        f'skg:{bound} "{year}"^^xsd:gYear ; '
        for bound in ("earliestBegin", "latestBegin", "earliestEnd", "latestEnd")
        if year
    )
    return (
        f"claim:{name} {{ {triple} . }}\nclaim:{name} a skg:Claim ; skg:kind skg:Reported ; skg:basis skg:Stated ; "
        f"{'skg:aspect skg:Happening ; ' if year else ''}{bounds}skg:credibility 2 ; "
        f'prov:hadPrimarySource source:{source} ; skg:record "{name}" ; prov:wasAttributedTo coder:tester ; '
        f'dct:created "2026-01-01"^^xsd:date ; skg:codebook "1" .\n'
    )


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder."""
    folder = tmp_path_factory.mktemp("world") / "data"
    (folder / "claims").mkdir(parents=True)
    (folder / "names.ttl").write_text(TURTLE_PREFIXES + HAND + SET, "utf-8")
    kinds = [
        claim(f"kind-{actor}", f"actor:{actor} a skg:{kind}", "set" if actor.startswith("set") else "report")
        for actor, kind in KINDS.items()
    ]
    said = [
        claim(f"said-{n}", f"{subject} {relation} {obj}", source, year)
        for n, (subject, relation, obj, source, year) in enumerate(SAID)
    ]
    (folder / "claims" / "all.trig").write_text(TURTLE_PREFIXES + "\n".join([*kinds, *said]), "utf-8")
    return folder


@pytest.fixture(scope="session")
def small(world: Path, once: Once) -> Build:
    """A build of it."""
    return load(once("small", lambda folder: pipeline.run(folder, [world])))
