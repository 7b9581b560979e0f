"""A build from Python: typed rows, data frames, the familiar rdflib dataset, what the default graph holds."""

from __future__ import annotations

import datetime
import gc
import shutil
import warnings
from datetime import date
from pathlib import Path

import pytest
import rdflib

import sahel_kg
from sahel_kg import Build, Evidence, choose_evidence, load
from sahel_kg.builds import pipeline
from sahel_kg.builds.database_file import DatabaseFile
from sahel_kg.errors import SahelError, UsageError
from sahel_kg.resources import DATABASE
from sahel_kg.vocabulary import SKG, compact, expand, value
from tests.conftest import TURTLE_PREFIXES, copy_article


def test_rows_are_typed(build: Build) -> None:
    rows = build.query(
        "SELECT ?n ?d ?l ?a ?none { VALUES (?n ?d ?l ?a) { (7 '2019-11-02'^^xsd:date 'x'@en actor:isgs) } }"
    )
    assert rows.variables == ("n", "d", "l", "a", "none")
    assert rows[0] == (7, datetime.date(2019, 11, 2), "x", "actor:isgs", None)
    assert rows.dicts()[0]["n"] == 7
    assert len(rows) == 1


def test_ask_and_construct(build: Build) -> None:
    assert build.query("ASK { actor:isgs a skg:JihadistGroup }").rows == ((True,),)
    rows = build.query("CONSTRUCT { ?a skg:opposes ?b } WHERE { ?a skg:opposes ?b }")
    assert ("actor:france", "skg:opposes", "actor:isgs") in rows.rows


def test_what_ask_answers_is_true_as_its_answer_is(build: Build) -> None:
    asked = "ASK { actor:isgs skg:supports actor:chad }"
    assert not build.query(asked)
    assert len(build.query(asked)) == 1
    assert build.query("ASK { actor:isgs a skg:JihadistGroup }")
    assert not build.at("2019-12-03").query(asked)
    assert build.at("2019-12-03").query("ASK { actor:isgs a skg:JihadistGroup }")
    assert build.query("SELECT (false AS ?answer) {}"), "a table with a row"
    assert not build.query("SELECT ?a { ?a skg:supports ?a }")


def test_data_frames(build: Build) -> None:
    frame = build.query("leaders").to_pandas()
    assert list(frame["led"].unique()) == ["actor:islamic-state"]
    assert "<table>" in build.query("leaders")._repr_html_()


def test_parameters_take_names_curies_and_iris(build: Build) -> None:
    answers = [
        build.query("leaders", led=name).rows
        for name in ("Islamic State", "ISIL", "actor:islamic-state", "https://w3id.org/sahel-kg/actor/islamic-state")
    ]
    assert len(answers[0]) == 2
    assert all(answer == answers[0] for answer in answers)


def test_the_default_graph_holds_what_is_told_and_inferred_not_what_is_judged(build: Build) -> None:
    judged = "ASK { actor:islamic-state skg:labelledAs category:terrorist }"
    assert build.query(judged).rows == ((False,),)
    assert build.query(judged, include=["assessed"]).rows == ((True,),)
    seen = "SELECT ?g { GRAPH ?g { actor:islamic-state skg:labelledAs category:terrorist } }"
    assert build.query(seen).rows == (("claim:gd-p1-s4-d",),)
    inferred = "SELECT ?g ?kind { GRAPH ?g { actor:france skg:opposes actor:isgs } ?g a ?kind }"
    ((graph, kind),) = build.query(inferred).rows
    assert kind == "skg:InferenceGraph"
    ground = build.query(f"SELECT ?claim ?from {{ {graph} prov:wasDerivedFrom ?claim ; skg:latestBegin ?from }}").rows
    assert {day for _, day in ground} == {date(2019, 11, 3)}
    assert {"claim:gd-p3-s2-g", "claim:gd-p3-s2-h"} <= {claim for claim, _ in ground}, "in the Sahel; against jihadists"
    with pytest.raises(UsageError, match="choose from assessed, withdrawn"):
        build.query(judged, include=["rumours"])


def test_rdflib_is_a_familiar_copy(build: Build) -> None:
    dataset = build.rdflib()
    assert isinstance(dataset, rdflib.Dataset)
    found = dataset.query("SELECT ?b WHERE { actor:france skg:supports ?b }")
    assert len(list(found)) == 5
    names = {str(graph.identifier) for graph in dataset.graphs()}
    assert set(build.grounds) <= names
    assert len(names) > len(build.claims)
    dataset.add((rdflib.URIRef("urn:x"), rdflib.URIRef(SKG.supports), rdflib.URIRef("urn:y")))
    assert build.query("ASK { <urn:x> skg:supports <urn:y> }").rows == ((False,),)


def test_load_finds_the_build(build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="sahel-kg build"):
        sahel_kg.load()
    monkeypatch.setenv("SAHEL_KG_BUILD", str(build.path))
    assert sahel_kg.load().manifest == build.manifest
    assert "claims" in repr(sahel_kg.load())


def test_what_is_opened_again_is_the_same_build_until_a_file_of_it_changes(build: Build, tmp_path: Path) -> None:
    folder = tmp_path / "build"
    shutil.copytree(build.path, folder)
    first = sahel_kg.load(folder)
    assert sahel_kg.load(folder) is first
    (folder / "graph.duckdb").touch()
    second = sahel_kg.load(folder)
    assert second is not first
    (folder / "graph.duckdb").unlink()
    with pytest.raises(SahelError, match=r"has no graph\.duckdb"):
        sahel_kg.load(folder).explain("France", "opposes", "ISGS")
    said = (folder / "inferred.nq").read_bytes()
    (folder / "inferred.nq").write_bytes(said[: len(said) // 2])
    with pytest.raises(SahelError, match=r"inferred\.nq is not what was written"):
        sahel_kg.load(folder)
    (folder / "inferred.nq").write_bytes(said)
    assert sahel_kg.load(folder).inferred == first.inferred


def test_a_new_build_in_the_place_of_an_open_one_is_read(both: Build, build: Build, tmp_path: Path) -> None:
    """The closure as well: DuckDB goes on with a file that it has open under the same path."""
    folder = tmp_path / "build"
    shutil.copytree(both.path, folder)
    old = sahel_kg.load(folder)
    assert len(old.derivations.facts) == len(both.derivations.facts)
    shutil.rmtree(folder)
    shutil.copytree(build.path, folder)
    new = sahel_kg.load(folder)
    assert len(new.claims) == len(build.claims)
    assert len(new.derivations.facts) == len(build.derivations.facts) < len(old.derivations.facts)


def test_what_a_build_gives_is_the_callers_own(build: Build) -> None:
    ties, confirmations = build.ties(), build.confirmations()
    count = len(ties), len(confirmations)
    ties.clear()
    confirmations.clear()
    assert (len(build.ties()), len(build.confirmations())) == count
    assert build.at("2019-10-29") is build.at("2019-10-29")


@pytest.mark.slow
def test_a_build_from_one_source_keeps_background_and_nothing_else(tmp_path: Path) -> None:
    extra = tmp_path / "data" / "claims"
    extra.mkdir(parents=True)
    (tmp_path / "data" / "sources.ttl").write_text(
        TURTLE_PREFIXES
        + """
        source:other a skg:Source ; dct:title "Another report" ; dct:publisher "Somebody" ;
            skg:reliability "F" ; <http://www.w3.org/2000/01/rdf-schema#seeAlso> <urn:x> .""",
        "utf-8",
    )
    (extra / "other.trig").write_text(
        TURTLE_PREFIXES
        + """
        claim:other-1 { actor:mnla skg:alliedWith actor:cma . }
        claim:other-1 a skg:Claim ; skg:kind skg:Reported ; skg:basis skg:Stated ; skg:credibility 6 ;
            prov:hadPrimarySource source:other ; skg:record "page 1" ; skg:codebook "1" ;
            prov:wasAttributedTo coder:sahel-kg-developers ; dct:created "2026-11-22"^^xsd:date .""",
        "utf-8",
    )
    copy_article(tmp_path / "shipped")
    folders = [tmp_path / "shipped", tmp_path / "data"]
    both = tmp_path / "both"
    pipeline.run(both, folders)
    allied = [t for t in sahel_kg.load(both).ties() if t.relation == str(SKG.alliedWith)]
    told = [t.grade for t in allied if {t.subject, t.object} == {expand("actor:mnla"), expand("actor:cma")}]
    assert told == [("F", 6)]
    one = tmp_path / "one"
    pipeline.run(one, folders, sources=["other"])
    alone = sahel_kg.load(one)
    assert {c.source.rpartition("/")[2] for c in alone.claims if c.basis != "Background"} == {"other"}
    assert alone.manifest["sources"] == ["other"]
    assert not [t for t in alone.ties() if t.relation == str(SKG.supports)]
    assert alone.report["tensions"] == []
    assert alone.report["uncovered"] == []


def test_the_manifest_names_inputs_and_outputs_with_their_hashes(build: Build) -> None:
    import hashlib

    assert {"data/actors.ttl", "ontology/sahel.ttl", "ontology/rules.n3"} <= set(build.manifest["inputs"])
    for name, digest in build.manifest["outputs"].items():
        assert hashlib.sha256((build.path / name).read_bytes()).hexdigest() == digest
    assert build.manifest["engine"] == "duckdb"
    assert {"manifest.json", *build.manifest["outputs"]} == {path.name for path in build.path.iterdir()}


def test_a_build_explains_itself(build: Build) -> None:
    told = build.explain("ISGS", "hostile to", "Mali")
    assert told is not None
    assert told.goal.text == "ISGS is hostile to Mali"
    assert {claim.id for claim in told.claims} == {"claim:gd-p2-s1-a", "claim:gd-p2-s1-i"}
    assert build.explain("ISGS", "hostile to", "France") is None


def test_a_closure_that_was_closed_is_opened_again(build: Build) -> None:
    again = load(build.path)
    again.closure.close()
    assert again.explain("ISGS", "attacked", "Malian Army") is not None
    assert load(build.path).explain("France", "opposes", "ISGS") is not None


def test_what_is_handed_out_is_nobody_elses(build: Build) -> None:
    before = len(build.query("leaders"))
    build.store().clear()
    build.disagreements().clear()
    assert len(load(build.path).query("leaders")) == before > 0
    assert build.disagreements()


def test_evidence_may_be_given_in_lists(build: Build) -> None:
    listed = Evidence(bases=["Implied", "Stated"])  # type: ignore[arg-type]
    assert listed == Evidence(bases=("Stated", "Implied"))
    assert build.admitting(listed) is build.admitting(Evidence(bases=("Stated", "Implied")))


def test_a_build_says_how_much_of_it_is_seen(build: Build) -> None:
    assert len(build.inferred_facts) == build.manifest["counts"]["inferred"] < len(build.inferred)
    stated = build.admitting(Evidence(bases=("Stated",)))
    for seen in (build, build.at("2019-10-29"), stated):
        told = f"{len(seen.claims)} claims, {len(seen.inferred_facts)} inferred facts"
        assert told in repr(seen)
        assert f"{len(seen.claims)} claims" in seen._repr_html_()
    assert len(stated.claims) < len(build.claims)
    assert len(stated.inferred_facts) < len(build.inferred_facts)


def test_a_build_of_a_day_says_which_sources_tell_of_it_no_more(both: Build) -> None:
    last: dict[str, date] = {}
    for claim in both.claims:
        for day in claim.bounds.as_days() if claim.basis != "Background" else ():
            last[claim.source] = max(day or date.min, last.get(claim.source, date.min))
    ends = [day for day in last.values() if day > date.min]
    for day in (date(2019, 12, 3), date(2020, 1, 1), date(2022, 6, 1)):
        over = sum(end < day for end in ends)
        told = f", {over} of {len(ends)} sources tell nothing of that day>"
        assert repr(both.at(day)).endswith(told) == bool(over)
        assert ("sources end" in both.at(day)._repr_html_()) == bool(over)
    assert "of that day" not in repr(both)


def test_a_build_that_is_let_go_of_leaves_no_file_open(build: Build) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", ResourceWarning)
        opened = DatabaseFile(build.path / DATABASE)
        handle = opened._held
        assert handle is not None
        del opened
        gc.collect()
    assert handle.closed


def test_a_source_is_left_out(both: Build) -> None:
    reports = sorted({compact(claim.source) for claim in both.claims if claim.basis != "Background"})
    left, *others = reports
    seen = both.admitting(without_sources=[left])
    assert {compact(claim.source) for claim in seen.claims if claim.basis != "Background"} == set(others)
    assert seen == both.admitting(choose_evidence(both, without_sources=left)), "the same build"
    assert f"by claims of all sources but {left.partition(':')[2]}" in repr(seen)
    assert seen.at("2019-12").admitting(sources=left).when.day == date(2019, 12, 31)
    background = next(claim.source for claim in both.claims if claim.basis == "Background")
    assert background not in {claim.source for claim in both.admitting(without_sources=background).claims}


def test_a_source_that_is_chosen_says_what_a_build_of_it_says(both: Build, build: Build) -> None:
    chosen = both.admitting(sources="grey-dynamics-2019")
    assert {claim.iri for claim in chosen.claims} == {claim.iri for claim in build.claims}
    assert chosen.ties().to_pandas().equals(build.ties().to_pandas())
    assert chosen.actors.iris == build.actors.iris


def test_sources_are_those_with_titles(build: Build) -> None:
    own = {claim.source for claim in build.claims}
    for iri in build.titles:
        if iri in own:
            assert build.admitting(sources=iri).evidence.sources == (iri,)
    assert build.titles.keys() - own, "one that no claim is of"
    for iri in build.titles.keys() - own:
        with pytest.raises(UsageError, match="no claim is of the source"):
            choose_evidence(build, without_sources=compact(iri))
    named = choose_evidence(build, sources=sorted(own)).in_words()
    assert named.endswith(f", {len(own) - 3} more and background on whom they name")
    with pytest.raises(UsageError, match="give evidence, or bases"):
        build.admitting(Evidence(), bases="Stated")
    with pytest.raises(UsageError, match="did you mean sources"):
        build.admitting(source="grey-dynamics-2019")  # type: ignore[call-arg]


def test_values_are_bound_in_sql(build: Build) -> None:
    asked = "SELECT count(*) AS ties FROM tie WHERE subject = {} AND status = {}"
    told = build.sql(asked.format("'actor:mali'", "'asserted'")).dicts()
    assert told[0]["ties"] > 0
    assert build.sql(asked.format("?", "?"), ["actor:mali", "asserted"]).dicts() == told
    assert build.sql(asked.format("$who", "$how"), {"who": "actor:mali", "how": "asserted"}).dicts() == told
    assert build.sql("SELECT ? AS said", ["'; DROP TABLE tie; --"])[0] == ("'; DROP TABLE tie; --",)
    for values in (["actor:mali"], ["actor:mali", "asserted", 3], {"who": "actor:mali"}):
        with pytest.raises(UsageError, match="the values do not fit the statement"):
            build.sql(asked.format("?", "?"), values)
    with pytest.raises(UsageError, match="wanted are values, in a list"):
        build.sql("SELECT ?", "Mali")
    with pytest.raises(UsageError, match="reads this build and nothing else"):
        build.sql("SELECT * FROM read_text(?)", [str(build.path / "manifest.json")])


def test_a_source_of_background_alone_says_what_it_says(build: Build) -> None:
    telling = {claim.source for claim in build.claims if claim.basis != "Background"}
    alone = sorted({claim.source for claim in build.claims} - telling)
    assert alone
    for source in alone:
        own = {claim.iri for claim in build.claims if claim.source == source}
        seen = build.admitting(sources=source)
        assert own <= {claim.iri for claim in seen.claims}
        said = [claim for claim in seen.claims if claim.iri in own]
        ends = {value(end) for claim in said for t in claim.statement for end in (t.subject, t.object)}
        assert ends & build.actors.iris <= seen.actors.iris, "who is spoken of has a name"
