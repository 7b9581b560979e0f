"""What the columns become: names, kinds, places, links; who fought whom, who helped, since when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from sahel_kg import load
from sahel_kg.ingest import SOURCES
from sahel_kg.ingest.mapping import read_mapping
from tests.cli.command import Answer, run
from tests.ingest import sample
from tests.ingest.conftest import claims, said

Ingest = Callable[..., Answer]
CLAIMS = Path("data/claims/ucdp-22.1")
ACTORS, ACD, NONSTATE = (CLAIMS / name for name in ("actor.trig", "acd.trig", "nonstate.trig"))


def test_columns_of_the_mappings_are_those_of_the_files() -> None:
    columns = (sample.ACTOR_COLUMNS, sample.ACD_COLUMNS, sample.NONSTATE_COLUMNS)
    for name, there in zip(SOURCES, columns, strict=True):
        assert set(read_mapping(name).columns.values()) <= set(there)


def test_a_name_is_told_once_and_the_short_one_is_preferred(ingest: Ingest) -> None:
    assert ingest("ucdp-actor", "actor.csv").code == 0
    renamed = said(ACTORS, "actor:ucdp-9")
    assert renamed["skos:prefLabel"] == ["ROD@en"]
    assert renamed["skos:altLabel"] == [
        *("FAC@en", "Fraktzionen@und", "Rod of Order@en", "Rodd@und", "TIC@en", "The Faction@en", "Tick Front@en"),
        "Tik@und",
    ]
    assert renamed["dct:source"] == ["source:ucdp-actor-22.1"]
    assert said(ACTORS, "actor:ucdp-1")["skos:prefLabel"] == ["Syldavia@en"]
    assert said(ACTORS, "actor:ucdp-1")["skos:altLabel"] == ["Government of Syldavia@en"]
    assert said(ACTORS, "actor:ucdp-11")["skos:prefLabel"] == ["PLA@en"]
    assert said(ACTORS, "actor:ucdp-11")["skos:altLabel"] == ["People's Army of the Plain@en"]
    assert said(ACTORS, "actor:ucdp-14")["skos:prefLabel"] == ["Zekh@en"]


def test_kinds_places_and_links(ingest: Ingest) -> None:
    assert ingest("ucdp-actor", "actor.csv").code == 0
    found = claims(ACTORS)
    kinds = {name.split("-")[2]: told[0].rpartition(":")[2] for name, told in found.items() if name.endswith("-kind")}
    assert kinds == {
        **{"1": "State", "2": "State", "14": "PopulationGroup", "16": "PopulationGroup"},
        **dict.fromkeys(("9", "11", "12", "13", "15", "17", "18"), "ArmedGroup"),
    }
    assert found["ucdp-actor-9-places"] == [
        "actor:ucdp-9 skg:operatesIn place:borduria",
        "actor:ucdp-9 skg:operatesIn place:syldavia",
    ]
    assert "ucdp-actor-1-places" not in found
    links = {name: told for name, told in found.items() if not name.endswith(("-kind", "-places"))}
    assert links == {
        "ucdp-actor-13-splintered": [f"actor:ucdp-13 skg:splinteredFrom actor:ucdp-{n}" for n in (12, 9)],
        "ucdp-actor-15-split": ["actor:ucdp-15 skg:temporarilySplitFrom actor:ucdp-9"],
        "ucdp-actor-17-joined": ["actor:ucdp-17 skg:joined actor:ucdp-9"],
        "ucdp-actor-17-merged": ["actor:ucdp-17 skg:mergedInto actor:ucdp-13"],
    }
    about = said(ACTORS, "claim:ucdp-actor-17-joined")
    assert not [name for name in about if "Begin" in name or "End" in name or "aspect" in name]
    assert about["skg:record"] == ["actor 17"]
    assert about["skg:codebook"] == ["ucdp-3"]


def test_primary_parties_fight_and_secondary_ones_contribute(ingest: Ingest) -> None:
    assert ingest("ucdp-actor", "actor.csv").code == 0
    assert ingest("ucdp-acd", "acd.csv", "--country", "Syldavia").code == 0
    assert claims(ACD) == {
        "ucdp-acd-301-2001-conflict": ["conflict:ucdp-301 skg:conflictOf place:syldavia"],
        "ucdp-acd-301-2002-conflict": [
            "conflict:ucdp-301 skg:conflictOf place:syldavia",
            "conflict:ucdp-301 skg:disputedTerritory Great Plain",
            "conflict:ucdp-301 skg:intensity skg:War",
            "conflict:ucdp-301 skg:issue skg:OverGovernment",
            "conflict:ucdp-301 skg:issue skg:OverTerritory",
        ],
        "ucdp-acd-301-2001-fought": [f"actor:ucdp-1 skg:foughtAgainst actor:ucdp-{n}" for n in (11, 9)],
        "ucdp-acd-301-2001-a-support": ["actor:ucdp-2 skg:contributesTo actor:ucdp-1"],
        "ucdp-acd-301-2001-by-9": ["actor:ucdp-9 skg:activeBy 2001"],
        "ucdp-acd-301-2001-by-11": ["actor:ucdp-11 skg:activeBy 2001"],
        "ucdp-acd-301-2002-fought": [f"actor:ucdp-1 skg:foughtAgainst actor:ucdp-{n}" for n in (13, 9)],
        "ucdp-acd-301-2002-by-13": ["actor:ucdp-13 skg:activeBy 2002"],
    }
    about = said(ACD, "claim:ucdp-acd-301-2001-fought")
    assert [about[f"skg:{name}"] for name in ("earliestBegin", "latestBegin", "earliestEnd", "latestEnd")] == [
        ["2001"]
    ] * 4
    assert about["skg:aspect"] == ["skg:Happening"]
    assert about["skg:record"] == ["conflict 301, year 2001"]
    assert about["skg:conflict"] == ["conflict:ucdp-301"]
    assert said(ACD, "conflict:ucdp-301")["skos:prefLabel"] == ["Syldavia: Government@en"]


def test_components_of_a_coalition_are_the_parties(ingest: Ingest) -> None:
    assert ingest("ucdp-actor", "actor.csv").code == 0
    assert ingest("ucdp-nonstate", "nonstate.csv", "--since", "2001").code == 0
    found = claims(NONSTATE)
    assert found["ucdp-nonstate-502-2001-fought"] == [
        f"actor:ucdp-{n} skg:foughtAgainst actor:ucdp-16" for n in (11, 14, 15)
    ]
    assert found["ucdp-nonstate-502-2001-a-alongside"] == [
        "actor:ucdp-11 skg:fightsAlongside actor:ucdp-14",
        "actor:ucdp-11 skg:fightsAlongside actor:ucdp-15",
        "actor:ucdp-14 skg:fightsAlongside actor:ucdp-15",
    ]
    assert "ucdp-nonstate-502-2001-a-support" not in found, "whom of the three Borduria helped is not told"
    report = "claim:ucdp-nonstate-502-2001-deaths#report"
    assert found["ucdp-nonstate-502-2001-deaths"] == [
        f"{report} rdf:type skg:CasualtyReport",
        f"{report} skg:best 40",
        f"{report} skg:high 60",
        f"{report} skg:lossKind skg:Killed",
        f"{report} skg:low 30",
        *(f"{report} skg:partyTogether actor:ucdp-{n}" for n in (11, 14, 15, 16)),
        f"{report} skg:reportedFor conflict:ucdp-501",
    ]
    assert "77" not in NONSTATE.read_text("utf-8").split("actor:ucdp-")


def test_who_fights_in_one_country_operates_there(ingest: Ingest, here: Path) -> None:
    """Begun by the last day of the year, not over before its first; of two countries nobody tells who was in which."""
    two = sample.dyad(504, 2002, ("9", "", ""), ("14", "", ""), "Syldavia, Borduria")
    (here / "more.csv").write_text(sample.text(sample.NONSTATE_COLUMNS, [*sample.NONSTATE, two]), "utf-8")
    assert ingest("ucdp-actor", "actor.csv").code == 0
    assert ingest("ucdp-nonstate", "more.csv").code == 0
    found = claims(NONSTATE)
    assert found["ucdp-nonstate-501-2000-place"] == [f"actor:ucdp-{n} skg:operatesIn place:syldavia" for n in (14, 9)]
    about = said(NONSTATE, "claim:ucdp-nonstate-501-2000-place")
    assert (about["skg:latestBegin"], about["skg:earliestEnd"]) == (["2000"], ["2000"])
    assert about["skg:conflict"] == said(NONSTATE, "claim:ucdp-nonstate-501-2000-fought")["skg:conflict"]
    assert {"skg:aspect", "skg:earliestBegin", "skg:latestEnd"}.isdisjoint(about)
    assert "ucdp-nonstate-504-2002-fought" in found
    assert "ucdp-nonstate-504-2002-place" not in found


def test_a_first_year_counts_all_rows(ingest: Ingest) -> None:
    """The Zekh fought in 2000; that row is not asked for, but its year stands."""
    assert ingest("ucdp-actor", "actor.csv").code == 0
    assert ingest("ucdp-nonstate", "nonstate.csv", "--since", "2001").code == 0
    assert claims(NONSTATE)["ucdp-nonstate-501-2000-by-14"] == ["actor:ucdp-14 skg:activeBy 2000"]


def test_a_selection_brings_along_whom_it_names(ingest: Ingest) -> None:
    words = ("ucdp-actor", "actor.csv", "--country", "syldavia")
    assert ingest(*words).err.startswith("rows in 11 = written 9 + refused 0 + not selected 2\n")
    assert "ucdp-actor-12-kind" in claims(ACTORS), "who splintered from 12 is chosen, so 12 must be declared"
    assert "ucdp-actor-2-kind" not in claims(ACTORS)
    answer = ingest(*words, "--named-in", "acd.csv", "--named-in", "nonstate.csv")
    assert answer.err.startswith("rows in 11 = written 10 + refused 0 + not selected 1\n")
    assert "ucdp-actor-2-kind" in claims(ACTORS)


def test_names_resolve_by_the_actor_file_or_by_what_was_ingested(ingest: Ingest) -> None:
    without = ingest("ucdp-acd", "acd.csv")
    missing = "no actors to resolve names by: data/claims/ucdp-22.1 has none; "
    assert (without.code, without.errors) == (2, [f"{missing}ingest ucdp-actor first, or give --actors"])
    assert ingest("ucdp-actor", "actor.csv").code == 0
    assert ingest("ucdp-acd", "acd.csv").code == 0
    one = ACD.read_bytes()
    assert ingest("ucdp-acd", "acd.csv", "--actors", "actor.csv").code == 0
    assert ACD.read_bytes() == one


def test_actors_that_are_missing_are_told(ingest: Ingest) -> None:
    answer = ingest("ucdp-acd", "acd.csv", "--actors", "actor.csv")
    assert answer.code == 0
    assert "note: 6 actors named here are not ingested yet" in answer.err
    assert "sahel-kg ingest ucdp-actor actor.csv --named-in acd.csv" in answer.err


def test_order_of_rows_and_columns_does_not_matter(ingest: Ingest, here: Path) -> None:
    def three() -> dict[str, bytes]:
        for source, name in zip(SOURCES, sample.FILES, strict=True):
            assert ingest(source, name).code == 0
        return {path.name: path.read_bytes() for path in CLAIMS.iterdir()}

    before = three()
    columns_of = (sample.ACTOR_COLUMNS, sample.ACD_COLUMNS, sample.NONSTATE_COLUMNS)
    rows_of = (sample.ACTORS, sample.ACD, sample.NONSTATE)
    for name, columns, rows in zip(sample.FILES, columns_of, rows_of, strict=True):
        crlf = sample.text(columns[::-1], rows[::-1]).replace("\n", "\r\n")
        (here / name).write_text(crlf, "utf-8", newline="")
    assert three() == before


@pytest.mark.parametrize("command", ["check", "build"])
def test_what_was_ingested_is_read_beside_the_shipped_data(ingest: Ingest, here: Path, command: str) -> None:
    for source, name in zip(SOURCES, sample.FILES, strict=True):
        assert ingest(source, name).code == 0
    Path("data/refused").mkdir(exist_ok=True)
    Path("data/refused/ucdp-acd.csv").write_text("not,data\n", "utf-8")
    answer = run(command, "--data", "data", *(["--build", "build"] if command == "build" else []))
    assert (answer.code, answer.errors) == (0, [])


def test_the_widest_years_of_an_actor_count(ingest: Ingest) -> None:
    """The non-state file knows ROD by 2000, the other by 2001; neither says when it began."""
    for source, name in zip(SOURCES, sample.FILES, strict=True):
        assert ingest(source, name).code == 0
    assert run("build", "--data", "data", "--build", "build").code == 0
    built = load("build")
    assert built.first_known["https://w3id.org/sahel-kg/actor/ucdp-9"] == date(2000, 12, 31)
    assert "https://w3id.org/sahel-kg/actor/ucdp-9" not in built.years
