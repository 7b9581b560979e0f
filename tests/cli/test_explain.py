"""`explain`: proofs of the shipped data as a reader sees them, and every way to ask wrongly."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from rdflib import RDF, URIRef

from sahel_kg import Build
from sahel_kg.explaining import explanations_json, lacking
from sahel_kg.explaining.naming import open_book
from sahel_kg.record.bounds import BEST_FIRST
from sahel_kg.record.rewinding import When
from sahel_kg.views.text import proof_tree
from sahel_kg.vocabulary import SKG, expand
from tests.cli.command import Answer, run
from tests.conftest import TURTLE_PREFIXES
from tests.exports.test_formats import check
from tests.ties.small import build_of, told

SNAPSHOTS = Path(__file__).parent / "explained"
GOLDEN = Path(__file__).parents[1] / "ontology" / "inferred_ties.tsv"


def explain(build: Build, *words: str) -> Answer:
    return run("explain", *words, "--build", build.path)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("france-opposes-isgs", ("France", "opposes", "ISGS")),
        ("isgs-hostile-to-mali", ("isgs", "is hostile to", "Mali")),
        ("isgs-is-a-jihadist-group", ("actor:isgs", "a", "skg:JihadistGroup")),
        ("isgs-opposes-mali", ("ISGS", "skg:opposes", "actor:mali")),
        ("tension-1", ("--tension", "1")),
    ],
)
def test_snapshots(name: str, words: tuple[str, ...], build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    """To change one on purpose, delete the file, run the test, and read what it wrote."""
    monkeypatch.setattr(proof_tree, "width", lambda: 80)
    answer = explain(build, *words)
    assert (answer.code, answer.err) == (0, "")
    path = SNAPSHOTS / f"{name}.txt"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        path.write_text(answer.out, "utf-8")
        pytest.fail(f"{path.name} was written: read it")
    assert answer.out == path.read_text("utf-8")
    assert max(map(len, answer.out.splitlines())) <= 80


def test_every_inferred_tie_is_explained(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    """In words, down to claims."""
    monkeypatch.setattr(proof_tree, "width", lambda: 80)
    with GOLDEN.open(encoding="utf-8") as file:
        ties = [(row["subject"], row["relation"], row["object"]) for row in csv.DictReader(file, delimiter="\t")]
    book = open_book(build)
    for tie in ties:
        told = build.explain(*tie)
        assert told is not None, tie
        assert told.claims
        tree = proof_tree.tree(told, book)
        assert "└─ " in tree
        assert "\ngrades: the source from A" in tree
        assert "--full" not in tree, "short enough to be shown whole"
        assert max(map(len, tree.splitlines())) <= 80
        said = re.sub(r"there\s+(│\s+)*actor:ucdp-\d+", "", tree)  # under which number a data set has it
        for word in ("skg:", "actor:", "owl:", "rdfs:", "_:", "http"):
            assert word not in said, tie
        document = explanations_json.proof_as_dict(told, book)
        assert {claim["id"] for claim in leaves(document)} <= {claim.id for claim in told.claims}
        assert list(leaves(document))


def test_formats(build: Build, tmp_path: Path) -> None:
    check("explain", json.loads(explain(build, "France", "opposes", "ISGS", "--format", "json").out))
    assert explain(build, "France", "opposes", "ISGS", "--format", "dot").out.startswith("digraph explanation {")
    path = tmp_path / "proof.md"
    assert explain(build, "France", "opposes", "ISGS", "--format", "md", "-o", str(path)).out == ""
    assert "[^gd-p3-s2-g]: claim gd-p3-s2-g: " in path.read_text("utf-8")


def leaves(step: dict[str, Any]) -> Any:
    """Yield the claims of a proof in JSON."""
    if step.get("claim"):
        yield step["claim"]
    for premise in step.get("premises", ()):
        yield from leaves(premise)


def test_every_step(build: Build) -> None:
    answer = explain(build, "ISGS", "hostile to", "Mali", "--all")
    assert "+ by organ-harmed" in answer.out
    document = json.loads(explain(build, "ISGS", "hostile to", "Mali", "--all", "--format", "json").out)
    check("explain", document)
    assert all(step["grounded"] for step in document["justifications"])


def test_claims_of_other_proofs_are_named(build: Build) -> None:
    """Two claims tell that alliance, of other days: one is the proof, the other another; no rule gives it anew."""
    words = ("Burkina Faso", "allied with", "Niger")
    told = " ".join(explain(build, *words).out.split())
    proof, other = told.split("By other proofs: ")
    assert "claim bg-burkina-faso-niger-alliance: liptako-gourma-charter" in proof
    assert "claim bg-burkina-faso-niger-alliance-2024 (universalis-aes-2024)" in other
    assert " universalis-aes-2024: " in other, "its title as well"
    assert "bg-burkina-faso-niger-alliance-2024" in explain(build, *words, "--format", "md").out
    document = json.loads(explain(build, *words, "--format", "json").out)
    check("explain", document)
    assert [[claim["id"] for claim in each["claims"]] for each in document["others"]] == [
        ["claim:bg-burkina-faso-niger-alliance-2024"]
    ]
    every = explain(build, *words, "--all").out
    assert "\nsaid by 2 claims; 1 single step to it;" in every
    assert "\n+ claim bg-burkina-faso-niger-alliance-2024: universalis-aes-2024" in every
    document = json.loads(explain(build, *words, "--all", "--format", "json").out)
    check("explain", document)
    assert [claim["id"] for claim in document["claims"]] == [
        "claim:bg-burkina-faso-niger-alliance",
        "claim:bg-burkina-faso-niger-alliance-2024",
    ]


def test_what_does_not_hold(build: Build) -> None:
    answer = explain(build, "European Union", "opposes", "ISGS")
    assert answer.code == 0
    assert answer.out.startswith("European Union opposes ISGS: not stated and does not follow\n")
    assert "but is missing: European Union acts through Operation Barkhane" in answer.out
    check("explain", json.loads(explain(build, "European Union", "opposes", "ISGS", "--format", "json").out))
    assert explain(build, "European Union", "opposes", "ISGS", "--format", "dot").code == 2
    judged = explain(build, "Islamic State", "labelled as", "terrorist")
    assert "told, but not counted as a fact (a judgement): claim gd-p1-s4-d" in judged.out


def test_no_premise_makes_an_organ_of_who_has_nothing_to_do_with_it(build: Build) -> None:
    answer = explain(build, "Mali", "supports", "actor:cma").out
    assert "but is missing: Mali contributes to CMA" in answer
    assert "organ of" not in answer


def test_why_what_happened_after_the_years_of_an_actor_is_not_sure(tmp_path: Path) -> None:
    day = dict.fromkeys(("earliestBegin", "latestBegin", "earliestEnd", "latestEnd"), "2020-04-05")
    claims = (
        TURTLE_PREFIXES
        + told("kinds", "actor:band a skg:ArmedGroup . actor:corps a skg:ArmedGroup .")
        + told("over", 'actor:band skg:activeUntil "2017-03-02"^^xsd:date .')
        + told("begun", 'actor:corps skg:activeFrom "2021"^^xsd:gYear .')
        + told("fought", "actor:band skg:foughtAgainst actor:mali .", **day)
        + told("attacked", "actor:corps skg:foughtAgainst actor:niger .", **day)
    )
    names = "".join(f'actor:{name} a skg:NamedActor ; skos:prefLabel "{name}"@en .\n' for name in ("band", "corps"))
    made = build_of(tmp_path, claims, TURTLE_PREFIXES + names)
    for words, year, claim in (
        (("actor:band", "fought against", "Mali"), "band is active until 2017-03-02", "over"),
        (("actor:corps", "fought against", "Niger"), "corps is active from 2021", "begun"),
    ):
        answer = explain(made, *words).out
        assert "not surely" in answer
        assert f"only possible, as outside its years: {year}; claim {claim}: " in answer


def test_a_denial_comes_first(build: Build) -> None:
    said = "It is denied that France supports substantially Mali\n   claim gd-p8-s2-b: "
    for words, follows in (
        (("France", "supports substantially", "Mali"), "France supports substantially Mali: does not follow\n"),
        (("France", "supports", "Mali"), ""),
    ):
        answer = explain(build, *words).out
        assert answer.startswith(said) == bool(follows)
        assert follows in answer
        document = json.loads(explain(build, *words, "--format", "json").out)
        check("explain", document)
        assert [claim["id"] for claim in document["denied"]] == (["claim:gd-p8-s2-b"] if follows else [])
    assert "**It is denied that" in explain(build, "France", "skg:supportsSubstantially", "Mali", "--format", "md").out


def test_the_nearest_miss_comes_first(build: Build) -> None:
    """The army where the state was asked, an attack where the rule wants an ousting."""
    army = "Malian Armed Forces; Malian Armed Forces is an organ of Mali\n"
    told = explain(build, "ISGS", "attacked", "Mali").out
    assert told.startswith(f"ISGS attacked Mali: not stated and does not follow\nbut ISGS attacked {army}")
    first = told.split("would follow ")[1]
    assert first.startswith("by attack-roles: ")
    assert f'in its place "attack on the Malian army, 2 November 2019": target {army}' in first.replace("\n   ", " ")
    told = explain(build, "ISGS", "ousted", "Malian Armed Forces").out.split("would follow ")[1]
    assert told.startswith("by ousting-roles: ")
    assert 'is missing: "attack on the Malian army, 2 November 2019" is an ousting\n' in told
    assert 'in its place "attack on the Malian army, 2 November 2019" is an attack' in told


def test_years_that_cut_a_bound_are_named_beside_it(build: Build) -> None:
    document = json.loads(explain(build, "France", "opposes", "ISGS", "--format", "json").out)
    check("explain", document)
    cut = [leaf for leaf in steps(document) if leaf.get("years")]
    assert {leaf["bounds"]["earliestBegin"] for leaf in cut} == {"2015-01-01"}
    assert {each["text"] for leaf in cut for each in leaf["years"]} == {"ISGS is active from 2015"}
    assert {claim["id"] for leaf in cut for each in leaf["years"] for claim in each["claims"]} == {"claim:bg-isgs-from"}
    line = "within its years: ISGS is active from 2015; claim bg-isgs-from: un-1267-isgs"
    for form in ("tree", "md"):
        assert line in explain(build, "France", "opposes", "ISGS", "--format", form).out.replace("\n   │     ", " ")


def steps(step: dict[str, Any]) -> Any:
    """Yield all steps of a proof in JSON."""
    yield step
    for premise in step.get("premises", ()):
        yield from steps(premise)


def test_what_cannot_be_is_no_near_miss(build: Build) -> None:
    known = lacking._Known(build)
    for subject, kind, possible in (
        ("actor:isgs", "skg:State", False),
        ("actor:isgs", "skg:Coalition", False),
        ("actor:isgs", "skg:JihadistGroup", True),
        ("actor:p3s2-joint-effort", "skg:NamedActor", False),
        ("event:offensive-2019", "skg:Attack", True),
        ("event:offensive-2019", "skg:Actor", False),
    ):
        fact = (URIRef(expand(subject) or ""), RDF.type, URIRef(expand(kind) or ""))
        assert known.is_possible(fact) is possible, (subject, kind)
    place, actor = (URIRef(expand(name) or "") for name in ("place:mali", "actor:mali"))
    assert not known.is_possible((place, SKG.attacked, actor))
    assert known.is_possible((actor, SKG.attacked, actor))


def test_findings_are_listed_and_explained(build: Build) -> None:
    listed = explain(build).out
    assert listed.startswith("0 contradictions\n5 tensions:\n    1  France supports Burkina Faso; it is denied that ")
    document = json.loads(explain(build, "--tension", "2", "--format", "json").out)
    check("explain", document)
    assert [side["denied"] for side in document["sides"]].count(True) == 1
    assert document["causes"]
    for form in ("dot", "md"):
        assert "denied" in explain(build, "--tension", "1", "--format", form).out


def test_a_fact_that_holds_the_other_way_round_is_told(build: Build) -> None:
    told = explain(build, "ISGS", "opposes", "Mali").out
    assert "\nbut Mali opposes ISGS\n" in told
    assert "Nobody tells it here, and no single other fact would make it follow." in told
    document = json.loads(explain(build, "ISGS", "opposes", "Mali", "--format", "json").out)
    check("explain", document)
    assert len(document["instead"]) == 1
    # what is symmetric, or holds neither way, has no other way round
    assert "\nbut " not in explain(build, "Chad", "opposes", "Niger").out


def test_nobody_opposes_a_category_as_if_it_were_an_actor(build: Build) -> None:
    """Its own name is the category's; who stands against it, and through what, is said in its place."""
    told = explain(build, "Burkina Faso", "opposes", "rebel").out
    assert told == (
        'Burkina Faso opposes the category "rebel": cannot be so: the relation does not join things of these kinds\n'
        'but FC-G5S is aimed against the category "rebel"; Burkina Faso acts through FC-G5S\n'
    )
    document = json.loads(explain(build, "Burkina Faso", "opposes", "rebel", "--format", "json").out)
    check("explain", document)
    assert (document["can_be"], document["near_misses"]) == (False, [])


def test_names(build: Build) -> None:
    """A name means the thing of which the fact holds: Mali the territory, Mali the state."""
    assert "place:mali" in explain(build, "ISGS", "operates in", "Mali", "--format", "json").out
    assert "actor:mali" in explain(build, "ISGS", "hostile to", "Mali", "--format", "json").out
    event = "event:helicopter-collision-2019-11-25"
    for text in ("Tiger attack helicopter", '"Tiger attack helicopter"@en'):
        assert "gd-p2-s3-b" in explain(build, event, "equipment", text).out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("Mail", "opposes", "ISGS"), "nothing in the build is called 'Mail'; did you mean actor:mali or place:mali?"),
        (("Mali", "oposes", "ISGS"), "no relation is called 'oposes'; did you mean skg:opposes?"),
        (("Mali", "opposes"), "a fact has three parts, subject, relation and object; there are 2"),
        (("Mali", "opposes", "the", "ISGS"), "a fact has three parts, subject, relation and object; there are 4"),
        (('"Mali"', "opposes", "ISGS"), '"Mali" is a text, and nothing can be said of a text'),
        (("ISGS", "a", "jihadist grup"), "no class is called 'jihadist grup'; did you mean skg:JihadistGroup?"),
        (("actor:nobody", "opposes", "ISGS"), "nothing in the build is called actor:nobody"),
        (("Mali", "foaf:knows", "ISGS"), "no relation is called 'foaf:knows'"),
        (("Mali", "active from", '"2012'), '"2012 is no literal: write "text"'),
        (("Mali", "active from", '"2012"^^nonsense'), '"2012"^^nonsense is no literal'),
        (("--tension", "99"), "no tension 99: there are 5, from 1; `sahel-kg explain` lists them"),
        (("--contradiction", "1"), "no contradiction 1: there are none"),
        (("--tension", "0"), "no tension 0"),
        (("--tension", "1", "--contradiction", "1"), "name a fact, or one contradiction, or one tension"),
        (("a", "b", "c", "--tension", "1"), "name a fact, or one contradiction, or one tension"),
        (("--all",), "--all needs a fact"),
        (("France", "opposes", "ISGS", "--all", "--format", "dot"), "--all needs a fact, and --format tree or json"),
        (("France", "opposes", "ISGS", "--format", "pdf"), "--format pdf: choose from tree, json, dot, md"),
        (("--format", "json"), "--format json needs a fact, a contradiction or a tension"),
        (("", "", ""), "no relation is called ''"),
    ],
)
def test_bad_questions(build: Build, words: tuple[str, ...], message: str) -> None:
    answer = explain(build, *words)
    assert (answer.code, answer.out) == (2, "")
    assert len(answer.errors) == 1
    assert answer.errors[0].startswith(message)


def test_a_build_without_a_closure(build: Build, tmp_path: Path) -> None:
    """All but `explain` works, and the message says what to do."""
    import shutil

    folder = tmp_path / "build"
    shutil.copytree(build.path, folder)
    for content in (b"", b"nonsense" * 1000, (folder / "graph.duckdb").read_bytes()[:50_000]):
        (folder / "graph.duckdb").write_bytes(content)
        answer = run("explain", "France", "opposes", "ISGS", "--build", folder)
        assert answer.code == 1
        assert answer.errors[0].startswith("graph.duckdb of the build in ")
        assert answer.errors[0].endswith("run `sahel-kg build` again")
    (folder / "graph.duckdb").unlink()
    answer = run("explain", "France", "opposes", "ISGS", "--build", folder)
    assert answer.code == 1
    assert "has no graph.duckdb to explain from: run `sahel-kg build` again" in answer.errors[0]
    assert run("show", "ISGS", "--build", folder).code == 0


def test_colour_only_where_it_is_wanted(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    told = build.explain("France", "opposes", "ISGS")
    assert told is not None
    book = open_book(build)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    assert "\x1b[" in proof_tree.tree(told, book)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in proof_tree.tree(told, book)


def test_what_a_claim_says_of_a_make_up_stands_beside_when_it_is_taken_to_be_so(build: Build) -> None:
    told = explain(build, "ISGS", "branchOf", "Islamic State").out
    assert "certain from 2019-11-03 to 2019-12-03, presumed from 2015-12-31 to " in told
    assert (
        "note: presumed from 2015-12-31: the make-up of an actor is taken to be so from the first day of both" in told
    )
    assert "make-up" not in explain(build, "ISGS", "operatesIn", "Mali").out, "said by the claim alone"
    notes = run("query", "affiliates", "--notes", "--build", build.path).err
    assert "Days are those that each claim tells of itself" in notes


def test_of_many_claims_that_say_one_thing_the_first_are_told(both: Build) -> None:
    """France's troops beside Mali's are told year by year; with --full all of it."""
    told = both.explain("France", "contributesTo", "Mali")
    assert told is not None
    fact = tuple(expand(each) for each in ("actor:france", "skg:contributesTo", "actor:mali"))
    claims = [claim for claim in both.counted if any(said == fact for _, said in claim.said)]
    book = open_book(both)
    assert len(claims) > 10
    goal = told.goal
    few, every = (proof_tree.tell_step(replace(goal, claims=tuple(claims)), book, full=full) for full in (False, True))
    assert sum(line.startswith("claim ") for line in every) == len(claims)
    assert sum(line.startswith("claim ") for line in few) == 4
    assert f"... {len(claims) - 4} claims more: --full" in few


def test_other_proofs_stand_in_order_of_time(both: Build) -> None:
    for fact in (("Mali", "foughtAgainst", "AQIM"), ("France", "contributesTo", "Mali")):
        told = both.explain(*fact)
        assert told is not None
        days = [other.extent.bounds.earliest_begin or other.extent.bounds.latest_begin for other in told.others]
        assert len(days) > 3
        assert days == sorted(day for day in days if day)


def test_what_lasts_and_what_happened_are_told_apart(both: Build) -> None:
    """gd-p3-s2-b: France supports Mali in 2019; UCDP has it do so by the year, in 2023 after it had left."""
    told = run("explain", "France", "supports", "Mali", "--as-of", "2023-10-01", "--build", both.path).out
    assert [line.strip() for line in told.splitlines()[:2]] == ["France supports Mali", _OF_2023]
    assert told.count(_OF_2023) == 1
    shown = run("show", "Mali", "--as-of", "2023-10-01", "--all", "--format", "csv", "--build", both.path).out
    rows = [row for row in csv.DictReader(io.StringIO(shown)) if row.get("subject") == "actor:france"]
    assert {row["reading"] for row in rows if row["relation"] == "skg:supports"} == {"possible"}


_OF_2023 = (
    "On 2023-10-01, as a state that lasts: possible; as what had happened by then: certain; "
    "in the 12 months before: possible"
)


def test_the_verdict_on_a_day_stands_right_under_the_fact_in_every_format(both: Build) -> None:
    asked = ("explain", "France", "supports", "Mali", "--as-of", "2023-10-01", "--build", both.path)
    markdown = run(*asked, "--format", "md").out.splitlines()[0]
    assert markdown.startswith(f"- France supports Mali ({_OF_2023})")
    assert f'label="France supports Mali\\n{_OF_2023}\\n' in run(*asked, "--format", "dot").out
    document = json.loads(run(*asked, "--format", "json").out)
    assert document["then"] == {
        "day": "2023-10-01",
        "lasts": "possible",
        "happened": "certain",
        "lately": "possible",
        "window": "12m",
    }
    told = both.at("2023-10-01").explain("France", "supports", "Mali")
    assert str(told).splitlines()[1].strip() == _OF_2023
    assert json.loads(run(*asked[:4], "--format", "json", "--build", both.path).out)["then"] is None


def test_what_is_always_so_and_what_is_so_no_more_are_told_first_as_well(both: Build) -> None:
    """bg-regions-of-mali: where places lie is so on every day; bg-france-mali-until: France left on 2022-08-15."""
    always = run("explain", "Kidal region", "located in", "Mali", "--as-of", "2019", "--build", both.path).out
    assert always.splitlines()[1].strip() == "Is so on 2019-12-31: certain"
    over = run("explain", "France", "deployed in", "Mali", "--as-of", "2023", "--build", both.path).out
    assert over.splitlines()[0] == "France is deployed in Mali: not so on 2023-12-31"


def test_of_several_proofs_the_one_that_is_best_on_the_day_is_shown(both: Build) -> None:
    """gd-p3-s2-b tells France's support of late 2019; UCDP's rows of 2013 to 2018 are better graded, and years old."""
    asked = ("explain", "France", "supports", "Mali", "--as-of", "2019-12-03", "--build", both.path)
    premise = json.loads(run(*asked, "--format", "json").out)["premises"][0]
    assert premise["claim"]["id"] == "claim:gd-p3-s2-b"


def test_no_proof_that_is_told_only_beside_the_shown_one_is_better_on_the_day(both: Build) -> None:
    seen, of_late = both.at("2019-12-03"), When(date(2019, 12, 3), window="12m")
    mali = expand("actor:mali")
    for tie in seen.ties(window="12m"):
        if mali not in (tie.subject, tie.object) or tie.status == "denied":
            continue
        told = seen.explain(tie)
        assert told
        assert told.goal.extent
        readings = [of_late.read(each) for each in (told.goal.extent, *(other.extent for other in told.others))]
        assert readings[0] == min(filter(None, readings), key=BEST_FIRST.index), tie


def test_what_lies_outside_the_years_of_an_actor_is_told_to(tmp_path: Path) -> None:
    ended = told("ended", 'actor:mali skg:activeUntil "2017"^^xsd:gYear .')
    days = {"earliestBegin": "2019-01-01", "latestBegin": "2019-01-01", "earliestEnd": "2019-06-01"}
    late = told("late", "actor:mali skg:hostileTo actor:niger .", **days)
    build = build_of(tmp_path, TURTLE_PREFIXES + ended + late, "")
    for options in ([], ["--as-of", "2019-03-01"]):
        said = explain(build, "Mali", "hostile to", "Niger", *options).out
        assert "What is said of it lies outside the years of one of the two" in said
        assert "the same" not in said
