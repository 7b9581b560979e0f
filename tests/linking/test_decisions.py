"""Decisions by the command line: told before they are made, kept, taken back; what cannot be decided is refused."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from sahel_kg import Build, load
from sahel_kg.builds import pipeline, profiles
from sahel_kg.errors import UsageError
from sahel_kg.linking import linker as linking_linker
from sahel_kg.linking.decisions import FILE, Wish
from sahel_kg.record.identities import SAME_AS
from sahel_kg.variants import variants
from sahel_kg.vocabulary import PREFIXES, compact, value
from tests.cli.command import Answer, run

WHY = ("--because", "seen in the field", "--by", "Ann Lee", "--date", "2026-11-25")


class Linker:
    """A build, the data that it was made of, and a folder of one's own."""

    def __init__(self, folder: Path, world: Path, build: Path) -> None:
        self.folder, self.world, self.own = folder, world, folder / "own"
        self.build_folder = build  # shared with other tests, until one makes its own

    def rebuild(self) -> Build:
        folders = [self.world, self.own] if self.own.exists() else [self.world]
        self.build_folder = self.folder / "build"
        pipeline.run(self.build_folder, folders)
        return load(self.build_folder)

    def link(self, *arguments: str) -> Answer:
        return run("link", *arguments, "--build", self.build_folder, "--data", self.world, "--data", self.own)

    def settle(self, one: str, other: str, verdict: str = "same") -> None:
        """Decide as `link` does with WHY, without being told first what it changes, which takes a closure."""
        opened = linking_linker.Linker.open(self.build_folder, [self.world, self.own])
        day = date(2026, 11, 25)
        opened.decide([Wish(opened.find(one), opened.find(other), verdict, "seen in the field", "Ann Lee", day)])

    @property
    def written(self) -> str:
        path = self.own / FILE
        return path.read_text("utf-8") if path.exists() else ""


@pytest.fixture
def linker(tmp_path: Path, world: Path, small: Build, monkeypatch: pytest.MonkeyPatch) -> Linker:
    """The small world, whose data stand for those that are shipped."""
    data = tmp_path / "world"
    shutil.copytree(world, data)
    monkeypatch.setattr("sahel_kg.linking.linker.data_folders", lambda given, build=None: list(given or [data]))
    return Linker(tmp_path, data, small.path)


def ids(build: Build) -> set[tuple[str, str, str, str]]:
    return {(compact(t.subject), compact(t.relation), compact(t.object), t.status) for t in build.ties()}


def test_round_trip(linker: Linker) -> None:
    before = load(linker.build_folder)
    assert ("actor:union", "skg:opposes", "actor:valley", "asserted") in ids(before)
    answer = linker.link("accept", "Union of Herders", "actor:set-5", *WHY)
    assert answer.code == 0, answer.err
    assert "1 tie would be shown at the other of the two" in answer.out
    assert "0 contradictions new" in answer.out
    build = linker.rebuild()
    assert build.identities.same == {PREFIXES["actor"] + "set-5": PREFIXES["actor"] + "union"}
    claim = next(c for c in build.claims if c.id == "claim:decision-union-set-5")
    assert (claim.note, claim.created, compact(claim.coder or "")) == (
        "seen in the field",
        "2026-11-25",
        "coder:ann-lee",
    )
    assert (claim.basis, claim.kind, claim.credibility) == ("Background", "Reported", 2)
    assert build.reliability[claim.source] == "B"

    # one actor for views: each tie once, on the actor made by hand; names are joined
    now = ids(build)
    assert ("actor:set-4", "skg:foughtAgainst", "actor:union", "asserted") in now or (
        ("actor:union", "skg:foughtAgainst", "actor:set-4", "asserted") in now
    )
    assert not any("actor:set-5" in tie for tie in now)
    assert len(build.ties()) == len(before.ties())
    assert "actor:set-5" not in build.network()
    assert build.actors[PREFIXES["actor"] + "set-5"] == build.actors.find("union of herders")
    assert len(build.actors) == len(before.actors) - 1

    # by its own id as well, with the claims of both
    shown = profiles.profile(build, "actor:set-5")
    assert shown.actor.id == "actor:union"
    assert {compact(c.source) for c in shown.claims} == {"source:report", "source:set", "source:decisions-ann-lee"}

    # SPARQL as well: one IRI, its own names, and what was said beside it
    rows = build.query("SELECT ?x WHERE { ?x skg:opposes actor:valley } ORDER BY ?x")
    assert [row[0] for row in rows] == ["actor:union"]
    proof = build.explain("actor:set-5", "skg:opposes", "actor:valley")
    assert proof is not None
    told = run("explain", "--build", build.path, "actor:set-4", "skg:foughtAgainst", "actor:set-5").out
    assert "; there actor:set-5 (decision-union-set-5)" in told
    fought = "{ ?x skg:foughtAgainst ?y FILTER(actor:set-5 IN (?x, ?y)) }"
    assert build.query(f"ASK {fought}")[0][0] is False
    raw = build.query(f"SELECT ?g WHERE {{ GRAPH ?g {fought} }}")
    assert [str(row[0]).endswith("#said") for row in raw] == [True]
    assert list(build.query("SELECT ?o WHERE { ?x owl:sameAs ?o }")) == [("actor:set-5",)]
    assert len(build.query("SELECT ?n WHERE { actor:union skos:prefLabel ?n FILTER(LANG(?n) = 'en') }")) == 1


@pytest.mark.parametrize("options", [("--min-score", "0.9"), ("--build", "elsewhere"), ("--format", "json")])
def test_options_of_the_list_before_another_command_are_refused(options: tuple[str, str]) -> None:
    answer = run("link", *options, "show", "actor:union", "actor:set-5")
    assert answer.code == 2
    assert answer.errors == ["the options before show are of the list of pairs: put them after `link show`"]


@pytest.mark.slow
def test_variants_show_one_actor_as_well(linker: Linker) -> None:
    linker.settle("actor:union", "actor:set-5")
    build = linker.rebuild()
    survival = variants.survive(build, variants.variants_of(build))
    specific = {(s.subject, s.relation, s.object) for s in survival.standings if s.specific}
    assert specific >= {(t.subject, t.relation, t.object) for t in build.ties()}
    assert not any(iri.endswith("set-5") for tie in specific for iri in tie)


def test_the_same_is_the_same_on_every_day(linker: Linker) -> None:
    linker.settle("actor:red-front", "actor:set-1")
    build = linker.rebuild()
    for day in ("2011-06-01", "2018-06-01", "2019-12-31"):
        then = build.at(day)
        assert then.identities == build.identities
        assert not any("actor:set-1" in tie for tie in ids(then))
    # red-front is known from 2010, set-1 from 2012
    assert any("actor:red-front" in tie for tie in ids(build.at("2018-12-31")))


def test_what_follows_by_the_decision_is_told_before(linker: Linker) -> None:
    """The guard is an organ of the valley: who attacks it is hostile to the valley, once it is the data set's guard."""
    answer = linker.link("accept", "actor:guard", "actor:set-6", *WHY, "--dry-run")
    assert "1 tie new (1 inferred hostility)" in answer.out, answer.out + answer.err
    assert "hostile to Valley (inferred; when: 2019-01-01 to 2019-12-31)" in answer.out
    assert "against it: kinds differ: ArmedForce / Mission" in answer.out
    assert "nothing was written" in answer.err
    assert linker.written == ""
    linker.settle("actor:guard", "actor:set-6")
    build = linker.rebuild()
    assert ("actor:set-1", "skg:hostileTo", "actor:valley", "inferred") in ids(build)
    told = linker.link("undo", "actor:guard", "actor:set-6", *WHY)
    assert "1 tie lost (1 inferred hostility)" in told.out


@pytest.mark.slow
def test_two_that_would_fuse_are_refused(linker: Linker) -> None:
    linker.settle("actor:union", "actor:set-5")
    before = linker.written
    answer = linker.link("accept", "actor:union-branch", "actor:set-5", *WHY)  # not built yet, and known all the same
    assert answer.code == 1
    told = "actor:union and actor:union-branch would be one actor through actor:set-5, but source:report tells them"
    assert f"{told} apart" in answer.out
    assert "A property that holds one way only holds both ways: actor:union branchOf actor:union" in answer.out
    assert answer.errors[0].startswith("not decided: ")
    assert answer.errors[0].endswith("or insist with --force")
    assert linker.written == before
    assert linker.link("accept", "actor:union-branch", "actor:set-5", *WHY, "--dry-run").code == 0
    assert linker.link("accept", "actor:union-branch", "actor:set-5", *WHY, "--force").code == 0
    report = linker.rebuild().report
    found = [*report["contradictions"], *report["possible"]]  # who is a branch of whom bears no date
    assert {item["rule"] for item in found} >= {"prp-asyp", "prp-irp"}


def test_a_rejected_pair_is_not_offered_again(linker: Linker) -> None:
    def offered(*options: str) -> dict[str, str]:
        rows = json.loads(linker.link("--format", "json", *options).out)["candidates"]
        return {row["other"]["id"]: row["decided"] and row["decided"]["verdict"] for row in rows}

    assert offered()["actor:set-5"] is None
    linker.settle("actor:union", "actor:set-5", "different")
    assert linker.link("later", "actor:red-front", "actor:set-1", *WHY).code == 0
    assert "set-5" not in str(offered("--actor", "actor:union"))
    assert offered("--all", "--actor", "actor:union") == {"actor:set-5": "different"}
    assert offered()["actor:set-1"] == "later"
    build = linker.rebuild()
    assert build.report["contradictions"] == []
    assert not build.identities
    assert {row[2] for row in build.query("possible-identities")} == {"actor:set-1"}
    assert not any({"actor:union", "actor:set-5"} <= set(tie) for tie in ids(build))
    assert not any({"actor:red-front", "actor:set-1"} <= set(tie) for tie in ids(build))
    note = next(c.note for c in build.claims if c.id == "claim:decision-red-front-set-1")
    assert note == "seen in the field (score 1.00)"


@pytest.mark.slow
def test_undoing_and_deciding_anew_keep_everything(linker: Linker) -> None:
    linker.settle("actor:union", "actor:set-5")
    first = linker.written
    undone = linker.link(
        "undo", "actor:set-5", "actor:union", "--because", "mistaken", "--by", "Bo", "--date", "2026-11-26"
    )
    assert undone.code == 0, undone.err
    assert linker.written.startswith(first)
    assert 'skg:withdrawn "mistaken (Bo, 2026-11-26)"' in linker.written
    assert not linker.rebuild().identities
    assert linker.link("undo", "actor:union", "actor:set-5", *WHY).errors == [
        "nothing stands about actor:union and actor:set-5: `sahel-kg link --all` lists what is decided"
    ]
    linker.settle("actor:union", "actor:set-5")
    other = linker.link("reject", "actor:union", "actor:set-5", *WHY)
    assert "withdraws claim:decision-union-set-5-2 (same, 2026-11-25)" in other.err
    build = linker.rebuild()
    claims = {c.id: c for c in build.claims if "decision" in c.id}
    assert [id for id, c in claims.items() if c.withdrawn is None] == ["claim:decision-union-set-5-3"]
    reason = claims["claim:decision-union-set-5-2"].withdrawn
    assert reason == "decided anew in claim:decision-union-set-5-3 by coder:ann-lee, 2026-11-25"


def test_the_file_is_the_same_for_the_same_decisions(linker: Linker, tmp_path: Path) -> None:
    texts = []
    for _ in range(2):
        shutil.rmtree(linker.own, ignore_errors=True)
        linker.settle("actor:union", "actor:set-5")
        linker.link("later", "actor:sons", "actor:set-3", *WHY)
        texts.append(linker.written)
    assert texts[0] == texts[1]
    assert texts[0].count("coder:ann-lee a skg:Coder") == 1


@pytest.mark.parametrize(
    ("how", "options", "bounds"),
    [
        ("preceded-by", "--from 2012 --to 2013-06", "2012-01-01 2013-06-30 2012-01-01 2013-06-30"),
        ("overlaps-with", "--from 2012-03-01 --to 2013", "2012-03-01 2012-03-01 2013-01-01 2013-12-31"),
        ("overlaps-with", "--to 2013", "None None 2013-01-01 2013-12-31"),
    ],
)
def test_what_is_not_always_the_same_is_dated(linker: Linker, how: str, options: str, bounds: str) -> None:
    answer = linker.link("accept", "actor:union", "actor:set-5", "--as", how, *options.split(), *WHY)
    assert answer.code == 0, answer.err
    assert "1 tie new (1 asserted neutral)" in answer.out
    build = linker.rebuild()
    claim = next(c for c in build.claims if "decision" in c.id)
    assert " ".join(map(str, claim.bounds.as_dict().values())) == bounds
    assert not build.identities
    tie = next(t for t in build.ties() if claim in t.claims)
    assert tie.sign == "0"
    assert tie.extent.aspect == ("happening" if how == "preceded-by" else "holding")


@pytest.mark.parametrize(("until", "moved"), [("2030", True), pytest.param("2000", False, marks=pytest.mark.slow)])
def test_who_stands_for_another_for_a_while(linker: Linker, until: str, moved: bool) -> None:
    """What the data set tells of its actor wholly within the time is told of the other; the actor itself stays."""
    answer = linker.link("accept", "actor:union", "actor:set-5", "--as", "stands-for", "--to", until, *WHY)
    assert answer.code == 0, answer.err
    assert "actor:set-5 skg:standsFor actor:union" in linker.written, "the data set's actor stands for the one by hand"
    build = linker.rebuild()
    assert not build.identities.same
    fought = {end for tie in ids(build) if tie[1] == "skg:foughtAgainst" for end in (tie[0], tie[2])}
    assert ("actor:union" in fought, "actor:set-5" in fought) == (moved, not moved)
    assert build.actors.find("actor:set-5").id == "actor:set-5"
    assert linker.link("undo", "actor:union", "actor:set-5", *WHY).code == 0
    assert not linker.rebuild().identities


def test_against_three_reasons_one_is_asked(linker: Linker, monkeypatch: pytest.MonkeyPatch) -> None:
    pair = ("actor:red-front", "actor:set-2")
    answer = linker.link("accept", *pair, *WHY)
    assert answer.out.count("against it: ") == 4
    assert answer.errors == ["not decided: 4 things speak against it (listed above); insist with --force"]
    assert not linker.own.exists()
    monkeypatch.setattr("sahel_kg.cli.link._can_answer", lambda: True)
    for said, code in ((False, 1), (True, 0)):
        monkeypatch.setattr("typer.confirm", lambda text, said=said, **_: said)
        assert linker.link("accept", *pair, *WHY).code == code
        assert linker.own.exists() is said
    shown = linker.link("show", *pair).out
    assert shown.index("Against it: ") < shown.index("Score "), "what speaks against comes first"


def test_what_undoing_would_do_is_told_the_right_way_round(linker: Linker) -> None:
    linker.settle("actor:sons", "actor:set-3")
    linker.rebuild()
    told = linker.link("undo", "actor:sons", "actor:set-3", *WHY, "--dry-run").out
    assert "names parted: أَبْنَاءُ ٱلْوَادِي" in told
    assert "joined" not in told
    linker.settle("actor:red-front", "actor:set-1")
    linker.rebuild()
    told = linker.link("undo", "actor:red-front", "actor:set-1", *WHY, "--dry-run").out
    assert "ties would go back to the actor of whom the source speaks" in told


NOT_DECIDED = {
    "itself": (["actor:union", "union of herders"], "both names mean actor:union: give the other actor's id"),
    "one source": (["actor:set-1", "actor:set-2"], "are both in source:set, which tells them apart"),
    "both by hand": (["actor:union", "actor:sons"], "are both in source:report, which tells them apart"),
    "unknown": (["actor:union", "actor:nobody"], "no actor actor:nobody"),
    "unknown name": (["Nobody", "actor:set-5"], "no actor is called 'Nobody'"),
    "disjoint kinds": (
        ["actor:valley", "actor:set-7"],
        "actor:valley (State) and actor:set-7 (ArmedGroup): nothing",
    ),
    "described": (["actor:strangers", "actor:set-5"], "actor:strangers is described, not named"),
    "the same with dates": (["actor:union", "actor:set-5", "--from", "2012"], "leave --from and --to away"),
    "no dates": (["actor:union", "actor:set-5", "--as", "overlaps-with"], "--as overlaps-with needs a date"),
    "no such way": (["actor:union", "actor:set-5", "--as", "equal"], "--as equal: choose from same, preceded-by"),
    "dates in disorder": (
        ["actor:union", "actor:set-5", "--as", "preceded-by", "--from", "2013", "--to", "2012"],
        "--from 2013 is after --to 2012: exchange them",
    ),
    "no date": (
        ["actor:union", "actor:set-5", "--as", "preceded-by", "--from", "May"],
        "--from 'May' is not a date: write 2019, 2019-11 or 2019-11-02",
    ),
    "reliability": (["actor:union", "actor:set-5", "--reliability", "Z"], "--reliability Z: choose from A"),
    "credibility": (["actor:union", "actor:set-5", "--credibility", "7"], "--credibility 7: choose from 1"),
}


@pytest.mark.parametrize("case", NOT_DECIDED)
def test_what_cannot_be_decided(linker: Linker, case: str) -> None:
    arguments, message = NOT_DECIDED[case]
    answer = linker.link("accept", *arguments, *WHY)
    assert answer.code == 2
    assert len(answer.errors) == 1
    assert message in answer.errors[0]
    assert "Traceback" not in answer.err
    assert not linker.own.exists()


@pytest.mark.parametrize(
    ("because", "by", "message"),
    [
        (" ", "Ann", "--because is empty: say why"),
        ("so", " ", "--by is empty: say who decides"),
        ("so", "!?", "--by !?: no name can be made of that; give letters or digits"),
        ("so", "coder:nobody", "no file declares coder:nobody: give a name instead"),
    ],
)
def test_who_and_why_have_to_be_said(linker: Linker, because: str, by: str, message: str) -> None:
    answer = linker.link("accept", "actor:union", "actor:set-5", "--because", because, "--by", by)
    assert (answer.code, answer.errors) == (2, [message])


def test_a_reason_may_hold_anything(linker: Linker) -> None:
    reason = 'he said "no" \\ then\nyes } . # é'
    linker.link("accept", "actor:union", "actor:set-5", "--because", reason, "--by", "Zoé d'Arc")
    claim = next(c for c in linker.rebuild().claims if "decision" in c.id)
    assert claim.note == reason
    assert compact(claim.coder or "") == "coder:zoe-d-arc"


def test_deciding_the_same_twice(linker: Linker) -> None:
    linker.settle("actor:union", "actor:set-5")
    before = linker.written
    answer = linker.link("accept", "actor:set-5", "actor:union", *WHY)
    assert answer.errors == [
        "actor:union and actor:set-5: that is decided already "
        "(claim:decision-union-set-5, 2026-11-25, by coder:ann-lee)"
    ]
    assert linker.written == before


def test_another_reliability_of_one_coder(linker: Linker) -> None:
    linker.link("accept", "actor:union", "actor:set-5", *WHY, "--reliability", "a")
    answer = linker.link("reject", "actor:sons", "actor:set-3", *WHY, "--reliability", "C")
    assert answer.errors == ["decisions of Ann Lee are of reliability A already: leave --reliability away"]


def test_a_folder_that_cannot_be_written(linker: Linker) -> None:
    linker.own.write_text("a file")
    answer = linker.link("accept", "actor:union", "actor:set-5", *WHY)
    assert answer.code == 2
    assert "is a file: name a folder" in answer.errors[0]
    linker.own.unlink()
    (linker.own).mkdir()
    (linker.own / "claims").write_text("a file")
    answer = linker.link("accept", "actor:union", "actor:set-5", *WHY)
    assert answer.code == 2
    assert answer.errors[0].startswith("cannot write ")
    assert answer.errors[0].endswith("choose another --data")


def test_a_file_of_decisions_that_is_broken(linker: Linker) -> None:
    (linker.own / "claims").mkdir(parents=True)
    (linker.own / FILE).write_text("claim:x { ")
    answer = linker.link("accept", "actor:union", "actor:set-5", *WHY)
    assert answer.code == 1
    assert "decisions.trig: line 1: syntax error" in answer.errors[0]
    assert (linker.own / FILE).read_text() == "claim:x { "


def test_a_file_with_prefixes_of_its_own_is_kept(linker: Linker) -> None:
    (linker.own / "claims").mkdir(parents=True)
    own = "@prefix skg: <http://example.org/> .\n# my notes, no line break at the end"
    (linker.own / FILE).write_text(own + "\n" + "@prefix x: <urn:x:> .")
    linker.settle("actor:union", "actor:set-5")
    assert linker.written.startswith(own)
    assert linker.rebuild().identities


def test_show(linker: Linker) -> None:
    answer = linker.link("show", "actor:union", "actor:set-5")
    assert answer.code == 0
    assert "Score 1.00" in answer.out
    assert "As same:\n1 tie would be shown" in answer.out
    linker.link("reject", "actor:union", "actor:set-5", *WHY)
    told = linker.link("show", "actor:union", "actor:set-5").out
    assert "Decided: different, 2026-11-25, ann-lee: seen in the field [claim:decision-union-set-5]" in told
    assert not (linker.own / "x").exists()


def test_it_writes_beside_the_build_without_data(
    linker: Linker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(linker.build_folder, tmp_path / "build")
    where = ("--build", tmp_path / "build")
    answer = run("link", "accept", "actor:union", "actor:set-5", *WHY, *where)
    assert answer.code == 0, answer.err
    assert (tmp_path / "sahel-kg-data" / FILE).is_file()
    monkeypatch.setenv("SAHEL_KG_DATA", str(tmp_path / "mine"))
    answer = run("link", "later", "actor:union", "actor:set-5", *WHY, *where)
    assert answer.code == 0, answer.err
    assert (tmp_path / "mine" / FILE).is_file()


def test_the_statement_of_a_decision(linker: Linker) -> None:
    linker.settle("actor:set-5", "actor:union")  # the actor made by hand comes first
    claim = next(c for c in linker.rebuild().claims if "decision" in c.id)
    triple = claim.statement[0]
    assert [compact(value(t)) for t in (triple.subject, triple.object)] == ["actor:union", "actor:set-5"]
    assert triple.predicate.value == SAME_AS


def test_several_decisions_at_once(linker: Linker) -> None:
    """For scripts: all of them or none."""
    data = [linker.world, linker.own]
    opened = linking_linker.Linker.open(linker.build_folder, data)
    wishes = [
        Wish(opened.find(one), opened.find(other), "same", "one and the same", "a tester", date(2026, 11, 25))
        for one, other in (("actor:valley", "actor:set-4"), ("actor:union", "actor:set-5"))
    ]
    with pytest.raises(UsageError):
        opened.decide([*wishes, replace(wishes[0], because=" ")])
    assert not (linker.own / "claims").exists()
    opened.decide(wishes)
    again = linking_linker.Linker.open(linker.build_folder, data)
    assert {each.verdict for each in again.decided} == {"same"}
    assert len(again.decided) == 2
