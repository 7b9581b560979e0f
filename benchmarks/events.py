"""Synthetic conflict events of any number, the same at every run: what the closure's benchmark is made of.

About 6.1 triples an event: a leaf of a tree of classes, attacker, target, place, date, source, now and then a number
of deaths. Places lie in places four levels deep, and a few actors do most of what is done. The ontology has a rule of
nearly every kind that OWL 2 RL reads: trees of classes and properties, domain and range, inverse, symmetric,
transitive, chains, hasValue, someValuesFrom, intersection, union; disjointness is in a file of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

BASE = "https://example.org/conflict"
SEED = 2019
OPPONENTS = 20
"""Whom an actor attacks: so few that the closure grows as the number of events does."""

KINDS = {
    "Attack": ["Ambush", "Raid", "Shelling", "Bombing", "Abduction"],
    "Clash": ["Skirmish", "Battle", "Siege"],
    "Operation": ["Sweep", "Airstrike", "Arrest"],
    "Talks": ["Ceasefire", "Negotiation", "Surrender"],
}
ACTORS = ["Jihadists", "Militia", "Army", "Police", "Peacekeepers", "Villagers", "Pastoralists"]

ONTOLOGY = """@prefix : <https://example.org/conflict#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

:Violence rdfs:subClassOf :Event . :Politics rdfs:subClassOf :Event .
:Attack rdfs:subClassOf :Violence . :Clash rdfs:subClassOf :Violence .
:Operation rdfs:subClassOf :Violence . :Talks rdfs:subClassOf :Politics .
%(kinds)s

:ArmedGroup rdfs:subClassOf :Actor . :StateForce rdfs:subClassOf :Actor . :Civilians rdfs:subClassOf :Actor .
:Jihadists rdfs:subClassOf :ArmedGroup . :Militia rdfs:subClassOf :ArmedGroup .
:Army rdfs:subClassOf :StateForce . :Police rdfs:subClassOf :StateForce . :Peacekeepers rdfs:subClassOf :StateForce .
:Villagers rdfs:subClassOf :Civilians . :Pastoralists rdfs:subClassOf :Civilians .

:attacker rdfs:subPropertyOf :participant ; rdfs:domain :Event ; rdfs:range :Actor ; owl:inverseOf :attackerIn .
:target rdfs:subPropertyOf :participant ; rdfs:domain :Event ; rdfs:range :Actor .
:occurredAt rdfs:domain :Event ; rdfs:range :Place ; owl:propertyChainAxiom ( :occurredAt :locatedIn ) .
:locatedIn a owl:TransitiveProperty ; rdfs:domain :Place ; rdfs:range :Place .
:partOf a owl:TransitiveProperty ; rdfs:subPropertyOf :affiliatedWith .
:alliedWith a owl:SymmetricProperty ; rdfs:subPropertyOf :affiliatedWith .
:affiliatedWith rdfs:domain :Actor ; rdfs:range :Actor .
:attacked owl:propertyChainAxiom ( :attackerIn :target ) ; rdfs:subPropertyOf :opposes .
:opposes a owl:SymmetricProperty .
:occurredOn rdfs:range xsd:date . :deaths rdfs:range xsd:integer .
:reportedBy rdfs:range :Report .

:InCountry0 owl:equivalentClass [ a owl:Restriction ; owl:onProperty :occurredAt ; owl:hasValue <%(base)s/country/0> ] .
:AgainstCivilians owl:equivalentClass
    [ a owl:Restriction ; owl:onProperty :target ; owl:someValuesFrom :Civilians ] .
:Massacre owl:intersectionOf ( :Attack :AgainstCivilians :InCountry0 ) .
:ArmedSide owl:unionOf ( :ArmedGroup :StateForce ) .
"""

DISJOINTNESS = """@prefix : <https://example.org/conflict#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .

[] a owl:AllDisjointClasses ; owl:members ( :ArmedGroup :StateForce :Civilians ) .
:Actor owl:disjointWith :Event . :Place owl:disjointWith :Actor , :Event .
"""


def write(folder: Path, events: int) -> list[Path]:
    """Write ontology, disjointness and so many events, and return the three files; events that are there are kept."""
    folder.mkdir(parents=True, exist_ok=True)
    ontology, disjointness, facts = (
        folder / name for name in ("ontology.ttl", "disjointness.ttl", f"events-{events}.nt")
    )
    kinds = "\n".join(f":{leaf} rdfs:subClassOf :{kind} ." for kind, leaves in KINDS.items() for leaf in leaves)
    ontology.write_text(ONTOLOGY % {"kinds": kinds, "base": BASE}, encoding="utf-8")
    disjointness.write_text(DISJOINTNESS, encoding="utf-8")
    if not facts.exists():
        unfinished = facts.with_suffix(".part")
        with unfinished.open("w", encoding="utf-8") as stream:
            for block in _generate(events):
                stream.write(block)
        unfinished.rename(facts)
    return [ontology, disjointness, facts]


def _generate(events: int) -> Iterator[str]:
    random = np.random.default_rng(SEED)
    actors, villages = max(20, events // 50), max(40, events // 20)
    districts, regions, countries = max(10, villages // 50), 24, 6
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    xsd = "http://www.w3.org/2001/XMLSchema#"

    lines = []
    for level, number, above, width in (
        ("village", villages, "district", districts),
        ("district", districts, "region", regions),
        ("region", regions, "country", countries),
    ):
        lines += [
            f"<{BASE}/{level}/{index}> <{BASE}#locatedIn> <{BASE}/{above}/{index % width}> .\n"
            for index in range(number)
        ]
    kinds = random.integers(len(ACTORS), size=actors)
    for index in range(actors):
        lines.append(f"<{BASE}/actor/{index}> {kind} <{BASE}#{ACTORS[kinds[index]]}> .\n")
        if index % 4 == 1:  # units of units, at most five deep
            lines.append(f"<{BASE}/actor/{index}> <{BASE}#partOf> <{BASE}/actor/{index // 4}> .\n")
        if index % 10 == 0:
            lines.append(f"<{BASE}/actor/{index}> <{BASE}#alliedWith> <{BASE}/actor/{(index * 7 + 3) % actors}> .\n")
    yield "".join(lines)

    leaves = [leaf for kind_of in KINDS.values() for leaf in kind_of]
    days = np.datetime_as_string(np.datetime64("2010-01-01") + np.arange(3650))
    for start in range(0, events, 100_000):
        size = min(100_000, events - start)
        columns = (
            random.integers(len(leaves), size=size),
            (actors * random.random(size) ** 2).astype(int),
            random.integers(1, OPPONENTS + 1, size=size),
            random.integers(villages, size=size),
            random.integers(len(days), size=size),
            random.integers(max(10, events // 10), size=size),
            random.integers(0, 600, size=size),
        )
        lines = []
        rows = zip(*(column.tolist() for column in columns), strict=True)
        for index, (leaf, attacker, opponent, village, day, source, deaths) in enumerate(rows, start):
            event = f"<{BASE}/event/{index}>"
            lines.append(
                f"{event} {kind} <{BASE}#{leaves[leaf]}> .\n"
                f"{event} <{BASE}#attacker> <{BASE}/actor/{attacker}> .\n"
                f"{event} <{BASE}#target> <{BASE}/actor/{(attacker + opponent) % actors}> .\n"
                f"{event} <{BASE}#occurredAt> <{BASE}/village/{village}> .\n"
                f'{event} <{BASE}#occurredOn> "{days[day]}"^^<{xsd}date> .\n'
                f"{event} <{BASE}#reportedBy> <{BASE}/report/{source}> .\n"
            )
            if deaths < 30:
                lines.append(f'{event} <{BASE}#deaths> "{deaths}"^^<{xsd}integer> .\n')
        yield "".join(lines)
