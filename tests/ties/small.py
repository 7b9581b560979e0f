"""Small builds of claims that a test makes up."""

from __future__ import annotations

from pathlib import Path

import sahel_kg
from sahel_kg import Build
from sahel_kg.builds import pipeline
from tests.conftest import copy_names

TELLING = (
    "prov:hadPrimarySource source:ucdp-actor-22.1 ; prov:wasAttributedTo coder:sahel-kg-developers ;"
    ' skg:basis skg:Stated ; skg:credibility 2 ; dct:created "2026-11-22"^^xsd:date ; skg:codebook "1" ; skg:record "x"'
)


def told(name: str, statement: str, aspect: str = "", **bounds: str) -> str:
    """A claim of a statement, with its bounds."""
    given = f" ; skg:aspect {aspect}" if aspect else ""
    given += "".join(f' ; skg:{bound} "{day}"^^xsd:date' for bound, day in bounds.items())
    return f"claim:{name} {{ {statement} }}\nclaim:{name} a skg:Claim ; skg:kind skg:Reported ; {TELLING}{given} .\n"


def build_of(folder: Path, claims: str, actors: str, events: str = "") -> Build:
    """A build of the names and the background that are shipped, with these files beside them."""
    (folder / "data" / "claims").mkdir(parents=True)
    for name, content in (("actors.ttl", actors), ("events.ttl", events), ("claims/t.trig", claims)):
        if content:
            (folder / "data" / name).write_text(content, "utf-8")
    copy_names(folder / "shipped")
    pipeline.run(folder / "build", [folder / "shipped", folder / "data"])
    return sahel_kg.load(folder / "build")
