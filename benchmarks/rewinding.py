"""How long dating, rewinding and restricting a build take for data of the size and shape of a year-by-year data set.

    .venv/bin/python benchmarks/rewinding.py [CLAIMS ...]

Prints seconds for each size (default 750 1500 3000): armed groups that fight states and each other by calendar year,
a coalition to which forty states contribute in each year, armies, missions with participants, attacks on armies.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TypeVar

from sahel_kg import load, resources
from sahel_kg.builds import pipeline
from sahel_kg.inference.inferences import inference_quads
from sahel_kg.inference.supports import find_supports, leaf_of_claims
from sahel_kg.reasoning import open_closure
from sahel_kg.record.claims import read_years
from sahel_kg.record.evidence import Evidence
from sahel_kg.record.relations import Relations
from sahel_kg.record.rewinding import When
from sahel_kg.record.sources import read_reliability
from sahel_kg.vocabulary import PREFIXES

T = TypeVar("T")
GROUPS, STATES, FIRST, LAST = 150, 60, 1989, 2019
HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
SAID = (
    "a skg:Claim ; skg:kind skg:Reported ; skg:basis skg:{basis} ; skg:credibility {credibility} ; {bounds}\n"
    '    prov:hadPrimarySource source:yearly ; skg:record "row {number}" ; prov:wasAttributedTo coder:yearly ;\n'
    '    dct:created "2026-11-25"^^xsd:date ; skg:codebook "1" .\n'
)


def write_data(folder: Path, count: int) -> None:
    """Write about so many claims, the same ones in every run."""
    (folder / "claims").mkdir(parents=True)
    groups = [f"actor:group-{n}" for n in range(GROUPS)]
    states = [f"actor:state-{n}" for n in range(STATES)]
    actors = [*groups, *states, *(f"actor:army-{n}" for n in range(STATES)), "actor:coalition", "actor:mission"]
    names = (f'{actor} a skg:NamedActor ; skos:prefLabel "{actor[6:]}"@en .\n' for actor in actors)
    (folder / "actors.ttl").write_text(HEAD + "".join(names), encoding="utf-8")
    source = 'source:yearly a skg:Source ; dct:title "Synthetic, by year"@en ; skg:reliability "B" ;\n'
    source += "    rdfs:seeAlso <https://example.org/yearly> ;\n"
    source += '    dct:publisher "benchmarks"@en ; skg:earliestPublished "2020-01-01"^^xsd:date ;\n'
    source += "    dct:license <https://creativecommons.org/licenses/by/4.0/> .\ncoder:yearly a skg:Coder .\n"
    (folder / "sources.ttl").write_text(HEAD + source, encoding="utf-8")
    said = list(_list_claims(random.Random(count), count, groups, states))
    (folder / "claims" / "yearly.trig").write_text(HEAD + "".join(said), encoding="utf-8")


def _list_claims(chance: random.Random, count: int, groups: list[str], states: list[str]) -> Iterator[str]:
    number = 0

    def claim(statement: str, first: object = None, last: object = None, aspect: str = "") -> str:
        nonlocal number
        number += 1
        bounds = f"skg:aspect skg:{aspect} ; " if aspect else ""
        if first and aspect == "Happening":
            pairs = ("earliestBegin", first), ("latestBegin", last), ("earliestEnd", first), ("latestEnd", last)
            bounds += " ".join(f'skg:{name} "{day}"^^xsd:date ;' for name, day in pairs)
        elif first:
            pairs = ("earliestBegin", first), ("latestBegin", first), ("earliestEnd", last), ("latestEnd", last)
            bounds += " ".join(f'skg:{name} "{day}"^^xsd:date ;' for name, day in pairs)
        told = SAID.format(basis="Stated", credibility=chance.randint(1, 4), bounds=bounds, number=number)
        return f"claim:y{number} {{ {statement} }}\nclaim:y{number} {told}"

    yield claim("actor:coalition a skg:Coalition .")
    yield claim("actor:mission a skg:Mission .")
    yield claim(" ".join(f"{group} a skg:ArmedGroup ." for group in groups))
    yield claim(" ".join(f"{state} a skg:State ." for state in states))
    for n, state in enumerate(states):
        yield claim(f"actor:army-{n} a skg:ArmedForce .")
        yield claim(f"actor:army-{n} skg:organOf {state} .", date(1960, 1, 1), date(2019, 12, 31))
    yield claim(f"actor:mission skg:opposes {groups[0]} .", date(2005, 1, 1), date(2015, 12, 31))
    for n, state in enumerate(states[:20]):
        yield claim(f"{state} skg:participatesIn actor:mission .", date(2001 + n % 8, 1, 1), date(2012 + n % 5, 6, 30))
    years = max(1, count // 200)
    for year in range(LAST - years + 1, LAST + 1):
        for state in states[:40]:
            yield claim(f"{state} skg:contributesTo actor:coalition .", *_whole(year), "Happening")
    while number < count:
        year, group = chance.randint(FIRST, LAST), chance.choice(groups)
        kind = chance.random()
        if kind < 0.6:
            other = chance.choice(states)
        elif kind < 0.8:
            other = f"actor:army-{chance.randrange(STATES)}"
        else:
            other = chance.choice([each for each in groups if each != group])
        relation = "fightsAlongside" if chance.random() < 0.15 else "foughtAgainst"
        yield claim(f"{group} skg:{relation} {other} .", *_whole(year), "Happening")


def _whole(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)


def measure(name: str, work: Callable[[], T], found: dict[str, float]) -> T:
    """Do it, and keep how long it took."""
    begun = time.process_time()
    result = work()
    found[name] = time.process_time() - begun
    return result


def run(count: int) -> dict[str, float]:
    """Return the seconds of each stage for so many claims."""
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_data(folder / "data", count)
        data = [resources.shipped("data"), folder / "data"]
        checked = measure("read and check", lambda: pipeline.check(pipeline.read(data)), found)
        file = folder / "closure.duckdb"
        closure = measure("closure", lambda: pipeline.infer(checked, database=file), found)
        closure.close()
        opened = measure("open", lambda: open_closure(file), found)
        derivations = measure("derivations", opened.derivations, found)
        aspects = Relations(checked.asserted.ontology).aspects
        counted = [claim for claim in checked.claims if claim.counts]
        leaf = leaf_of_claims(counted, aspects, read_years(counted))
        supports = measure("find_supports", lambda: find_supports(derivations, leaf), found)
        letters = read_reliability(checked.asserted.about)
        measure("inference_quads", lambda: inference_quads(derivations, supports, counted, letters), found)
        measure("build, all of it", lambda: pipeline.run(folder / "build", data), found)
        build = measure("load", lambda: load(folder / "build"), found)
        measure("claims, grounds, leaf", lambda: (build.claims, build.grounds, build.leaf), found)
        measure("ties", build.ties, found)
        then = measure("at", lambda: build.at(When(date(2012, 6, 30), window="12m")), found)
        measure("ties at", then.ties, found)
        measure("store at", then.store, found)
        measure("build.derivations", lambda: build.derivations, found)
        measure("admitting", lambda: build.admitting(Evidence(min_credibility=2)), found)
        build.closure.close()
    found["(facts)"], found["(steps)"] = len(derivations.facts), sum(map(len, derivations.steps.values()))
    found["(supports)"], found["(claims)"] = sum(map(len, supports.values())), len(checked.claims)
    return found


def main(sizes: list[int]) -> None:
    """Measure and print."""
    results = [run(size) for size in sizes]
    for name in results[0]:
        cells = (f"{r[name]:10.0f}" if name.startswith("(") else f"{r[name]:8.2f} s" for r in results)
        print(f"{name:26}", *cells)


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]] or [750, 1500, 3000])
