"""A build with actors, notes and claims that try to break out of every format."""

from __future__ import annotations

from pathlib import Path

import pytest

import sahel_kg
from sahel_kg.builds import pipeline
from sahel_kg.builds.build import Build
from tests.conftest import ARTICLE, TURTLE_PREFIXES, Once, copy_article

SCRIPT = "</script><img src=x onerror=alert(1)>"
FORMULA = '=HYPERLINK("http://x","y")'
CONTROL = "bell\x07, return\r and ]]> end"

ACTORS = """\
@prefix skg: <https://w3id.org/sahel-kg/ontology#> .
@prefix actor: <https://w3id.org/sahel-kg/actor/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

actor:script a skg:NamedActor ; skos:prefLabel "</script><img src=x onerror=alert(1)>"@en .
actor:formula a skg:NamedActor ; skos:prefLabel "=HYPERLINK(\\"http://x\\",\\"y\\")"@en ;
    skos:altLabel "a | b"@en , "back\\\\slash"@en , "-1"@en .
actor:control a skg:NamedActor ; skos:prefLabel "bell\\u0007, return\\r and ]]> end"@en .
"""

TELLING = (
    "prov:hadPrimarySource source:ucdp-actor-22.1 ; prov:wasAttributedTo coder:sahel-kg-developers ;"
    ' skg:basis skg:Background ; skg:credibility 2 ; dct:created "2026-11-22"^^xsd:date ; skg:codebook "1"'
)
CLAIMS = f"""\
{TURTLE_PREFIXES}
claim:x-kinds {{
    actor:script a skg:ArmedGroup . actor:formula a skg:ArmedGroup . actor:control a skg:ArmedGroup .
}}
claim:x-kinds a skg:Claim ; skg:kind skg:Reported ; skg:record "+1" ; {TELLING} .

claim:x-told {{ actor:script skg:supports actor:formula , actor:control . }}
claim:x-told a skg:Claim ; skg:kind skg:Reported ; skg:record "@row 2" ; {TELLING} ;
    skg:note "=1+1\\nsecond line, with \\"quotes\\""@en ;
    skg:latestBegin "2015-01-01"^^xsd:date ; skg:earliestEnd "2016-01-01"^^xsd:date ;
    skg:latestEnd "2016-01-01"^^xsd:date .

claim:x-judged {{ actor:formula skg:alliedWith actor:script . }}
claim:x-judged a skg:Claim ; skg:kind skg:Assessed ; skg:assessment skg:Judgement ; skg:record "row 3" ; {TELLING} .

claim:x-withdrawn {{ actor:script skg:attacked actor:formula . }}
claim:x-withdrawn a skg:Claim ; skg:kind skg:Reported ; skg:record "row 4" ; {TELLING} ;
    skg:withdrawn "coded from the wrong row"@en .
"""


def original(cell: str) -> str:
    """Return the text of a cell as docs/formats/README.md tells its readers to have it back."""
    return cell.removeprefix("'")


@pytest.fixture(scope="session")
def hostile(once: Once) -> Build:
    """The article's build with such a folder beside it."""
    return sahel_kg.load(once("hostile", _make_hostile))


def _make_hostile(folder: Path) -> None:
    data = folder.with_name("data")
    (data / "claims").mkdir(parents=True)
    (data / "actors.ttl").write_text(ACTORS, "utf-8")
    (data / "claims" / "x.trig").write_text(CLAIMS, "utf-8")
    copy_article(folder.with_name("shipped"))
    pipeline.run(folder, [folder.with_name("shipped"), data], sources=[*ARTICLE, "ucdp-actor-22.1"])
