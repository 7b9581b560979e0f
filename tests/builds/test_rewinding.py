"""A build rewound, and one by some evidence only: held against filtering, and against building anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from sahel_kg import Build, load
from sahel_kg.builds import pipeline
from sahel_kg.inference.supports import shown_extent
from sahel_kg.record.bounds import NAMES
from sahel_kg.record.evidence import Evidence
from sahel_kg.record.rewinding import When
from sahel_kg.ties.ties import Tie, most_specific
from sahel_kg.vocabulary import PREFIXES, value
from tests.conftest import copy_article

TIMES = [
    When(date(1990, 1, 1)),
    When(date(2012, 3, 22)),
    When(date(2012, 10, 15), "certain"),
    When(date(2013, 1, 11), "possible"),
    When(date(2013, 10, 31), window="12m"),
    When(date(2014, 8, 1)),
    When(date(2015, 6, 20), "certain", "2y"),
    When(date(2017, 7, 2)),
    When(date(2019, 10, 25), window="1m"),
    When(date(2019, 11, 2), "certain"),
    When(date(2019, 12, 3), "certain", "12m"),
    When(date(2019, 12, 3)),
    When(date(2025, 1, 1), window="12m"),
]
SOME = [
    Evidence(bases=("Stated", "Background")),
    Evidence(min_credibility=2),
    Evidence(min_reliability="B"),
    Evidence(sources=(PREFIXES["source"] + "grey-dynamics-2019",)),
]


def key(tie: Tie) -> tuple[object, ...]:
    claims = tuple(claim.iri for claim in tie.claims)  # a claim may say less at a time: of some of its actors only
    return tie.subject, tie.relation, tie.object, tie.status, tie.extent, claims, tie.grade


def tell(ties: Iterable[Tie]) -> list[str]:
    return sorted(str(tie.as_dict()) for tie in ties)


def quads_of(build: Build) -> tuple[Counter[str], Counter[str]]:
    return Counter(map(str, build.asserted)), Counter(map(str, build.inferred_quads))


@pytest.mark.parametrize("when", TIMES, ids=str)
def test_ties_at_a_time_are_those_that_read_then(build: Build, when: When) -> None:
    """All of them, whether or not they only generalise another: which of them do depends on what is left then."""
    then = build.at(when)
    every = build.ties(general=True)
    read = {(key(tie), when.read(tie.extent)) for tie in every if when.read(tie.extent)}
    found = {(key(tie), tie.reading) for tie in then.ties(general=True)}
    assert found <= read
    for tie, _ in read - found:
        # bounds are told as the claim gives them; an actor that is gone takes its ties along
        ends = [build.years.get(str(end), (None, None)) for end in (tie[0], tie[2])]
        assert when.day is not None
        assert any((first and when.day < first) or (last and when.day > last) for first, last in ends), tie
    assert tell(then.ties()) == tell(most_specific(then.ties(general=True), build.relations))


@pytest.mark.parametrize("when", TIMES, ids=str)
def test_queries_see_the_graphs_that_read_then(build: Build, when: When) -> None:
    leaf = build.telling
    triples = Counter[str]()
    for claim in build.claims:
        for t in claim.statement:
            shown = shown_extent((value(t.subject), t.predicate.value, value(t.object)), claim, leaf)
            if shown and when.read(shown):
                triples[f"{claim.iri} {t}"] += 1
    for quad in build.inferred:
        name = value(quad.graph_name)
        if when.read(build.grounds[name].extent):
            triples[f"{name} {quad.triple}"] += 1
    store = build.at(when).store()
    ontology = PREFIXES["skg"].rstrip("#")
    seen = Counter[str]()
    for quad in store.quads_for_pattern(None, None, None, None):
        # graphs of what is said of actors have a "#": under which IRI names were ingested
        if (
            isinstance(quad.graph_name, NamedNode)
            and quad.graph_name.value != ontology
            and "#" not in str(quad.graph_name)
        ):
            seen[f"{quad.graph_name.value} {quad.triple}"] += 1
    assert seen == triples
    rows = build.at(when).query("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }")
    assert len(list(rows)) >= len({text.split()[0] for text in triples})
    # nothing is said of a graph that is gone
    kept = {text.split()[0] for text in triples}
    bare = {claim.iri for claim in build.claims if not claim.statement}
    for quad in build.at(when).asserted:
        owner = value(quad.subject).partition("#")[0]
        if owner.startswith(PREFIXES["claim"]) and not value(quad.graph_name):
            assert owner in kept | bare


def test_all_evidence_and_any_time_change_nothing(build: Build) -> None:
    assert build.admitting(Evidence()) is build
    assert build.at(When()) is build
    then = build.at(TIMES[-2])
    assert then.admitting(Evidence()) is then
    assert then.at(TIMES[-2]) is then
    assert quads_of(then.at(When())) == quads_of(build)
    some = build.admitting(SOME[0])
    assert quads_of(some.admitting(Evidence())) == quads_of(build)
    assert quads_of(then.at(TIMES[5]).at(TIMES[-2])) == quads_of(then)


@pytest.mark.parametrize("evidence", SOME, ids=Evidence.in_words)
@pytest.mark.parametrize("when", TIMES[1::3], ids=str)
def test_time_and_evidence_can_be_chosen_in_either_order(build: Build, when: When, evidence: Evidence) -> None:
    one, other = build.at(when).admitting(evidence), build.admitting(evidence).at(when)
    assert quads_of(one) == quads_of(other)
    assert (one.when, one.evidence) == (other.when, other.evidence) == (when, evidence)
    assert tell(one.ties()) == tell(other.ties())


@pytest.mark.parametrize("evidence", SOME, ids=Evidence.in_words)
def test_less_evidence_gives_no_more(build: Build, evidence: Evidence) -> None:
    some = build.admitting(evidence)
    assert {str(q.triple) for q in some.inferred} <= {str(t) for q in build.asserted for t in [q.triple]} | {
        str(q.triple) for q in build.inferred
    }
    admitted = {claim.iri for claim in some.claims}
    assert admitted <= {claim.iri for claim in build.claims}
    assert admitted == {c.iri for c in build.claims if evidence.admits(c, build.reliability)}
    assert all(admitted.issuperset(ground.claims) for ground in some.grounds.values())


@pytest.mark.slow
def test_some_sources_give_what_a_build_from_them_gives(build: Build, tmp_path: Path) -> None:
    name = "grey-dynamics-2019"
    extra = tmp_path / "data"
    (extra / "claims").mkdir(parents=True)
    write_second_source(extra)
    copy_article(tmp_path / "shipped")
    data = [tmp_path / "shipped", extra]
    pipeline.run(tmp_path / "both", data)
    for source in (name, "second"):
        pipeline.run(tmp_path / source, data, sources=[source])
        restricted = load(tmp_path / "both").admitting(Evidence(sources=(PREFIXES["source"] + source,)))
        anew = load(tmp_path / source)
        assert Counter(map(str, restricted.inferred_quads)) == Counter(map(str, anew.inferred_quads))
        assert tell(restricted.ties()) == tell(anew.ties())
    assert len(load(tmp_path / "second").ties()) != len(load(tmp_path / name).ties())


def write_second_source(folder: Path) -> None:
    """Write a source that names actors of the first, and dates what that one leaves open."""
    head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    said = (
        'a skg:Claim ; skg:kind skg:Reported ; skg:basis skg:Stated ; skg:credibility 2 ; skg:record "1" ;\n'
        "prov:hadPrimarySource source:second ; prov:wasAttributedTo coder:second ;\n"
        'dct:created "2026-11-25"^^xsd:date ; skg:codebook "1"'
    )
    claims = {
        "x1": ("actor:mali skg:participatesIn actor:minusma .", "2014-01-01", "2015-12-31"),
        "x2": ("actor:minusma skg:opposes actor:isgs .", "2015-06-01", "2018-01-01"),
        "x3": ("actor:isgs skg:hostileTo actor:malian-army .", "2015-06-01", "2018-01-01"),
    }
    (folder / "sources.ttl").write_text(
        head + 'source:second a skg:Source ; dct:title "Second"@en ; dct:publisher "tests"@en ; skg:reliability "C" ;\n'
        'rdfs:seeAlso <https://example.org/second> ; skg:earliestPublished "2020-01-01"^^xsd:date ;\n'
        "dct:license <https://creativecommons.org/licenses/by/4.0/> .\ncoder:second a skg:Coder .\n",
        encoding="utf-8",
    )
    text = head
    for name, (statement, *days) in claims.items():
        pairs = zip(NAMES, (days[0], days[0], days[1], days[1]), strict=True)
        bounds = " ; ".join(f'skg:{bound} "{day}"^^xsd:date' for bound, day in pairs)
        text += f"claim:{name} {{ {statement} }}\nclaim:{name} {said} ; {bounds} .\n"
    (folder / "claims" / "second.trig").write_text(text, encoding="utf-8")


def test_a_reading_that_is_not_wanted_takes_its_claims_along(build: Build) -> None:
    both = build.at(When(date(2019, 12, 3)))
    certain = build.at(When(date(2019, 12, 3), "certain"))
    assert {claim.iri for claim in certain.claims} < {claim.iri for claim in both.claims}
    assert {tie.reading for tie in certain.ties()} == {"certain"}
    ties = {key(tie) for tie in both.ties(general=True) if tie.reading == "certain"}
    assert {key(tie) for tie in certain.ties(general=True)} == ties
    assert replace(certain.when, weakest=None) == both.when
