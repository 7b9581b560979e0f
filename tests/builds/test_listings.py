"""Answers as tables, pages and proofs: what pandas, Arrow and a notebook get."""

from __future__ import annotations

import json
import re
import warnings
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from markupsafe import escape

import sahel_kg
from sahel_kg import Build
from sahel_kg.builds.queries import read_queries
from sahel_kg.errors import BeyondWarning, UsageError, WholeWarning
from sahel_kg.frames import FEW, Grid, Listing, Tabular
from sahel_kg.notebook_tables import SHOWN
from sahel_kg.record.bounds import read_day
from sahel_kg.record.identities import WHOSE_NUMBER
from sahel_kg.record.rewinding import When
from sahel_kg.vocabulary import compact

DAY = date(2019, 12, 3)


def test_ties_are_the_list_that_they_were_and_a_table(build: Build) -> None:
    ties = build.ties()
    assert isinstance(ties, list)
    assert ties == list(ties)
    assert ties == tuple(ties)
    frame = ties.to_pandas()
    assert len(frame) == len(ties)
    types = {name: str(kind) for name, kind in frame.dtypes.items()}
    assert types["latestEnd"].startswith("datetime64")
    assert (types["sign"], types["relation"], types["value"]) == ("category", "category", "Int64")
    assert list(frame["subject_label"]) == [tie.subject_label for tie in ties]
    assert {"France", "Mali"} <= set(frame["subject_label"]) | set(frame["object_label"])
    assert list(frame["latestEnd"].dt.date.where(frame["latestEnd"].notna(), None)) == [
        t.bounds.latest_end for t in ties
    ]


def test_ties_of_a_day_are_those_of_its_network_with_the_same_window(both: Build) -> None:
    then = both.at(DAY)
    assert {tie.extent.aspect for tie in then.ties()} == set(then.ties().to_pandas()["aspect"])
    recent = [tie for tie in then.ties(window="12m") if tie.status != "denied" and tie.relation not in WHOSE_NUMBER]
    drawn = then.network(reading="possible", contributors="actors").number_of_edges()
    assert len([tie for tie in recent if tie.reading != "undated"]) == drawn
    assert len(recent) < len([tie for tie in then.ties() if tie.status != "denied"])
    assert then.ties(window="12m") == both.ties(as_of=DAY, window="12m")
    with pytest.raises(UsageError, match="window needs as_of"):
        both.ties(window="12m")


def test_a_day_beyond_all_that_is_dated_is_warned_of(build: Build) -> None:
    with pytest.warns(BeyondWarning, match="2035-12-31 lies after everything that is dated"):
        build.at(2035)
    with pytest.warns(BeyondWarning, match="lies before"):
        build.network(as_of="1850-01-01")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        build.at(DAY)


def test_sql_of_a_part_is_warned_of(build: Build) -> None:
    stated = build.admitting(sahel_kg.choose_evidence(build.claims, bases=["Stated"]))
    for seen, part in ((build.at(DAY), "2019-12-03"), (stated, "Stated")):
        with pytest.warns(WholeWarning, match=f"SQL reads the whole build, not what is seen here .*{part}"):
            assert seen.sql("SELECT count(*) FROM claim")[0] == (len(build.claims),)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        build.sql("SELECT 1")


def test_a_warning_points_to_the_line_of_the_caller(build: Build, both: Build) -> None:
    for ask in (
        lambda: build.at(2035),
        lambda: build.network(as_of="1850-01-01"),
        lambda: sahel_kg.read_history(both, "MNLA"),
        lambda: build.at(DAY).sql("SELECT 1"),
    ):
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            ask()
        assert {each.filename for each in told} == {__file__}


def test_the_questions_are_listed(build: Build) -> None:
    frame = build.queries.to_pandas().set_index("name")
    assert frame.loc["leaders", "title"]
    assert "led: actor" in frame.loc["leaders", "parameters"]
    assert len(build.query(build.queries[0].name).variables) > 1


def test_a_shell_shows_some_lines(both: Build) -> None:
    then = both.at(DAY)
    signed = sahel_kg.take_signed(then)
    proof = then.explain("Operation Barkhane", "opposes", "ISGS")
    shown = [
        *(then.ties(), then.ties()[0], then.render("ISGS"), proof, then.network(), signed, both.events),
        *(sahel_kg.profile(then, "ISGS"), sahel_kg.read_history(both, "ISGS"), both.disagreements()),
        *(both.disagreements()[0], sahel_kg.casualties.list_reports(both), sahel_kg.predict_ties(signed)),
        *(sahel_kg.find_camps(signed), both.sql("SELECT * FROM tie"), then.query("hostility")),
    ]
    for each in shown:
        assert len(repr(each)) < 12_000, type(each)
        assert "--wide" not in repr(each)
    assert repr(then.ties()).startswith(f"Ties: {len(then.ties())} rows\nsubject ")
    assert repr(then.ties()).endswith(f"\n{len(then.ties()) - FEW} more: to_pandas() has all")
    assert repr(proof) == "<Explanation: Operation Barkhane opposes ISGS; 11 steps, print() shows them>"
    assert repr(then.ties()[0]).startswith("<Tie: Abu Ibrahim al-Hashimi al-Qurashi leader of Islamic State;")
    assert repr(then.network(signs="-")).startswith("<TieNetwork: ")
    assert str(then.render("ISGS")).startswith("<!DOCTYPE html>")


def test_arrow_has_the_same_types(build: Build) -> None:
    table = build.ties().to_arrow()
    assert table.num_rows == len(build.ties())
    assert table.schema.field("latestEnd").type == pa.date32()
    assert pa.types.is_dictionary(table.schema.field("sign").type)
    assert (
        table.column("value").to_pylist()
        == build.ties().to_pandas()["value"].astype(object).where(lambda cells: cells.notna(), None).tolist()
    )


def test_a_notebook_shows_twenty_rows(build: Build) -> None:
    html = build.ties()._repr_html_()
    assert html.count("<tr>") == SHOWN + 1
    assert f"{len(build.ties()) - SHOWN} more rows: to_pandas() has all." in html
    assert len(html) < 20_000


def test_a_notebook_keeps_days_and_ids_on_one_line_and_text_to_the_left(build: Build) -> None:
    html = build.claims._repr_html_() + sahel_kg.read_history(build, "ISGS")._repr_html_()
    assert ".sahel-kg span {white-space: nowrap}" in html
    assert "text-align: left" in html
    numbers = re.findall(r'<(t[hd]) class="n">([^<]*)<', build.claims[:3]._repr_html_())
    assert {text for tag, text in numbers if tag == "th"} == {"credibility"}
    assert all(text.isdecimal() or not text for tag, text in numbers if tag == "td")
    for whole in (r"\d{4}-\d\d-\d\d", r"claim:[\w-]+"):
        assert len(re.findall(f"<span>{whole}</span>", html)) > SHOWN
        assert re.findall(f"<td>{whole}</td>", html) == []


def test_each_term_of_a_cell_loses_its_prefix_or_none(both: Build) -> None:
    html = sahel_kg.take_signed(both, as_of=DAY)._repr_html_()
    assert "<td>contributesTo fightsAlongside" in html
    assert "skg:" not in html.partition("</table>")[0]


def test_every_answer_is_a_table(build: Build) -> None:
    then = build.at(DAY)
    camps = sahel_kg.find_camps(sahel_kg.take_signed(build, as_of=DAY))
    isgs = sahel_kg.profile(then, "ISGS")
    answers = [
        *(
            build.disagreements(),
            build.events,
            sahel_kg.casualties.list_reports(build),
            sahel_kg.casualties.totals(build),
        ),
        *(sahel_kg.rank(build.network()), camps, sahel_kg.measure_standing(camps.network, camps), camps.network),
        *(isgs.ties, isgs.events, isgs.history, isgs.disputes, build.query("leaders")),
    ]
    for answer in answers:
        frame = answer.to_pandas()
        assert list(frame.columns) == answer.to_arrow().column_names
        assert answer._repr_html_().startswith('<div class="sahel-kg"><style>')
    assert [camp.number for camp in camps] == list(range(1, len(camps) + 1))
    assert sahel_kg.rank(build.network())[0].values


@pytest.fixture(scope="module")
def answers(build: Build, both: Build) -> dict[str, Tabular]:
    then = both.at(DAY)
    signed = sahel_kg.take_signed(then)
    camps = sahel_kg.find_camps(signed)
    isgs = sahel_kg.profile(then, "ISGS")
    course = sahel_kg.follow_camps(both, sahel_kg.years(2018, 2019))
    held = sahel_kg.assess(build, as_of=DAY, over=["implied"])
    hanging = sahel_kg.sensitivity.measure(build, as_of=DAY, over=["sources"], most=3)
    losses = sahel_kg.casualties
    return {
        **{"ties": both.ties(), "claims": both.claims, "actors": both.actors, "relations": both.relations},
        **{"events": both.events, "disagreements": both.disagreements(), "reports": losses.list_reports(both)},
        **{
            "totals": losses.totals(both),
            "history": sahel_kg.read_history(both, "ISGS"),
            "ranks": sahel_kg.rank(then.network()),
        },
        **{"former": isgs.former, "participations": isgs.events, "changes": isgs.history, "of": isgs.claims},
        **{"signed": signed, "camps": camps, "misfits": camps.misfits, "standing": sahel_kg.measure_standing(signed)},
        **{"communities": sahel_kg.find_communities(signed, runs=2), "balance": sahel_kg.measure_balance(signed)},
        **{"brokers": sahel_kg.find_brokers(signed, camps), "positions": sahel_kg.compare_positions(signed)},
        **{"questions": sahel_kg.predict_ties(signed), "paths": sahel_kg.find_paths(signed, "ISGS", "Chad")},
        **{"course": course, "periods": course.periods, "course changes": course.changes},
        **{"held": held.ranks, "places": held.members, "hanging": hanging},
    }


def test_types_of_columns_do_not_hang_on_the_data(answers: dict[str, Tabular]) -> None:
    """A column in which nothing is said is of the type that it is of where something is."""
    for name, answer in answers.items():
        grid = answer.grid()
        assert len(grid.rows) or name in ("misfits", "former"), name
        nothing = replace(grid, rows=[(None,) * len(grid.columns)])
        full, empty = answer.to_pandas(), _Shown(nothing).to_pandas()
        assert list(map(str, full.dtypes)) == list(map(str, empty.dtypes)), name
        assert answer.to_arrow().schema == _Shown(nothing).to_arrow().schema, name


class _Shown(Tabular):
    def __init__(self, shown: Grid) -> None:
        self.shown = shown

    def grid(self) -> Grid:
        return self.shown


def test_losses_are_numbers_of_whomever(build: Build) -> None:
    for who in ("Mali", "France"):
        frame = sahel_kg.casualties.totals(build, who).to_pandas()
        assert {str(frame[name].dtype) for name in ("low", "best", "high")} == {"Int64"}
    assert sahel_kg.casualties.list_reports(build, "Mali").to_arrow().schema.field("high").type == pa.int64()


def test_what_is_a_list_of_rows_is_a_table(build: Build, both: Build, answers: dict[str, Tabular]) -> None:
    ties = build.ties()
    assert list(ties[:2].to_pandas()["subject"]) == list(ties.to_pandas()["subject"][:2])
    assert (ties[1], ties[-1], ties[1:3]) == (list(ties)[1], list(ties)[-1], list(ties)[1:3])
    history = sahel_kg.read_history(build, "ISGS")
    assert list(history) == [*history.dated, *history.undated]
    assert len(history.dated.to_pandas()) == len(history.dated)
    assert len(history.undated.to_pandas()) == len(history) - len(history.dated)
    assert list(history.to_pandas()["what"]) == [change.text for change in history.changes]
    assert history._repr_html_().count("<tr>") == SHOWN + 1
    assert set(answers["paths"].to_pandas()["claims"].str.split().explode()) <= {claim.id for claim in both.claims}
    assert set(build.claims.to_pandas()["basis"].cat.categories) == {"Background", "Implied", "Stated"}
    seen = build.at(DAY).admitting(sahel_kg.choose_evidence(build.claims, bases=["Stated"]))
    assert 0 < len(seen.claims.to_pandas()) < len(build.claims.to_pandas())


def test_actors_and_relations_are_listed_and_looked_up(build: Build) -> None:
    assert repr(build.actors).startswith(f"Actors: {len(build.actors)} rows\nactor ")
    assert "actor:isgs" in set(build.actors.to_pandas()["actor"])
    actor = build.actors.find("ISGS")
    assert [who for who in ("ISGS", "isgs", "actor:isgs", actor.iri, actor) if who not in build.actors] == []
    others = ("Chat", "actor:nobody", "", None, replace(actor, ingested=not actor.ingested))
    assert [who for who in others if who in build.actors] == []
    frame = build.relations.to_pandas().set_index("relation")
    assert frame.loc["skg:supports", "sign"] == "cooperation"
    assert set(frame.index[frame["symmetric"]]) == set(map(compact, build.relations.symmetric & build.relations.terms))
    assert "supports" in build.relations
    assert "skg:supports" in build.relations
    assert "loves" not in build.relations


def test_names_stand_beside_what_bears_them_in_one_way_in_all_tables(build: Build) -> None:
    signed = sahel_kg.take_signed(build, as_of=DAY)
    camps = sahel_kg.find_camps(signed)
    held = sahel_kg.assess(build, as_of=DAY, over=["implied"])
    profile = sahel_kg.profile(build.at(DAY), "Mali")
    course = sahel_kg.follow_camps(build, sahel_kg.years(2018, 2019))
    tables = (
        *(build.actors, build.relations, build.claims, build.ties(), build.events, sahel_kg.rank(build.network())),
        *(signed, camps, camps.misfits, sahel_kg.measure_standing(signed, camps), sahel_kg.find_brokers(signed, camps)),
        *(sahel_kg.compare_positions(signed), sahel_kg.predict_ties(signed), sahel_kg.find_communities(signed, runs=2)),
        *(held, profile.events, course, course.by_actor, course.changes, sahel_kg.casualties.totals(build, "Mali")),
        *(build.query(name) for name in read_queries()),
    )
    named = 0
    for columns in (table.grid().columns for table in tables):
        assert not [name for name in columns if name == "label" or name.endswith("Label")]
        labels = [name for name in columns if name.endswith("_label")]
        assert [name for name in labels if name.removesuffix("_label") not in columns] == []
        named += bool(labels)
    assert named > 60


def test_confirmations_are_a_table_with_names_that_says_what_it_counts(both: Build) -> None:
    """Two reports of different years are no two witnesses of one year."""
    ties = [tie for tie in both.ties() if {tie.subject_label, tie.object_label} == {"Mali", "Burkina Faso"}]
    told = both.confirmations(ties)
    assert dict(told) == {key: both.confirmations()[key] for key in told}
    frame = told.to_pandas()
    assert list(frame["n"]) == sorted((each.n for each in told.values()), reverse=True)
    assert set(frame["subject_label"]) | set(frame["object_label"]) == {"Mali", "Burkina Faso"}
    assert "tie of different years count together" in told._repr_html_()
    seen = both.at(DAY)
    assert "in whatever year before 2019-12-03" in seen.confirmations(seen.ties()[:3]).note
    assert both.at(When(DAY, window="12m")).confirmations(seen.ties()[:3]).note == ""
    assert "Burkina Faso" in repr(told)


def test_an_answer_without_rows_says_what_was_asked_and_why(build: Build) -> None:
    empty = build.query("leaders", led="Mali")
    assert repr(empty).startswith("Who leads whom, and when (led=Mali): 0 rows\nNo rows. ")
    assert "only not named" in empty._repr_html_()
    turned, other = build.query("support", actor="Mauritania"), build.query("support", other="Mauritania")
    assert (len(turned), len(other) > 0) == (0, True)
    assert f"As other Mauritania has {len(other)} row" in turned.note
    assert "kg:hatez is nowhere in the build" in repr(build.query("SELECT ?a { ?a skg:hatez ?b }"))
    assert build.query("leaders").note == ""


def test_a_report_is_short_on_a_shell_and_whole_on_demand(build: Build) -> None:
    assert len(repr(build.report)) < 300
    assert "tensions" in repr(build.report)
    assert dict(build.report) == json.loads((build.path / "report.json").read_text("utf-8"))


def test_an_empty_list_is_an_empty_table() -> None:
    empty = Listing[int]([], ("n", "latestEnd"), lambda n: (n, None))
    assert empty.to_pandas().shape == (0, 2)
    assert empty.to_arrow().num_rows == 0


def test_a_proof_prints_as_its_tree_and_folds(build: Build) -> None:
    proof = build.explain("Operation Barkhane", "opposes", "ISGS")
    assert proof is not None
    assert str(proof).startswith("Operation Barkhane opposes ISGS\n")
    assert "└─ " in str(proof)
    html = proof._repr_html_()
    assert html.count("<details") == html.count("</details>") > 1
    assert "gd-p1-s6-d" in html


def test_pages_show_themselves_in_a_sandbox(build: Build, tmp_path: Path) -> None:
    page = build.render("ISGS", as_of=2019)
    assert page.startswith("<!DOCTYPE html>")
    for html in (page._repr_html_(), sahel_kg.profile(build.at(DAY), "ISGS")._repr_html_()):  # type: ignore[attr-defined]
        assert html.startswith('<iframe sandbox="allow-scripts" srcdoc="&lt;!DOCTYPE html')
        assert html.count("<") == 2
    assert page.save(tmp_path / "a.html").read_text("utf-8") == page  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("given", "day"),
    [
        (2019, date(2019, 12, 31)),
        ("2019-11", date(2019, 11, 30)),
        (DAY, DAY),
        (datetime(2019, 12, 3, 23, 59), DAY),
        (pd.Timestamp("2019-12-03 10:00", tz="UTC"), DAY),
        (pd.Period("2019-11", "M"), date(2019, 11, 30)),
        (np.datetime64("2019-12-03T10:00"), DAY),
        (np.datetime64("2019-11"), date(2019, 11, 30)),
        (None, None),
    ],
    ids=repr,
)
def test_a_day_in_every_form(given: object, day: date | None) -> None:
    assert read_day(given) == day  # type: ignore[arg-type]


def test_errors_speak_of_arguments_and_refuse_other_kinds(build: Build) -> None:
    for wrong, told in (
        (lambda: build.at(3.5), "as_of: 3.5 is no day"),  # type: ignore[arg-type]
        (lambda: build.network(reading="certain"), "reading needs as_of"),
        (lambda: build.at(pd.NaT), "as_of: NaT is no day"),
        (lambda: sahel_kg.change_days(build, first=3.5), "first: 3.5 is no day"),  # type: ignore[arg-type]
        (lambda: sahel_kg.years("2018", "2019"), "wanted is two years as numbers"),  # type: ignore[arg-type]
        (lambda: sahel_kg.follow_camps(build, "soon"), "period soon: 'soon' is not a date"),
        (lambda: sahel_kg.profile(build, None), "wanted is the name of an actor"),  # type: ignore[arg-type]
        (lambda: build.explain(("ISGS",), "opposes", "Mali"), "wanted is a name"),  # type: ignore[arg-type]
        (lambda: build.query(None), "wanted is the name of a question, or SPARQL"),  # type: ignore[arg-type]
        (lambda: build.query("sourcs"), "did you mean"),
        (lambda: build.query("SELECT"), "`build.queries` lists them"),
        (lambda: build.sql(None), "wanted is one statement of SQL"),  # type: ignore[arg-type]
        (lambda: build.network(as_of=2019, window=12), "'12' is no window"),  # type: ignore[arg-type]
        (lambda: build.admitting(["Stated"]), "wanted is evidence, as choose_evidence"),  # type: ignore[arg-type]
        (lambda: sahel_kg.timeline_picture.figure(build), "wanted is a history, as read_history"),  # type: ignore[arg-type]
        (lambda: build.explain_disagreement(1), "wanted is a contradiction or tension"),  # type: ignore[arg-type]
        (lambda: sahel_kg.load(3), "wanted is the folder of a build"),  # type: ignore[arg-type]
        (lambda: build.actors.find("Frnace"), r"`build.query\('actors-by-name'\)` lists them all"),
        (lambda: sahel_kg.find_camps(build.network()), "wanted is a signed network, as take_signed"),
        (lambda: sahel_kg.rank(build), "wanted is a network of ties, as build.network"),
        (lambda: sahel_kg.take_signed(build.network()), "wanted is a build, as load"),
        (lambda: sahel_kg.export(3, "gexf"), "and given was an int"),
    ):
        with pytest.raises(UsageError, match=told):
            wrong()


def test_a_text_is_a_list_of_one(build: Build) -> None:
    def count(**choice: object) -> int:
        return int(build.network(**choice).number_of_edges())  # type: ignore[arg-type]

    assert count(relations="attacked") == count(relations=["attacked"]) > 0
    assert count(signs="hostility") == count(signs=["-"]) > 0
    assert count(bases="Stated") == count(bases=["Stated"]) > 0
    stated = [sahel_kg.choose_evidence(build.claims, bases=given) for given in ("Stated", ["Stated"])]
    assert stated[0] == stated[1]
    around = [sahel_kg.take_signed(build, around=given).graph.nodes for given in ("Mali", ["Mali"])]
    assert set(around[0]) == set(around[1]) != set()
    assert len(sahel_kg.follow_camps(build, "2019").periods) == 1


def test_a_tie_has_what_tables_have(build: Build) -> None:
    ties = build.ties()
    frame = ties.to_pandas()
    assert [(t.subject_id, t.relation_id, t.object_id, t.sign_word) for t in ties] == list(
        frame[["subject", "relation", "object", "sign"]].itertuples(index=False, name=None)
    )


def test_a_disagreement_has_its_proof(build: Build) -> None:
    found = sahel_kg.find_disagreements(build)
    assert list(found) == list(build.disagreements())
    assert len(found.to_pandas()) == len(found)
    told = build.explain_disagreement(found[0])
    assert str(told).startswith(f"{found[0].kind} by ")
    assert told.causes
    assert all(claim.partition(":")[2] in str(told) for cause in told.causes for claim in cause)


def test_text_is_text_in_a_notebook(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    proof = build.explain("France", "opposes", "ISGS")
    told = str(proof), repr(build.ties())
    monkeypatch.setattr("rich.console._is_jupyter", lambda: True)
    assert (str(proof), repr(build.ties())) == told
    assert len(told[0]) > 200


def test_actors_are_had_by_any_name_and_columns_by_one_word(build: Build) -> None:
    assert build.actors["ISGS"] is build.actors.find("actor:isgs")
    with pytest.raises(UsageError, match=r"^no actor is called 'Atlantis'"):
        build.actors["Atlantis"]
    rows = build.query("leaders")
    assert rows.columns == rows.variables


def test_what_has_no_names_goes_by_number(build: Build) -> None:
    with pytest.raises(UsageError, match=r"'subject': these go by number; columns are those of .to_pandas\(\)"):
        build.ties()["subject"]
    with pytest.raises(UsageError, match="wanted is a name or several, and given was a NoneType"):
        build.admitting(sources=None)  # type: ignore[arg-type]


def test_a_relation_or_an_actor_alone_is_a_list_of_one(build: Build) -> None:
    one = sahel_kg.read_history(build, "ISGS", relations="attacked")
    assert one.as_dict() == sahel_kg.read_history(build, "ISGS", relations=["attacked"]).as_dict()
    with pytest.raises(UsageError, match="Mali alone"):
        sahel_kg.read_history(build, among="Mali")


def test_claims_questions_and_relations_are_had_by_name(build: Build) -> None:
    one = build.claims[0]
    for name in (one.id, one.iri, one.id.removeprefix("claim:")):
        assert build.claims[:2][name] is one
    assert build.queries["leaders"].name == "leaders"
    assert compact(build.relations["supports"]) == "skg:supports" == compact(build.relations["skg:supports"])
    for name in ("affiliate of", "Affiliate of", "affiliateOf"):
        assert compact(build.relations.find(name)) == "skg:affiliateOf"
    for found, name, nearest in (
        (build.claims, one.id + "x", one.id),
        (build.queries, "leader", "leaders"),
        (build.relations, "suports", "skg:supports"),
    ):
        with pytest.raises(UsageError, match=f"did you mean .*{nearest}"):
            found[name]
        assert nearest.removeprefix("skg:") in found._ipython_key_completions_()
    assert "ISGS" in build.actors._ipython_key_completions_()


def test_claims_of_a_tie_and_of_its_proof_are_tables(build: Build) -> None:
    then = build.at(DAY)
    ties = then.ties(general=True)
    tie = next(each for each in ties if each.status == "inferred" and len(each.claims) > 2)
    proof = then.explain(tie)
    assert proof is not None
    assert set(tie.claims) <= set(proof.claims) <= set(proof.cited)
    for claims in (tie.claims, proof.claims):
        assert isinstance(claims, Tabular)
        assert list(claims.to_pandas().columns) == list(build.claims.to_pandas().columns)
        assert len(repr(claims[0])) < 200
        assert repr(claims).startswith(f"Claims: {len(claims)} rows")
    assert hash(tie) == hash(replace(tie))
    with pytest.raises(UsageError, match="a tie, or a subject"):
        then.explain("ISGS")


def test_a_proof_as_text_has_no_colours_and_in_a_notebook_its_sources(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    proof = build.explain("Operation Barkhane", "opposes", "ISGS")
    assert proof is not None
    assert "\x1b" not in str(proof)
    assert "\x1b" not in str(build.explain_disagreement(build.disagreements()[0]))
    html = proof._repr_html_()
    assert "grades: the source from A (reliable) to E" in html
    for claim in proof.cited:
        assert escape(build.titles[claim.source]) in html


def test_a_wide_table_scrolls(build: Build) -> None:
    assert ".sahel-kg {overflow-x: auto}" in build.claims._repr_html_()
